//! Policies of a store that are named by their digests: commands that take a file take them, too.

use std::path::Path;
use tiergate::Policy;
use tiergate_store::{Backend, PolicyError, SqlStore};

/// Returns the text if it may be the beginning of a digest; `None` if it is not, or if there is a file
/// of this name.
pub(crate) fn named(file: &Path) -> Option<&str> {
    let is_digest = |text: &&str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_hexdigit())
    };
    file.to_str().filter(is_digest).filter(|_| !file.exists())
}

/// Loads the policy of a store whose digest begins with a text.
pub(crate) async fn load<DB: Backend>(
    store: &SqlStore<DB>,
    digest: &str,
) -> Result<Policy, PolicyError> {
    store.load_policy(&store.find_policy(digest).await?).await
}
