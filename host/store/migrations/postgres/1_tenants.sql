-- What each tenant has now. `facts` is the contract's `tenant` as JSON.
CREATE TABLE tiergate_tenants (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    facts TEXT NOT NULL
);

-- Everything that was ever written, in commit order. `at` is in seconds since 1970.
CREATE TABLE tiergate_events (
    number BIGINT NOT NULL PRIMARY KEY,
    tenant TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    key TEXT,
    change TEXT NOT NULL
);
CREATE INDEX tiergate_events_of_tenant ON tiergate_events (tenant, number);

CREATE FUNCTION tiergate_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'tiergate_events is append-only'; END $$;
CREATE TRIGGER tiergate_events_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON tiergate_events
    FOR EACH STATEMENT EXECUTE FUNCTION tiergate_append_only();

-- What was answered to a write with an idempotency key.
CREATE TABLE tiergate_keys (
    tenant TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    change TEXT NOT NULL,
    revision BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (tenant, key)
);
