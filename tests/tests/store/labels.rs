//! Names that people know tenants by, and finding tenants by any part of a name.

use crate::setting::{Database, Setting, by, in_both};
use tiergate_store::{Change, Filter, Import, Imported, Redaction, Search, Store};
use tiergate_tests::dice::{Dice, seed, size};

in_both!(
    a_label_is_written_imported_and_removed,
    a_label_that_nobody_could_read_is_refused,
    tenants_are_found_by_any_part_of_a_name,
    a_common_part_is_found_page_by_page,
    two_letters_are_looked_for_in_some_names_at_a_time,
    a_redaction_covers_labels,
);

fn set(label: &str) -> Change {
    Change::SetLabel { label: Some(label.to_owned()) }
}

async fn label<DB: Database>(it: &Setting<DB>, tenant: &str) -> Option<String> {
    it.store().find(tenant).await.unwrap().unwrap().label
}

async fn found<DB: Database>(it: &Setting<DB>, part: &str) -> Vec<String> {
    let mut search = Search { part: Some(part.to_owned()), limit: 100, ..Search::default() };
    let mut all = Vec::new();
    loop {
        let page = it.store().list(&search).await.unwrap();
        all.extend(page.tenants.into_iter().map(|it| it.tenant));
        let Some(next) = page.next else { return all };
        search.after = Some(next);
    }
}

async fn a_label_is_written_imported_and_removed<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let key = by("ann").key("one");
    let written = it.tenants.create_labeled("t-1", Some("ACME Ltd"), None, &key).await.unwrap();
    let again = it.tenants.create_labeled("t-1", Some("ACME Ltd"), None, &key).await.unwrap();
    assert_eq!(written, again);
    let other = it.tenants.create_labeled("t-1", Some("Other"), None, &key).await;
    assert!(other.unwrap_err().to_string().contains("`one`"));
    assert_eq!(label(&it, "t-1").await.as_deref(), Some("ACME Ltd"));
    it.tenants.grant("t-1", "pro", None, &by("ann")).await.unwrap();
    assert_eq!(label(&it, "t-1").await.as_deref(), Some("ACME Ltd"), "other changes leave it");

    let row = |label: Option<&str>| {
        let (plan, label) = (Some("pro".to_owned()), label.map(str::to_owned));
        Imported { tenant: "t-1".to_owned(), plan, edition: None, label }
    };
    let import = Import::new(by("import"));
    it.tenants.import(&[row(None)], &import).await.unwrap();
    assert_eq!(label(&it, "t-1").await.as_deref(), Some("ACME Ltd"), "absent: it stays");
    it.tenants.import(&[row(Some("Zoë & Söhne"))], &import).await.unwrap();
    assert_eq!(label(&it, "t-1").await.as_deref(), Some("Zoë & Söhne"));
    assert!(!it.tenants.write("t-1", set("Zoë & Söhne"), &by("ann")).await.unwrap().changed);
    it.tenants.write("t-1", set("New"), &by("ann").because("renamed")).await.unwrap();
    let events = it.store().history("t-1", None, 1).await.unwrap();
    assert_eq!((&events[0].change, events[0].reason.as_deref()), (&set("New"), Some("renamed")));
    it.tenants.write("t-1", Change::SetLabel { label: None }, &by("ann")).await.unwrap();
    assert_eq!(label(&it, "t-1").await, None);
    it.tenants.write("t-1", set("New"), &by("ann")).await.unwrap();
    it.tenants.write("t-1", Change::Delete, &by("ann")).await.unwrap();
    it.create("t-1").await;
    assert_eq!(label(&it, "t-1").await, None, "a new tenant has none of the old one's");
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
}

