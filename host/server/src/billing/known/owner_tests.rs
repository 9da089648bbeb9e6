//! Whose a subscription is.

use super::choose_tests::{active, known, snapshot};
use super::{Cause, Extract, Link, LinkSource, Owner, Snapshot, owner};

fn link(source: LinkSource, tenant: &str, subscription: Option<&str>, at: u64) -> Extract {
    Extract::Link(Link {
        source,
        tenant: Some(tenant.to_owned()).filter(|it| !it.is_empty()),
        customer: Some("stripe:cus_1".to_owned()),
        subscription: subscription.map(str::to_owned),
        at,
        number: None,
    })
}

/// Returns a snapshot whose metadata names a tenant.
fn named(subscription: &str, tenant: Option<&str>, at: u64) -> Extract {
    let Extract::Snapshot(it) = snapshot(at, Cause::Seen, active(1)) else { unreachable!() };
    let (subscription, tenant) = (subscription.to_owned(), tenant.map(str::to_owned));
    Extract::Snapshot(Snapshot { subscription, tenant, ..it })
}

const ONE: Option<&str> = Some("stripe:sub_1");

fn whose(extracts: &[Extract]) -> Owner {
    owner(&known(extracts), "stripe:sub_1", true)
}

fn tenant(name: &str) -> Owner {
    Owner::Tenant(name.to_owned())
}

fn disputed() -> Owner {
    Owner::Disputed(vec!["acme".to_owned(), "zeta".to_owned()])
}

#[test]
fn each_source_names_the_tenant() {
    let plain = named("stripe:sub_1", None, 100);
    let links = [
        link(LinkSource::Session, "acme", ONE, 1),
        named("stripe:sub_1", Some("acme"), 100),
        link(LinkSource::Invoice, "acme", ONE, 1),
        named("stripe:sub_2", Some("acme"), 1),
        link(LinkSource::Customer, "acme", None, 1),
        link(LinkSource::Reference, "acme", ONE, 1),
        link(LinkSource::Operator, "acme", ONE, 1),
    ];
    for link in links {
        assert_eq!(whose(&[plain.clone(), link.clone()]), tenant("acme"), "{link:?}");
    }
    assert_eq!(whose(&[plain]), Owner::Unknown { ask: vec!["stripe:cus_1".to_owned()] });
}

#[test]
fn two_answers_that_differ_are_nobodys() {
    let own = named("stripe:sub_1", Some("acme"), 100);
    for other in [
        link(LinkSource::Session, "zeta", ONE, 1),
        link(LinkSource::Invoice, "zeta", ONE, 1),
        link(LinkSource::Customer, "zeta", None, 1),
        named("stripe:sub_2", Some("zeta"), 1),
    ] {
        assert_eq!(whose(&[own.clone(), other.clone()]), disputed());
        let operator = link(LinkSource::Operator, "zeta", None, 1);
        assert_eq!(whose(&[own.clone(), other, operator]), tenant("zeta"));
    }
}

#[test]
fn another_subscription_of_the_customer_takes_nothing_away() {
    let (one, two) =
        (named("stripe:sub_1", Some("acme"), 1), named("stripe:sub_2", Some("zeta"), 2));
    let known = known(&[one, two, link(LinkSource::Session, "acme", ONE, 1)]);
    assert_eq!(owner(&known, "stripe:sub_1", false), tenant("acme"), "the first one stays");
    assert_eq!(owner(&known, "stripe:sub_2", false), disputed());
}

#[test]
fn the_latest_metadata_counts() {
    let corrected =
        [named("stripe:sub_1", Some("zeta"), 1), named("stripe:sub_1", Some("acme"), 2)];
    assert_eq!(whose(&corrected), tenant("acme"));
    let removed = [
        named("stripe:sub_1", None, 1),
        link(LinkSource::Customer, "zeta", None, 1),
        link(LinkSource::Customer, "", None, 2),
    ];
    assert_eq!(whose(&removed), Owner::Unknown { ask: Vec::new() });
}

#[test]
fn a_reference_counts_only_if_switched_on_and_never_against_another_answer() {
    let reference = link(LinkSource::Reference, "acme", ONE, 1);
    let known_one = known(&[named("stripe:sub_1", None, 1), reference.clone()]);
    let unknown = Owner::Unknown { ask: vec!["stripe:cus_1".to_owned()] };
    assert_eq!(owner(&known_one, "stripe:sub_1", false), unknown);
    assert_eq!(owner(&known_one, "stripe:sub_1", true), tenant("acme"));
    let earlier = named("stripe:sub_2", Some("zeta"), 1);
    assert_eq!(whose(&[named("stripe:sub_1", None, 2), reference, earlier]), tenant("zeta"));
}

#[test]
fn an_operator_decides_a_subscription_before_its_customer_and_the_latest_counts() {
    let extracts = [
        named("stripe:sub_1", Some("acme"), 1),
        link(LinkSource::Operator, "zeta", ONE, 5),
        link(LinkSource::Operator, "acme", None, 9),
    ];
    assert_eq!(whose(&extracts), tenant("zeta"));
    let again = link(LinkSource::Operator, "beta", ONE, 6);
    assert_eq!(whose(&[extracts.as_slice(), &[again]].concat()), tenant("beta"));
}

#[test]
fn of_an_operators_words_within_a_second_the_last_one_counts() {
    let word = |tenant: &str, number: u64| {
        let Extract::Link(it) = link(LinkSource::Operator, tenant, ONE, 100) else {
            unreachable!()
        };
        Extract::Link(Link { number: Some(number), ..it })
    };
    let seen = snapshot(50, Cause::Created, active(1));
    let words = [word("beta", 2), seen, word("acme", 1)];
    assert_eq!(whose(&words), Owner::Tenant("beta".to_owned()));
    let again = [words.as_slice(), &[word("acme", 3)]].concat();
    assert_eq!(whose(&again), Owner::Tenant("acme".to_owned()));
}
