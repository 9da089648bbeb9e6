//! `tiergate tenant`, as it is typed, over both stores.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

mod alike;

use alike::tenants_that_look_alike_are_warned_of;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use tiergate_tests::{built::Built, postgres::fresh_database};

/// The command, with a store and a policy.
struct Terminal {
    folder: TempDir,
    store: String,
    policy: Built,
}

impl Terminal {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = format!("sqlite:{}", folder.path().join("tiers.db").display());
        Self { folder, store, policy: Built::example("plans").unwrap() }
    }

    fn postgres() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let store = runtime.block_on(fresh_database()).unwrap();
        Self { store, ..Self::sqlite() }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
        command.arg("tenant").args(line.split(' '));
        command.env("TIERGATE_STORE", &self.store);
        command.env("TIERGATE_POLICY", &self.policy.path);
        command.env("TIERGATE_ACTOR", "ann");
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
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

    /// What a line says that is refused as bad input.
    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(3), "{line}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("rows.csv");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn tier(&self, tenant: &str) -> Value {
        self.json(&format!("show {tenant}"))["entitlements"]["resolution"]["tier"].clone()
    }
}

/// One tenant, from its creation to its deletion.
fn a_tenants_life(it: &Terminal) {
    assert!(it.ok("create acme --reason hello").contains("created (revision 1)"));
    assert_eq!(it.tier("acme"), "premium", "its trial");
    assert_eq!(it.json("grant acme pro --until 30d")["changed"], true);
    assert_eq!(it.json("grant acme pro --until 2199-01-01")["revision"], 3);
    assert_eq!(it.json("grant acme pro --until 2199-01-01")["changed"], false);
    assert_eq!(it.tier("acme"), "pro");
    it.ok("add-on acme assistant");
    it.ok("feature acme export off --as-tenant");
    let explained = it.ok("explain acme ai");
    assert!(explained.starts_with("`acme` may not use `ai`."), "{explained}");
    assert!(explained.contains("The tenant itself switched it off"), "{explained}");
    it.ok("feature acme export reset --as-tenant");
    assert_eq!(it.json("explain acme ai")["decision"]["reason"], json!({"add-on": "assistant"}));
    it.ok("cap acme seats 42");
    assert_eq!(it.json("show acme")["entitlements"]["caps"][0]["blockedAt"], 42);
    it.ok("cap acme seats reset");
    it.ok("edition acme community");
    assert_eq!(it.tier("acme"), "premium");
    it.ok("edition acme --reset");
    it.ok("attribute acme region eu");
    assert_eq!(it.json("show acme")["facts"]["attributes"], json!([["region", "eu"]]));
    it.ok("add-on acme assistant --take");
    it.ok("revoke acme");
    let history = it.json("history acme");
    assert_eq!(history[0]["kind"], "revoke");
    assert_eq!(history.as_array().unwrap().last().unwrap()["reason"], "hello");
    assert!(history.as_array().unwrap().iter().all(|event| event["actor"] == "ann"));
    it.ok("delete acme");
    assert!(it.refused("show acme").contains("no tenant `acme`"));
    assert_eq!(it.json("verify")["differing"], json!([]));
}

fn many_tenants(it: &Terminal) {
    let path = it.file("tenant,plan,edition\na-1,pro,\na-2,,\nb-1,nonsense,cloud\n,pro,\n");
    let import = format!("import --csv {} --when-missing basic", path.display());
    let output = it.run(&format!("{import} --dry-run"));
    assert_eq!(output.status.code(), Some(3), "a row has no name");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("3 would be created"));
    assert_eq!(it.json("list")["tenants"], json!([]));
    let output = it.run(&import);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.starts_with("3 created, 0 changed, 0 unchanged, 1 refused"), "{told}");
    assert!(told.contains("1 on `nonsense`: tier `basic`, misconfigured"), "{told}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("it is empty"));
    let again = it.run(&format!("{import} --json"));
    let counts: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((&counts["unchanged"], &counts["created"]), (&json!(3), &json!(0)));
    assert_eq!(it.json("list a-")["tenants"].as_array().unwrap().len(), 2);
    assert_eq!(it.json("list --limit 1")["next"], "a-1");
    let cohort = it.file("a-1\n\n b-1 \n");
    let granted = it.ok(&format!("grant premium --from {} --reason beta", cohort.display()));
    assert!(granted.starts_with("2 granted, 0 already had it, 0 refused"), "{granted}");
    assert_eq!(it.tier("b-1"), "premium");
    assert_eq!(it.tier("a-2"), "basic");
}

