//! What operators, billing and sign-up do to tenants, as the active policy allows.

pub(crate) mod absent;
pub(crate) mod decided_by;
pub(crate) mod explain;
pub mod import;
pub(crate) mod many;
pub(crate) mod plan_column;
pub(crate) mod search;

use crate::clock::now;
use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::store::Store;
use tiergate::{
    Assignment, FactsError, Info, InvalidFactsError, Policy, Source, Standing, Subscription,
    Tenant, Tiers, Timestamp, check_moment,
};

/// Tenants that can be written to as the active policy allows: what is given to a tenant must be in
/// the policy's catalog. A clone is one more handle on the same tenants.
///
/// # Examples
///
/// ```
/// use tiergate::{Policy, Tiers};
/// use tiergate_store::{By, SqliteStore, Tenants};
/// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
/// #   "name": "notes", "version": "1.0.0",
/// #   "tiers": [{"id": "free", "label": "Free"}, {"id": "pro", "label": "Pro", "features": ["export"]}],
/// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
/// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let tiers = Tiers::new(Policy::from_bytes(&file)?, SqliteStore::in_memory().await?);
/// let tenants = Tenants::new(tiers.clone());
///
/// tenants.create("acme", None, &By::new("sign-up")).await?;
/// assert!(!tiers.check("acme", "export").await?.allowed);
///
/// let ann = By::new("ann@example.com").because("beta cohort");
/// tenants.grant("acme", "pro", None, &ann).await?;
/// assert!(tiers.check("acme", "export").await?.allowed);
///
/// let error = tenants.grant("acme", "gold", None, &ann).await.unwrap_err();
/// assert_eq!(error.to_string(), "the policy has no tier `gold`; it has `free`, `pro`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Tenants<S> {
    tiers: Tiers<S>,
}

impl<S: Store> Tenants<S> {
    /// Returns the tenants of a store.
    pub fn new(tiers: Tiers<S>) -> Self {
        Self { tiers }
    }

    /// Returns the tiers, which decide what the tenants may do.
    pub fn tiers(&self) -> &Tiers<S> {
        &self.tiers
    }

    /// Returns the store of their facts.
    pub fn store(&self) -> &S {
        self.tiers.facts()
    }

    /// Creates a tenant, which starts with what the policy gives to new ones. One that was there
    /// before gets no second trial.
    ///
    /// # Errors
    ///
    /// [`WriteError::TenantExists`] if the tenant exists already, [`WriteError::Unknown`] if the
    /// policy does not have the edition, and the others of [`WriteError`].
    pub async fn create(
        &self,
        tenant: &str,
        edition: Option<&str>,
        by: &By,
    ) -> Result<Written, WriteError> {
        let (edition_asked, assignments) = (edition.map(str::to_owned), Vec::new());
        let asked = Change::Create { edition: edition_asked, assignments };
        let before = self.store().history(tenant, None, 1).await?;
        self.write_taken(tenant, self.creation(edition, !before.is_empty()), asked, by).await
    }

    /// Returns the change that creates a tenant now, for
    /// [`SqlStore::write_in`](crate::SqlStore::write_in): in a transaction of the caller's own. A
    /// returning one was a tenant before, and gets no second trial.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the edition, [`WriteError::Policy`] if
    /// it gives no answer.
    pub fn creation(&self, edition: Option<&str>, returning: bool) -> Result<Change, WriteError> {
        let assignments = self.tiers.policy().on_signup(self.tiers.now(), returning)?;
        self.checked(Change::Create { edition: edition.map(str::to_owned), assignments })
    }

    /// Gives a tenant a tier, whatever billing says, until `expires_at`, or without an end.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the tier, and the others of
    /// [`WriteError`].
    pub async fn grant(
        &self,
        tenant: &str,
        tier: &str,
        expires_at: Option<Timestamp>,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.write(tenant, Change::Grant { tier: tier.to_owned(), expires_at }, by).await
    }

    /// Ends the operator's grant: what billing says now holds again.
    ///
    /// # Errors
    ///
    /// [`WriteError::UnknownTenant`], and the others of [`WriteError`].
    pub async fn revoke(&self, tenant: &str, by: &By) -> Result<Written, WriteError> {
        self.write(tenant, Change::Revoke, by).await
    }

