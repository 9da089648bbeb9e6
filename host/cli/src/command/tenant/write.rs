//! The commands that write.

use super::written::{checked, told, unchecked};
use super::{Opened, time};
use crate::command::tenant::writer::Writer;
use crate::exit::{BadInput, Exit};
use anyhow::Result;
use clap::ValueEnum;
use tiergate::{Limit, MAX_SAFE_INTEGER, Switcher};
use tiergate_store::{Backend, Change, Store};

#[derive(clap::Args)]
pub(super) struct Create {
    /// The tenant.
    tenant: String,
    /// The name that people know the tenant by.
    #[arg(long)]
    label: Option<String>,
    /// The tenant's own edition; defaults to the deployment's.
    #[arg(long)]
    edition: Option<String>,
    #[command(flatten)]
    who: Writer,
}

impl Create {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let tenants = opened.tenants().await?;
        let (label, edition) = (self.label.as_deref(), self.edition.as_deref());
        let written = tenants.create_labeled(&self.tenant, label, edition, &self.who.by()).await?;
        told(opened, &written, "created", None)
    }
}

#[derive(clap::Args)]
pub(super) struct Revoke {
    /// The tenant.
    tenant: String,
    #[command(flatten)]
    who: Writer,
}

impl Revoke {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        unchecked(opened, &self.tenant, Change::Revoke, self.who, "revoked").await
    }
}

#[derive(clap::Args)]
pub(super) struct Trial {
    /// The tenant.
    tenant: String,
    /// The tier; defaults to the one that the policy lets new tenants try.
    #[arg(conflicts_with = "end")]
    tier: Option<String>,
    /// When it ends: 2026-12-31 (at the end of that day, in UTC), 2026-12-31+02:00,
    /// 2026-12-31T18:00:00Z, or 14d from now.
    #[arg(long, value_parser = time::parse, required_unless_present = "end")]
    until: Option<u64>,
    /// End the trial now.
    #[arg(long, conflicts_with = "until")]
    end: bool,
    #[command(flatten)]
    who: Writer,
}

impl Trial {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let Some(expires_at) = self.until else {
            return unchecked(opened, &self.tenant, Change::EndTrial, self.who, "trial ended")
                .await;
        };
        let tier = match self.tier {
            Some(tier) => tier,
            None => {
                let policy = opened.tenants().await?.tiers().policy();
                let trial = policy.catalog().trial.as_ref().map(|trial| trial.tier.clone());
                trial.ok_or_else(|| BadInput("the policy has no trial: give a tier".to_owned()))?
            }
        };
        let change = Change::Trial { tier, expires_at };
        checked(opened, &self.tenant, change, self.who, "trial set").await
    }
}

#[derive(clap::Args)]
pub(super) struct AddOn {
    /// The tenant.
    tenant: String,
    /// The add-on.
    add_on: String,
    /// How many of it.
    #[arg(long, default_value_t = 1, conflicts_with = "take")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=MAX_SAFE_INTEGER))]
    quantity: u64,
    /// Remove it; one that is paid for stays.
    #[arg(long)]
    take: bool,
    /// When it ends: 2026-12-31 (at the end of that day, in UTC), 2026-12-31+02:00,
    /// 2026-12-31T18:00:00Z, or 14d from now; defaults to never.
    #[arg(long, value_parser = time::parse, conflicts_with = "take")]
    until: Option<u64>,
    #[command(flatten)]
    who: Writer,
}

impl AddOn {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let (tenant, add_on) = (self.tenant, self.add_on);
        if self.take {
            let change = Change::TakeAddOn { add_on };
            return unchecked(opened, &tenant, change, self.who, "add-on removed").await;
        }
        let (quantity, expires_at) = (self.quantity, self.until);
        let change = Change::GiveAddOn { add_on, quantity, expires_at };
        checked(opened, &tenant, change, self.who, "add-on given").await
    }
}

#[derive(clap::Args)]
pub(super) struct Feature {
    /// The tenant.
    tenant: String,
    /// The feature.
    feature: String,
    /// `on`, `off`, or `reset` to what the plan gives.
    state: State,
    /// Switch as the tenant itself, which can only switch a feature off.
    #[arg(long)]
    as_tenant: bool,
    /// When it ends: 2026-12-31 (at the end of that day, in UTC), 2026-12-31+02:00,
    /// 2026-12-31T18:00:00Z, or 14d from now; defaults to never.
    #[arg(long, value_parser = time::parse)]
    until: Option<u64>,
    #[command(flatten)]
    who: Writer,
}

/// What a feature's switch is set to.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    On,
    Off,
    Reset,
}

