-- Policies' files, each under the SHA-256 of its bytes. `at` is in seconds since 1970.
CREATE TABLE tiergate_policies (
    digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    file BYTEA NOT NULL
);

-- Which policy was made the active one, in commit order: the last one is active. `back_to` is
-- the activation that a rollback went back to.
CREATE TABLE tiergate_activations (
    number BIGINT NOT NULL PRIMARY KEY,
    digest TEXT COLLATE "C" NOT NULL REFERENCES tiergate_policies (digest),
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    key TEXT COLLATE "C" UNIQUE,
    back_to BIGINT
);

CREATE FUNCTION tiergate_activations_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'tiergate_activations is append-only'; END $$;
CREATE TRIGGER tiergate_activations_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON tiergate_activations
    FOR EACH STATEMENT EXECUTE FUNCTION tiergate_activations_append_only();

-- The policy that a tenant is pinned to; NULL: the active one decides.
ALTER TABLE tiergate_tenants
    ADD COLUMN policy TEXT COLLATE "C" REFERENCES tiergate_policies (digest);