    /// Begins, extends or shortens a tenant's trial of a tier, until `expires_at`. It is no grant: a
    /// plan that is worth as much or more decides.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the tier, and the others of
    /// [`WriteError`].
    pub async fn trial(
        &self,
        tenant: &str,
        tier: &str,
        expires_at: Timestamp,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.write(tenant, Change::Trial { tier: tier.to_owned(), expires_at }, by).await
    }

    /// Records all of a tenant's subscriptions, in place of those known before. What an operator
    /// gave stays. What the subscriptions amount to is up to the policy that decides, whenever it
    /// is asked.
    ///
    /// An idempotency key is bound to the subscriptions: use one for each state of them, such as a
    /// hash, and not the identifier of a webhook, after which a later state may come again. The
    /// last writer counts, so if two deliveries may be in progress at the same time, an older state
    /// may come last: read the tenant's revision, *then* fetch the subscriptions, and write [at
    /// that revision](By::at_revision). On [`WriteError::Conflict`] do all of it again.
    ///
    /// # Errors
    ///
    /// [`WriteError::BadFacts`] if the subscriptions break the contract's rules, and the others of
    /// [`WriteError`].
    pub async fn bill(
        &self,
        tenant: &str,
        subscriptions: &[Subscription],
        by: &By,
    ) -> Result<Written, WriteError> {
        check_moments(subscriptions)?;
        let mut subscriptions = subscriptions.to_vec();
        subscriptions.sort_by(|one, other| one.id.cmp(&other.id));
        self.store().write(tenant, Change::Bill { subscriptions }, by).await
    }

    /// Writes any change to one tenant.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have what the change gives, and the others of
    /// [`WriteError`].
    pub async fn write(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        let check = |decider: &Decider| decider.checked(change.clone());
        self.write_decided(tenant, check, change.clone(), by.clone()).await
    }

    /// Writes what the policy that decides a tenant makes of a change. This server usually knows
    /// which policy that is; the transaction that writes verifies it, so that nothing needs to be
    /// read before. `asked` is the change without what the policy made of it.
    async fn write_decided(
        &self,
        tenant: &str,
        decide: impl Fn(&Decider) -> Result<Change, WriteError>,
        asked: Change,
        mut by: By,
    ) -> Result<Written, WriteError> {
        let likely = self.likely_decider_of(tenant);
        if let Ok(change) = decide(&likely) {
            by.checked_for = Some(likely.pin());
            match self.store().write(tenant, change, &by).await {
                Err(WriteError::Repinned(_)) => {}
                written => return written,
            }
        }
        let taken = match self.decider_of(tenant).await {
            Ok(decider) => {
                by.checked_for = Some(decider.pin());
                decide(&decider)
            }
            Err(error) => Err(error),
        };
        self.write_taken(tenant, taken, asked, &by).await
    }

    /// Returns the change, if the active policy has what it gives.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have it.
    pub fn checked(&self, change: Change) -> Result<Change, WriteError> {
        Decider::active(self.tiers.policy()).checked(change)
    }

    /// Returns the policy that decides a tenant if its facts that are cached here are up to date.
    fn likely_decider_of(&self, tenant: &str) -> Decider {
        let pinned = self.tiers.cached_pin(tenant).map(Decider::pinned);
        pinned.unwrap_or_else(|| Decider::active(self.tiers.policy()))
    }

    /// Returns the policy that decides a tenant: the one that it is pinned to, or the active one.
    async fn decider_of(&self, tenant: &str) -> Result<Decider, WriteError> {
        let stored = self.store().read(tenant).await.map_err(unread)?;
        let pinned = stored.and_then(|it| it.policy).map(Decider::pinned);
        Ok(pinned.unwrap_or_else(|| Decider::active(self.tiers.policy())))
    }
}

/// Returns why a tenant could not be read: the store's own error, or that of its policy.
fn unread(error: FactsError) -> WriteError {
    match error.downcast::<StoreError>() {
        Ok(error) => WriteError::Store(*error),
        Err(error) => WriteError::Pinned(error.into()),
    }
}

