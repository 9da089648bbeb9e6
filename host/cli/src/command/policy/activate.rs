//! `tiergate policy activate`: shows what would change, and makes the change.

use super::{Opened, progress, time, told, who_loses};
use crate::command::active_policy;
use crate::command::actor::Who;
use crate::command::digest;
use crate::exit::{BadInput, Exit};
use crate::printed::{counted, print, print_json};
use anyhow::Result;
use serde::Serialize;
use tiergate::{Policy, now};
use tiergate_server::Preview;
use tiergate_store::{Activated, Backend, By, Impact, Keep, Keeping, PolicyError, TenantImpact};

#[derive(clap::Args)]
pub(super) struct Activate {
    /// The digest of a published policy, or a unique prefix of it.
    digest: String,
    /// Show what would change, without changing anything.
    #[arg(long)]
    dry_run: bool,
    /// Activate it even if it gives no answer for some stored tenants, which may then do nothing.
    #[arg(long)]
    anyway: bool,
    /// Keep tenants on the policy that is active now: `losers`, those that would lose anything, or
    /// `existing`, all that exist. Each is pinned to it; see `tiergate policy kept`.
    #[arg(long, value_name = "WHOM")]
    keep: Option<Whom>,
    /// When a server releases the kept tenants: 2026-12-31 (at the end of that day, in UTC),
    /// 2026-12-31T18:00:00Z, or 90d from now; defaults to never.
    #[arg(long, value_parser = time::parse, requires = "keep", value_name = "TIME")]
    keep_until: Option<u64>,
    #[command(flatten)]
    who: Who,
}

/// Which tenants to keep.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Whom {
    /// Those that would lose anything.
    Losers,
    /// All that exist: only new tenants are decided by the new policy.
    Existing,
}

/// The JSON output of `activate`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    digest: String,
    /// `None` if there is no policy to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<Preview>,
    /// All tenants for which anything changes.
    tenants: Vec<TenantImpact>,
    /// How many would be kept; `None` unless this is a dry run with `--keep`.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_keep: Option<u64>,
    /// `None` if it was not activated.
    #[serde(skip_serializing_if = "Option::is_none")]
    activated: Option<Activated>,
}

impl Activate {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        self.check_end()?;
        let new = digest::load(&opened.store, &self.digest).await?;
        let digest = new.digest().to_owned();
        // One that cannot be loaded does not prevent that it is replaced.
        let old = active_policy::if_loaded(&opened.store).await?;
        let preview = match &old {
            Some(old) => Some(preview(opened, old, &new).await?),
            None => None,
        };
        let would_keep = preview.as_ref().and_then(|it| self.would_keep(it, &digest));
        let tenants = match &old {
            Some(old) if opened.place.json => who_loses::all(opened, old, &new).await?,
            _ => Vec::new(),
        };
        if !opened.place.json {
            let compared = old.as_ref().zip(preview.as_ref());
            show(opened, compared, &new, would_keep).await?;
        }
        let by = self.who.clone().by();
        let refused = self.refusal(opened, preview.as_ref(), &digest, &by).await?;
        let activated = match (&refused, self.dry_run) {
            (None, false) => Some(self.activate(opened, &digest, &by).await?),
            _ => None,
        };
        if opened.place.json {
            print_json(&Told { digest, preview, tenants, would_keep, activated })?;
        } else if let Some(activated) = &activated {
            told(activated)?;
        }
        refused.map_or(Ok(Exit::Success), |refused| Err(refused.into()))
    }

    /// Returns why the policy must not be activated, if it fails on stored tenants; `None` if they
    /// would be kept, or if the same activation was answered before.
    async fn refusal<DB: Backend>(
        &self,
        opened: &Opened<'_, DB>,
        preview: Option<&Preview>,
        digest: &str,
        by: &By,
    ) -> Result<Option<BadInput>, PolicyError> {
        let Some(preview) = preview.filter(|_| self.keep.is_none() && !self.anyway) else {
            return Ok(None);
        };
        let is_done = opened.store.activated_before(digest, by).await?.is_some();
        Ok(if is_done { None } else { refusal(&preview.impact) })
    }

    async fn activate<DB: Backend>(
        &self,
        opened: &Opened<'_, DB>,
        digest: &str,
        by: &By,
    ) -> Result<Activated, PolicyError> {
        let edition = opened.place.deployment_edition.as_deref();
        let Some(keeping) = self.keeping() else {
            return if self.anyway {
                opened.store.activate_anyway(digest, by).await
            } else {
                opened.store.activate_in(edition, digest, by).await
            };
        };
        let bar = progress::bar(0);
        let step = |asked, of| {
            bar.set_length(of);
            bar.set_position(asked);
        };
        let activated = opened.store.activate_keeping(edition, digest, keeping, by, step).await;
        bar.finish_and_clear();
        activated
    }

    fn keeping(&self) -> Option<Keeping> {
        let keep = match self.keep? {
            Whom::Losers => Keep::Losers,
            Whom::Existing => Keep::Existing,
        };
        Some(Keeping { keep, until: self.keep_until })
    }

    /// Refuses a dry run with an end that the activation would refuse.
    fn check_end(&self) -> Result<(), PolicyError> {
        let now = now();
        match self.keep_until.filter(|end| self.dry_run && *end <= now) {
            Some(end) => Err(PolicyError::PastEnd { end, now }),
            None => Ok(()),
        }
    }

    /// Returns how many tenants would be kept; `None` unless this is a dry run with `--keep`.
    fn would_keep(&self, preview: &Preview, digest: &str) -> Option<u64> {
        let whom = self.keep.filter(|_| self.dry_run)?;
        let impact = &preview.impact;
        Some(match whom {
            // The policy that is active already replaces none.
            _ if preview.active == digest => 0,
            Whom::Losers => impact.losing,
            Whom::Existing => impact.tenants - impact.pinned,
        })
    }
}

