//! Why a tenant may not do something, in messages for the tenant.

use crate::contract::{CapState, Limit, Reason};
use crate::decision::Decision;
use crate::entitlements::Entitlements;
use crate::tiers::access_error::{DeniedError, TierAccessError};

impl Decision {
    /// Returns the message for a tenant that may not use the feature; `None` if it may. It offers
    /// only what would help: never a tier that the tenant already has.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let message = tiers.check("acme", "ai").await?.message();
    /// assert_eq!(message.as_deref(), Some("Assistant requires the Assistant add-on."));
    /// assert_eq!(tiers.check("acme", "export").await?.message(), None);
    /// # Ok(()) }
    /// ```
    pub fn message(&self) -> Option<String> {
        let of = self.entitlements();
        let name = of.feature_label(&self.feature).unwrap_or("This feature");
        (!self.allowed).then(|| match &self.reason {
            _ if of.would_be_allowed(&self.feature) => {
                format!("{} Update your payment method to use {name} again.", of.payment_failed())
            }
            Reason::NotIncluded => self.not_included(name),
            Reason::NotInForce(add_on) => self.not_in_force(name, add_on),
            Reason::SwitchedOff => format!("{name} is switched off."),
            Reason::Requires(needed) => self.missing(name, needed),
            Reason::UnknownFeature => "There is no such feature.".to_owned(),
            _ => format!("{name} is not available."),
        })
    }

    /// Returns `Ok` if the tenant may use the feature.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::Denied`] if it may not, with the message to show.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert!(tiers.check("acme", "export").await?.require().is_ok());
    /// assert!(tiers.check("acme", "ai").await?.require().is_err());
    /// # Ok(()) }
    /// ```
    pub fn require(&self) -> Result<(), TierAccessError> {
        match self.denial() {
            None => Ok(()),
            Some(denial) => Err(TierAccessError::Denied(Box::new(denial))),
        }
    }

    /// Returns the denial, with all that an upsell shows; `None` if the tenant may use the feature.
    pub(crate) fn denial(&self) -> Option<DeniedError> {
        let of = self.entitlements();
        Some(DeniedError {
            message: self.message()?,
            feature: self.feature.clone(),
            reason: self.reason.clone(),
            tier: of.tier().to_owned(),
            minimum_tier: self.minimum_tier.clone(),
            add_ons: self.add_ons.clone(),
            together: self.together,
            lapsed: of.lapsed().filter(|_| of.would_be_allowed(&self.feature)).cloned(),
            upgrade_url: of.catalog().upgrade_url.clone(),
        })
    }

    fn not_included(&self, name: &str) -> String {
        match (self.plan(), self.add_on(), self.together) {
            (Some(plan), Some(add_on), true) => {
                format!("{name} requires the {plan} plan or higher with the {add_on} add-on.")
            }
            (Some(plan), Some(add_on), false) => {
                format!("{name} requires the {plan} plan or higher or the {add_on} add-on.")
            }
            (Some(plan), None, false) => format!("{name} requires the {plan} plan or higher."),
            (None, Some(add_on), false) => format!("{name} requires the {add_on} add-on."),
            _ => format!("{name} is not included in your plan."),
        }
    }

    fn not_in_force(&self, name: &str, held: &str) -> String {
        let held = self.entitlements().add_on_label(held);
        match (self.plan().filter(|_| !self.together), self.add_on()) {
            (Some(plan), None) => format!("The {held} add-on requires the {plan} plan or higher."),
            (Some(plan), Some(add_on)) => {
                format!("The {held} add-on requires the {plan} plan or higher. Or add {add_on}.")
            }
            (None, _) => self.not_included(name),
        }
    }

    fn missing(&self, name: &str, needed: &str) -> String {
        let needed = self.entitlements().feature_label(needed).unwrap_or(needed);
        let missing = format!("{name} requires {needed}, which is not available.");
        match (self.plan(), self.add_on(), self.together) {
            (Some(plan), Some(add_on), true) => {
                format!("{missing} The {plan} plan or higher with the {add_on} add-on has both.")
            }
            (Some(plan), Some(add_on), false) => {
                format!("{missing} The {plan} plan or higher has both. Or add {add_on}.")
            }
            (Some(plan), None, false) => format!("{missing} The {plan} plan or higher has both."),
            (None, Some(add_on), false) => format!("{missing} Add {add_on}."),
            _ => missing,
        }
    }

