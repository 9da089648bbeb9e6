//! What the example needs to be shown, and your server has otherwise: its settings, and tokens
//! that a sign-in would give out.
//!
//! `TIERGATE_STORE`, `TIERGATE_LISTEN` and `TIERGATE_TOKEN_KEY` mean what they mean to
//! `tiergate serve`, so that both can run side by side on one file.

use anyhow::{Context, Result};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::json;
use tokio::net::TcpListener;

/// Whom the tokens are for.
pub const AUDIENCE: &str = "tiergate";

/// Who gives them out.
pub const ISSUER: &str = "reference";

/// How long they hold, in seconds.
const LIFE: u64 = 8 * 3_600;

/// The path of the facts' file.
pub fn database() -> Result<String> {
    let store = std::env::var("TIERGATE_STORE").unwrap_or_else(|_| "sqlite:reference.db".into());
    let path = store.strip_prefix("sqlite:").context("this example stores in sqlite:PATH")?;
    Ok(path.to_owned())
}

/// The secret that tokens are signed with; one for this example alone unless it is given.
pub fn secret() -> Result<Vec<u8>> {
    match std::env::var_os("TIERGATE_TOKEN_KEY") {
        None => Ok(b"anyone can read this secret here: it is for a demo alone".to_vec()),
        Some(path) => {
            let secret = std::fs::read(&path).with_context(|| format!("{}", path.display()))?;
            Ok(secret.trim_ascii().to_vec())
        }
    }
}

/// The address, or another where something else has it.
pub async fn listen() -> Result<TcpListener> {
    match std::env::var("TIERGATE_LISTEN") {
        Ok(address) => Ok(TcpListener::bind(&address).await.context(address)?),
        Err(_) => match TcpListener::bind("127.0.0.1:4747").await {
            Ok(listener) => Ok(listener),
            Err(_) => Ok(TcpListener::bind("127.0.0.1:0").await?),
        },
    }
}

fn token(secret: &[u8], subject: &str, tenant: Option<&str>, roles: &[&str]) -> Result<String> {
    let claims = json!({
        "sub": subject, "tenant": tenant, "roles": roles, "aud": AUDIENCE, "iss": ISSUER,
        "exp": get_current_timestamp() + LIFE,
    });
    let key = EncodingKey::from_secret(secret);
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)?)
}

/// The token of Uma, of the tenant `acme`.
pub fn uma(secret: &[u8]) -> Result<String> {
    token(secret, "uma@acme.example", Some("acme"), &[])
}

/// The token of Ann, an operator.
pub fn ann(secret: &[u8]) -> Result<String> {
    token(secret, "ann@helpdesk.example", None, &["system-admin"])
}

/// Prints what to try.
pub fn tell(listener: &TcpListener, secret: &[u8]) -> Result<()> {
    let (uma, ann) = (uma(secret)?, ann(secret)?);
    let at = format!("http://{}", listener.local_addr()?);
    println!(
        "the help desk is on {at}\n\
         open it in a browser, or type; Ctrl-C ends it\n\n\
         # Uma is of the tenant acme, Ann is an operator:\n\
         export UMA={uma}\n\
         export ANN={ann}\n\n\
         # Basic has no billing: 403, with what it would take. A browser gets a page.\n\
         curl -i {at}/billing -H \"authorization: Bearer $UMA\"\n\n\
         # Ann grants Pro: the very next request is let through.\n\
         curl -X PUT {at}/tiers/v1/tenants/acme/tier -H \"authorization: Bearer $ANN\" \\\n  \
           -H \"idempotency-key: $RANDOM\" -H 'content-type: application/json' \\\n  \
           -d '{{\"tier\": \"pro\", \"reason\": \"they asked\"}}'\n\
         curl -i {at}/billing -H \"authorization: Bearer $UMA\"\n\n\
         # Who gave it, when and why; and which rule decides.\n\
         curl {at}/tiers/v1/tenants/acme/history -H \"authorization: Bearer $ANN\"\n\
         curl {at}/tiers/v1/tenants/acme/explain/billing -H \"authorization: Bearer $ANN\"\n"
    );
    Ok(())
}
