//! What is not written, and what is said of it.

use crate::setting::{Database, Setting, by, in_both};
use tiergate::{Limit, MAX_SAFE_INTEGER, Switcher};
use tiergate_store::{Change, Store, WriteError};

in_both!(what_the_policy_lacks_is_refused, what_cannot_be_is_refused, keys_and_revisions_hold);

async fn refusal<DB: Database>(it: &Setting<DB>, tenant: &str, change: Change) -> String {
    let events = it.store().events_after(0, 1_000).await.unwrap();
    let error = it.tenants.write(tenant, change, &by("ann")).await.unwrap_err();
    assert_eq!(it.store().events_after(0, 1_000).await.unwrap(), events, "nothing was written");
    error.to_string()
}

async fn what_the_policy_lacks_is_refused<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let (expires_at, by) = (None, Switcher::Operator);
    let gold = "gold".to_owned();
    for (change, words) in [
        (
            Change::Grant { tier: gold.clone(), expires_at },
            "the policy has no tier `gold`; it has `basic`, `pro`, `premium`",
        ),
        (
            Change::GiveAddOn { add_on: gold.clone(), quantity: 1, expires_at },
            "the policy has no add-on `gold`; it has `assistant`",
        ),
        (
            Change::SwitchFeature { feature: gold.clone(), enabled: true, by, expires_at },
            "the policy has no feature `gold`; it has `core`, `export`, `sso`, `ai`",
        ),
        (
            Change::SetCap { cap: gold.clone(), limit: Limit::Unlimited, expires_at },
            "the policy has no cap `gold`; it has `seats`",
        ),
        (
            Change::SetEdition { edition: Some(gold.clone()) },
            "the policy has no edition `gold`; it has `community`, `cloud`",
        ),
    ] {
        assert_eq!(refusal(&it, "acme", change).await, words);
    }
}

async fn what_cannot_be_is_refused<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    let error = it.tenants.create("acme", None, &by("ann")).await.unwrap_err();
    assert_eq!(error.to_string(), "the tenant `acme` exists already");
    let nobody = refusal(&it, "nobody", Change::Revoke).await;
    assert_eq!(nobody, "there is no tenant `nobody`: create it first");
    let ended = Change::Grant { tier: "pro".into(), expires_at: Some(1_000_000_000) };
    assert!(refusal(&it, "acme", ended).await.contains("2001-09-09T01:46:40Z, is in the past"));
    let (feature, by_tenant) = ("sso".to_owned(), Switcher::Tenant);
    let own = Change::SwitchFeature { feature, enabled: true, by: by_tenant, expires_at: None };
    assert!(refusal(&it, "acme", own).await.contains("can only switch off"));
    let (cap, limit) = ("seats".to_owned(), Limit::AtMost(MAX_SAFE_INTEGER + 1));
    let large = Change::SetCap { cap, limit, expires_at: None };
    assert!(refusal(&it, "acme", large).await.contains("2^53-1"));
    for name in ["", "a\0b", "a\nb", &"x".repeat(256)] {
        let error = it.tenants.create(name, None, &by("ann")).await.unwrap_err();
        assert!(matches!(error, WriteError::BadText { what: "tenant", .. }), "{error}");
        assert!(it.store().find(name).await.unwrap().is_none());
    }
    let millis = Change::Grant { tier: "pro".into(), expires_at: Some(1_900_000_000_000) };
    assert!(refusal(&it, "acme", millis).await.contains("looks like milliseconds"));
    for name in
        [" a", "a ", "a\u{a0}", ".", "..", "a\u{200b}b", "a\u{202e}b", "\u{feff}a", "a\u{9b}b"]
    {
        let error = it.tenants.create(name, None, &by("ann")).await.unwrap_err();
        assert!(matches!(error, WriteError::BadText { what: "tenant", .. }), "{name:?}: {error}");
    }
    // One that is there already is reached as before.
    it.sql(
        "INSERT INTO tiergate_tenants (id, revision, facts) SELECT 'old ', 1, facts \
         FROM tiergate_tenants WHERE id = 'acme'",
    )
    .await
    .unwrap();
    assert!(it.tenants.grant("old ", "pro", None, &by("ann")).await.unwrap().changed);
    for reason in ["\u{1b}[2K\u{1b}[1A", "a\rb", "\u{9b}2J", "\0"] {
        let by = by("ann").because(reason);
        let error = it.tenants.grant("acme", "pro", None, &by).await.unwrap_err();
        assert!(matches!(error, WriteError::BadText { what: "reason", .. }), "{error}");
    }
    let lines = by("ann").because("one\n\ttwo");
    it.tenants.grant("acme", "pro", None, &lines).await.unwrap();
    // Identifiers are compared byte for byte.
    for name in ["Acme", "ac%", "constructor", "ä", "a\u{308}"] {
        it.create(name).await;
        assert_eq!(it.events(name).await.len(), 1);
    }
}

async fn keys_and_revisions_hold<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let create = it.tenants.create("acme", None, &by("web").key("k1")).await.unwrap();
    let again = it.tenants.create("acme", None, &by("web").key("k1")).await.unwrap();
    assert_eq!(create, again);
    let granted = it.tenants.grant("acme", "pro", None, &by("ann").key("k2")).await.unwrap();
    it.tenants.revoke("acme", &by("ann")).await.unwrap();
    let replay = it.tenants.grant("acme", "pro", None, &by("ann").key("k2")).await.unwrap();
    assert_eq!(granted, replay);
    assert_eq!(it.tier("acme").await, "basic", "a late retry does not grant again");
    let error = it.tenants.grant("acme", "basic", None, &by("ann").key("k2")).await.unwrap_err();
    assert!(matches!(error, WriteError::KeyReused { .. }), "{error}");

    let now = it.store().find("acme").await.unwrap().unwrap().revision;
    let stale = by("ann").at_revision(now - 1);
    let error = it.tenants.grant("acme", "pro", None, &stale).await.unwrap_err();
    assert!(
        matches!(error, WriteError::Conflict { wanted, found, .. } if wanted == now - 1 && found == now)
    );
    it.tenants.grant("acme", "pro", None, &by("ann").at_revision(now)).await.unwrap();
    assert_eq!(it.tier("acme").await, "pro");
}
