-- When a key came: it counts for 30 days. What was asked: a hash; NULL: from before there was one,
-- and `change` says it.
ALTER TABLE tiergate_keys
    ADD COLUMN at BIGINT NOT NULL DEFAULT CAST(extract(epoch FROM now()) AS BIGINT),
    ADD COLUMN asked TEXT;
CREATE INDEX tiergate_keys_by_time ON tiergate_keys (at);

-- A key may come again once it is past.
ALTER TABLE tiergate_activations DROP CONSTRAINT tiergate_activations_key_key;
CREATE INDEX tiergate_activations_of_key ON tiergate_activations (key);
CREATE INDEX tiergate_activations_of_policy ON tiergate_activations (digest, number);

-- The keys of activations that changed nothing, and are not in the history for that.
CREATE TABLE tiergate_activation_keys (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    digest TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    is_rollback BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- Who was redacted from the history when, by whom and why, and in how many rows; not what these had.
-- `tenant`: NULL, if it was in the history of all.
CREATE TABLE tiergate_redactions (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT,
    tenant TEXT COLLATE "C",
    events BIGINT NOT NULL,
    activations BIGINT NOT NULL,
    policies BIGINT NOT NULL
);

-- Has a row for the time of a transaction that redacts, and is empty to all others.
CREATE TABLE tiergate_redacting (number BIGINT NOT NULL PRIMARY KEY);

CREATE FUNCTION tiergate_unless_redacting() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE redacting BOOLEAN;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.tiergate_redacting)', TG_TABLE_SCHEMA)
        INTO redacting;
    IF NOT redacting THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF;
    RETURN NULL;
END $$;

DROP TRIGGER tiergate_events_are_append_only ON tiergate_events;
CREATE TRIGGER tiergate_events_are_append_only
    BEFORE UPDATE OF number, identity, tenant, at, key, change OR DELETE OR TRUNCATE
    ON tiergate_events FOR EACH STATEMENT EXECUTE FUNCTION tiergate_append_only();
CREATE TRIGGER tiergate_events_are_redacted_alone
    BEFORE UPDATE OF actor, reason
    ON tiergate_events FOR EACH STATEMENT EXECUTE FUNCTION tiergate_unless_redacting();

DROP TRIGGER tiergate_activations_are_append_only ON tiergate_activations;
CREATE TRIGGER tiergate_activations_are_append_only
    BEFORE UPDATE OF number, digest, at, key, back_to OR DELETE OR TRUNCATE
    ON tiergate_activations FOR EACH STATEMENT EXECUTE FUNCTION tiergate_activations_append_only();
CREATE TRIGGER tiergate_activations_are_redacted_alone
    BEFORE UPDATE OF actor, reason
    ON tiergate_activations FOR EACH STATEMENT EXECUTE FUNCTION tiergate_unless_redacting();

CREATE FUNCTION tiergate_redactions_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'tiergate_redactions is append-only'; END $$;
CREATE TRIGGER tiergate_redactions_are_append_only
    BEFORE UPDATE OF number, at, actor, reason, tenant OR DELETE OR TRUNCATE
    ON tiergate_redactions FOR EACH STATEMENT EXECUTE FUNCTION tiergate_redactions_append_only();
CREATE TRIGGER tiergate_redactions_are_counted_alone
    BEFORE UPDATE OF events, activations, policies
    ON tiergate_redactions FOR EACH STATEMENT EXECUTE FUNCTION tiergate_unless_redacting();

INSERT INTO tiergate_compatible (migration, least) VALUES (4, 3);
