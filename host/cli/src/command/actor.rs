//! Who writes, for the history.

use tiergate_store::By;

/// Who writes, and why.
#[derive(clap::Args)]
pub(super) struct Who {
    /// Who writes; the user that is logged in, unless said.
    #[arg(long, env = "TIERGATE_ACTOR")]
    actor: Option<String>,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
    /// An idempotency key: of all writes with one key, to one tenant or of policies, the first
    /// counts.
    #[arg(long)]
    key: Option<String>,
}

impl Who {
    pub(super) fn by(self) -> By {
        let user = || std::env::var("USER").ok().filter(|user| !user.is_empty());
        let mut by = By::new(self.actor.or_else(user).unwrap_or_else(|| "tiergate".to_owned()));
        if let Some(reason) = self.reason {
            by = by.because(reason);
        }
        if let Some(key) = self.key {
            by = by.key(key);
        }
        by
    }
}
