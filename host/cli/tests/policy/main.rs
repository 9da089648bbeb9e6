//! `tiergate policy` and pins, as they are typed, over both stores.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod at_fault;
mod kept;
mod options;

use serde_json::Value;
use std::process::{Command, Output};
use tempfile::TempDir;
use tiergate::Policy;
use tiergate_tests::{hostile, plans, postgres::fresh_database};

/// The command, with a store and two policies.
struct Terminal {
    folder: TempDir,
    store: String,
    digests: [String; 2],
}

impl Terminal {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = format!("sqlite:{}", folder.path().join("tiers.db").display());
        let files = [("first.wasm", plans::file()), ("next.wasm", plans::next_file())];
        let digests = files.map(|(name, file)| {
            let file = file.unwrap();
            std::fs::write(folder.path().join(name), &file).unwrap();
            Policy::from_bytes(&file).unwrap().digest().to_owned()
        });
        std::fs::write(folder.path().join("bad.wasm"), b"no policy").unwrap();
        let fails = hostile::named("fails-on-attributes").unwrap().file;
        std::fs::write(folder.path().join("fails.wasm"), fails).unwrap();
        std::fs::write(folder.path().join("plus.wasm"), plans::renamed_file().unwrap()).unwrap();
        Self { folder, store, digests }
    }

    fn postgres() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let store = runtime.block_on(fresh_database()).unwrap();
        Self { store, ..Self::sqlite() }
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
        command.args(line.split(' ')).current_dir(self.folder.path());
        command.env("TIERGATE_STORE", &self.store).env("TIERGATE_ACTOR", "ann");
        command.env_remove("TIERGATE_POLICY").output().unwrap()
    }

    /// What a line prints that exits with 0.
    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{line}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.ok(&format!("{line} --json"))).unwrap()
    }

    /// What a line says that exits with 3.
    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(3), "{line}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn policies_in_sqlite() {
    policies(&Terminal::sqlite());
}

#[test]
fn policies_in_postgres() {
    policies(&Terminal::postgres());
}

fn policies(it: &Terminal) {
    let [first, next] = &it.digests;
    assert!(it.refused("policy publish bad.wasm").contains("the policy is refused"));
    assert_eq!(it.ok("policy publish first.wasm"), format!("{first} published (plans 1.0.0)\n"));
    assert!(it.ok("policy publish first.wasm").contains("was already published"));
    assert_eq!(it.json("policy publish next.wasm")["new"], true);
    let none = it.refused("tenant create acme");
    assert!(none.contains("activate one"), "{none}");
    assert!(
        it.ok(&format!("policy activate {}", &first[..8])).contains("is active (activation 1)")
    );
    assert!(it.refused("policy rollback").contains("is the first policy that was active"));
    assert!(it.refused("policy activate wxyz").contains("no policy `wxyz` is published"));

    it.ok("tenant create acme");
    it.ok("tenant create old");
    it.ok("tenant grant acme pro");
    it.ok("tenant grant old pro");
    activation(it);
    let other = it.refused(&format!("policy rollback --to {next}"));
    assert!(other.contains(&format!("goes back to `{first}` and not to `{next}`")), "{other}");
    let rolled = it.json(&format!("policy rollback --to {}", &first[..8]));
    assert_eq!((&rolled["digest"], &rolled["number"]), (&Value::from(first.as_str()), &3.into()));
    assert!(it.ok("policy list").contains("active since"));
    let list = it.json("policy list");
    assert_eq!(list.as_array().unwrap().len(), 2);
    let active = list.as_array().unwrap().iter().filter(|policy| policy["active"] == true);
    assert!(active.map(|policy| policy["digest"].as_str().unwrap()).eq([first.as_str()]));
}

fn activation(it: &Terminal) {
    let [first, next] = &it.digests;
    it.ok(&format!("tenant pin old {}", &first[..8]));
    assert!(it.refused("tenant pin old wxyz").contains("no policy `wxyz` is published"));
    let dry = it.ok(&format!("policy activate --dry-run {next}"));
    for line in [
        format!("compared with {first}, which is active:"),
        "  tier `pro`: gains `sso`".to_owned(),
        "  tier `pro`: cap `seats` 10 -> 20".to_owned(),
        "1 of 2 tenants would change: 0 in tier, 1 in features, 1 in caps".to_owned(),
        "  1 gain `sso`, 0 lose it".to_owned(),
        "  1 get more of `seats`, 0 less".to_owned(),
        "  1 are pinned to a policy, and keep it".to_owned(),
    ] {
        assert!(dry.lines().any(|it| it == line), "{line} is not in\n{dry}");
    }
    assert_eq!(it.json("tenant show acme")["digest"], first.as_str(), "nothing was changed");
    let told = it.json(&format!("policy activate {next}"));
    assert_eq!(told["activated"]["number"], 2);
    assert_eq!(told["preview"]["impact"]["differing"], 1);
    let impact = &told["preview"]["impact"];
    assert_eq!(impact["byFeature"], serde_json::json!({"sso": {"gained": 1, "lost": 0}}));
    assert_eq!(impact["byCap"], serde_json::json!({"seats": {"more": 1, "fewer": 0}}));
    assert!(!told["preview"]["changes"].as_array().unwrap().is_empty());
    assert_eq!(it.json("tenant show acme")["digest"], next.as_str());
    let old = it.json("tenant show old");
    assert_eq!((&old["digest"], &old["policy"]), (&first.as_str().into(), &first.as_str().into()));
    let shown = it.ok("tenant show old");
    assert!(
        shown.lines().any(|line| line.contains("pinned to") && line.contains(first.as_str())),
        "{shown}"
    );
    it.ok("tenant pin old --reset");
    assert_eq!(it.json("tenant show old")["digest"], next.as_str());
    assert!(it.ok("tenant pin old --reset").contains("unchanged"));
}