impl Feature {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let by = if self.as_tenant { Switcher::Tenant } else { Switcher::Operator };
        let (tenant, feature) = (self.tenant, self.feature);
        if self.state == State::Reset {
            no_end(self.until)?;
            let change = Change::UnswitchFeature { feature, by };
            return unchecked(opened, &tenant, change, self.who, "switch removed").await;
        }
        let (enabled, expires_at) = (self.state == State::On, self.until);
        let change = Change::SwitchFeature { feature, enabled, by, expires_at };
        checked(opened, &tenant, change, self.who, "switched").await
    }
}

#[derive(clap::Args)]
pub(super) struct Cap {
    /// The tenant.
    tenant: String,
    /// The cap.
    cap: String,
    /// A number, `unlimited`, or `reset` to what is paid for or what the plan gives.
    limit: String,
    /// When it ends: 2026-12-31 (at the end of that day, in UTC), 2026-12-31+02:00,
    /// 2026-12-31T18:00:00Z, or 14d from now; defaults to never.
    #[arg(long, value_parser = time::parse)]
    until: Option<u64>,
    #[command(flatten)]
    who: Writer,
}

impl Cap {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let (tenant, cap, expires_at) = (self.tenant, self.cap, self.until);
        let limit = match self.limit.as_str() {
            "reset" => {
                no_end(expires_at)?;
                let change = Change::UnsetCap { cap };
                return unchecked(opened, &tenant, change, self.who, "cap reset").await;
            }
            "unlimited" => Limit::Unlimited,
            number => Limit::AtMost(limit(number)?),
        };
        let change = Change::SetCap { cap, limit, expires_at };
        checked(opened, &tenant, change, self.who, "cap set").await
    }
}

/// Refuses an end of something that has none.
fn no_end(until: Option<u64>) -> Result<(), BadInput> {
    let words = "`reset` cannot end: omit --until";
    if until.is_some() { Err(BadInput(words.to_owned())) } else { Ok(()) }
}

fn limit(text: &str) -> Result<u64, BadInput> {
    let number = text.parse().ok().filter(|number| *number <= MAX_SAFE_INTEGER);
    number.ok_or_else(|| {
        let words = "is not a valid limit: give a number up to 2^53-1, unlimited or reset";
        BadInput(format!("`{text}` {words}"))
    })
}

#[derive(clap::Args)]
pub(super) struct Edition {
    /// The tenant.
    tenant: String,
    /// The edition.
    #[arg(required_unless_present = "reset")]
    edition: Option<String>,
    /// Reset to the deployment's edition.
    #[arg(long, conflicts_with = "edition")]
    reset: bool,
    #[command(flatten)]
    who: Writer,
}

impl Edition {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let change = Change::SetEdition { edition: self.edition };
        if self.reset {
            return unchecked(opened, &self.tenant, change, self.who, "edition reset").await;
        }
        checked(opened, &self.tenant, change, self.who, "edition set").await
    }
}

#[derive(clap::Args)]
pub(super) struct Pin {
    /// The tenant.
    tenant: String,
    /// The digest of a published policy, or a unique prefix of it.
    #[arg(required_unless_present = "reset")]
    digest: Option<String>,
    /// Return to the active policy.
    #[arg(long, conflicts_with = "digest")]
    reset: bool,
    /// Pin the tenant even if the policy gives no answer for it: it may then do nothing.
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    who: Writer,
}

impl Pin {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let digest = match &self.digest {
            Some(prefix) => Some(opened.store.find_policy(prefix).await?),
            None => None,
        };
        if let Some(digest) = digest.as_ref().filter(|_| !self.anyway) {
            let edition = opened.place.deployment_edition.as_deref();
            opened.store.try_pin(&self.tenant, digest, edition).await?;
        }
        let done = if self.reset { "no longer pinned" } else { "pinned" };
        unchecked(opened, &self.tenant, Change::Pin { digest }, self.who, done).await
    }
}

#[derive(clap::Args)]
pub(super) struct Attribute {
    /// The tenant.
    tenant: String,
    /// The attribute.
    name: String,
    /// Its value.
    #[arg(required_unless_present = "reset")]
    value: Option<String>,
    /// Remove the attribute.
    #[arg(long, conflicts_with = "value")]
    reset: bool,
    #[command(flatten)]
    who: Writer,
}

impl Attribute {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let done = if self.reset { "attribute reset" } else { "attribute set" };
        let change = Change::SetAttribute { name: self.name, value: self.value };
        unchecked(opened, &self.tenant, change, self.who, done).await
    }
}

#[derive(clap::Args)]
pub(super) struct Delete {
    /// The tenant.
    tenant: String,
    #[command(flatten)]
    who: Writer,
}

impl Delete {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        unchecked(opened, &self.tenant, Change::Delete, self.who, "deleted").await
    }
}