fn what_is_wrong_is_said(it: &Terminal) {
    it.ok("create acme");
    for (line, words) in [
        ("grant acme gold", "no tier `gold`; it has `basic`, `pro`, `premium`"),
        ("grant nobody pro", "no tenant `nobody`"),
        ("create acme", "the tenant `acme` exists already"),
        ("grant acme pro --until yesterday", "`yesterday` is not a valid time"),
        ("grant acme pro --until 1000", "is in the past"),
        ("grant acme pro --at-revision 7", "is at revision 1, not 7"),
        ("cap acme seats many", "`many` is not a valid limit"),
        ("feature acme sso on --as-tenant", "can only switch off"),
        ("import --csv /nowhere.csv", "/nowhere.csv"),
        ("history nobody", "the tenant `nobody` never existed"),
        ("list --store mysql://root:secret@host/db", "`mysql://…` is not a valid store"),
        ("list --store host=x,password=secret", "the given text is not a valid store"),
        ("list --store sqlite:", "needs the path of a file"),
        ("create x --store sqlite:/nowhere/x.db", "/nowhere/x.db"),
        ("grant acme pro --until 2199-01-01T18:00", "is not a valid time"),
        ("history acme --limit 0", "0"),
    ] {
        let told = it.refused(line);
        assert!(told.contains(words), "{line}: {told}");
        assert!(!told.contains("secret"), "{line}: {told}");
    }
    let no_columns = it.file("id,plan\n1,pro\n");
    let told = it.refused(&format!("import --csv {}", no_columns.display()));
    assert!(told.contains("there is no column `tenant`"), "{told}");
}

/// How many tenants the import has that is killed: enough that it is seen before it ends.
const ROWS: u64 = 60_000;