async fn a_label_that_nobody_could_read_is_refused<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("acme").await;
    for bad in ["", " ACME", "ACME\n", "\u{200b}ACME", &"x".repeat(256), "a\0b"] {
        let error = it.tenants.write("acme", set(bad), &by("ann")).await.unwrap_err();
        assert!(error.to_string().starts_with("the label `"), "{bad:?}: {error}");
    }
    for good in ["ACME Ltd", "阿里", "100%_\\\"'", &"x".repeat(255)] {
        it.tenants.write("acme", set(good), &by("ann")).await.unwrap();
        assert_eq!(found(&it, good).await, ["acme"], "{good:?}");
    }
}

/// Whether a search finds a name, by the simplest of ways.
fn has(name: &str, part: &str) -> bool {
    name.to_lowercase().contains(&part.to_lowercase())
}

async fn tenants_are_found_by_any_part_of_a_name<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let mut dice = Dice::new(seed("labels").unwrap());
    let letters: Vec<char> = "aAbBcZz019 -_%'\"\\.äÄéÉ里阿".chars().collect();
    let text = |dice: &mut Dice, most: u64| {
        let length = dice.between(1, most);
        (0..length).map(|_| dice.pick_or(&letters, 'a')).collect::<String>().trim().to_owned()
    };
    let mut names: std::collections::BTreeMap<String, Option<String>> = Default::default();
    for _ in 0..size(300, 3_000) {
        let tenant = text(&mut dice, 8);
        let label = Some(text(&mut dice, 12)).filter(|it| !it.is_empty());
        match dice.below(10) {
            0 if it.tenants.write(&tenant, Change::Delete, &by("dice")).await.is_ok() => {
                names.remove(&tenant);
            }
            1..=3 => {
                let known: Vec<String> = names.keys().cloned().collect();
                let Some(tenant) = dice.pick(&known).cloned() else { continue };
                let change = Change::SetLabel { label: label.clone() };
                it.tenants.write(&tenant, change, &by("dice")).await.unwrap();
                names.insert(tenant, label);
            }
            _ => {
                let own = label.as_deref();
                if it.tenants.create_labeled(&tenant, own, None, &by("dice")).await.is_ok() {
                    names.insert(tenant, label);
                }
            }
        }
    }
    for _ in 0..size(300, 3_000) {
        let part = text(&mut dice, 4);
        let is_in = |(id, label): &(&String, &Option<String>)| {
            has(id, &part) || label.as_ref().is_some_and(|label| has(label, &part))
        };
        let mut wanted: Vec<_> = names.iter().filter(is_in).map(|(id, _)| id.clone()).collect();
        wanted.sort_by_key(|id| !id.starts_with(&part));
        assert_eq!(found(&it, &part).await, wanted, "{part:?}");
    }
    let id_and_label = found(&it, "\n").await;
    assert!(id_and_label.is_empty(), "nothing is found across an identifier and its label");
    assert!(found(&it, "a\0").await.is_empty());
}

async fn a_common_part_is_found_page_by_page<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let row = |at: usize| Imported {
        tenant: format!("Tenant-{at:05}"),
        label: Some(if at % 1_000 == 7 { "Rare GmbH" } else { "Common" }.to_owned()),
        ..Imported::default()
    };
    let rows: Vec<_> = (0..6_000).map(row).collect();
    for rows in rows.chunks(2_000) {
        it.tenants.import(rows, &Import::new(by("import"))).await.unwrap();
    }
    assert_eq!(found(&it, "tenant-").await.len(), 6_000);
    assert_eq!(found(&it, "COMMON").await.len(), 5_994);
    assert_eq!(
        found(&it, "rare").await,
        (0..6).map(|it| row(it * 1_000 + 7).tenant).collect::<Vec<_>>()
    );
    assert_eq!(found(&it, "-00007").await, ["Tenant-00007"]);
    let within = Search {
        prefix: "Tenant-05".to_owned(),
        part: Some("mon".to_owned()),
        after: Some("Tenant-05998".to_owned()),
        limit: 10,
    };
    assert_eq!(it.store().list(&within).await.unwrap().tenants[0].tenant, "Tenant-05999");
}

