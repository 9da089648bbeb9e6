//! The author of a write, for the history.

use tiergate_store::By;

/// The author of a write, and the reason.
#[derive(Clone, clap::Args)]
pub(super) struct Author {
    /// Who makes the change; defaults to the logged-in user.
    #[arg(long, env = "TIERGATE_ACTOR")]
    actor: Option<String>,
    /// The reason for the change.
    #[arg(long)]
    reason: Option<String>,
}

impl Author {
    pub(super) fn by(self) -> By {
        let user = || std::env::var("USER").ok().filter(|user| !user.is_empty());
        let by = By::new(self.actor.or_else(user).unwrap_or_else(|| "tiergate".to_owned()));
        match self.reason {
            Some(reason) => by.because(reason),
            None => by,
        }
    }
}

/// The author of a write that takes effect once, and the reason.
#[derive(Clone, clap::Args)]
pub(super) struct Who {
    #[command(flatten)]
    author: Author,
    /// An idempotency key: of all writes to a tenant, or to the policies, with the same key, only
    /// the first takes effect.
    #[arg(long)]
    key: Option<String>,
}

impl Who {
    pub(super) fn by(self) -> By {
        let by = self.author.by();
        match self.key {
            Some(key) => by.key(key),
            None => by,
        }
    }
}
