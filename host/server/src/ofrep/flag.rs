//! What a tenant may do, as flags of OpenFeature.

use serde::Serialize;
use serde_json::Value;
use tiergate::contract::CapState;
use tiergate::{Decision, Entitlements, Limit, MAX_SAFE_INTEGER, Reason};
use utoipa::ToSchema;

/// The flag that is the tenant's tier.
const TIER: &str = "tier";

/// A flag, evaluated.
#[derive(Serialize, ToSchema)]
#[schema(as = EvaluatedFlag)]
pub(crate) struct Flag {
    /// The identifier of a feature or a cap, or `tier`. If several have the same identifier, it is
    /// the feature, else the cap.
    key: String,
    /// The value.
    value: FlagValue,
    /// Why it has this value, in OpenFeature's words.
    reason: FlagReason,
    /// The value as a text; `unlimited` for a cap without a limit.
    variant: String,
    /// Why it has this value, in ours.
    metadata: FlagMetadata,
}

/// A flag's value.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum FlagValue {
    /// Whether the tenant may use a feature.
    Feature(bool),
    /// A cap's limit. 9007199254740991, which is 2^53-1, if it is unlimited: every use is below it.
    Cap(u64),
    /// The identifier of the tenant's tier.
    Tier(String),
}

/// Why a flag has its value, in OpenFeature's words: those that OFREP allows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum FlagReason {
    /// It is the same for every tenant.
    Static,
    /// It was switched off for the tenant.
    Disabled,
    /// It follows from what the tenant has.
    TargetingMatch,
}

/// Why a flag has its value. What does not apply is absent.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FlagMetadata {
    /// The reason of the decision on a feature, such as `tier` or `not-included`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// The tier, add-on or feature that the reason names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason_id: Option<String>,
    /// The lowest offered tier at which the feature is available.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    minimum_tier: Option<String>,
    /// A sentence to show if the feature is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<String>,
    /// `true` if a cap has no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unlimited: Option<bool>,
    /// `true` if the tenant's plan is missing or unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    misconfigured: Option<bool>,
    /// The identifier of the tenant's tier, if the request is for one flag. All flags together have
    /// this and the following once, and without the revision, so that their tag changes only if one
    /// of them does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tier: Option<String>,
    /// The digest of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    digest: Option<String>,
    /// `true` if the facts may have changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    stale: Option<bool>,
    /// The revision of the tenant's facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revision: Option<u64>,
}

/// What all flags are based on.
#[derive(Serialize, ToSchema)]
#[schema(as = FlagsMetadata)]
pub(crate) struct BasedOn {
    /// The identifier of the tenant's tier.
    tier: String,
    /// The digest of the policy.
    digest: String,
    /// `true` if the facts may have changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    stale: Option<bool>,
}

impl BasedOn {
    pub(crate) fn of(entitlements: &Entitlements) -> Self {
        Self {
            tier: entitlements.tier().to_owned(),
            digest: entitlements.policy().digest().to_owned(),
            stale: entitlements.is_stale().then_some(true),
        }
    }
}

impl Flag {
    /// Returns the flag with this key; `None` if there is none.
    pub(crate) fn of(entitlements: &Entitlements, key: &str) -> Option<Self> {
        let feature = entitlements.peek_feature(key);
        if feature.reason != Reason::UnknownFeature {
            return Some(Self::of_feature(&feature));
        }
        let cap = entitlements.cap(key).map(Self::of_cap);
        cap.or_else(|| (key == TIER).then(|| Self::of_tier(entitlements)))
    }

    /// Returns all flags: features, caps and the tier, each key once.
    pub(crate) fn all(entitlements: &Entitlements) -> Vec<Self> {
        let features = entitlements.features().map(|it| &it.feature);
        let caps = entitlements.caps().map(|it| &it.cap);
        let caps =
            caps.filter(|cap| entitlements.peek_feature(cap).reason == Reason::UnknownFeature);
        let keys = features.chain(caps).map(String::as_str);
        let is_taken = Self::of(entitlements, TIER).is_some_and(|it| !it.is_tier());
        let keys = keys.chain((!is_taken).then_some(TIER));
        keys.filter_map(|key| Self::of(entitlements, key)).collect()
    }

    /// Returns the same flag, with what it is based on.
    pub(crate) fn alone(mut self, entitlements: &Entitlements) -> Self {
        let BasedOn { tier, digest, stale } = BasedOn::of(entitlements);
        let revision = Some(entitlements.revision());
        let (tier, digest) = (Some(tier), Some(digest));
        self.metadata = FlagMetadata { tier, digest, stale, revision, ..self.metadata };
        self
    }

    /// Checks whether a feature is allowed; `None` if it is not a feature.
    pub(crate) fn allows(&self) -> Option<bool> {
        match self.value {
            FlagValue::Feature(allowed) => Some(allowed),
            FlagValue::Cap(_) | FlagValue::Tier(_) => None,
        }
    }

    fn is_tier(&self) -> bool {
        matches!(self.value, FlagValue::Tier(_))
    }

    fn of_feature(decision: &Decision) -> Self {
        let (reason, reason_id) = named(&decision.reason);
        Self {
            key: decision.feature.clone(),
            value: FlagValue::Feature(decision.allowed),
            reason: match decision.reason {
                Reason::AlwaysOn => FlagReason::Static,
                Reason::SwitchedOff => FlagReason::Disabled,
                _ => FlagReason::TargetingMatch,
            },
            variant: decision.allowed.to_string(),
            metadata: FlagMetadata {
                reason,
                reason_id,
                minimum_tier: decision.minimum_tier.clone(),
                message: decision.message(),
                ..FlagMetadata::default()
            },
        }
    }

    fn of_cap(state: &CapState) -> Self {
        let (value, variant, unlimited) = match state.limit {
            Limit::AtMost(most) => (most, most.to_string(), None),
            Limit::Unlimited => (MAX_SAFE_INTEGER, "unlimited".to_owned(), Some(true)),
        };
        Self {
            key: state.cap.clone(),
            value: FlagValue::Cap(value),
            reason: FlagReason::TargetingMatch,
            variant,
            metadata: FlagMetadata { unlimited, ..FlagMetadata::default() },
        }
    }

    fn of_tier(entitlements: &Entitlements) -> Self {
        let misconfigured = entitlements.resolution().misconfigured.then_some(true);
        Self {
            key: TIER.to_owned(),
            value: FlagValue::Tier(entitlements.tier().to_owned()),
            reason: FlagReason::TargetingMatch,
            variant: entitlements.tier().to_owned(),
            metadata: FlagMetadata { misconfigured, ..FlagMetadata::default() },
        }
    }
}

/// Returns a reason's name in the contract's JSON, and what it names.
fn named(reason: &Reason) -> (Option<String>, Option<String>) {
    match serde_json::to_value(reason) {
        Ok(Value::String(name)) => (Some(name), None),
        Ok(Value::Object(case)) => match case.into_iter().next() {
            Some((name, Value::String(id))) => (Some(name), Some(id)),
            Some((name, _)) => (Some(name), None),
            None => (None, None),
        },
        _ => (None, None),
    }
}
