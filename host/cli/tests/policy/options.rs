//! Options that would do nothing are refused, and times are in seconds.

use crate::Terminal;

#[test]
fn a_key_is_only_for_what_takes_effect_once() {
    let it = Terminal::sqlite();
    for line in ["policy publish first.wasm --key k", "tenant redact ann --key k"] {
        assert!(it.refused(line).contains("unexpected argument '--key'"), "{line}");
    }
}

#[test]
fn a_reset_has_no_end_and_is_reported() {
    let it = Terminal::sqlite();
    let [first, _] = &it.digests;
    it.ok("policy publish first.wasm");
    it.ok(&format!("policy activate {first}"));
    it.ok("tenant create acme");
    for line in ["tenant feature acme sso reset", "tenant cap acme seats reset"] {
        assert!(it.refused(&format!("{line} --until 30d")).contains("omit --until"), "{line}");
        it.ok(line);
    }
    assert!(it.ok("tenant attribute acme region eu").contains("attribute set"));
    assert!(it.ok("tenant attribute acme region --reset").contains("attribute reset"));
}

#[test]
fn facts_with_times_in_milliseconds_are_bad_input() {
    let it = Terminal::sqlite();
    let check = |facts: String| {
        std::fs::write(it.folder.path().join("tenant.json"), facts).unwrap();
        it.run("check first.wasm --tenant tenant.json --feature core")
    };
    let facts = |moment: u64| {
        let plan = |more: &str| {
            format!(r#"{{ "assignments": [{{ "source": "billing", "plan": "pro", {more} }}] }}"#)
        };
        [
            plan(&format!(r#""expiresAt": {moment}"#)),
            plan(&format!(r#""standing": {{ "trialing": {moment} }}"#)),
            plan(&format!(r#""standing": {{ "past-due": {moment} }}"#)),
            format!(
                r#"{{ "addOns": [{{ "id": "x", "giver": "manual", "expiresAt": {moment} }}] }}"#
            ),
            format!(
                r#"{{ "switches": [{{ "feature": "x", "enabled": false, "by": "operator",
                                      "expiresAt": {moment} }}] }}"#
            ),
            format!(
                r#"{{ "caps": [{{ "cap": "x", "limit": "unlimited", "giver": "manual",
                                  "expiresAt": {moment} }}] }}"#
            ),
        ]
    };
    for facts in facts(1_772_700_000_000) {
        let output = check(facts.clone());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{facts}: {error}");
        assert!(error.contains("looks like milliseconds"), "{facts}: {error}");
    }
    for facts in [facts(253_402_300_799), facts((1 << 53) - 1)].as_flattened() {
        let output = check(facts.clone());
        assert_eq!(output.status.code(), Some(0), "{facts}: {output:?}");
    }
}
