//! Which tokens to believe.

use super::issuer::Issuer;
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
    /// The address of the issuer's JSON Web Key Set: https, or http on this machine. It is read
    /// at the start, every five minutes, and when a token names a key that is not known.
    #[arg(long = "token-jwks", env = "TIERGATE_TOKEN_JWKS", value_name = "URL")]
    jwks: Option<String>,
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
    pub(super) async fn read(&self) -> Result<Tokens> {
        let tokens = match (&self.key, &self.secret, &self.jwks) {
            (Some(file), None, None) => self.read_file(file)?,
            (None, Some(secret), None) => self.of_secret(secret)?,
            (None, None, Some(url)) => self.of_issuer(url).await?,
            _ => {
                let words = "give one of --token-key, --token-jwks and, for hs256, --token-secret";
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

    /// The issuer's keys, as they are now and later.
    async fn of_issuer(&self, url: &str) -> Result<Tokens> {
        let words = "--token-jwks is for public keys: --token-algorithm is not to be hs256";
        let signing = self.algorithm.signing().ok_or(BadInput(words.to_owned()))?;
        let issuer = Issuer::new(url)?;
        let json = issuer.fetch().await.context("the issuer's keys cannot be read")?;
        let bad = |error| BadInput(format!("`{url}`: {error}"));
        let tokens = Tokens::jwks(signing, &json, &self.audience, &self.issuer).map_err(bad)?;
        tokio::spawn(issuer.follow(tokens.clone()));
        Ok(tokens)
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