#[test]
fn a_failing_policy_in_sqlite() {
    a_failing_policy(&Terminal::sqlite());
}

#[test]
fn a_failing_policy_in_postgres() {
    a_failing_policy(&Terminal::postgres());
}

/// One that fails for stored tenants is not activated, but anyway.
fn a_failing_policy(it: &Terminal) {
    let [first, _] = &it.digests;
    it.ok("policy publish first.wasm");
    it.ok(&format!("policy activate {first}"));
    let fails = it.json("policy publish fails.wasm")["digest"].as_str().unwrap().to_owned();
    for tenant in ["a", "b", "c"] {
        it.ok(&format!("tenant create {tenant}"));
    }
    for tenant in ["b", "c"] {
        it.ok(&format!("tenant attribute {tenant} region eu"));
    }
    let words = "the policy gives no answer for 2 of 3 stored tenants";
    for line in ["policy activate", "policy activate --json", "policy activate --dry-run"] {
        let output = it.run(&format!("{line} {fails}"));
        assert_eq!(output.status.code(), Some(3), "{line}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(words) && error.contains("--anyway"), "{line}: {error}");
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("2 get no answer") || told.contains("\"unanswered\":2"), "{told}");
    }
    assert_eq!(it.json("tenant show a")["digest"], first.as_str());
    let anyway = it.ok(&format!("policy activate --anyway {fails} --key k"));
    assert!(anyway.contains("in caps; 2 get no answer: the policy fails on them"), "{anyway}");
    it.ok("policy rollback");
    it.ok(&format!("policy activate {fails} --key k"));
    assert_eq!(it.json("tenant show a")["digest"], first.as_str(), "a retry activates nothing");
}

#[test]
fn many_and_a_pin_in_sqlite() {
    many_and_a_pin(&Terminal::sqlite());
}

#[test]
fn many_and_a_pin_in_postgres() {
    many_and_a_pin(&Terminal::postgres());
}

/// A cohort, and an import, with one who is pinned to a policy without the tier.
fn many_and_a_pin(it: &Terminal) {
    let [first, _] = &it.digests;
    it.ok("policy publish first.wasm");
    it.ok(&format!("policy activate {first}"));
    let plus = it.json("policy publish plus.wasm")["digest"].as_str().unwrap().to_owned();
    std::fs::write(it.folder.path().join("paid.csv"), "tenant,plan\nnew,pro\nold,pro\n").unwrap();
    it.ok("tenant import --csv paid.csv");
    it.ok(&format!("tenant pin old {first}"));
    it.ok(&format!("policy activate {plus}"));
    std::fs::write(it.folder.path().join("cohort"), "new\nold\n").unwrap();
    std::fs::write(it.folder.path().join("next.csv"), "tenant,plan\nnew,plus\nold,plus\n").unwrap();
    for (line, told) in [
        ("tenant grant plus --from cohort", "1 granted, 0 already had it, 1 refused"),
        ("tenant import --csv next.csv", "0 created, 1 changed, 0 unchanged, 1 refused"),
    ] {
        let output = it.run(line);
        assert_eq!(output.status.code(), Some(3), "{line}");
        let error = String::from_utf8(output.stderr).unwrap();
        let words = "old: the policy that the tenant is pinned to has no tier `plus`";
        assert!(error.contains(words), "{line}: {error}");
        assert!(String::from_utf8(output.stdout).unwrap().starts_with(told), "{line}");
        let tier = &it.json("tenant show old")["entitlements"]["resolution"]["tier"];
        assert_eq!(tier, "pro", "{line} takes nothing");
    }
}

#[test]
fn a_feature_that_the_policy_does_not_have_is_bad_input() {
    let terminal = Terminal::sqlite();
    std::fs::write(terminal.folder.path().join("tenant.json"), "{}").unwrap();
    let output = terminal.run("check first.wasm --tenant tenant.json --feature none");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(error.contains("the policy has no feature `none`; it has `"), "{error}");
}
