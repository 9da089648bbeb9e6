use super::{Cause, Extract, LinkSource, Owner, ReportedStatus, owner, state};
use super::{DeletedCustomer, Facts, Link, SeenPrice, Snapshot, SoldItem, Unpaid};
use super::{Known, Order, SeenProduct, renamed, superseded};
use tiergate::Status;
use tiergate_tests::dice::{Dice, seed, size};

/// A fact, with when it happened.
type Told = (u64, Extract);

const STATUSES: [Status; 6] = [
    Status::Active,
    Status::PastDue,
    Status::Trialing,
    Status::Unpaid,
    Status::Active,
    Status::Incomplete,
];

fn some(dice: &mut Dice, percent: u32, text: &str) -> Option<String> {
    dice.chance(percent).then(|| text.to_owned())
}

fn facts(dice: &mut Dice) -> Facts {
    let status = dice.pick_or(&STATUSES, Status::Active);
    let status = match dice.below(40) {
        0 => ReportedStatus::Unknown("new".to_owned()),
        1 => ReportedStatus::Known(Status::Canceled),
        _ => ReportedStatus::Known(status),
    };
    let item = SoldItem {
        name: None,
        price: Some(format!("price_{}", dice.below(2))),
        product: some(dice, 50, "prod_1"),
        quantity: Some(dice.between(1, 2)),
    };
    Facts {
        status,
        collection_paused: dice.chance(10),
        items: vec![item],
        has_more: dice.chance(5),
        trial_ends_at: None,
        ends_at: None,
    }
}

fn snapshot(dice: &mut Dice, id: &str, at: u64, last: &mut Facts, numbers: &mut u64) -> Extract {
    let before = last.clone();
    if dice.chance(70) {
        *last = facts(dice);
    }
    let cause = match dice.below(10) {
        0 => Cause::Seen,
        1 => Cause::Changed,
        _ => Cause::Updated(before),
    };
    let number = dice.chance(10).then(|| {
        *numbers += 1;
        *numbers
    });
    let tenant = if dice.chance(95) { "acme" } else { "other" };
    Extract::Snapshot(Snapshot {
        subscription: format!("s:{id}"),
        customer: some(dice, 97, "s:cus_1"),
        payment: None,
        tenant: some(dice, 50, tenant),
        order: Order { at, number },
        cause,
        facts: last.clone(),
    })
}

/// What else happens.
fn other(dice: &mut Dice, id: &str, at: u64) -> Extract {
    let (subscription, customer) = (Some(format!("s:{id}")), some(dice, 95, "s:cus_1"));
    match dice.below(5) {
        0 => Extract::Unpaid(Unpaid { subscription: format!("s:{id}"), since: at - 3, at }),
        1 | 2 => {
            let tenant = some(dice, 40, "acme");
            let of_invoice = dice.chance(70);
            let source = if of_invoice { LinkSource::Invoice } else { LinkSource::Customer };
            let subscription = subscription.filter(|_| of_invoice);
            Extract::Link(Link { source, tenant, customer, subscription, at })
        }
        3 => Extract::Price(SeenPrice {
            price: format!("s:price_{}", dice.below(2)),
            tag: some(dice, 30, "tag"),
            lookup_key: dice.chance(70).then(|| format!("key_{}", dice.below(3))),
            product: some(dice, 50, "prod_1"),
            at,
        }),
        _ => Extract::Product(SeenProduct {
            product: "s:prod_1".to_owned(),
            name: format!("Name {}", dice.below(3)),
            at,
        }),
    }
}

/// Returns a random history of two subscriptions of one customer.
fn history(dice: &mut Dice) -> Vec<Told> {
    let (mut at, mut all, mut numbers) = (1_000, Vec::new(), 0);
    let mut last = [facts(dice), facts(dice)];
    for _ in 0..dice.between(4, 40) {
        at += if dice.chance(60) { dice.between(11, 60) } else { dice.between(0, 12) };
        let which = dice.below(2);
        let id = ["sub_1", "sub_2"][which];
        let extract = match dice.chance(65) {
            true => snapshot(dice, id, at, &mut last[which], &mut numbers),
            false => other(dice, id, at),
        };
        all.push((at, extract));
    }
    all
}

/// Everything that is derived from facts, except for products without a subscription.
fn derived(known: &Known) -> (super::State, Vec<Owner>) {
    let owners = ["s:sub_1", "s:sub_2"].map(|id| owner(known, id, true));
    (state(known), owners.to_vec())
}

