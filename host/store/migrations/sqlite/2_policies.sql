-- Policies' files, each under the SHA-256 of its bytes. `at` is in seconds since 1970.
CREATE TABLE tiergate_policies (
    digest TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    file BLOB NOT NULL
);

-- Which policy was made the active one, in commit order: the last one is active. `back_to` is
-- the activation that a rollback went back to.
CREATE TABLE tiergate_activations (
    number INTEGER NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL REFERENCES tiergate_policies (digest),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    key TEXT UNIQUE,
    back_to INTEGER
);

CREATE TRIGGER tiergate_activations_are_not_changed BEFORE UPDATE ON tiergate_activations
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;
CREATE TRIGGER tiergate_activations_are_not_deleted BEFORE DELETE ON tiergate_activations
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;

-- The policy that a tenant is pinned to; NULL: the active one decides.
ALTER TABLE tiergate_tenants ADD COLUMN policy TEXT REFERENCES tiergate_policies (digest);
