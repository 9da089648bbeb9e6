//! Tenants that an activation keeps on the policy that was active before, one case at a time.

use crate::setting::{Database, Setting, by, in_both};
use tiergate::{Policy, Tiers};
use tiergate_store::{
    Activated, By, Change, ImpactOnly, ImpactSearch, Keep, Keeping, KeptPage, PolicyError,
    Redaction, Release, Store,
};
use tiergate_tests::{hostile, plans};

in_both!(
    losers_are_kept_and_released,
    only_new_tenants_are_decided_by_the_new_one,
    a_rollback_and_the_next_activation_keep_nobody_by_mistake,
    a_pin_by_hand_is_no_kept_one,
    those_without_an_answer_are_kept,
    a_retry_keeps_nobody_again,
    what_cannot_be_kept_is_refused,
    they_are_released_at_their_date,
    who_kept_them_is_redacted,
    nobody_misses_the_activation,
);

fn digest(file: &[u8]) -> String {
    Policy::from_bytes(file).unwrap().digest().to_owned()
}

/// The active policy, and one in which `pro` has neither `export` nor 10 seats.
fn files() -> [Vec<u8>; 2] {
    let pro = r#"["export"], "caps": { "seats": 10 }"#;
    [plans::file().unwrap(), plans::changed_file(pro, r#"[], "caps": { "seats": 9 }"#).unwrap()]
}

pub const LOSERS: Keeping = Keeping { keep: Keep::Losers, until: None };
pub const EXISTING: Keeping = Keeping { keep: Keep::Existing, until: None };

/// Tenants on `basic`, `pro` and `premium`, and the digests of both policies.
pub async fn three<DB: Database>() -> (Setting<DB>, [String; 2]) {
    let files = files();
    let it = Setting::<DB>::following(&files).await;
    for tenant in ["basic", "pro", "premium"] {
        it.create(tenant).await;
        it.tenants.grant(tenant, tenant, None, &by("ann")).await.unwrap();
    }
    (it, files.each_ref().map(|file| digest(file)))
}

pub async fn activate<DB: Database>(
    it: &Setting<DB>,
    digest: &str,
    keeping: Keeping,
    by: &By,
) -> Result<Activated, PolicyError> {
    it.store().activate_keeping(None, digest, keeping, by, |_, _| {}).await
}

pub async fn kept<DB: Database>(it: &Setting<DB>) -> Vec<String> {
    let KeptPage { tenants, next, .. } = it.store().kept(None, None, 100).await.unwrap();
    assert_eq!(next, None);
    tenants.into_iter().map(|it| it.tenant).collect()
}

pub async fn decides<DB: Database>(it: &Setting<DB>, tenant: &str) -> String {
    it.tiers().entitlements(tenant).await.unwrap().policy().digest().to_owned()
}

async fn losers_are_kept_and_released<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let [before, after] = files().map(|file| Policy::from_bytes(&file).unwrap());
    let search = ImpactSearch { only: Some(ImpactOnly::Loses), ..ImpactSearch::default() };
    let page = it.store().impact_tenants(&before, &after, None, &search).await.unwrap();
    let lines: Vec<_> = page.tenants.iter().map(|it| format!("{}: {it}", it.tenant)).collect();
    assert_eq!(
        lines,
        ["premium: loses export", "pro: loses export; seats: 10 → 9"],
        "the export that `premium` inherits is lost, too"
    );
    let ann = By::new("ann").because("spring prices");
    let activated = activate(&it, &new, LOSERS, &ann).await.unwrap();
    assert_eq!((activated.number, activated.changed, activated.kept), (2, true, 2));
    assert_eq!(kept(&it).await, ["premium", "pro"]);
    assert!(it.may("pro", "export").await && it.may("premium", "export").await);
    assert_eq!(
        (decides(&it, "pro").await, decides(&it, "basic").await),
        (old.clone(), new.clone())
    );

    let page = it.store().kept(Some(&old), Some("premium"), 1).await.unwrap();
    let [on] = page.policies.as_slice() else { panic!("{page:?}") };
    assert_eq!((&on.policy, on.tenants, on.activation, on.until), (&old, 2, Some(2), None));
    let [pro] = page.tenants.as_slice() else { panic!("{page:?}") };
    assert_eq!((pro.tenant.as_str(), pro.actor.as_str()), ("pro", "ann"));
    assert_eq!(pro.reason.as_deref(), Some("spring prices"));
    let history = &it.store().activations(None, 1).await.unwrap()[0];
    assert_eq!((history.keeps, history.kept), (Some(Keep::Losers), Some(2)));

    let bob = By::new("bob").because("signed");
    let released = it.store().release(Release::Tenants(&["pro".into()]), &bob).await.unwrap();
    assert_eq!((released.released, released.more), (1, false));
    assert!(!it.may("pro", "export").await && it.may("premium", "export").await);
    let last = it.events("pro").await.pop().unwrap();
    assert_eq!((last.actor.as_str(), last.change), ("bob", Change::Pin { digest: None }));
    assert_eq!(it.store().release(Release::On(&new), &bob).await.unwrap().released, 0);
    assert_eq!(it.store().release(Release::On(&old), &bob).await.unwrap().released, 1);
    assert!(kept(&it).await.is_empty() && !it.may("premium", "export").await);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn only_new_tenants_are_decided_by_the_new_one<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    assert_eq!(activate(&it, &new, EXISTING, &by("ann")).await.unwrap().kept, 3);
    it.create("new").await;
    it.store().write("pro", Change::Delete, &by("ann")).await.unwrap();
    it.create("pro").await;
    for (tenant, policy) in [("basic", &old), ("premium", &old), ("new", &new), ("pro", &new)] {
        assert_eq!(decides(&it, tenant).await, *policy, "{tenant}");
    }
    assert_eq!(kept(&it).await, ["basic", "premium"]);
    let reason = it.events("basic").await.pop().unwrap().reason.unwrap();
    assert_eq!(reason, format!("the policy {new} was activated"));
}

async fn a_rollback_and_the_next_activation_keep_nobody_by_mistake<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    assert_eq!(it.store().roll_back(&by("ann")).await.unwrap().digest, old);
    for tenant in ["basic", "pro", "premium"] {
        assert_eq!(decides(&it, tenant).await, old, "{tenant}");
    }
    // The pins that are left decide nothing: all are compared, and decided about again.
    let [before, after] = files().map(|file| Policy::from_bytes(&file).unwrap());
    let impact = it.store().impact(&before, &after, None, |_, _| {}).await.unwrap();
    assert_eq!((impact.pinned, impact.losing), (0, 2));
    it.tenants.revoke("pro", &by("ann")).await.unwrap();
    let again = activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    assert_eq!((again.number, again.kept, kept(&it).await), (4, 1, vec!["premium".to_owned()]));
    it.store().roll_back(&by("ann")).await.unwrap();
    it.store().activate(&new, &by("ann")).await.unwrap();
    assert!(kept(&it).await.is_empty() && !it.may("premium", "export").await);
}

