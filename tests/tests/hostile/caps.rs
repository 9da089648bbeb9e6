//! What becomes of a refusal by a cap if the policy does not say which tier would help.

use std::time::{Duration, Instant};
use tiergate::{CapDecision, MemoryFacts, Policy, Tenant, Tiers};
use tiergate_tests::hostile::made;

/// A cap `export` of 1, in the catalog and in the entitlements.
const CAP: &str = r#"
    (data $caps-of-info (i32.const 1056) "\a4\06\00\00\01\00\00\00")
    (data $cap-info (i32.const 1700) "\30\08\00\00\06\00\00\00" "\30\08\00\00\06\00\00\00")
    (data $caps (i32.const 1432) "\08\07\00\00\01\00\00\00")
    (data $cap-state (i32.const 1800) "\30\08\00\00\06\00\00\00" "\01\00\00\00\00\00\00\00"
      "\01\00\00\00\00\00\00\00")
    (data $blocked-at (i32.const 1840) "\01\00\00\00\00\00\00\00" "\01\00\00\00\00\00\00\00")"#;

/// Asks for one more of a cap that is used up, of a policy whose `check-cap` does this.
async fn refused(check_cap: &str, times: usize) -> (Vec<CapDecision>, Duration) {
    let fields = format!(
        r#"{CAP} (func $check-cap (export "tiergate:policy/engine@0.1.0#check-cap")
            (param i32) (result i32) {check_cap})"#
    );
    let policy = Policy::from_bytes(&made::with(&fields)).unwrap();
    let facts = MemoryFacts::new();
    facts.put("acme", Tenant::new());
    let tiers = Tiers::new(policy, facts);
    let mut decisions = vec![tiers.check_cap("acme", "export", 1, 1).await.unwrap()];
    let start = Instant::now();
    for _ in 0..times {
        decisions.push(tiers.check_cap("acme", "export", 1, 1).await.unwrap());
    }
    (decisions, start.elapsed())
}

#[tokio::test]
async fn a_refusal_stands_if_the_policy_fails_or_takes_too_long() {
    for check_cap in
        ["(unreachable)", "(loop $again (br $again)) (unreachable)", "(i32.const 1472)"]
    {
        let (decisions, took) = refused(check_cap, 50).await;
        for decision in decisions {
            assert!(!decision.allowed && decision.minimum_tier.is_none(), "{check_cap}");
        }
        // Some µs for each, as the policy is not asked again: 50 asks of the loop take over 5 s.
        assert!(took < Duration::from_secs(3), "{check_cap}: {took:?}");
    }
}
