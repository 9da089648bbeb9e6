-- Prices and products with another name than before, whose subscriptions wait to be worked out
-- again. `after`: the last subscription for which that is done.
CREATE TABLE tiergate_billing_renamed (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    after TEXT COLLATE "C" NOT NULL
);

-- To delete the facts of an event.
CREATE INDEX tiergate_billing_facts_of_event ON tiergate_billing_facts (event, number);

-- To list events that were not understood, the latest first.
CREATE INDEX tiergate_billing_events_with_problems ON tiergate_billing_events (received, id)
    WHERE problems <> '[]';

INSERT INTO tiergate_compatible (migration, least) VALUES (8, 3);
