//! x
fn main() {
    let v: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string("../shared/vectors/seed.json").unwrap()).unwrap();
    for c in &v { if c["request"]["call"] == "describe" {
        let info: tiergate_policy::catalog::Info = serde_json::from_value(c["answer"].clone()).unwrap();
        let t = info.default_tier.clone();
        use tiergate_policy::setup::*;
        let settings = Settings { when_missing: Fallback { tier: t.clone(), misconfigured: true }, when_unknown: Fallback { tier: t, misconfigured: true },
          percents: info.caps.iter().map(|_| Percents { warn: 100, hard: 100 }).collect(),
          billing: BillingRules { products: vec![("alga-psa-pro".into(), ProductEffect::Tier("pro".into())), ("alga-psa-premium".into(), ProductEffect::Tier("pro".into())), ("alga-psa-preview".into(), ProductEffect::Tier("pro".into()))], unknown_product: Some("pro".into()), past_due_grace_days: None, keep_canceled: true } };
        let name = info.name.clone();
        let t = std::time::Instant::now();
        let b = tiergate_author::build(info, settings).unwrap();
        println!("{name} {} in {:?}", b.len(), t.elapsed());
        std::fs::write(format!("/tmp/{name}.policy.wasm"), b).unwrap();
    } }
}
