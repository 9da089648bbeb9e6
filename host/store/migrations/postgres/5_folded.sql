-- Identifiers that are not their own folded form (NFC, and no difference of case), each with that
-- form: by it a new identifier is found to look like another one. Servers that do not know this table
-- make tenants without a row here, and leave the rows of those that they delete.
CREATE TABLE tiergate_folded (
    tenant TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    folded TEXT COLLATE "C" NOT NULL
);
CREATE INDEX tiergate_folded_by_form ON tiergate_folded (folded);

-- Up to which tenant those that are older than `tiergate_folded` have their row in it. Empty: all have.
CREATE TABLE tiergate_folding (
    number BIGINT NOT NULL PRIMARY KEY,
    after TEXT COLLATE "C" NOT NULL
);
INSERT INTO tiergate_folding (number, after)
    SELECT 1, '' WHERE EXISTS (SELECT 1 FROM tiergate_tenants);

-- Which other tenant a new one looks like.
ALTER TABLE tiergate_keys ADD COLUMN looks_like TEXT;

INSERT INTO tiergate_compatible (migration, least) VALUES (5, 3);
