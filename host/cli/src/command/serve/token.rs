//! Which tokens to accept.

use super::issuer::{Issuer, without_keys};
use super::secret_file;
use crate::exit::BadInput;
use anyhow::{Context, Result};
use clap::ArgAction;
use std::path::{Path, PathBuf};
use tiergate_server::{KeyError, Role, Signing, Tokens};

/// Which tokens to accept.
#[derive(clap::Args)]
pub(super) struct Token {
    /// The key that tokens are verified with: a secret for hs256, otherwise the PEM of a public key
    /// or a JSON Web Key Set.
    #[arg(long = "token-key", env = "TIERGATE_TOKEN_KEY", value_name = "FILE")]
    key: Option<PathBuf>,
    /// The secret itself, for hs256. Other users of this machine can see flags, so give it in the
    /// environment or in the --config file.
    #[arg(long = "token-secret", env = "TIERGATE_TOKEN_SECRET", value_name = "SECRET")]
    #[arg(hide_env_values = true)]
    secret: Option<String>,
    /// The address of the issuer's JSON Web Key Set: https, or http on this machine. It is read
    /// at startup, every five minutes, and when a token names an unknown key.
    #[arg(long = "token-jwks", env = "TIERGATE_TOKEN_JWKS", value_name = "URL")]
    jwks: Option<String>,
    /// Find the issuer's keys by OpenID discovery: at --token-issuer, under
    /// /.well-known/openid-configuration. This is the default if no key is given and the issuer is
    /// a URL.
    #[arg(long = "token-discovery", env = "TIERGATE_TOKEN_DISCOVERY", value_name = "BOOL")]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    discovery: bool,
    /// The allowed signing algorithms: hs256, or a comma-separated list of eddsa, rs256 and es256.
    #[arg(long = "token-algorithm", env = "TIERGATE_TOKEN_ALGORITHM", value_name = "NAMES")]
    #[arg(value_parser = Algorithms::parse)]
    algorithm: Algorithms,
    /// The claim that contains the tenant. Dots select nested claims, as in organization.id; a URL
    /// is one name.
    #[arg(long = "token-tenant-claim", env = "TIERGATE_TOKEN_TENANT_CLAIM", value_name = "CLAIM")]
    #[arg(default_value = "tenant")]
    tenant_claim: String,
    /// The claim that contains the roles, such as realm_access.roles or cognito:groups: a list, or
    /// one text with spaces between the names.
    #[arg(long = "token-roles-claim", env = "TIERGATE_TOKEN_ROLES_CLAIM", value_name = "CLAIM")]
    #[arg(default_value = "roles")]
    roles_claim: String,
    /// The issuer's names of the roles, such as admin=system-admin, separated by commas. If given,
    /// no other name gives a role.
    #[arg(long = "role", env = "TIERGATE_ROLE", value_name = "NAME=ROLE")]
    #[arg(value_parser = Roles::parse)]
    role: Option<Roles>,
    /// The audience that tokens must be issued for.
    #[arg(long = "token-audience", env = "TIERGATE_TOKEN_AUDIENCE", default_value = "tiergate")]
    audience: String,
    /// The issuer of the tokens.
    #[arg(long = "token-issuer", env = "TIERGATE_TOKEN_ISSUER")]
    issuer: String,
    /// The name of a cookie that may also contain the token.
    #[arg(long = "token-cookie", env = "TIERGATE_TOKEN_COOKIE")]
    cookie: Option<String>,
}

/// The allowed signing algorithms.
#[derive(Clone)]
enum Algorithms {
    Hs256,
    Public(Vec<Signing>),
}

/// The issuer's names of roles.
#[derive(Clone)]
struct Roles(Vec<(String, Role)>);

impl Token {
    pub(super) async fn read(&self) -> Result<Tokens> {
        let discovery = self.discovery || self.issuer.contains("://");
        Ok(match (&self.key, &self.secret, &self.jwks, discovery) {
            (Some(file), None, None, _) if !self.discovery => self.named(self.read_file(file)?),
            (None, Some(secret), None, _) if !self.discovery => self.named(self.of_secret(secret)?),
            (None, None, Some(url), _) if !self.discovery => {
                self.of_issuer("--token-jwks", Issuer::keys(url)?).await?
            }
            (None, None, None, true) => {
                self.of_issuer("--token-discovery", Issuer::discovered(&self.issuer)?).await?
            }
            _ => {
                let words = "give one of --token-key, --token-jwks, --token-discovery and, for \
                             hs256, --token-secret";
                return Err(BadInput(words.to_owned()).into());
            }
        })
    }