    /// Returns the label of the tier that would help, if it ranks above the tenant's own.
    fn plan(&self) -> Option<&str> {
        let of = self.entitlements();
        self.minimum_tier.as_deref().and_then(|tier| of.label_of_higher_tier(tier))
    }

    /// Returns the label of the first add-on that would help.
    fn add_on(&self) -> Option<&str> {
        self.add_ons.first().map(|add_on| self.entitlements().add_on_label(add_on))
    }
}

impl Entitlements {
    /// Returns whether a feature would be allowed on a plan that was not paid for.
    fn would_be_allowed(&self, feature: &str) -> bool {
        let features = self.computed.lapsed.iter().flat_map(|it| &it.paid.features);
        features.filter(|it| it.feature == feature).any(|it| it.allowed)
    }

    /// Returns whether a use of a cap would be allowed on a plan that was not paid for.
    pub(crate) fn would_fit(&self, cap: &str, wanted: u64) -> bool {
        let caps = self.computed.lapsed.iter().flat_map(|it| &it.paid.caps);
        caps.filter(|it| it.cap == cap).any(|it| it.blocked_at.is_none_or(|block| wanted <= block))
    }

    /// Returns the sentence that a payment failed, and when.
    fn payment_failed(&self) -> String {
        let at = self.lapsed().and_then(|lapsed| lapsed.payment_failed_at);
        let at = at.and_then(|at| jiff::Timestamp::from_second(i64::try_from(at).ok()?).ok());
        match at {
            Some(at) => format!("A payment failed on {}.", at.strftime("%-d %B %Y")),
            None => "A payment failed.".to_owned(),
        }
    }

    /// Returns the label of a tier that ranks above the tenant's own.
    fn label_of_higher_tier(&self, id: &str) -> Option<&str> {
        let mut above =
            self.catalog().tiers.iter().skip_while(|tier| tier.id != self.tier()).skip(1);
        above.find(|tier| tier.id == id).map(|tier| tier.label.as_str())
    }

    fn feature_label(&self, id: &str) -> Option<&str> {
        let known = self.catalog().features.iter().find(|feature| feature.id == id);
        known.map(|feature| feature.label.as_str())
    }

    fn add_on_label<'a>(&'a self, id: &'a str) -> &'a str {
        let known = self.catalog().add_ons.iter().find(|add_on| add_on.id == id);
        known.map_or(id, |add_on| &add_on.label)
    }

    /// Returns the message for a cap that is reached, with what would help.
    pub(crate) fn cap_message(
        &self,
        state: &CapState,
        wanted: u64,
        minimum_tier: Option<&str>,
        add_ons: &[String],
    ) -> String {
        let cap = self.catalog().caps.iter().find(|cap| cap.id == state.cap);
        let what = cap.map_or(state.cap.as_str(), |cap| cap.unit.as_deref().unwrap_or(&cap.label));
        let limit = match state.limit {
            Limit::AtMost(max) => format!("This would go past your limit of {max} {what}."),
            Limit::Unlimited => format!("No more {what} can be taken."),
        };
        if self.would_fit(&state.cap, wanted) {
            return format!(
                "{limit} {} Update your payment method to have more again.",
                self.payment_failed()
            );
        }
        let plan = minimum_tier.and_then(|tier| self.label_of_higher_tier(tier));
        let add_on = add_ons.first().map(|add_on| self.add_on_label(add_on));
        match (plan, add_on) {
            (Some(plan), Some(add_on)) => {
                format!("{limit} The {plan} plan or higher allows it. Or add {add_on}.")
            }
            (Some(plan), None) => format!("{limit} The {plan} plan or higher allows it."),
            (None, Some(add_on)) => format!("{limit} Add {add_on}."),
            (None, None) => limit,
        }
    }
}
