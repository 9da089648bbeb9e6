-- What billing systems must be asked about, each once. `wanted` counts how often that was found, so
-- that an answer from before the last time does not end it; `due`: when it may be asked, at the
-- earliest. `lease`: the number of the server's attempt that is under way, until `leased_until`.
CREATE TABLE tiergate_billing_asks (
    subject TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    due INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    problem TEXT,
    lease INTEGER,
    leased_until INTEGER
) WITHOUT ROWID;
CREATE INDEX tiergate_billing_asks_by_due ON tiergate_billing_asks (due, subject);

-- The last number that was taken: each is greater than the ones before.
CREATE TABLE tiergate_billing_numbers (
    last INTEGER NOT NULL
);
INSERT INTO tiergate_billing_numbers (last) VALUES (0);

-- What operators had done with everything that is stored of a billing system. `beat`: when its
-- server last reported, in seconds. `state`: its progress and result, as JSON.
CREATE TABLE tiergate_billing_runs (
    number INTEGER NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    began INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    ended INTEGER,
    state TEXT NOT NULL
);

INSERT INTO tiergate_compatible (migration, least) VALUES (7, 3);
