-- Events of billing systems, each once. `problems`: what of them was not understood, as JSON.
CREATE TABLE tiergate_billing_events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    at INTEGER,
    received INTEGER NOT NULL,
    problems TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tiergate_billing_events_by_time ON tiergate_billing_events (received);

-- What events report, found by everything that it is about: a subscription, a customer, a price.
CREATE TABLE tiergate_billing_facts (
    subject TEXT NOT NULL,
    event TEXT NOT NULL,
    number INTEGER NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (subject, event, number)
) WITHOUT ROWID;

-- Each subscription that is known, and whose it is. `tenant` is null if that is not known.
CREATE TABLE tiergate_billing_subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT,
    subscription TEXT,
    doubts TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tiergate_billing_subscriptions_of_tenant ON tiergate_billing_subscriptions (tenant);

INSERT INTO tiergate_compatible (migration, least) VALUES (6, 3);
