//! The history: who, when, why, in commit order, and never changed.

use crate::setting::{Database, Setting, by, in_both};
use tiergate::{Item, Policy, Status, Subscription};
use tiergate_store::{Change, Search, Store};

in_both!(
    explanations_name_the_plan_that_decides,
    the_history_says_who_when_and_why,
    tenants_are_listed_by_pages,
    explanations_name_the_facts,
    an_explanation_ends_if_features_require_each_other,
    events_are_append_only
);

async fn the_history_says_who_when_and_why<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let ann = by("ann@example.com").because("beta \"cohort\"\nsecond line").key("req-7");
    let before = it.clock.now();
    let written = it.tenants.grant("acme", "premium", None, &ann).await.unwrap();
    it.create("other").await;
    let events = it.events("acme").await;
    let event = events.last().unwrap();
    assert_eq!(event.number, written.revision);
    assert_eq!(event.actor, "ann@example.com");
    assert_eq!(event.reason.as_deref(), Some("beta \"cohort\"\nsecond line"));
    assert_eq!(event.key.as_deref(), Some("req-7"));
    assert!((before..before + 60).contains(&event.at));
    assert_eq!(event.change, Change::Grant { tier: "premium".into(), expires_at: None });
    let page = it.store().history("acme", Some(event.number), 1).await.unwrap();
    assert!(matches!(page[0].change, Change::Create { .. }));
    let all = it.store().events_after(0, 100).await.unwrap();
    assert_eq!(all.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 2, 3]);
    let json = serde_json::to_value(event).unwrap();
    assert_eq!((&json["kind"], &json["tier"]), (&"grant".into(), &"premium".into()));
}

async fn tenants_are_listed_by_pages<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let mut names: Vec<String> = (0..25).map(|number| format!("a-{number:02}")).collect();
    names.extend(["A-1", "a", "a_1", "b", "é", "日本", "a-日本"].map(str::to_owned));
    for name in &names {
        it.create(name).await;
    }
    for prefix in ["", "a", "a-", "a-1", "日", "nobody"] {
        let mut wanted: Vec<_> = names.iter().filter(|it| it.starts_with(prefix)).collect();
        wanted.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let search = Search { prefix: prefix.to_owned(), part: None, after, limit: 7 };
            let page = it.store().list(&search).await.unwrap();
            assert!(page.tenants.len() <= 7);
            found.extend(page.tenants.into_iter().map(|stored| stored.tenant));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "prefix {prefix:?}");
    }
}

async fn an_explanation_ends_if_features_require_each_other<DB: Database>() {
    let file = tiergate_tests::hostile::named("requires-in-a-circle").unwrap().file;
    let it = Setting::<DB>::with(Policy::from_bytes(&file).unwrap()).await;
    it.create("acme").await;
    let text = it.tenants.explain("acme", "export").await.unwrap().to_string();
    for words in ["requires `ai`", "requires `export`", "require each other"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

async fn explanations_name_the_facts<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let denied = it.tenants.explain("acme", "sso").await.unwrap();
    assert!(!denied.decision.allowed);
    let text = denied.to_string();
    assert!(text.starts_with("`acme` may not use `sso`."), "{text}");
    assert!(text.contains("is `premium`"), "{text}");

    let ann = by("ann").because("they asked nicely");
    it.tenants.grant("acme", "pro", None, &ann).await.unwrap();
    let text = it.tenants.explain("acme", "export").await.unwrap().to_string();
    for words in ["may use `export`", "tier, `pro`, includes it", "ann", "they asked nicely"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let text = it.tenants.explain("acme", "ai").await.unwrap().to_string();
    assert!(text.contains("Add-ons that would give it: `assistant`"), "{text}");
    let give = Change::GiveAddOn { add_on: "assistant".into(), quantity: 1, expires_at: None };
    it.tenants.write("acme", give, &by("bob")).await.unwrap();
    it.tenants.grant("acme", "basic", None, &ann).await.unwrap();
    let text = it.tenants.explain("acme", "ai").await.unwrap().to_string();
    assert!(text.contains("requires `export`, which the tenant may not use"), "{text}");
    let text = it.tenants.explain("acme", "zzz").await.unwrap().to_string();
    assert!(text.contains("no such feature"), "{text}");
}

/// Nobody changes what was told, by SQL either.
async fn events_are_append_only<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    for sql in ["UPDATE tiergate_events SET actor = 'bob'", "DELETE FROM tiergate_events"] {
        let error = it.sql(sql).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{error}");
    }
    assert_eq!(it.events("acme").await[0].actor, "sign-up");
}

async fn explanations_name_the_plan_that_decides<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let gated =
        Change::Create { label: None, edition: Some("cloud".into()), assignments: Vec::new() };
    it.store().write("acme", gated, &by("ann")).await.unwrap();
    let text = it.tenants.explain("acme", "sso").await.unwrap().to_string();
    assert!(text.contains("the policy's own rule"), "{text}");

    let ends = [("pro", it.clock.now() + 1_000), ("basic", it.clock.now() + 2_000)];
    let paid = ends.map(|(plan, end)| Subscription {
        id: plan.to_owned(),
        status: Status::Active,
        collection_paused: false,
        items: vec![Item { names: vec![format!("p-{plan}")], quantity: Some(1) }],
        trial_ends_at: None,
        past_due_since: None,
        ends_at: Some(end),
    });
    it.tenants.bill("acme", &paid, &by("stripe")).await.unwrap();
    let text = it.tenants.explain("acme", "export").await.unwrap().to_string();
    for words in ["Decides: billing says the plan `pro`", "Covered: billing says the plan `basic`"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}
