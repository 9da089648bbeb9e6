//! The schemas of the contract's types, against the JSON that is written and read.

use jsonschema::Validator;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tiergate::contract::{CapDecision, Decision, Entitlements};
use tiergate::{Info, Resolution, Tenant};
use tiergate_tests::dice::{Dice, seed, size};
use tiergate_tests::{facts, plans};
use utoipa::ToSchema;

/// The schema of a type, with those that it refers to.
struct Schema {
    name: String,
    validator: Validator,
}

impl Schema {
    fn of<T: ToSchema>() -> Self {
        let (mut schema, mut named) = (serde_json::to_value(T::schema()).unwrap(), Vec::new());
        T::schemas(&mut named);
        let named = named.into_iter().map(|(name, it)| (name, serde_json::to_value(it).unwrap()));
        schema["components"] = json!({"schemas": named.collect::<Map<_, _>>()});
        let validator = jsonschema::validator_for(&schema).unwrap();
        Self { name: T::name().into_owned(), validator }
    }

    /// What is written is valid, and what is not valid is not read, nor the other way about.
    fn check<T: Serialize + DeserializeOwned>(&self, value: &T) {
        let value = serde_json::to_value(value).unwrap();
        let errors: Vec<_> = self.validator.iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?} of {value}", self.name);
        for changed in changes(&value) {
            let reads = serde_json::from_value::<T>(changed.clone());
            let valid = self.validator.is_valid(&changed);
            assert_eq!(reads.is_ok(), valid, "{}: {changed}: {:?}", self.name, reads.err());
        }
    }
}

/// The same with one thing changed, at any depth: a key less, a key more, something else in a
/// place.
fn changes(value: &Value) -> Vec<Value> {
    let mut changes = Vec::new();
    match value {
        Value::Object(object) => {
            changes.push(Value::Object(
                object
                    .iter()
                    .map(|(key, it)| (key.clone(), it.clone()))
                    .chain([("x".into(), json!(1))])
                    .collect(),
            ));
            for (key, held) in object {
                let mut less = object.clone();
                less.remove(key);
                changes.push(less.into());
                changes.extend(self::changes(held).into_iter().map(|held| {
                    let mut other = object.clone();
                    other.insert(key.clone(), held);
                    other.into()
                }));
            }
        }
        Value::Array(items) => {
            for (at, held) in items.iter().enumerate() {
                changes.extend(self::changes(held).into_iter().map(|held| {
                    let mut other = items.clone();
                    other[at] = held;
                    other.into()
                }));
            }
        }
        Value::Number(_) => changes.extend([json!(-1), json!(0.5), json!("7")]),
        _ => {}
    }
    changes.extend(
        [json!([1]), json!({}), json!(true), json!("no-such-case")]
            .into_iter()
            .filter(|it| it != value && !(value.is_string() && it.is_string())),
    );
    changes
}

#[test]
fn schemas_accept_exactly_what_is_read() {
    let mut dice = Dice::new(seed("schemas").unwrap());
    let policy = plans::with_trial().unwrap();
    Schema::of::<Info>().check(policy.catalog());
    let info = serde_json::to_value(policy.catalog()).unwrap();
    let (info, tenants) = (serde_json::from_value(info).unwrap(), Schema::of::<Tenant>());
    let (resolutions, decisions) = (Schema::of::<Resolution>(), Schema::of::<Decision>());
    let (all, caps) = (Schema::of::<Entitlements>(), Schema::of::<CapDecision>());
    for _ in 0..size(100, 5_000) {
        let tenant = serde_json::to_value(facts::tenant(&mut dice, &info)).unwrap();
        let tenant: Tenant = serde_json::from_value(tenant).unwrap();
        tenants.check(&tenant);
        let now = facts::moment(&mut dice);
        let Ok(resolution) = policy.resolve(&tenant, now) else { continue };
        resolutions.check(&resolution);
        for feature in ["core", "export", "sso", "ai", "none"] {
            decisions.check(&policy.check(&tenant, feature, now).unwrap());
        }
        all.check(&policy.entitle(&tenant, now).unwrap());
        let (used, amount) = (facts::number(&mut dice), facts::number(&mut dice).max(1));
        let cap = policy.check_cap(&tenant, "seats", used, amount, now).unwrap();
        caps.check(&cap.unwrap());
    }
}
