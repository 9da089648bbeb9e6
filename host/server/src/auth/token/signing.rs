//! How tokens are signed, and what is wrong with a key or a token.

use jsonwebtoken::Algorithm;
use std::fmt;

/// How tokens are signed, if the key is public.
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

/// Why a key is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A secret that can be guessed.
    #[error("the secret has {0} bytes: give 32 at least, from a random source")]
    ShortSecret(usize),
    /// It is not the PEM of a public key for this algorithm.
    #[error("the key is not the PEM of a public key for {0}")]
    Pem(Signing, #[source] jsonwebtoken::errors::Error),
    /// It is not a JSON Web Key Set.
    #[error("the keys are not a JSON Web Key Set")]
    Json(#[source] serde_json::Error),
    /// None of the keys can check a token.
    #[error("no key of the set is for signatures by {}, and has a `kid`", named(.0))]
    NoKey(Vec<Signing>),
    /// Keys for tokens that are signed with a secret.
    #[error("the tokens are signed with a secret, which no public key takes the place of")]
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
    /// The algorithm's name, as tokens and key sets have it.
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
