-- Prices and products with another name than before, whose subscriptions wait to be worked out
-- again. `place`: in which order, the least first; `after`: the last subscription for which that is
-- done.
CREATE TABLE tiergate_billing_renamed (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    place BIGINT NOT NULL,
    after TEXT COLLATE "C" NOT NULL
);

-- The subscriptions of which an item has a name, with the billing system's prefix, or once had it.
CREATE TABLE tiergate_billing_names (
    name TEXT COLLATE "C" NOT NULL,
    subscription TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (name, subscription)
);
INSERT INTO tiergate_billing_names (name, subscription)
    SELECT left(own.id, position(':' IN own.id)) || name.value, own.id
    FROM tiergate_billing_subscriptions AS own,
        json_array_elements(CAST(own.subscription AS json) -> 'items') AS item,
        json_array_elements_text(item.value -> 'names') AS name
    WHERE own.subscription IS NOT NULL ORDER BY own.id ON CONFLICT DO NOTHING;
CREATE INDEX tiergate_billing_names_of_subscription ON tiergate_billing_names (subscription);

-- Since when it is known that a subscription belongs to no tenant, or to one that does not exist.
-- Null if it belongs to one, or that was not looked at since it changed.
ALTER TABLE tiergate_billing_subscriptions ADD COLUMN unassigned_since BIGINT;
CREATE INDEX tiergate_billing_subscriptions_unassigned
    ON tiergate_billing_subscriptions (unassigned_since, id) WHERE unassigned_since IS NOT NULL;

-- Until when no other server looks for what is no longer of use.
CREATE TABLE tiergate_billing_forgetting (
    leased_until BIGINT NOT NULL
);
INSERT INTO tiergate_billing_forgetting (leased_until) VALUES (0);

-- To delete the facts of an event.
CREATE INDEX tiergate_billing_facts_of_event ON tiergate_billing_facts (event, number);

-- To list events that were not understood, the latest first.
CREATE INDEX tiergate_billing_events_with_problems ON tiergate_billing_events (received, id)
    WHERE problems <> '[]';

INSERT INTO tiergate_compatible (migration, least) VALUES (8, 3);
