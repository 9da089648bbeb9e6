//! Tokens that were verified, so that the next request with one costs no signature.

use crate::auth::identity::Identity;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How many tokens are remembered: some 10 MB of them. The rest are verified at each request.
const MOST: usize = 16_384;

/// Who asks, and until when the token says so.
pub(crate) struct Verified {
    pub(crate) identity: Identity,
    /// The token's own end, in seconds since 1970.
    pub(crate) expires_at: u64,
}

/// Tokens that some keys verified, by their SHA-256.
pub(super) struct Known(Cache<[u8; 32], Arc<Verified>>);

/// The digest of a whole token, its signature included.
pub(super) struct Name([u8; 32]);

impl Known {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST))
    }

    /// The name to look a token up by.
    pub(super) fn name(token: &str) -> Name {
        Name(Sha256::digest(token).into())
    }

    /// Returns what the token said, if it was verified and does not end before `earliest`.
    pub(super) fn get(&self, name: &Name, earliest: u64) -> Option<Arc<Verified>> {
        self.0.get(&name.0).filter(|known| known.expires_at >= earliest)
    }

    /// Remembers a token that was verified.
    pub(super) fn insert(&self, name: Name, verified: &Arc<Verified>) {
        self.0.insert(name.0, Arc::clone(verified));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_until_its_end() {
        let known = Known::new();
        let identity = Identity::new("uma", None, &[]);
        known.insert(Known::name("one"), &Arc::new(Verified { identity, expires_at: 100 }));
        assert!(known.get(&Known::name("one"), 100).is_some());
        assert!(known.get(&Known::name("one"), 101).is_none());
        assert!(known.get(&Known::name("two"), 0).is_none());
    }
}
