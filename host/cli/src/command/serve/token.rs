//! Which tokens to believe.

use crate::exit::BadInput;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tiergate_server::{KeyError, Signing, Tokens};

/// Which tokens to believe.
#[derive(clap::Args)]
pub(super) struct Token {
    /// The key that tokens are checked with: a secret for hs256, else the PEM of a public key or
    /// a JSON Web Key Set.
    #[arg(long = "token-key", env = "TIERGATE_TOKEN_KEY", value_name = "FILE")]
    key: Option<PathBuf>,
    /// The secret itself, for hs256. Others on this machine see flags: give it in the
    /// environment or in the file of --config.
    #[arg(long = "token-secret", env = "TIERGATE_TOKEN_SECRET", value_name = "SECRET")]
    #[arg(hide_env_values = true)]
    secret: Option<String>,
    /// How tokens are signed.
    #[arg(long = "token-algorithm", env = "TIERGATE_TOKEN_ALGORITHM")]
    algorithm: Algorithm,
    /// Whom tokens are for.
    #[arg(long = "token-audience", env = "TIERGATE_TOKEN_AUDIENCE", default_value = "tiergate")]
    audience: String,
    /// Who gives tokens out.
    #[arg(long = "token-issuer", env = "TIERGATE_TOKEN_ISSUER")]
    issuer: String,
    /// A cookie that may hold the token, too.
    #[arg(long = "token-cookie", env = "TIERGATE_TOKEN_COOKIE")]
    cookie: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Algorithm {
    Hs256,
    Eddsa,
    Rs256,
    Es256,
}

impl Token {
    pub(super) fn read(&self) -> Result<Tokens> {
        let tokens = match (&self.key, &self.secret) {
            (Some(file), None) => self.read_file(file)?,
            (None, Some(secret)) => self.of_secret(secret)?,
            _ => {
                let words = "give --token-key, or --token-secret for hs256, and not both";
                return Err(BadInput(words.to_owned()).into());
            }
        };
        Ok(self.cookie.iter().fold(tokens, |tokens, cookie| tokens.cookie(cookie)))
    }

    fn read_file(&self, file: &Path) -> Result<Tokens> {
        let bad = |what: &dyn std::fmt::Display| BadInput(format!("`{}`: {what}", file.display()));
        let key = std::fs::read(file).map_err(|error| bad(&error)).context("the token key")?;
        let (audience, issuer) = (&self.audience, &self.issuer);
        let tokens = match self.algorithm.signing() {
            None => Tokens::hs256(key.trim_ascii(), audience, issuer),
            Some(signing) => match std::str::from_utf8(&key) {
                Ok(json) if json.trim_start().starts_with('{') => {
                    Tokens::jwks(signing, json, audience, issuer)
                }
                _ => Tokens::pem(signing, &key, audience, issuer),
            },
        };
        Ok(tokens.map_err(|error| bad(&error))?)
    }

    fn of_secret(&self, secret: &str) -> Result<Tokens> {
        let bad = |error: KeyError| BadInput(format!("--token-secret: {error}"));
        match self.algorithm.signing() {
            None => {
                let tokens = Tokens::hs256(secret.as_bytes(), &self.audience, &self.issuer);
                Ok(tokens.map_err(bad)?)
            }
            Some(_) => {
                let words = "--token-secret is for hs256: give the public key, --token-key FILE";
                Err(BadInput(words.to_owned()).into())
            }
        }
    }
}

impl Algorithm {
    /// How tokens are signed where the key is public.
    fn signing(self) -> Option<Signing> {
        match self {
            Self::Hs256 => None,
            Self::Eddsa => Some(Signing::EdDsa),
            Self::Rs256 => Some(Signing::Rs256),
            Self::Es256 => Some(Signing::Es256),
        }
    }
}
