-- What each tenant has now. `facts` is the contract's `tenant` as JSON.
CREATE TABLE tiergate_tenants (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    facts TEXT NOT NULL
) WITHOUT ROWID;

-- Everything that was ever written, in commit order. `at` is in seconds since 1970.
CREATE TABLE tiergate_events (
    number INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    key TEXT,
    change TEXT NOT NULL
);
CREATE INDEX tiergate_events_of_tenant ON tiergate_events (tenant, number);

CREATE TRIGGER tiergate_events_are_not_changed BEFORE UPDATE ON tiergate_events
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;
CREATE TRIGGER tiergate_events_are_not_deleted BEFORE DELETE ON tiergate_events
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;

-- What was answered to a write with an idempotency key.
CREATE TABLE tiergate_keys (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    change TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) WITHOUT ROWID;
