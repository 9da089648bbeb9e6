-- Tenants that an activation keeps on the policy that was active before. Each is pinned to it by the
-- event `number`, which says who did that, when and why. `job` tells apart activations that are at
-- work at the same time.
CREATE TABLE tiergate_kept (
    tenant TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    policy TEXT COLLATE "C" NOT NULL,
    job BIGINT NOT NULL
);
CREATE INDEX tiergate_kept_on_policy ON tiergate_kept (policy, tenant);

-- Triggers end it with the pin, so that servers which do not know it end it, too.
CREATE FUNCTION tiergate_kept_no_more() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    EXECUTE format('DELETE FROM %I.tiergate_kept WHERE tenant = $1', TG_TABLE_SCHEMA) USING OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER tiergate_kept_no_more AFTER UPDATE OF policy ON tiergate_tenants
    FOR EACH ROW WHEN (OLD.policy IS NOT NULL AND OLD.policy IS DISTINCT FROM NEW.policy)
    EXECUTE FUNCTION tiergate_kept_no_more();
CREATE TRIGGER tiergate_kept_deleted AFTER DELETE ON tiergate_tenants
    FOR EACH ROW WHEN (OLD.policy IS NOT NULL)
    EXECUTE FUNCTION tiergate_kept_no_more();

-- The activation that keeps tenants on a policy, and when they are released; NULL: by hand. If an
-- activation keeps nobody, those who are still kept on the policy that it left are released at once.
CREATE TABLE tiergate_keeps (
    policy TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    activation BIGINT NOT NULL,
    until BIGINT
);

-- Whom an activation kept, how many they were, and until when; NULL: nobody.
ALTER TABLE tiergate_activations
    ADD COLUMN keeps TEXT, ADD COLUMN kept BIGINT, ADD COLUMN kept_until BIGINT;
CREATE TRIGGER tiergate_activations_keep_what_they_kept
    BEFORE UPDATE OF keeps, kept, kept_until ON tiergate_activations
    FOR EACH STATEMENT EXECUTE FUNCTION tiergate_activations_append_only();

INSERT INTO tiergate_compatible (migration, least) VALUES (10, 3);
