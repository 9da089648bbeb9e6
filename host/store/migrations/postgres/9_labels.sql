-- The name that people know a tenant by. No policy reads it.
ALTER TABLE tiergate_tenants ADD COLUMN label TEXT;

-- Upper and lower case of all letters, whatever the locale of the database is; without ICU, of those
-- that this locale has.
DO $$ BEGIN
    CREATE COLLATION tiergate_letters (provider = icu, locale = 'und');
EXCEPTION WHEN OTHERS THEN
    EXECUTE (SELECT format('CREATE COLLATION tiergate_letters (provider = libc, locale = %L)', datctype)
        FROM pg_database WHERE datname = current_database());
END $$;

-- What tenants are searched by, in lower case: the identifier and the label, on a line each. Triggers
-- keep it, so that servers which do not know it keep it, too. It is apart from the facts so that a
-- search reads little.
CREATE TABLE tiergate_names (
    tenant TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    searched TEXT NOT NULL
);
INSERT INTO tiergate_names (tenant, searched)
    SELECT id, lower(id COLLATE tiergate_letters) || E'\n' FROM tiergate_tenants;

CREATE FUNCTION tiergate_names_of_new() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    EXECUTE format('INSERT INTO %1$I.tiergate_names (tenant, searched)
        SELECT id, lower(id COLLATE %1$I.tiergate_letters) || E''\n''
            || lower(coalesce(label, '''') COLLATE %1$I.tiergate_letters)
        FROM tiergate_written
        ON CONFLICT (tenant) DO UPDATE SET searched = excluded.searched', TG_TABLE_SCHEMA);
    RETURN NULL;
END $$;
CREATE TRIGGER tiergate_names_of_new AFTER INSERT ON tiergate_tenants
    REFERENCING NEW TABLE AS tiergate_written
    FOR EACH STATEMENT EXECUTE FUNCTION tiergate_names_of_new();

CREATE FUNCTION tiergate_names_of_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    EXECUTE format('UPDATE %1$I.tiergate_names SET searched =
        lower($1 COLLATE %1$I.tiergate_letters) || E''\n''
            || lower(coalesce($2, '''') COLLATE %1$I.tiergate_letters) WHERE tenant = $1',
        TG_TABLE_SCHEMA) USING NEW.id, NEW.label;
    RETURN NULL;
END $$;
CREATE TRIGGER tiergate_names_of_changed AFTER UPDATE OF label ON tiergate_tenants
    FOR EACH ROW WHEN (OLD.label IS DISTINCT FROM NEW.label)
    EXECUTE FUNCTION tiergate_names_of_changed();

CREATE FUNCTION tiergate_names_of_deleted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    EXECUTE format('DELETE FROM %I.tiergate_names WHERE tenant IN (SELECT id FROM tiergate_gone)',
        TG_TABLE_SCHEMA);
    RETURN NULL;
END $$;
CREATE TRIGGER tiergate_names_of_deleted AFTER DELETE ON tiergate_tenants
    REFERENCING OLD TABLE AS tiergate_gone
    FOR EACH STATEMENT EXECUTE FUNCTION tiergate_names_of_deleted();

-- By three letters of any part, if the extension can be had: it comes with PostgreSQL, and the owner of
-- a database may create it. Without it a search reads all names.
DO $$ DECLARE place TEXT;
BEGIN
    BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    EXCEPTION WHEN OTHERS THEN
        RAISE NOTICE 'tiergate: there is no pg_trgm: %', SQLERRM;
    END;
    SELECT n.nspname INTO place FROM pg_extension AS e
        JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
    IF place IS NOT NULL THEN
        EXECUTE format('CREATE INDEX tiergate_names_by_part ON tiergate_names
            USING gin (searched %I.gin_trgm_ops)', place);
    END IF;
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'tiergate: there is no index of parts of names: %', SQLERRM;
END $$;

-- A redaction also takes a person out of labels, which changes have.
DROP TRIGGER tiergate_events_are_append_only ON tiergate_events;
CREATE TRIGGER tiergate_events_are_append_only
    BEFORE UPDATE OF number, identity, tenant, at, key OR DELETE OR TRUNCATE
    ON tiergate_events FOR EACH STATEMENT EXECUTE FUNCTION tiergate_append_only();
DROP TRIGGER tiergate_events_are_redacted_alone ON tiergate_events;
CREATE TRIGGER tiergate_events_are_redacted_alone
    BEFORE UPDATE OF actor, reason, change
    ON tiergate_events FOR EACH STATEMENT EXECUTE FUNCTION tiergate_unless_redacting();

INSERT INTO tiergate_compatible (migration, least) VALUES (9, 3);