fn add(known: &mut Known, place: usize, told: &Told) {
    known.insert(&format!("evt_{place:03}"), 0, told.1.clone());
}

fn prune(known: &mut Known, before: u64) -> usize {
    let superseded = superseded(known, before);
    superseded.iter().for_each(|key| drop(known.0.remove(key)));
    superseded.len()
}

#[test]
fn what_is_superseded_changes_nothing_whatever_is_reported_later() {
    let mut dice = Dice::new(seed("superseded").unwrap());
    let (mut pruned, mut all) = (0, 0);
    for _ in 0..size(5_000, 500_000) {
        let history = history(&mut dice);
        let mut full = Known::default();
        history.iter().enumerate().for_each(|(place, told)| add(&mut full, place, told));
        // In any order, but nothing arrives that is older than what was pruned behind.
        let mut rest: Vec<usize> = (0..history.len()).collect();
        let mut known = Known::default();
        let mut behind;
        while !rest.is_empty() {
            if dice.chance(20) {
                behind = rest.iter().filter_map(|place| history.get(*place)).map(|it| it.0).min();
                // Most often at an earlier time, so that newer facts stay.
                let later = if dice.chance(70) { dice.between(0, 300) } else { 0 };
                pruned += prune(&mut known, behind.unwrap_or(0).saturating_sub(later));
            }
            let place = rest.remove(dice.below(rest.len().min(4)));
            add(&mut known, place, &history[place]);
            // A second delivery of something that was pruned is superseded again.
            if dice.chance(10) {
                let again = dice.below(place + 1);
                if !rest.contains(&again) {
                    add(&mut known, again, &history[again]);
                }
            }
        }
        pruned += prune(&mut known, u64::MAX / 2);
        all += history.len();
        let (expected, found) = (derived(&full), derived(&known));
        assert_eq!(expected, found, "{history:#?}\n{:#?}", known.0.keys());
    }
    println!("{pruned} of {all} facts were superseded");
    assert!(pruned * 4 > all, "{pruned} of {all}");
}

#[test]
fn a_name_is_new_only_for_what_is_known() {
    let price = |key: &str, at| {
        Extract::Price(SeenPrice {
            price: "s:price_1".to_owned(),
            tag: None,
            lookup_key: Some(key.to_owned()),
            product: None,
            at,
        })
    };
    let (mut before, mut now) = (Known::default(), Known::default());
    now.insert("evt_1", 0, price("old", 1));
    assert!(renamed(&before, &now).is_empty(), "nothing has it yet");
    before.insert("evt_1", 0, price("old", 1));
    now.insert("evt_2", 0, price("old", 2));
    assert!(renamed(&before, &now).is_empty(), "the same key again");
    now.insert("evt_3", 0, price("new", 3));
    assert_eq!(renamed(&before, &now).into_iter().collect::<Vec<_>>(), ["s:price_1"]);
    assert_eq!(superseded(&now, 0), [("evt_1".to_owned(), 0)]);
}

#[test]
fn what_has_to_do_with_no_subscription_is_of_no_use() {
    let link = |tenant: Option<&str>, subscription: Option<&str>| {
        Extract::Link(Link {
            source: LinkSource::Customer,
            tenant: tenant.map(str::to_owned),
            customer: Some("s:cus_1".to_owned()),
            subscription: subscription.map(str::to_owned),
            at: 1,
        })
    };
    let deleted =
        Extract::DeletedCustomer(DeletedCustomer { customer: "s:cus_1".to_owned(), at: 2 });
    let product = SeenProduct { product: "s:prod_1".to_owned(), name: "Pro".to_owned(), at: 1 };
    let useless = |all: &[Extract]| {
        let mut known = Known::default();
        all.iter().enumerate().for_each(|(number, it)| known.insert("evt", number, it.clone()));
        known.useless().into_iter().map(|(_, number)| number).collect::<Vec<_>>()
    };
    assert_eq!(useless(&[link(None, None), Extract::Product(product)]), [0]);
    assert!(useless(&[link(Some("acme"), None)]).is_empty(), "the customer may subscribe yet");
    assert_eq!(useless(&[link(Some("acme"), None), deleted.clone()]), [0, 1]);
    assert!(useless(&[link(None, Some("s:sub_1")), deleted]).is_empty());
}
