-- What was answered to a write with an idempotency key. `at`: when the key came; it counts for 30
-- days. `asked`: a hash; NULL: from before there was one, and `change` says it.
CREATE TABLE tiergate_keys_in_time (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    change TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    created INTEGER NOT NULL,
    at INTEGER NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)),
    asked TEXT,
    PRIMARY KEY (tenant, key)
) WITHOUT ROWID;
INSERT INTO tiergate_keys_in_time (tenant, key, change, revision, changed, created)
    SELECT tenant, key, change, revision, changed, created FROM tiergate_keys;
DROP TABLE tiergate_keys;
ALTER TABLE tiergate_keys_in_time RENAME TO tiergate_keys;
CREATE INDEX tiergate_keys_by_time ON tiergate_keys (at);

-- Which policy was made the active one, in commit order: the last one is active. A key may come again
-- once it is past.
CREATE TABLE tiergate_activations_by_key (
    number INTEGER NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL REFERENCES tiergate_policies (digest),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    key TEXT,
    back_to INTEGER
);
INSERT INTO tiergate_activations_by_key (number, digest, at, actor, reason, key, back_to)
    SELECT number, digest, at, actor, reason, key, back_to FROM tiergate_activations;
DROP TABLE tiergate_activations;
ALTER TABLE tiergate_activations_by_key RENAME TO tiergate_activations;
CREATE INDEX tiergate_activations_of_key ON tiergate_activations (key);
CREATE INDEX tiergate_activations_of_policy ON tiergate_activations (digest, number);

-- The keys of activations that changed nothing, and are not in the history for that.
CREATE TABLE tiergate_activation_keys (
    key TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    number INTEGER NOT NULL,
    is_rollback INTEGER NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

-- Who was redacted from the history when, by whom and why, and in how many rows; not what these had.
-- `tenant`: NULL, if it was in the history of all.
CREATE TABLE tiergate_redactions (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    tenant TEXT,
    events INTEGER NOT NULL,
    activations INTEGER NOT NULL,
    policies INTEGER NOT NULL
);

-- Has a row for the time of a transaction that redacts, and is empty to all others.
CREATE TABLE tiergate_redacting (number INTEGER NOT NULL PRIMARY KEY);

DROP TRIGGER tiergate_events_are_not_changed;
CREATE TRIGGER tiergate_events_are_not_changed
    BEFORE UPDATE OF number, identity, tenant, at, key, change ON tiergate_events
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;
CREATE TRIGGER tiergate_events_are_redacted_alone BEFORE UPDATE OF actor, reason ON tiergate_events
WHEN NOT EXISTS (SELECT 1 FROM tiergate_redacting)
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;

CREATE TRIGGER tiergate_activations_are_not_changed
    BEFORE UPDATE OF number, digest, at, key, back_to ON tiergate_activations
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;
CREATE TRIGGER tiergate_activations_are_redacted_alone
    BEFORE UPDATE OF actor, reason ON tiergate_activations
WHEN NOT EXISTS (SELECT 1 FROM tiergate_redacting)
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;
CREATE TRIGGER tiergate_activations_are_not_deleted BEFORE DELETE ON tiergate_activations
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;

CREATE TRIGGER tiergate_redactions_are_not_changed
    BEFORE UPDATE OF number, at, actor, reason, tenant ON tiergate_redactions
BEGIN SELECT RAISE(ABORT, 'tiergate_redactions is append-only'); END;
CREATE TRIGGER tiergate_redactions_are_counted_alone
    BEFORE UPDATE OF events, activations, policies ON tiergate_redactions
WHEN NOT EXISTS (SELECT 1 FROM tiergate_redacting)
BEGIN SELECT RAISE(ABORT, 'tiergate_redactions is append-only'); END;
CREATE TRIGGER tiergate_redactions_are_not_deleted BEFORE DELETE ON tiergate_redactions
BEGIN SELECT RAISE(ABORT, 'tiergate_redactions is append-only'); END;

INSERT INTO tiergate_compatible (migration, least) VALUES (4, 3);