async fn a_pin_by_hand_is_no_kept_one<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let pin = |digest: Option<&String>| Change::Pin { digest: digest.cloned() };
    it.tenants.write("pro", pin(Some(&old)), &by("ann")).await.unwrap();
    assert_eq!(activate(&it, &new, LOSERS, &by("ann")).await.unwrap().kept, 1);
    assert_eq!(kept(&it).await, ["premium"]);
    it.tenants.write("premium", pin(None), &by("bob")).await.unwrap();
    assert!(kept(&it).await.is_empty() && !it.may("premium", "export").await);
    it.tenants.write("premium", pin(Some(&old)), &by("bob")).await.unwrap();
    assert!(kept(&it).await.is_empty(), "bob pinned it, not the activation");
    assert_eq!(it.store().release(Release::All, &by("ann")).await.unwrap().released, 0);
    assert!(it.may("pro", "export").await && it.may("premium", "export").await);
}

async fn those_without_an_answer_are_kept<DB: Database>() {
    let files = [plans::file().unwrap(), hostile::named("fails-on-attributes").unwrap().file];
    let it = Setting::<DB>::following(&files).await;
    let region = Change::SetAttribute { name: "region".into(), value: Some("eu".into()) };
    it.create("acme").await;
    it.store().write("acme", region, &by("ann")).await.unwrap();
    let [old, new] = files.each_ref().map(|file| digest(file));
    assert!(it.store().activate(&new, &by("ann")).await.is_err());
    assert_eq!(activate(&it, &new, LOSERS, &by("ann")).await.unwrap().kept, 1);
    assert!(it.may("acme", "core").await && decides(&it, "acme").await == old);
}

async fn a_retry_keeps_nobody_again<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let key = By::new("ann").key("k");
    let first = activate(&it, &new, LOSERS, &key).await.unwrap();
    it.store().release(Release::All, &by("ann")).await.unwrap();
    assert_eq!(activate(&it, &new, LOSERS, &key).await.unwrap(), first);
    assert!(kept(&it).await.is_empty());
    for error in [
        activate(&it, &new, EXISTING, &key).await.unwrap_err(),
        activate(&it, &old, LOSERS, &key).await.unwrap_err(),
        it.store().activate(&new, &key).await.unwrap_err(),
    ] {
        assert!(matches!(error, PolicyError::KeyReused(_)), "{error}");
    }
    let same = activate(&it, &new, LOSERS, &by("ann")).await.unwrap();
    assert_eq!((same.number, same.changed, same.kept), (2, false, 0));
}

