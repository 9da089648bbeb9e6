//! The OpenAPI document of the server's own routes.

pub(crate) mod docs;

use crate::auth::token::Tokens;
use crate::problem::Problem;
use crate::serve::health;
use crate::session::Sessions;
use crate::{api, policy_file, session};
use tiergate_store::{Backend, SqlStore, Tenants};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, Server, tag::TagBuilder};
use utoipa::{PartialSchema, ToSchema};

/// The tags of routes, in the order in which they are shown.
const TAGS: [(&str, &str); 10] = [
    ("Checks", "What a tenant may do, for services in any language."),
    (
        "OpenFeature",
        "What a tenant may do as flags, by the OpenFeature Remote Evaluation Protocol.",
    ),
    ("Tenants", "Tenants, and the history of what was written about them."),
    ("Tiers", "Tiers that operators grant, independently of billing."),
    ("Overrides", "Add-ons, features and caps that are set for one tenant."),
    ("Facts", "A tenant's edition and attributes."),
    ("Policies", "Publishing, activating and rolling back policies, and pinning tenants to one."),
    (
        "Billing",
        "What billing systems reported, which tenant it is for, and how it compares with what they have.",
    ),
    ("Sessions", "Sessions of people who are signed in, for browsers."),
    ("Health", "Whether the server runs."),
];

const ABOUT: &str = "What may this tenant do on its plan? Callers authenticate with a signed JWT \
    that has `roles`: `system-admin` is an operator, `service` may ask about every tenant, and \
    `tenant-admin` manages the token's `tenant`. A refusal is a problem in the format of RFC \
    9457, with a `code` for programs. Every write takes an `Idempotency-Key`, so that it can be \
    retried.";

/// Returns the document: every route of [`router`](crate::api), of
/// [`health`](crate::serve::health) and of sessions, if there are any, as if all were nested at one
/// place.
pub(crate) fn document<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    tokens: &Tokens,
    sessions: Option<&Sessions>,
) -> OpenApi {
    let info = InfoBuilder::new().title("tiergate").version(env!("CARGO_PKG_VERSION"));
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)));
    let mut document = OpenApiBuilder::new()
        .info(info.description(Some(ABOUT)).build())
        // An address relative to that of the document, wherever that is.
        .servers(Some([Server::new(".")]))
        .tags(Some(tags.map(TagBuilder::build)))
        .build();
    document.merge(api::described(tenants).into_openapi());
    document.merge(policy_file::described::<DB>().into_openapi());
    document.merge(health::described::<DB>().into_openapi());
    if sessions.is_some() {
        document.merge(session::described().into_openapi());
    }
    let components = document.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let mut ways = Vec::new();
    for (name, scheme) in schemes(tokens, sessions) {
        components.security_schemes.insert(name.to_owned(), scheme.into());
        ways.push(SecurityRequirement::new(name, [""; 0]));
    }
    document.security = Some(ways);
    document
}

/// Returns the ways in which a caller can authenticate.
fn schemes(tokens: &Tokens, sessions: Option<&Sessions>) -> Vec<(&'static str, SecurityScheme)> {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let mut schemes = vec![("token", SecurityScheme::Http(bearer))];
    let cookie = |name| SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(name)));
    schemes.extend(tokens.cookie_name().map(|name| ("cookie", cookie(name))));
    schemes.extend(sessions.map(|sessions| ("session", cookie(sessions.cookie_name()))));
    schemes
}