    /// Sets the issuer's names of claims and roles, and the cookie.
    fn named(&self, tokens: Tokens) -> Tokens {
        let tokens = tokens.tenant_claim(&self.tenant_claim).roles_claim(&self.roles_claim);
        let roles = self.role.iter().flat_map(|roles| &roles.0);
        let tokens = roles.fold(tokens, |tokens, (name, role)| tokens.role(name, *role));
        self.cookie.iter().fold(tokens, |tokens, cookie| tokens.cookie(cookie))
    }

    fn read_file(&self, file: &Path) -> Result<Tokens> {
        let bad = |what: &dyn std::fmt::Display| BadInput(format!("`{}`: {what}", file.display()));
        let (audience, issuer) = (&self.audience, &self.issuer);
        let tokens = match &self.algorithm {
            Algorithms::Hs256 => {
                let key = secret_file::read(file).context("the token key")?;
                Tokens::hs256(key.trim_ascii(), audience, issuer)
            }
            Algorithms::Public(signing) => {
                let key = std::fs::read(file).map_err(|it| bad(&it)).context("the token key")?;
                match (std::str::from_utf8(&key), signing.as_slice()) {
                    (Ok(json), _) if json.trim_start().starts_with('{') => {
                        Tokens::jwks(signing, json, audience, issuer)
                    }
                    (_, [one]) => Tokens::pem(*one, &key, audience, issuer),
                    _ => {
                        let words =
                            "a PEM is one key, for one --token-algorithm: give a JSON Web Key Set";
                        return Err(bad(&words).into());
                    }
                }
            }
        };
        Ok(tokens.map_err(|error| bad(&error))?)
    }

    /// Reads the issuer's keys, and follows their changes. If they cannot be read now, the server
    /// starts without them: it must not depend on the issuer to serve people whom it knows.
    async fn of_issuer(&self, option: &str, issuer: Issuer) -> Result<Tokens> {
        let Algorithms::Public(signing) = &self.algorithm else {
            let words = "provides public keys: --token-algorithm must not be hs256";
            return Err(BadInput(format!("{option} {words}")).into());
        };
        let tokens = self.named(Tokens::without_keys(signing, &self.audience, &self.issuer));
        let read = issuer.read(&tokens).await;
        if let Err(error) = &read {
            without_keys(error);
        }
        tokio::spawn(issuer.follow(tokens.clone(), read.is_ok()));
        Ok(tokens)
    }

    fn of_secret(&self, secret: &str) -> Result<Tokens> {
        let bad = |error: KeyError| BadInput(format!("--token-secret: {error}"));
        match self.algorithm {
            Algorithms::Hs256 => {
                let tokens = Tokens::hs256(secret.as_bytes(), &self.audience, &self.issuer);
                Ok(tokens.map_err(bad)?)
            }
            Algorithms::Public(_) => {
                let words = "--token-secret is for hs256: give the public key, --token-key FILE";
                Err(BadInput(words.to_owned()).into())
            }
        }
    }
}

impl Algorithms {
    fn parse(names: &str) -> Result<Self, String> {
        let mut signing = Vec::new();
        for name in names.split(',').map(str::trim) {
            signing.push(match name.to_ascii_lowercase().as_str() {
                "eddsa" => Signing::EdDsa,
                "rs256" => Signing::Rs256,
                "es256" => Signing::Es256,
                "hs256" if names.trim().eq_ignore_ascii_case("hs256") => return Ok(Self::Hs256),
                // Anyone who has the public key could sign with it as if it were the secret.
                "hs256" => return Err("hs256 must not be combined with public keys".to_owned()),
                _ => return Err(format!("`{name}` is not one of hs256, eddsa, rs256, es256")),
            });
        }
        Ok(Self::Public(signing))
    }
}

impl Roles {
    fn parse(names: &str) -> Result<Self, String> {
        let role = |text: &str| {
            let (name, role) = text.trim().rsplit_once('=').filter(|(name, _)| !name.is_empty())?;
            Some((name.to_owned(), Role::parse(role)?))
        };
        let roles = names.split(',').map(|text| {
            role(text).ok_or_else(|| {
                format!("`{text}` is not NAME=ROLE: roles are system-admin, service, tenant-admin")
            })
        });
        roles.collect::<Result<_, _>>().map(Self)
    }
}
