//! The parts that only a demo needs: its settings, and tokens that a sign-in would otherwise issue.
//!
//! `TIERGATE_STORE`, `TIERGATE_LISTEN`, `TIERGATE_TOKEN_KEY` and `TIERGATE_STRIPE_SECRET` mean the
//! same as for `tiergate serve`, so that both can run at the same time on one store.

use crate::people::{ANN, Person, UMA};
use anyhow::{Context, Result};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::json;
use std::io::Read;
use tokio::net::TcpListener;

/// The audience of the tokens.
pub const AUDIENCE: &str = "tiergate";

/// The issuer of the tokens.
pub const ISSUER: &str = "reference";

/// How long the tokens are valid, in seconds.
const LIFE: u64 = 8 * 3_600;

/// Returns the address of the store with the facts.
pub fn store() -> String {
    std::env::var("TIERGATE_STORE").unwrap_or_else(|_| "sqlite:reference.db".into())
}

/// Returns the secret with which Stripe's events are signed: by default one that its stand-in knows.
pub fn stripe_secret() -> String {
    std::env::var("TIERGATE_STRIPE_SECRET").unwrap_or_else(|_| "whsec_of_the_demo".into())
}

/// With `TIERGATE_END_WITH_STDIN`, ends this process when its standard input ends: when the program
/// that started it has ended, however it did.
pub fn end_with_parent() {
    if std::env::var_os("TIERGATE_END_WITH_STDIN").is_some() {
        std::thread::spawn(|| {
            let mut rest = Vec::new();
            // OK because an input that cannot be read has ended, too.
            let _ = std::io::stdin().read_to_end(&mut rest);
            std::process::exit(0);
        });
    }
}

/// Returns the secret that tokens are signed with, which defaults to one for this example alone.
pub fn secret() -> Result<Vec<u8>> {
    match std::env::var_os("TIERGATE_TOKEN_KEY") {
        None => Ok(b"anyone can read this secret here: it is for a demo alone".to_vec()),
        Some(path) => {
            let secret = std::fs::read(&path).with_context(|| format!("{}", path.display()))?;
            Ok(secret.trim_ascii().to_vec())
        }
    }
}

/// Listens on the given address; by default on port 4747, or on any port if that one is in use.
pub async fn listen() -> Result<TcpListener> {
    match std::env::var("TIERGATE_LISTEN") {
        Ok(address) => Ok(TcpListener::bind(&address).await.context(address)?),
        Err(_) => match TcpListener::bind("127.0.0.1:4747").await {
            Ok(listener) => Ok(listener),
            Err(_) => Ok(TcpListener::bind("127.0.0.1:0").await?),
        },
    }
}

fn token(secret: &[u8], person: &Person) -> Result<String> {
    let roles: &[&str] = if person.tenant.is_none() { &["system-admin"] } else { &[] };
    let claims = json!({
        "sub": person.email, "tenant": person.tenant, "roles": roles, "aud": AUDIENCE, "iss": ISSUER,
        "exp": get_current_timestamp() + LIFE,
    });
    let key = EncodingKey::from_secret(secret);
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)?)
}

/// Returns the token of Uma, who belongs to the tenant `acme`.
pub fn uma(secret: &[u8]) -> Result<String> {
    token(secret, &UMA)
}

/// Returns the token of Ann, an operator.
pub fn ann(secret: &[u8]) -> Result<String> {
    token(secret, &ANN)
}

/// Prints commands to try.
pub fn tell(listener: &TcpListener, secret: &[u8]) -> Result<()> {
    let (uma, ann) = (uma(secret)?, ann(secret)?);
    let at = format!("http://{}", listener.local_addr()?);
    println!(
        "the help desk is on {at}\n\
         this is its API, and a page that compares both hosts: open it, or type the following\n\n\
         # Uma belongs to the tenant acme, Ann is an operator:\n\
         export UMA={uma}\n\
         export ANN={ann}\n\n\
         # Basic has no billing: 403, with the plan it would require. A browser gets a page.\n\
         curl -i {at}/billing -H \"authorization: Bearer $UMA\"\n\n\
         # Ann grants Pro: the very next request is allowed.\n\
         curl -X PUT {at}/tiers/v1/tenants/acme/tier -H \"authorization: Bearer $ANN\" \\\n  \
           -H \"idempotency-key: $RANDOM\" -H 'content-type: application/json' \\\n  \
           -d '{{\"tier\": \"pro\", \"reason\": \"they asked\"}}'\n\
         curl -i {at}/billing -H \"authorization: Bearer $UMA\"\n\n\
         # Who granted it, when and why; and which rule decides.\n\
         curl {at}/tiers/v1/tenants/acme/history -H \"authorization: Bearer $ANN\"\n\
         curl {at}/tiers/v1/tenants/acme/explain/billing -H \"authorization: Bearer $ANN\"\n"
    );
    Ok(())
}
