//! `tiergate policy activate`: shows what would change, and makes the change.

use super::{Opened, progress, time, told, who_loses};
use crate::command::active_policy;
use crate::command::actor::Who;
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
        let digest = opened.store.find_policy(&self.digest).await?;
        let new = opened.store.load_policy(&digest).await?;
        // One that cannot be loaded does not prevent that it is replaced.
        let old = active_policy::if_loaded(&opened.store).await?;
        let preview = match &old {
            Some(old) => Some(preview(opened, old, &new).await?),
            None => None,
        };
        let tenants = match &old {
            Some(old) if opened.place.json => who_loses::all(opened, old, &new).await?,
            _ => Vec::new(),
        };
        if !opened.place.json {
            show(preview.as_ref())?;
            if let (Some(old), Some(Preview { impact, .. })) = (&old, &preview) {
                let counts = (impact.losing, impact.gaining);
                who_loses::show(opened, old, &new, counts).await?;
            }
        }
        let would_keep = preview.as_ref().and_then(|it| self.would_keep(it, &digest));
        if let (Some(kept), false) = (would_keep, opened.place.json) {
            print(format_args!("{} would be kept", counted(kept, "tenant")))?;
        }
        let (keeping, by) = (self.keeping(), self.who.by());
        let is_done = || async {
            Ok::<_, PolicyError>(opened.store.activated_before(&digest, &by).await?.is_some())
        };
        // Tenants for which it fails are kept, too.
        let refused = match &preview {
            Some(preview) if keeping.is_none() && !self.anyway && !is_done().await? => {
                refusal(&preview.impact)
            }
            _ => None,
        };
        let activated = match (&refused, self.dry_run) {
            (None, false) => Some(activate(opened, &digest, &by, self.anyway, keeping).await?),
            _ => None,
        };
        if opened.place.json {
            print_json(&Told { digest, preview, tenants, would_keep, activated })?;
        } else if let Some(activated) = &activated {
            told(activated)?;
        }
        refused.map_or(Ok(Exit::Success), |refused| Err(refused.into()))
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

async fn activate<DB: Backend>(
    opened: &Opened<'_, DB>,
    digest: &str,
    by: &By,
    anyway: bool,
    keeping: Option<Keeping>,
) -> Result<Activated, PolicyError> {
    let edition = opened.place.deployment_edition.as_deref();
    if let Some(keeping) = keeping {
        let bar = progress::bar(0);
        let step = |asked, of| {
            bar.set_length(of);
            bar.set_position(asked);
        };
        let activated = opened.store.activate_keeping(edition, digest, keeping, by, step).await;
        bar.finish_and_clear();
        return activated;
    }
    if anyway {
        return opened.store.activate_anyway(digest, by).await;
    }
    opened.store.activate_in(edition, digest, by).await
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

fn show(preview: Option<&Preview>) -> Result<()> {
    let Some(Preview { active, changes, impact, .. }) = preview else {
        return Ok(print("there is no active policy to compare with")?);
    };
    print(format_args!("compared with {active}, which is active:"))?;
    for change in &changes.changes {
        print(format_args!("  {change}"))?;
    }
    if changes.changes.is_empty() {
        print("  the catalogs are equal")?;
    }
    show_impact(impact)
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
