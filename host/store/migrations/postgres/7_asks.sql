-- What billing systems must be asked about, each once. `wanted` counts how often that was found, so
-- that an answer from before the last time does not end it; `due`: when it may be asked, at the
-- earliest. `lease`: the number of the server's attempt that is under way, until `leased_until`.
CREATE TABLE tiergate_billing_asks (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    due BIGINT NOT NULL,
    wanted BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    problem TEXT,
    lease BIGINT,
    leased_until BIGINT
);
CREATE INDEX tiergate_billing_asks_by_due ON tiergate_billing_asks (due, subject);

-- The last number that was taken: each is greater than the ones before.
CREATE TABLE tiergate_billing_numbers (
    last BIGINT NOT NULL
);
INSERT INTO tiergate_billing_numbers (last) VALUES (0);

-- What operators had done with everything that is stored of a billing system. `beat`: when its
-- server last reported, in seconds. `state`: its progress and result, as JSON.
CREATE TABLE tiergate_billing_runs (
    number BIGINT NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    began BIGINT NOT NULL,
    beat BIGINT NOT NULL,
    ended BIGINT,
    state TEXT NOT NULL
);

INSERT INTO tiergate_compatible (migration, least) VALUES (7, 3);
