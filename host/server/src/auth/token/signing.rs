//! How tokens are signed, and what can be wrong with a key.

use jsonwebtoken::Algorithm;
use std::fmt;

/// An algorithm of signatures that are verified with a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signing {
    /// Ed25519, RFC 8037.
    EdDsa,
    /// RSA PKCS#1 v1.5 with SHA-256, RFC 7518.
    Rs256,
    /// ECDSA on P-256 with SHA-256, RFC 7518.
    Es256,
}

/// Why a key is not valid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret is so short that it can be guessed.
    #[error("the secret has only {0} bytes: give at least 32, from a random source")]
    ShortSecret(usize),
    /// The key is not the PEM of a public key for this algorithm.
    #[error("the key is not the PEM of a public key for {0}")]
    Pem(Signing, #[source] jsonwebtoken::errors::Error),
    /// The text is not a JSON Web Key Set.
    #[error("the keys are not a JSON Web Key Set")]
    Json(#[source] serde_json::Error),
    /// None of the keys can verify a token.
    #[error("the set has no key for signatures by {} that has a `kid`", named(.0))]
    NoKey(Vec<Signing>),
    /// Public keys were given for tokens that are signed with a secret.
    #[error("the tokens are signed with a secret, which public keys cannot replace")]
    Secret,
}

fn named(signing: &[Signing]) -> String {
    let names: Vec<_> = signing.iter().map(|it| it.name()).collect();
    names.join(" or ")
}

impl fmt::Display for Signing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl Signing {
    /// Returns the algorithm's name, as it is in tokens and key sets.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }

    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
        }
    }
}