/// Begins an import of so many tenants, and kills it once something is there. Returns its command;
/// `None` if it ended before, because the machine is busy with something else.
fn kill_import(it: &Terminal, rows: u64) -> Option<String> {
    let rows: String = (0..rows).map(|number| format!("t-{number},pro\n")).collect();
    let path = it.file(&format!("tenant,plan\n{rows}"));
    let line = format!("import --csv {}", path.display());
    let mut import = it.command(&line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while it.run("list --json").stdout.len() < 100 {
        if import.try_wait().unwrap().is_some() {
            return None;
        }
    }
    import.kill().unwrap();
    import.wait().unwrap();
    Some(line)
}

/// An import that is killed, and run again.
fn an_import_is_stopped_and_run_again(it: &Terminal) {
    let tried = [ROWS, 5 * ROWS].into_iter();
    let mut killed = tried.filter_map(|rows| Some((kill_import(it, rows)?, rows)));
    let (line, rows) = killed.next().expect("it ended before it was killed, twice");
    assert_eq!(it.json("verify")["differing"], json!([]));
    let counts = it.json(&line);
    let (created, same) =
        (counts["created"].as_u64().unwrap(), counts["unchanged"].as_u64().unwrap());
    assert_eq!(created + same, rows);
    assert!(same > 0, "nothing was taken in before it was killed");
    assert_eq!(it.json(&line)["unchanged"], rows);
    assert_eq!(it.json("verify")["events"], rows);
}

macro_rules! in_both {
    ($($test:ident),*) => {
        mod sqlite { $(#[test] fn $test() { super::$test(&super::Terminal::sqlite()); })* }
        mod postgres { $(#[test] fn $test() { super::$test(&super::Terminal::postgres()); })* }
    };
}

/// Who is on which tier, and what people read of it.
fn people_read_words_and_tables(it: &Terminal) {
    let rows = "tenant,plan\nbilled,pro\nlost,nonsense\n";
    it.ok(&format!("import --csv {}", it.file(rows).display()));
    it.ok("create acme");
    let granted = it.ok("grant acme pro --until 2199-01-01 --reason beta");
    assert!(granted.contains("granted, until 2199-01-02T00:00:00Z"), "{granted}");
    let granted = it.json("grant acme pro --until 2199-01-01");
    assert_eq!(granted["until"], 7_226_668_800_u64);

    let shown = it.ok("list --source manual");
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(
        shown.starts_with("TENANT  LABEL  TIER  SOURCE  PLANS\nacme           pro   manual"),
        "{shown}"
    );
    let misconfigured = it.json("list --misconfigured");
    assert_eq!(misconfigured["tenants"][0]["tenant"], "lost");
    assert_eq!(misconfigured["tenants"][0]["resolution"]["tier"], "basic");
    assert_eq!(it.json("list --tier pro")["tenants"].as_array().unwrap().len(), 2);
    assert_eq!(it.json("list --tier pro --limit 1")["next"], "acme");

    let shown = it.ok("show acme");
    assert!(shown.contains("`pro` by an operator's grant, until 2199-01-02T00:00:00Z"), "{shown}");
    assert!(shown.contains("tier now"), "{shown}");
    assert!(!shown.contains('{'), "{shown}");
    // Neither what a customer wrote nor who they say they are writes over what is on the screen.
    let mut forged = it.command("feature acme sso off");
    let forged = forged.env("TIERGATE_ACTOR", "ann\u{202e}\u{200b}").output().unwrap();
    assert!(forged.status.success(), "{forged:?}");
    let history = it.ok("history acme");
    assert!(history.contains("ann\\u{202e}\\u{200b}  switched `sso` off"), "{history}");
    assert!(history.contains("granted `pro`, until 2199-01-02T00:00:00Z"), "{history}");
    assert!(!history.contains("\"kind\""), "{history}");
    assert_eq!(it.json("history acme")[0]["actor"], "ann\u{202e}\u{200b}");
    assert!(it.refused("create a\u{200b}").contains("an invisible character"));
    assert!(it.refused("grant acme pro --until 1900000000000").contains("looks like milliseconds"));
}

/// What a list does not have any more is kept, or ended.
fn an_import_says_who_was_not_in_its_list(it: &Terminal) {
    let first = it.file("tenant,plan\na,pro\nb,pro\nc,pro\n");
    it.ok(&format!("import --csv {}", first.display()));
    let second = it.file("tenant,plan\na,pro\n");
    let import = format!("import --csv {}", second.display());
    let told = it.ok(&import);
    assert!(told.contains("2 previously imported are not in the list: kept"), "{told}");
    let told = it.ok(&format!("{import} --absent end --dry-run"));
    assert!(told.contains("2 previously imported are not in the list: would be ended"), "{told}");
    assert_eq!(it.tier("b"), "pro");
    let broken = it.file("tenant,plan\na,pro\nb\n");
    let output = it.run(&format!("import --csv {} --absent end", broken.display()));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("kept, because 1 rows could not be read"), "{told}");
    it.file("tenant,plan\na,pro\n");
    let counts = it.json(&format!("{import} --absent end"));
    assert_eq!((&counts["absent"], &counts["ended"]), (&json!(2), &json!(2)));
    assert_eq!((it.tier("a"), it.tier("b")), (json!("pro"), json!("basic")));
    assert_eq!(it.json(&import)["absent"], 0);
    assert_eq!(it.json("verify")["differing"], json!([]));
}

/// A person is taken out of the history, and that is noted.
fn a_person_is_redacted(it: &Terminal) {
    it.ok("create acme --reason hello");
    it.ok("grant acme pro --actor bob --reason ann-said-so");
    let redact = "redact ann --mentioned-as ann-said --as x7 --actor dpo --reason 17";
    let redacted = it.json(redact);
    assert_eq!((&redacted["number"], &redacted["events"]), (&json!(1), &json!(2)));
    let history = it.ok("history acme --json");
    assert!(!history.contains("ann") && history.contains("x7-so"), "{history}");
    let shown = it.ok("redactions");
    assert!(shown.contains("by dpo: 2 events, 0 activations, 0 policies: 17"), "{shown}");
    assert!(it.refused("redact ann").contains("names the person to redact"));
}

in_both!(
    a_tenants_life,
    many_tenants,
    people_read_words_and_tables,
    an_import_says_who_was_not_in_its_list,
    an_import_is_stopped_and_run_again,
    what_is_wrong_is_said,
    a_person_is_redacted,
    tenants_that_look_alike_are_warned_of
);

#[test]
fn a_store_that_is_away_is_no_bad_input() {
    let mut it = Terminal::sqlite();
    it.store = "postgres://nobody@127.0.0.1:1/none".to_owned();
    assert_eq!(it.run("list").status.code(), Some(1));
    it.store = format!("sqlite:{}", it.folder.path().join("none.db").display());
    assert!(it.refused("list").contains("there is no store"));
}