/// Returns why a policy must not be activated, if it fails on stored tenants.
fn refusal(impact: &Impact) -> Option<BadInput> {
    let Impact { tenants, pinned, unanswered, .. } = impact;
    let asked = tenants - pinned;
    let text = || {
        format!(
            "the policy gives no answer for {unanswered} of {asked} stored tenants, so it was not \
             activated; with `--anyway` it is, and these tenants may then do nothing"
        )
    };
    (*unanswered > 0).then(|| BadInput(text()))
}

async fn preview<DB: Backend>(
    opened: &Opened<'_, DB>,
    old: &Policy,
    new: &Policy,
) -> Result<Preview> {
    let bar = progress::bar(0);
    let edition = opened.place.deployment_edition.as_deref();
    let step = |asked, of| {
        bar.set_length(of);
        bar.set_position(asked);
    };
    let preview = Preview::of(&opened.store, old, new, edition, step).await?;
    bar.finish_and_clear();
    Ok(preview)
}

/// Prints what would change, if there is an active policy to compare with, who loses and gains, and
/// how many would be kept.
async fn show<DB: Backend>(
    opened: &Opened<'_, DB>,
    compared: Option<(&Policy, &Preview)>,
    new: &Policy,
    would_keep: Option<u64>,
) -> Result<()> {
    let Some((old, preview)) = compared else {
        return Ok(print("there is no active policy to compare with")?);
    };
    show_changes(preview)?;
    let Preview { impact, .. } = preview;
    show_impact(impact)?;
    who_loses::show(opened, old, new, (impact.losing, impact.gaining)).await?;
    if let Some(kept) = would_keep {
        print(format_args!("{} would be kept", counted(kept, "tenant")))?;
    }
    Ok(())
}

fn show_changes(Preview { active, changes, .. }: &Preview) -> Result<()> {
    print(format_args!("compared with {active}, which is active:"))?;
    for change in &changes.changes {
        print(format_args!("  {change}"))?;
    }
    if changes.changes.is_empty() {
        print("  the catalogs are equal")?;
    }
    Ok(())
}

fn show_impact(impact: &Impact) -> Result<()> {
    print(format_args!(
        "{} of {} tenants would change: {} in tier, {} in features, {} in caps{}",
        impact.differing,
        impact.tenants,
        impact.tiers,
        impact.features,
        impact.caps,
        unanswered(impact)
    ))?;
    for (old, moves) in &impact.moves {
        for (new, tenants) in moves {
            print(format_args!("  {tenants} from tier `{old}` to `{new}`"))?;
        }
    }
    for (feature, of) in &impact.by_feature {
        print(format_args!("  {} gain `{feature}`, {} lose it", of.gained, of.lost))?;
    }
    for (cap, of) in &impact.by_cap {
        print(format_args!("  {} get more of `{cap}`, {} less", of.more, of.fewer))?;
    }
    if impact.pinned > 0 {
        print(format_args!("  {} are pinned to a policy, and keep it", impact.pinned))?;
    }
    Ok(())
}

/// Returns the end of the summary, which is not empty if the policy fails on tenants.
fn unanswered(impact: &Impact) -> String {
    match impact.unanswered {
        0 => String::new(),
        some => format!("; {some} get no answer: the policy fails on them"),
    }
}
