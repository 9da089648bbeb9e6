-- The name that people know a tenant by. No policy reads it.
ALTER TABLE tiergate_tenants ADD COLUMN label TEXT;

-- What tenants are searched by: triggers keep it, so that servers which do not know it keep it, too.
-- It is apart from the facts so that a search reads little.
CREATE TABLE tiergate_names (
    number INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    label TEXT
);
INSERT INTO tiergate_names (tenant) SELECT id FROM tiergate_tenants ORDER BY id;
CREATE INDEX tiergate_names_by_tenant ON tiergate_names (tenant, label);

CREATE TRIGGER tiergate_names_of_new AFTER INSERT ON tiergate_tenants
BEGIN INSERT INTO tiergate_names (tenant, label) VALUES (NEW.id, NEW.label); END;
CREATE TRIGGER tiergate_names_of_changed AFTER UPDATE OF label ON tiergate_tenants
WHEN OLD.label IS NOT NEW.label
BEGIN UPDATE tiergate_names SET label = NEW.label WHERE tenant = NEW.id; END;
CREATE TRIGGER tiergate_names_of_deleted AFTER DELETE ON tiergate_tenants
BEGIN DELETE FROM tiergate_names WHERE tenant = OLD.id; END;

-- By three letters of any part: https://www.sqlite.org/fts5.html#the_trigram_tokenizer
CREATE VIRTUAL TABLE tiergate_parts USING fts5 (
    tenant, label, content = 'tiergate_names', content_rowid = 'number', tokenize = 'trigram'
);
INSERT INTO tiergate_parts (tiergate_parts) VALUES ('rebuild');

CREATE TRIGGER tiergate_parts_of_new AFTER INSERT ON tiergate_names
BEGIN
    INSERT INTO tiergate_parts (rowid, tenant, label) VALUES (NEW.number, NEW.tenant, NEW.label);
END;
CREATE TRIGGER tiergate_parts_of_changed AFTER UPDATE ON tiergate_names
BEGIN
    INSERT INTO tiergate_parts (tiergate_parts, rowid, tenant, label)
        VALUES ('delete', OLD.number, OLD.tenant, OLD.label);
    INSERT INTO tiergate_parts (rowid, tenant, label) VALUES (NEW.number, NEW.tenant, NEW.label);
END;
CREATE TRIGGER tiergate_parts_of_deleted AFTER DELETE ON tiergate_names
BEGIN
    INSERT INTO tiergate_parts (tiergate_parts, rowid, tenant, label)
        VALUES ('delete', OLD.number, OLD.tenant, OLD.label);
END;

-- A redaction also takes a person out of labels, which changes have.
DROP TRIGGER tiergate_events_are_not_changed;
CREATE TRIGGER tiergate_events_are_not_changed
    BEFORE UPDATE OF number, identity, tenant, at, key ON tiergate_events
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;
DROP TRIGGER tiergate_events_are_redacted_alone;
CREATE TRIGGER tiergate_events_are_redacted_alone
    BEFORE UPDATE OF actor, reason, change ON tiergate_events
WHEN NOT EXISTS (SELECT 1 FROM tiergate_redacting)
BEGIN SELECT RAISE(ABORT, 'tiergate_events is append-only'); END;

INSERT INTO tiergate_compatible (migration, least) VALUES (9, 3);
