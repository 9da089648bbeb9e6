//! Whose fault it is that something fails: the exit code, and what goes on nevertheless.

use crate::Terminal;
use sqlx::{AssertSqlSafe, SqlitePool};
use tiergate_tests::hostile;

impl Terminal {
    /// Runs SQL in the SQLite store.
    fn sql(&self, sql: String) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let pool = SqlitePool::connect(&self.store).await.unwrap();
            sqlx::query(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
            pool.close().await;
        });
    }

    /// Damages the file of a published policy, so that it does not load.
    fn damage(&self, digest: &str) {
        self.sql(format!("UPDATE tiergate_policies SET file = x'00' WHERE digest = '{digest}'"));
    }

    /// The exit code of a line, and what it prints to each output.
    fn ended(&self, line: &str) -> (Option<i32>, String, String) {
        let output = self.run(line);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn an_active_policy_that_does_not_load_can_be_replaced() {
    let it = Terminal::sqlite();
    let [first, next] = &it.digests;
    it.ok("policy publish first.wasm");
    it.ok("policy publish next.wasm");
    it.ok(&format!("policy activate {first}"));
    it.ok("tenant create acme");
    it.damage(first);

    for (line, shown) in [("tenant show acme", "acme, at revision 1"), ("tenant list", "\nacme ")] {
        let (code, told, warned) = it.ended(line);
        assert_eq!(code, Some(0), "{line}: {warned}");
        assert!(told.contains(shown), "{line}: {told}");
        assert!(warned.contains("the active policy cannot be loaded: "), "{line}: {warned}");
    }
    // What a policy must check is not done without one.
    assert_eq!(it.ended("tenant grant acme pro").0, Some(1));
    let (code, told, warned) = it.ended(&format!("policy activate {next}"));
    assert_eq!(code, Some(0), "{warned}");
    assert!(warned.contains("the active policy cannot be loaded: "), "{warned}");
    assert!(told.contains("is active (activation 2)"), "{told}");
    it.ok("tenant grant acme pro");
    assert_eq!(it.json("tenant show acme")["digest"], next.as_str());
}

#[test]
fn what_is_unavailable_for_one_of_many_is_no_bad_input() {
    let it = Terminal::sqlite();
    let [first, next] = &it.digests;
    it.ok("policy publish first.wasm");
    it.ok("policy publish next.wasm");
    it.ok(&format!("policy activate {next}"));
    for tenant in ["new", "old"] {
        it.ok(&format!("tenant create {tenant}"));
    }
    it.ok(&format!("tenant pin old {first}"));
    it.damage(first);
    let file = |name: &str, text| std::fs::write(it.folder.path().join(name), text).unwrap();
    file("cohort", "new\nold\nnobody\n");
    file("next.csv", "tenant,plan\nnew,basic\nold,basic\n,basic\n");
    for (line, told) in [
        ("tenant grant pro --from cohort", "1 granted, 0 already had it, 1 refused, 1 failed"),
        ("tenant import --csv next.csv", "0 created, 1 changed, 0 unchanged, 1 refused, 1 failed"),
    ] {
        let (code, found, warned) = it.ended(line);
        assert_eq!(code, Some(1), "{line}: {warned}");
        assert!(found.starts_with(told), "{line}: {found}");
        assert!(warned.contains("the policy that the tenant is pinned to cannot be asked"));
    }
}

#[test]
fn a_tenant_without_an_answer_is_shown() {
    let it = Terminal::sqlite();
    let fails = it.json("policy publish fails.wasm")["digest"].as_str().unwrap().to_owned();
    it.ok(&format!("policy activate {fails}"));
    it.ok("tenant create acme");
    it.ok("tenant attribute acme region eu");
    let (code, told, warned) = it.ended("tenant show acme");
    assert_eq!(code, Some(0), "{warned}");
    assert!(told.contains("region: eu"), "{told}");
    assert!(warned.contains("the policy gives no answer for the tenant: "), "{warned}");
    let shown = it.json("tenant show acme");
    assert_eq!(shown["facts"]["attributes"][0][0], "region");
    assert!(shown["entitlements"].is_null());
}

#[test]
fn a_file_that_is_at_fault_is_bad_input() {
    let it = Terminal::sqlite();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(it.folder.path().join(name), bytes).unwrap();
    };
    file("loops.wasm", &hostile::named("loop-in-describe").unwrap().file);
    file("tenant.json", b"{}");
    for line in [
        "inspect loops.wasm",
        "check loops.wasm --tenant tenant.json --feature sso",
        "policy publish loops.wasm",
    ] {
        assert!(it.refused(line).contains("does not describe itself"), "{line}");
    }
    // Larger than a policy's file, but not than a map.
    let label = "x".repeat(5 << 20);
    let map = format!(
        r#"{{ "name": "large", "version": "1", "tiers": [{{ "id": "t", "label": "{label}" }}],
              "defaultTier": "t", "whenMissing": {{ "tier": "t" }},
              "whenUnknown": {{ "tier": "t" }} }}"#
    );
    file("large.json", map.as_bytes());
    assert!(it.refused("build large.json").contains("is too large"));
}

#[test]
fn a_path_may_be_bad_input_and_a_store_that_is_away_is_not() {
    let mut it = Terminal::sqlite();
    it.ok("policy publish first.wasm");
    it.sql(
        "INSERT INTO tiergate_migrations \
         (version, description, installed_on, success, checksum, execution_time) \
         SELECT 1000, 'newer', installed_on, success, checksum, 1 FROM tiergate_migrations LIMIT 1"
            .to_owned(),
    );
    let (code, _, error) = it.ended("policy list");
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("tiers.db`") && error.contains("of a newer tiergate"), "{error}");
    std::fs::write(it.folder.path().join("text.db"), "x".repeat(10_000)).unwrap();
    for path in ["text.db", "/nowhere/x.db"] {
        it.store = format!("sqlite:{path}");
        assert!(it.refused("policy publish first.wasm").contains(&format!("`{path}`")));
    }
}
