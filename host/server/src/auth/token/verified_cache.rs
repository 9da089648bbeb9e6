//! A cache of verified tokens, so that the next request with one needs no signature check.

use crate::auth::identity::Identity;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How many tokens are cached, which takes about 10 MB. The rest are verified at each request.
const MOST: usize = 16_384;

/// Who the caller is, and until when the token is valid.
pub(crate) struct Verified {
    pub(crate) identity: Identity,
    /// The token's own end, in seconds since 1970.
    pub(crate) expires_at: u64,
}

/// Verified tokens, by their SHA-256.
pub(super) struct Known(Cache<[u8; 32], Arc<Verified>>);

/// The digest of a whole token, including its signature.
pub(super) struct Name([u8; 32]);

impl Known {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST))
    }

    /// Returns the name by which a token is looked up.
    pub(super) fn name(token: &str) -> Name {
        Name(Sha256::digest(token).into())
    }

    /// Returns what the token contains, if it has been verified and does not expire before
    /// `earliest`.
    pub(super) fn get(&self, name: &Name, earliest: u64) -> Option<Arc<Verified>> {
        self.0.get(&name.0).filter(|known| known.expires_at >= earliest)
    }

    /// Caches a token that has been verified.
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