async fn what_cannot_be_kept_is_refused<DB: Database>() {
    let (it, [old, new]) = three::<DB>().await;
    let past = Keeping { until: Some(it.clock.now()), ..LOSERS };
    let error = activate(&it, &new, past, &by("ann")).await.unwrap_err();
    assert!(matches!(error, PolicyError::PastEnd { .. }), "{error}");
    assert_eq!(decides(&it, "pro").await, old);
    let (empty, _folder) = DB::store().await;
    let file = empty.publish(&files()[0], &by("ann")).await.unwrap().digest;
    let none = empty.activate_keeping(None, &file, LOSERS, &by("ann"), |_, _| {}).await;
    assert!(matches!(none, Err(PolicyError::NoneActive)), "{none:?}");
}

async fn they_are_released_at_their_date<DB: Database>() {
    let (it, [_, new]) = three::<DB>().await;
    let until = it.clock.now() + 900;
    let keeping = Keeping { until: Some(until), ..LOSERS };
    activate(&it, &new, keeping, &by("ann")).await.unwrap();
    assert_eq!(it.store().kept(None, None, 1).await.unwrap().policies[0].until, Some(until));
    assert_eq!(it.store().activations(None, 1).await.unwrap()[0].kept_until, Some(until));
    assert_eq!(it.store().release_due().await.unwrap(), 0);
    assert!(it.may("pro", "export").await);
    it.sql("UPDATE tiergate_keeps SET until = 1").await.unwrap();
    assert_eq!(it.store().release_due().await.unwrap(), 2);
    assert!(!it.may("pro", "export").await && kept(&it).await.is_empty());
    assert_eq!(it.events("pro").await.pop().unwrap().actor, "tiergate");
    assert_eq!(it.store().release_due().await.unwrap(), 0);
}

async fn who_kept_them_is_redacted<DB: Database>() {
    let (it, [_, new]) = three::<DB>().await;
    let ann = By::new("ann@example.com").because("ann@example.com asked");
    activate(&it, &new, LOSERS, &ann).await.unwrap();
    let of = Redaction::of("ann@example.com").instead("former-7");
    it.store().redact(&of, &by("privacy")).await.unwrap();
    let page = it.store().kept(None, None, 10).await.unwrap();
    assert!(!format!("{page:?}").contains("ann@example.com"), "{page:?}");
    assert_eq!(page.tenants[0].actor, "former-7");
}

/// Others create tenants while an activation goes on, and ask without a pause at two servers: nobody who
/// is kept is ever decided by the new policy.
async fn nobody_misses_the_activation<DB: Database>() {
    let (it, [_, new]) = three::<DB>().await;
    let create = Change::Create { label: None, edition: None, assignments: Vec::new() };
    let many = (0..1_200).map(|number| (format!("t{number:04}"), create.clone()));
    it.store().write_many(many.collect(), &by("sign-up")).await.unwrap();
    let other = Tiers::builder(crate::setting::policy(), DB::beside(it.store()).await).follow();
    let servers = [it.tiers().clone(), other.build()];
    let asking = servers.map(|tiers| {
        let new = new.clone();
        tokio::spawn(async move {
            let mut asked = 0;
            while tiers.policy().digest() != new || asked < 1_000 {
                for tenant in ["pro", "premium"] {
                    assert!(tiers.check(tenant, "export").await.unwrap().allowed, "{tenant}");
                }
                asked += 1;
                tokio::task::yield_now().await;
            }
        })
    });
    let (tenants, last) = (it.tenants.clone(), new.clone());
    let creating = tokio::spawn(async move {
        for number in 0.. {
            let name = format!("n{number:05}");
            tenants.create(&name, None, &by("sign-up")).await.unwrap();
            if tenants.tiers().policy().digest() == last {
                return;
            }
        }
    });
    let activated = activate(&it, &new, EXISTING, &by("ann")).await.unwrap();
    for asking in asking {
        asking.await.unwrap();
    }
    creating.await.unwrap();
    // Whoever was created before the last pin is kept.
    let sql = "SELECT count(*) FROM tiergate_events AS e JOIN tiergate_tenants AS t \
               ON t.id = e.tenant AND t.policy IS NULL \
               WHERE e.number < (SELECT max(number) FROM tiergate_kept)";
    let missed: (i64,) =
        DB::rows(&mut *it.store().pool().acquire().await.unwrap(), sql, Vec::new())
            .await
            .unwrap()
            .remove(0);
    assert_eq!(missed.0, 0);
    assert!(activated.kept > 1_203, "{activated:?}");
}
