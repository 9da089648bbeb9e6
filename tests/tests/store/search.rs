//! Tenants by tier, source and misconfiguration.

use crate::setting::{Database, Setting, by, in_both, with_trial};
use tiergate::Source;
use tiergate_store::{Change, Filter, Found, Import, Imported, Search};

in_both!(
    tenants_are_found_by_what_decides_them,
    pages_go_on_where_they_ended,
    a_pinned_tenant_is_found_by_its_own_policy,
);

fn names(found: &Found) -> Vec<&str> {
    found.tenants.iter().map(|it| it.stored.tenant.as_str()).collect()
}

async fn find<DB: Database>(it: &Setting<DB>, filter: Filter) -> Found {
    let found = it.tenants.find(&Search::default(), &filter).await.unwrap();
    assert!(found.next.is_none(), "{found:?}");
    found
}

fn on(tier: &str) -> Filter {
    Filter { tier: Some(tier.to_owned()), ..Filter::default() }
}

fn from(source: Option<Source>) -> Filter {
    Filter { source: Some(source.into()), ..Filter::default() }
}

async fn import<DB: Database>(it: &Setting<DB>, tenant: &str, plan: &str) {
    let plan = Some(plan.to_owned());
    let row = Imported { tenant: tenant.to_owned(), plan, edition: None, label: None };
    for answer in it.tenants.import(&[row], &Import::new(by("import"))).await.unwrap() {
        answer.unwrap();
    }
}

async fn tenants_are_found_by_what_decides_them<DB: Database>() {
    let it = Setting::<DB>::with(with_trial()).await;
    it.create("trial").await;
    it.create("granted").await;
    it.tenants.grant("granted", "pro", None, &by("ann")).await.unwrap();
    import(&it, "billed", "pro").await;
    import(&it, "lost", "nonsense").await;
    import(&it, "open", "pro").await;
    let edition = Some("community".to_owned());
    it.tenants.write("open", Change::SetEdition { edition }, &by("ann")).await.unwrap();

    assert_eq!(names(&find(&it, on("pro")).await), ["billed", "granted"]);
    assert_eq!(names(&find(&it, on("gold")).await), [""; 0]);
    assert_eq!(names(&find(&it, from(Some(Source::Manual))).await), ["granted"]);
    assert_eq!(names(&find(&it, from(Some(Source::Trial))).await), ["trial"]);
    assert_eq!(names(&find(&it, from(None)).await), ["open"]);
    let misconfigured = Filter { misconfigured: Some(true), ..Filter::default() };
    assert_eq!(names(&find(&it, misconfigured.clone()).await), ["lost"]);
    let both = Filter { tier: Some("pro".to_owned()), ..misconfigured };
    assert_eq!(names(&find(&it, both).await), [""; 0]);
    let all = find(&it, Filter::default()).await;
    assert_eq!(names(&all), ["billed", "granted", "lost", "open", "trial"]);

    // Each answer is that of a check, and the census counts them.
    let census = it.tenants.census().await.unwrap();
    assert_eq!((census.tenants, census.unanswered), (5, 0));
    assert_eq!(census.tiers.iter().map(|row| row.tenants).sum::<u64>(), 5);
    for found in all.tenants {
        let resolution = it.tiers().resolve(&found.stored.tenant).await.unwrap();
        assert_eq!(found.resolution.as_ref(), Some(&resolution));
        assert!(census.tiers.iter().any(
            |row| row.tier == resolution.tier && row.misconfigured == resolution.misconfigured
        ));
    }
    let pro: Vec<_> = census.tiers.iter().filter(|row| row.tier == "pro").collect();
    let pro: Vec<_> = pro.iter().map(|row| (row.source, row.tenants)).collect();
    assert_eq!(pro, [("billing", 1), ("manual", 1)]);
}

async fn pages_go_on_where_they_ended<DB: Database>() {
    let it = Setting::<DB>::new().await;
    // More than the store reads at a time.
    let row = |number: usize| Imported {
        tenant: format!("t-{number:04}"),
        plan: Some(if number.is_multiple_of(3) { "pro" } else { "basic" }.to_owned()),
        edition: None,
        label: None,
    };
    let rows: Vec<_> = (0..1_200).map(row).collect();
    it.tenants.import(&rows, &Import::new(by("import"))).await.unwrap();
    let (mut search, mut all) = (Search { limit: 150, ..Search::default() }, Vec::new());
    loop {
        let found = it.tenants.find(&search, &on("pro")).await.unwrap();
        all.extend(names(&found).into_iter().map(str::to_owned));
        if found.next.is_none() {
            break;
        }
        assert_eq!(found.tenants.len(), 150);
        search.after = found.next;
    }
    let wanted = rows.iter().filter(|row| row.plan.as_deref() == Some("pro"));
    assert_eq!(all, wanted.map(|row| row.tenant.clone()).collect::<Vec<_>>());
    let search = Search { prefix: "t-11".to_owned(), ..Search::default() };
    assert_eq!(it.tenants.find(&search, &on("pro")).await.unwrap().tenants.len(), 33);
}

async fn a_pinned_tenant_is_found_by_its_own_policy<DB: Database>() {
    let it = Setting::<DB>::new().await;
    import(&it, "pinned", "premium").await;
    import(&it, "other", "premium").await;
    let file = with_trial().file().to_vec();
    let digest = it.store().publish(&file, &by("ann")).await.unwrap().digest;
    let pin = Change::Pin { digest: Some(digest) };
    it.tenants.write("pinned", pin, &by("ann")).await.unwrap();
    assert_eq!(names(&find(&it, on("premium")).await), ["other", "pinned"]);
    assert_eq!(it.tenants.census().await.unwrap().unanswered, 0);
}
