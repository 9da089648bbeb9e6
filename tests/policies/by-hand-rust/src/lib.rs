//! A policy for schools, with a rule that no tier map can say: a tenant whose attribute
//! `school` is `yes` has the classroom, whatever its plan; and every plan whose name begins
//! with `pro-` is of the tier `pro`.

wit_bindgen::generate!({ world: "policy", path: "../../../wit" });

use exports::tiergate::policy::{billing, catalog, engine, types::*};

struct Schools;
export!(Schools);

/// The assignment of a `pro-…` plan, the first by name. This product has none that end.
fn pro(tenant: &Tenant) -> Option<&Assignment> {
    let pros = tenant.assignments.iter().filter(|it| is_pro(it.plan.as_deref().unwrap_or("")));
    pros.min_by_key(|it| (it.plan.as_deref(), it.source as u8))
}

fn is_pro(plan: &str) -> bool {
    plan.starts_with("pro-")
}

fn decide(tenant: &Tenant, feature: String) -> Decision {
    let school = tenant.attributes.iter().any(|(key, value)| key == "school" && value == "yes");
    let (allowed, reason) = match () {
        () if feature != "classroom" => (false, Reason::UnknownFeature),
        () if school => (true, Reason::SwitchedOn),
        () if pro(tenant).is_some() => (true, Reason::Tier("pro".into())),
        () => (false, Reason::NotIncluded),
    };
    // A school has the classroom on any plan, so no tier is named.
    let minimum_tier = (feature == "classroom" && !school).then(|| "pro".into());
    Decision {
        feature,
        allowed,
        reason,
        minimum_tier,
        add_ons: vec![],
        together: false,
        valid_until: None,
    }
}

impl engine::Guest for Schools {
    fn resolve(tenant: Tenant, _now: u64) -> Resolution {
        let pro = pro(&tenant);
        let tier = if pro.is_some() { "pro" } else { "free" };
        Resolution {
            tier: tier.into(),
            source: pro.map(|it| it.source),
            standing: Standing::Good,
            misconfigured: false,
            expires_at: None,
            valid_until: None,
        }
    }

    fn check(tenant: Tenant, feature: String, _now: u64) -> Decision {
        decide(&tenant, feature)
    }

    fn check_cap(_: Tenant, _: String, _: u64, _: u64, _: u64) -> Option<CapDecision> {
        None
    }

    fn entitle(tenant: Tenant, now: u64) -> Entitlements {
        let features = vec![decide(&tenant, "classroom".into())];
        let resolution = Self::resolve(tenant, now);
        Entitlements { resolution, features, caps: vec![], add_ons: vec![], valid_until: None }
    }
}

impl billing::Guest for Schools {
    fn on_signup(_now: u64, _returning: bool) -> Vec<Assignment> {
        vec![]
    }

    fn on_billing(subscriptions: Vec<billing::Subscription>) -> billing::Effect {
        let items = subscriptions.into_iter().flat_map(|it| it.items);
        let first_names = items.filter_map(|item| item.names.into_iter().next());
        let mut unknown_products: Vec<_> = first_names.collect();
        unknown_products.sort();
        unknown_products.dedup();
        billing::Effect { assignments: vec![], add_ons: vec![], caps: vec![], unknown_products }
    }
}

impl catalog::Guest for Schools {
    fn describe() -> catalog::Info {
        let (description, metadata) = (None, vec![]);
        let tier = |id: &str, features| {
            let (id, label, metadata) = (id.into(), id.into(), vec![]);
            catalog::Tier { id, label, description: None, offered: true, features, caps: vec![], metadata }
        };
        let (id, label) = ("classroom".into(), "Classroom".into());
        let (always_on, requires) = (false, vec![]);
        catalog::Info {
            name: "schools".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            tiers: vec![tier("free", vec![]), tier("pro", vec!["classroom".into()])],
            features: vec![catalog::Feature { id, label, description, always_on, requires, metadata }],
            caps: vec![], add_ons: vec![], editions: vec![],
            default_tier: "free".into(),
            trial: None, upgrade_url: None, metadata: vec![],
        }
    }
}
