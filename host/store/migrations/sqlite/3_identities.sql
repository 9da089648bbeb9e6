-- What tells two events with one number apart: random, so that after the database was put back to an
-- earlier state no event is taken for the one that had its number before. 0: from before there was one.
ALTER TABLE tiergate_events ADD COLUMN identity INTEGER NOT NULL DEFAULT 0;

-- That of the event whose number is `revision`.
ALTER TABLE tiergate_tenants ADD COLUMN identity INTEGER NOT NULL DEFAULT 0;

-- What servers must know to work with these tables: those that know the migrations up to `least`
-- work with what `migration` made. A migration from the fourth on that has no row here locks out all
-- servers that do not know it.
CREATE TABLE tiergate_compatible (
    migration INTEGER NOT NULL PRIMARY KEY,
    least INTEGER NOT NULL
);
