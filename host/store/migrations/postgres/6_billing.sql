-- Events of billing systems, each once. `problems`: what of them was not understood, as JSON.
CREATE TABLE tiergate_billing_events (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    at BIGINT,
    received BIGINT NOT NULL,
    problems TEXT NOT NULL
);
CREATE INDEX tiergate_billing_events_by_time ON tiergate_billing_events (received);

-- What events report, found by everything that it is about: a subscription, a customer, a price.
CREATE TABLE tiergate_billing_facts (
    subject TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (subject, event, number)
);

-- Each subscription that is known, and whose it is. `tenant` is null if that is not known.
CREATE TABLE tiergate_billing_subscriptions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tenant TEXT COLLATE "C",
    subscription TEXT,
    doubts TEXT NOT NULL
);
CREATE INDEX tiergate_billing_subscriptions_of_tenant ON tiergate_billing_subscriptions (tenant);

INSERT INTO tiergate_compatible (migration, least) VALUES (6, 3);
