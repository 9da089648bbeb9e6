//! `tiergate policy activate --keep`, `kept` and `release`; and maps that are published.

use crate::Terminal;

/// A store in which `next.wasm` is active, and activating the first policy takes something from `acme`.
fn prepared(it: &Terminal) {
    it.ok("policy publish first.wasm");
    it.ok("policy publish next.wasm");
    it.ok(&format!("policy activate {}", it.digests[1]));
    for tenant in ["acme", "free"] {
        it.ok(&format!("tenant create {tenant}"));
    }
    it.ok("tenant grant acme pro");
}

#[test]
fn tenants_are_kept_in_sqlite() {
    keeping(&Terminal::sqlite());
}

#[test]
fn tenants_are_kept_in_postgres() {
    keeping(&Terminal::postgres());
}

fn keeping(it: &Terminal) {
    prepared(it);
    let [first, next] = &it.digests;
    let dry = it.ok(&format!("policy activate --dry-run {first}"));
    assert!(dry.contains("1 lose something:\n  acme: loses sso; seats: 20 → 10\n"), "{dry}");
    let told = it.json(&format!("policy activate --dry-run {first}"));
    assert_eq!(told["tenants"][0]["lost"], serde_json::json!(["sso"]));
    assert!(told["tenants"].as_array().unwrap().len() == 1 && told["activated"].is_null());
    for (whom, kept) in [("losers", "1 tenant"), ("existing", "2 tenants")] {
        let dry = it.ok(&format!("policy activate --dry-run {first} --keep {whom}"));
        assert!(dry.ends_with(&format!("{kept} would be kept\n")), "{dry}");
    }
    let past = format!("policy activate --dry-run {first} --keep losers --keep-until 2020-01-01");
    assert!(it.refused(&past).contains("2020"));
    assert_eq!(it.json("policy kept")["tenants"], serde_json::json!([]));

    let line = format!("policy activate {first} --keep losers --keep-until 90d --reason spring");
    let done = it.ok(&line);
    assert!(done.contains("1 tenant kept on the policy before"), "{done}");
    assert_eq!(it.json("tenant show acme")["digest"], next.as_str());
    assert_eq!(it.json("tenant show free")["digest"], first.as_str());
    let kept = it.ok("policy kept");
    assert!(kept.starts_with(&format!("{next}: 1 tenant, since activation 2, until ")), "{kept}");
    assert!(
        kept.contains("acme") && kept.contains("by ann at") && kept.contains("spring"),
        "{kept}"
    );
    assert!(it.refused("policy release acne").contains("there is no tenant `acne` to release"));
    assert_eq!(it.ok("policy release free"), "0 tenants released\n");
    assert!(it.refused("policy release").contains("required arguments"));
    assert_eq!(it.ok("policy release acme --reason signed"), "1 tenant released\n");
    assert_eq!(it.json("tenant show acme")["digest"], first.as_str());
    assert_eq!(it.ok("policy kept"), "no tenant is kept on an earlier policy\n");

    let done = it.json(&format!("policy activate {next} --keep existing"));
    assert_eq!(done["activated"]["kept"], 2);
    it.ok("tenant create new");
    assert_eq!(it.json("tenant show new")["digest"], next.as_str());
    assert_eq!(it.json("tenant show acme")["digest"], first.as_str());
    assert_eq!(it.json(&format!("policy release --policy {}", &first[..8]))["released"], 2);
    assert_eq!(it.json("policy release --all")["released"], 0);
}

const UNLAWFUL: &str = r#"{ "name": "n", "version": "1", "defaultTier": "free",
  "tiers": [{ "id": "free", "caps": { "n": 5 } }, { "id": "pro", "caps": { "n": 3 } }],
  "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;

#[test]
fn a_map_is_published_if_its_laws_and_tests_hold() {
    let it = Terminal::sqlite();
    let write = |name: &str, text: &str| std::fs::write(it.folder.path().join(name), text).unwrap();
    write("n.json", UNLAWFUL);
    let refused = it.refused("policy publish n.json");
    assert!(refused.contains("`pro` has at most 3 of `n`"), "{refused}");
    assert!(refused.contains("1 broken law, so the map is not published"), "{refused}");
    // The test file says that this is meant, and one of its tests fails.
    write(
        "n.test.toml",
        "[laws]\nmonotone-caps = [\"pro: n\"]\n\
         [[test]]\nname = \"free\"\ntenant = { plan = \"free\" }\ncaps = { n = 6 }\n",
    );
    let refused = it.refused("policy publish n.json");
    assert!(refused.contains("1 failed expectation, so the map is not published"), "{refused}");
    assert_eq!(it.json("policy list"), serde_json::json!([]));
    it.ok("policy publish n.json --anyway later --reason prices");
    let reason = it.json("policy list")[0]["reason"].clone();
    assert_eq!(reason, "prices; published despite 1 failed expectation: later");
    write("n.test.toml", "[laws]\nmonotone-caps = [\"pro: n\"]\n");
    assert!(it.ok("policy publish n.json").contains("was already published"));
}
