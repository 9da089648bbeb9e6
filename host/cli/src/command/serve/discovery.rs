//! Finds an issuer's keys, by OpenID Connect Discovery 1.0.

use super::key_source::{Source, reach};
use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The needed part of what the issuer publishes about itself.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

/// Returns the address of the issuer's document, according to section 4.1.
pub(super) fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Reads the address of the issuer's keys. As section 4.3 requires, the document of another issuer
/// is refused.
pub(super) async fn find(document: &Source, issuer: &str) -> Result<Source> {
    let text = document.fetch().await?;
    let found: Document = serde_json::from_str(&text)
        .with_context(|| format!("`{}` is not an OpenID configuration", document.url()))?;
    if found.issuer != issuer {
        let (url, other) = (document.url(), found.issuer);
        bail!("`{url}` belongs to the issuer `{other}`, but --token-issuer is `{issuer}`");
    }
    Ok(Source::new(document.client().clone(), reach(&found.jwks_uri)?))
}
