//! The claims of an issuer, from which a caller's identity is read.

use crate::auth::error::TokenError;
use crate::auth::identity::{Identity, Role};
use serde_json::{Map, Value};

/// Which claims have the tenant and the roles, and what the issuer calls the roles.
#[derive(Clone)]
pub(super) struct Claims {
    tenant: Path,
    roles: Path,
    /// The issuer's names of roles. If there are any, no other names count.
    names: Vec<(String, Role)>,
}

/// The keys that lead to a claim, from the outside in.
#[derive(Clone)]
struct Path(Vec<String>);

impl Default for Claims {
    fn default() -> Self {
        Self { tenant: Path::parse("tenant"), roles: Path::parse("roles"), names: Vec::new() }
    }
}

impl Claims {
    pub(super) fn set_tenant(&mut self, claim: &str) {
        self.tenant = Path::parse(claim);
    }

    pub(super) fn set_roles(&mut self, claim: &str) {
        self.roles = Path::parse(claim);
    }

    pub(super) fn add_role(&mut self, name: &str, role: Role) {
        self.names.push((name.to_owned(), role));
    }

    /// Reads an identity from the claims of a verified token.
    pub(super) fn identity(&self, claims: &Map<String, Value>) -> Result<Identity, TokenError> {
        let subject = claims.get("sub").and_then(Value::as_str).ok_or(TokenError::Refused)?;
        let mut roles = Vec::new();
        for role in names(self.roles.find(claims))?.filter_map(|name| self.role(name)) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let tenant = one(self.tenant.find(claims))?.map(str::to_owned);
        Ok(Identity { subject: subject.to_owned(), tenant, roles })
    }

    fn role(&self, name: &str) -> Option<Role> {
        if self.names.is_empty() {
            return Role::parse(name);
        }
        self.names.iter().find(|(known, _)| known == name).map(|(_, role)| *role)
    }
}

impl Path {
    /// Parses the name of a claim. A URL, as issuers name their own claims, is one key; anything
    /// else is split at its dots.
    fn parse(claim: &str) -> Self {
        if claim.contains("://") {
            return Self(vec![claim.to_owned()]);
        }
        Self(claim.split('.').map(str::to_owned).collect())
    }

    fn find<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        let value = rest.iter().try_fold(claims.get(first)?, |value, key| value.get(key))?;
        Some(value).filter(|value| !value.is_null())
    }
}

/// Returns the only text of a claim, which may be in a list: that is how some issuers send a
/// person's attribute.
fn one(value: Option<&Value>) -> Result<Option<&str>, TokenError> {
    let text = match value {
        None => return Ok(None),
        Some(Value::String(text)) => text,
        Some(Value::Array(values)) => match values.as_slice() {
            [] => return Ok(None),
            [Value::String(text)] => text,
            _ => return Err(TokenError::Refused),
        },
        Some(_) => return Err(TokenError::Refused),
    };
    Ok(Some(text.as_str()).filter(|text| !text.is_empty()))
}

/// Returns the names in a claim: a list of texts, or one text with spaces between the names, as in
/// `scope`.
fn names(value: Option<&Value>) -> Result<impl Iterator<Item = &str>, TokenError> {
    let names: Vec<&str> = match value {
        None => Vec::new(),
        Some(Value::String(text)) => text.split_ascii_whitespace().collect(),
        Some(Value::Array(values)) => {
            let texts: Option<Vec<_>> = values.iter().map(Value::as_str).collect();
            texts.ok_or(TokenError::Refused)?
        }
        Some(_) => return Err(TokenError::Refused),
    };
    Ok(names.into_iter())
}
