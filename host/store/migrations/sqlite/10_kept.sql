-- Tenants that an activation keeps on the policy that was active before. Each is pinned to it by the
-- event `number`, which says who did that, when and why. `job` tells apart activations that are at
-- work at the same time.
CREATE TABLE tiergate_kept (
    tenant TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    policy TEXT NOT NULL,
    job BIGINT NOT NULL
);
CREATE INDEX tiergate_kept_on_policy ON tiergate_kept (policy, tenant);

-- Triggers end it with the pin, so that servers which do not know it end it, too.
CREATE TRIGGER tiergate_kept_no_more AFTER UPDATE OF policy ON tiergate_tenants
WHEN OLD.policy IS NOT NEW.policy
BEGIN DELETE FROM tiergate_kept WHERE tenant = NEW.id; END;
CREATE TRIGGER tiergate_kept_deleted AFTER DELETE ON tiergate_tenants
BEGIN DELETE FROM tiergate_kept WHERE tenant = OLD.id; END;

-- The activation that keeps tenants on a policy, and when they are released; NULL: by hand. If an
-- activation keeps nobody, those who are still kept on the policy that it left are released at once.
CREATE TABLE tiergate_keeps (
    policy TEXT NOT NULL PRIMARY KEY,
    activation BIGINT NOT NULL,
    until BIGINT
);

-- Whom an activation kept, how many they were, and until when; NULL: nobody.
ALTER TABLE tiergate_activations ADD COLUMN keeps TEXT;
ALTER TABLE tiergate_activations ADD COLUMN kept BIGINT;
ALTER TABLE tiergate_activations ADD COLUMN kept_until BIGINT;
CREATE TRIGGER tiergate_activations_keep_what_they_kept
    BEFORE UPDATE OF keeps, kept, kept_until ON tiergate_activations
BEGIN SELECT RAISE(ABORT, 'tiergate_activations is append-only'); END;

INSERT INTO tiergate_compatible (migration, least) VALUES (10, 3);