/// Refuses subscriptions with times that cannot be meant.
fn check_moments(subscriptions: &[Subscription]) -> Result<(), InvalidFactsError> {
    subscriptions.iter().try_for_each(|it| {
        it.trial_ends_at.iter().try_for_each(|at| check_moment("trialEndsAt", *at))?;
        it.past_due_since.iter().try_for_each(|at| check_moment("pastDueSince", *at))?;
        it.ends_at.iter().try_for_each(|at| check_moment("endsAt", *at))
    })
}

/// The policy that decides a tenant.
pub(crate) struct Decider {
    policy: Policy,
    /// Whether the tenant is pinned to it.
    pinned: bool,
}

impl Decider {
    pub(crate) fn active(policy: Policy) -> Self {
        Self { policy, pinned: false }
    }

    pub(crate) fn pinned(policy: Policy) -> Self {
        Self { policy, pinned: true }
    }

    /// Returns the digest that the tenant is pinned to; `None` if the active policy decides.
    fn pin(&self) -> Option<String> {
        self.pinned.then(|| self.policy.digest().to_owned())
    }

    /// Returns the change, if the policy has what it gives.
    fn checked(&self, change: Change) -> Result<Change, WriteError> {
        self.check(&change).map(|()| change)
    }

    /// Refuses a change that gives something that the policy does not have.
    pub(crate) fn check(&self, change: &Change) -> Result<(), WriteError> {
        let catalog = self.policy.catalog();
        let given = given(change, catalog).into_iter().chain(self.plan(change));
        for (what, id, known) in given {
            if !known.contains(&id) {
                let known = known.into_iter().map(str::to_owned).collect();
                let (id, pinned) = (id.to_owned(), self.pinned);
                return Err(WriteError::Unknown { what, id, known, pinned });
            }
        }
        Ok(())
    }

    /// Returns the plan of an import to a pinned tenant, if its policy does not know it. If the
    /// active policy decides, a plan that another system names is stored as it is, and flagged as
    /// misconfigured; a pin is there to keep what the tenant has.
    fn plan<'a>(&'a self, change: &'a Change) -> Option<Given<'a>> {
        let Change::Import { source, plan: Some(plan), .. } = change else { return None };
        let tiers = &self.policy.catalog().tiers;
        if !self.pinned || tiers.iter().any(|tier| tier.id == *plan) {
            return None;
        }
        let (source, plan_held, standing) = (*source, Some(plan.clone()), Standing::Good);
        let held = Assignment { source, plan: plan_held, standing, expires_at: None };
        let tenant = Tenant { assignments: vec![held], ..Tenant::new() };
        // A policy may know plans by names other than those of its tiers.
        let is_known = self
            .policy
            .resolve(&tenant, now())
            .is_ok_and(|it| it.source == Some(source) && !it.misconfigured);
        let known = tiers.iter().map(|it| it.id.as_str()).collect();
        (!is_known).then_some(("tier", plan.as_str(), known))
    }
}

impl<S> Clone for Tenants<S> {
    fn clone(&self) -> Self {
        Self { tiers: self.tiers.clone() }
    }
}

/// What a change gives: its kind, its identifier, and the identifiers that the catalog has.
type Given<'a> = (&'static str, &'a str, Vec<&'a str>);

fn given<'a>(change: &'a Change, catalog: &'a Info) -> Vec<Given<'a>> {
    macro_rules! ids {
        ($items:ident) => {
            catalog.$items.iter().map(|it| it.id.as_str()).collect()
        };
    }
    let tier = |tier: &'a str| ("tier", tier, ids!(tiers));
    let edition = |edition: &'a String| ("edition", edition.as_str(), ids!(editions));
    match change {
        Change::Grant { tier: given, .. } | Change::Trial { tier: given, .. } => vec![tier(given)],
        Change::Import { source, plan, edition: own, .. } => {
            // A plan that billing or another source names is stored as it is.
            let plan = plan.as_deref().filter(|_| *source == Source::Manual);
            plan.map(tier).into_iter().chain(own.iter().map(edition)).collect()
        }
        Change::GiveAddOn { add_on, .. } => vec![("add-on", add_on, ids!(add_ons))],
        Change::SwitchFeature { feature, .. } => vec![("feature", feature, ids!(features))],
        Change::SetCap { cap, .. } => vec![("cap", cap, ids!(caps))],
        Change::SetEdition { edition: own } | Change::Create { edition: own, .. } => {
            own.iter().map(edition).collect()
        }
        _ => Vec::new(),
    }
}