const NAMES_IN_POSTGRES: &str = "INSERT INTO tiergate_names (tenant, searched) \
    SELECT 'a-' || i, 'a-' || i || chr(10) FROM generate_series(100000, 200001) AS i";
const NAMES_IN_SQLITE: &str = "INSERT INTO tiergate_names (tenant) \
    WITH RECURSIVE n (i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 200001) \
    SELECT 'a-' || i FROM n";

async fn two_letters_are_looked_for_in_some_names_at_a_time<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.create("z-qx").await;
    // Names alone: so many tenants take long to create.
    if it.sql(NAMES_IN_POSTGRES).await.is_err() {
        it.sql(NAMES_IN_SQLITE).await.unwrap();
    }
    let search = Search { part: Some("QX".to_owned()), ..Search::default() };
    let first = it.store().list(&search).await.unwrap();
    assert_eq!((first.tenants.len(), first.next.as_deref()), (0, Some("a-199999")));
    assert_eq!(found(&it, "QX").await, ["z-qx"]);
    let asked = it.tenants.find(&search, &Filter::default()).await.unwrap();
    assert_eq!((asked.tenants.len(), asked.next.as_deref()), (0, Some("a-199999")));
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_finds_a_rare_part_by_its_index() {
    let it = Setting::<sqlx::Postgres>::new().await;
    it.sql(NAMES_IN_POSTGRES).await.unwrap();
    let used = "SELECT idx_scan FROM pg_stat_user_indexes \
                WHERE indexrelname = 'tiergate_names_by_part'";
    for _ in 0..20 {
        assert!(found(&it, "-200001").await.is_empty(), "it is a name alone");
        let used: i64 = sqlx::query_scalar(used).fetch_one(it.store().pool()).await.unwrap();
        if used > 0 {
            return;
        }
        // The database counts it once a second.
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    }
    panic!("the index was not used");
}

async fn a_redaction_covers_labels<DB: Database>() {
    let it = Setting::<DB>::new().await;
    let key = by("bob").key("k");
    it.tenants.create_labeled("acme", Some("Ann Smith, baker"), None, &key).await.unwrap();
    it.tenants.write("acme", set("c/o ann@example.com"), &by("bob")).await.unwrap();
    it.tenants.create_labeled("other", Some("Ann Smith"), None, &by("bob")).await.unwrap();
    let ann = Redaction::of("ann@example.com").mentioned_as("Ann Smith");
    let dpo = by("dpo").because("request 17");
    it.store().redact(&ann.clone().in_tenant("acme"), &dpo).await.unwrap();
    assert_eq!(label(&it, "acme").await.as_deref(), Some("c/o redacted"));
    assert_eq!(label(&it, "other").await.as_deref(), Some("Ann Smith"), "it was of one tenant");
    it.store().redact(&ann, &dpo).await.unwrap();
    assert_eq!(label(&it, "other").await.as_deref(), Some("redacted"));
    let text = format!("{:?}", it.store().events_after(0, 100).await.unwrap());
    assert!(!text.contains("Ann Smith") && !text.contains("ann@"), "{text}");
    assert!(text.contains("redacted, baker"), "{text}");
    let keys = "SELECT tenant, change FROM tiergate_keys";
    let own = DB::own(it.store()).await;
    let keys: Vec<(String, String)> =
        DB::rows(&mut *own.acquire().await.unwrap(), keys, Vec::new()).await.unwrap();
    assert!(keys.len() == 1 && !format!("{keys:?}").contains("Smith"), "{keys:?}");
    assert!(found(&it, "smith").await.is_empty());
    assert_eq!(found(&it, "redacted").await, ["acme", "other"]);
    assert!(it.store().verify(|_| {}).await.unwrap().agrees());
    let change = "UPDATE tiergate_events SET change = '{}' WHERE number = 1";
    assert!(it.sql(change).await.is_err(), "the history is as closed as before");
    let again = it.tenants.create_labeled("acme", Some("Ann Smith, baker"), None, &key).await;
    assert!(again.unwrap().created, "a retry has its first answer");
}
