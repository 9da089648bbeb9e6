//! A person is redacted from the history, which nothing else changes.

use crate::setting::{Database, Setting, by, in_both};
use tiergate_store::{By, Change, Redaction, Store, WriteError};
use tiergate_tests::plans;

in_both!(a_person_is_redacted_and_that_is_noted, what_would_name_the_person_is_refused);

async fn prepared<DB: Database>() -> Setting<DB> {
    let files = [plans::file().unwrap(), plans::next_file().unwrap()];
    let it = Setting::<DB>::following(&files).await;
    let ann = by("ann@example.com").because("I, Ann Smith, asked");
    for tenant in ["acme", "other"] {
        it.create(tenant).await;
        it.tenants.grant(tenant, "pro", None, &ann.clone().key("g")).await.unwrap();
        it.tenants.revoke(tenant, &by("bob").because("Ann Smith's error")).await.unwrap();
    }
    let next = tiergate::Policy::from_bytes(&files[1]).unwrap();
    it.store().activate(next.digest(), &ann).await.unwrap();
    it.store().begin_billing_run("ann@example.com", "{}").await.unwrap();
    it
}

async fn a_person_is_redacted_and_that_is_noted<DB: Database>() {
    let it = prepared::<DB>().await;
    let before = it.store().events_after(0, 100).await.unwrap();
    let dpo = by("dpo").because("request 17");
    let ann = Redaction::of("ann@example.com").mentioned_as("Ann Smith");
    let one = it.store().redact(&ann.clone().in_tenant("acme"), &dpo).await.unwrap();
    assert_eq!((one.number, one.events, one.activations, one.policies), (1, 2, 0, 0));
    assert_eq!(it.events("other").await[1].actor, "ann@example.com");
    let all = it.store().redact(&ann.instead("someone"), &dpo).await.unwrap();
    assert_eq!((all.number, all.events, all.activations, all.policies), (2, 2, 1, 0));
    assert_eq!((all.actor.as_str(), all.reason.as_deref()), ("dpo", Some("request 17")));
    assert_eq!(it.store().redactions(None, 10).await.unwrap(), [all, one]);
    assert_eq!(it.store().billing_runs().await.unwrap()[0].actor, "someone");

    let after = it.store().events_after(0, 100).await.unwrap();
    let text = format!("{after:?}{:?}", it.store().activations(None, 10).await.unwrap());
    assert!(!text.contains("ann@") && !text.contains("Ann Smith"), "{text}");
    let [granted, revoked] = [&after[1], &after[2]];
    assert_eq!((granted.actor.as_str(), granted.reason.as_deref()), ("redacted", Some("redacted")));
    assert_eq!(
        (revoked.actor.as_str(), revoked.reason.as_deref()),
        ("bob", Some("redacted's error"))
    );
    assert_eq!(after[4].actor, "someone");
    for (before, after) in before.iter().zip(&after) {
        let kept =
            |it: &tiergate_store::Event| (it.number, it.at, it.key.clone(), it.change.clone());
        assert_eq!(kept(before), kept(after), "all else stays");
    }
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    let retry = by("ann@example.com").key("g");
    assert!(it.tenants.grant("acme", "pro", None, &retry).await.unwrap().revision < 7);
    nothing_else_is_changed(&it).await;
}

/// The history is as closed as before.
async fn nothing_else_is_changed<DB: Database>(it: &Setting<DB>) {
    for sql in [
        "UPDATE tiergate_events SET actor = 'eve'",
        "UPDATE tiergate_events SET reason = 'eve'",
        "UPDATE tiergate_events SET at = 1",
        "DELETE FROM tiergate_events",
        "UPDATE tiergate_activations SET reason = 'eve'",
        "UPDATE tiergate_activations SET digest = 'eve'",
        "DELETE FROM tiergate_activations",
        "UPDATE tiergate_redactions SET actor = 'eve'",
        "UPDATE tiergate_redactions SET events = 0",
        "DELETE FROM tiergate_redactions",
    ] {
        let error = it.sql(sql).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
}

async fn what_would_name_the_person_is_refused<DB: Database>() {
    let it = prepared::<DB>().await;
    let before = it.store().events_after(0, 100).await.unwrap();
    let ann = || Redaction::of("ann@example.com").mentioned_as("Ann Smith");
    let reason = |text: &str| By::new("dpo").because(text);
    for (redaction, by) in [
        (ann(), by("ann@example.com")),
        (ann(), reason("ann@example.com left")),
        (ann(), reason("Ann Smith left")),
        (ann().instead("was Ann Smith"), by("dpo")),
        (ann().instead(""), by("dpo")),
        (Redaction::of(""), by("dpo")),
        (ann().in_tenant("a\0b"), by("dpo")),
    ] {
        let error = it.store().redact(&redaction, &by).await.unwrap_err();
        assert!(matches!(error, WriteError::BadText { .. }), "{error}");
    }
    assert_eq!(it.store().events_after(0, 100).await.unwrap(), before);
    assert!(it.store().redactions(None, 10).await.unwrap().is_empty());
    let nobody = it.store().redact(&Redaction::of("nobody"), &by("dpo")).await.unwrap();
    assert_eq!(nobody.events, 0);
    it.tenants.write("acme", Change::Delete, &by("ann@example.com")).await.unwrap();
    let deleted = it.store().redact(&Redaction::of("ann@example.com"), &by("dpo")).await.unwrap();
    assert_eq!(deleted.events, 3, "the history of a deleted tenant, too");
}
