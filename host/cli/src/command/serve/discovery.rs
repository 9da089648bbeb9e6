//! Where an issuer's keys are, by OpenID Connect Discovery 1.0.

use super::key_source::{Source, reach};
use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// What the issuer publishes of itself, as far as it is needed.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

/// The address of the issuer's document: section 4.1.
pub(super) fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// Reads where the issuer's keys are. Section 4.3: the document of another issuer is refused.
pub(super) async fn find(document: &Source, issuer: &str) -> Result<Source> {
    let text = document.fetch().await?;
    let found: Document = serde_json::from_str(&text)
        .with_context(|| format!("`{}` is not an OpenID configuration", document.url()))?;
    if found.issuer != issuer {
        let (url, other) = (document.url(), found.issuer);
        bail!("`{url}` is of the issuer `{other}`: --token-issuer is `{issuer}`");
    }
    Ok(Source::new(document.client().clone(), reach(&found.jwks_uri)?))
}
