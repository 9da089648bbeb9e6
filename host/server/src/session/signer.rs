//! How sessions are signed.

use super::Session;
use crate::auth::error::TokenError;
use crate::auth::identity::{Identity, Role};
use crate::auth::token::KeyError;
use crate::session::error::SessionError;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use tiergate::Timestamp;

/// The issuer and the audience of sessions: different from those of any identity token, so that
/// neither is ever taken for the other.
const ISSUER: &str = "tiergate";
const AUDIENCE: &str = "tiergate-session";

/// Signs sessions, and reads those that it signed.
#[derive(Clone)]
pub(crate) struct Signer {
    signing: EncodingKey,
    /// The current key, and the one before it.
    checking: Vec<DecodingKey>,
    validation: Validation,
}

/// The signed claims of a session.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    roles: Vec<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tier: Option<String>,
    last_plan_check: Timestamp,
}

impl Signer {
    pub(crate) fn new(secret: &[u8]) -> Result<Self, KeyError> {
        let checking = vec![key(secret)?];
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // The clock of the tiers decides, as it does for everything else.
        validation.validate_exp = false;
        Ok(Self { signing: EncodingKey::from_secret(secret), checking, validation })
    }

    /// Also accepts what was signed with this secret.
    pub(crate) fn reads(&mut self, secret: &[u8]) -> Result<(), KeyError> {
        self.checking.push(key(secret)?);
        Ok(())
    }

    pub(crate) fn sign(&self, session: &Session) -> Result<String, SessionError> {
        let Identity { subject, tenant, roles } = session.identity.clone();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject,
            exp: session.expires_at,
            tenant,
            roles,
            plan: session.plan.clone(),
            tier: session.tier.clone(),
            last_plan_check: session.last_plan_check,
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing);
        token.map_err(|error| SessionError::Cookie(error.into()))
    }

    pub(crate) fn read(&self, token: &str) -> Result<Session, TokenError> {
        let decode = |key| jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok();
        let claims = self.checking.iter().find_map(decode).ok_or(TokenError::Refused)?.claims;
        Ok(Session {
            identity: Identity { subject: claims.sub, tenant: claims.tenant, roles: claims.roles },
            plan: claims.plan,
            tier: claims.tier,
            last_plan_check: claims.last_plan_check,
            expires_at: claims.exp,
            read_now: false,
        })
    }
}

fn key(secret: &[u8]) -> Result<DecodingKey, KeyError> {
    if secret.len() < 32 {
        return Err(KeyError::ShortSecret(secret.len()));
    }
    Ok(DecodingKey::from_secret(secret))
}
