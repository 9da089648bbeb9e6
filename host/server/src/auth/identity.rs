//! Who asks, and what they are trusted with.

use crate::error::ApiError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who asks, as a token or a session that holds says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct Identity {
    /// Whoever the token is of: the actor of what it writes.
    pub subject: String,
    /// The tenant that they are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant: Option<String>,
    /// What they are trusted with. Roles that are not known give nothing.
    pub roles: Vec<Role>,
}

/// What someone is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// An operator: reads and writes every tenant, without being of any. `system-admin`.
    SystemAdmin,
    /// Another service: asks checks about every tenant, and writes nothing. `service`.
    Service,
    /// A tenant's own admin: reads its own tenant, and switches its features off and back.
    /// `tenant-admin`.
    TenantAdmin,
}

impl Role {
    /// The role of this name; none where there is no such role.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "system-admin" => Some(Self::SystemAdmin),
            "service" => Some(Self::Service),
            "tenant-admin" => Some(Self::TenantAdmin),
            _ => None,
        }
    }
}

impl Identity {
    /// Someone whom the product itself knows: see
    /// [`Sessions::sign_in`](crate::Sessions::sign_in).
    pub fn new(subject: impl Into<String>, tenant: Option<&str>, roles: &[Role]) -> Self {
        let tenant = tenant.map(str::to_owned);
        Self { subject: subject.into(), tenant, roles: roles.to_vec() }
    }

    /// Whether they have a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they may ask what a tenant may do: an operator and a service of every tenant,
    /// everyone else of their own.
    pub fn may_read(&self, tenant: &str) -> bool {
        self.is(Role::SystemAdmin)
            || self.is(Role::Service)
            || self.tenant.as_deref() == Some(tenant)
    }
}

impl Identity {
    /// Refuses who may not ask what a tenant may do.
    pub(crate) fn must_read(&self, tenant: &str) -> Result<(), ApiError> {
        let words = "you may ask about your own tenant alone";
        if self.may_read(tenant) { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }

    /// Whether they are the tenant's own admin.
    pub(crate) fn looks_after(&self, tenant: &str) -> bool {
        self.is(Role::TenantAdmin) && self.tenant.as_deref() == Some(tenant)
    }

    /// Refuses who is neither an operator nor the tenant's own admin.
    pub(crate) fn must_look_after(&self, tenant: &str) -> Result<(), ApiError> {
        let words = "this needs the role `system-admin`, or the tenant's own admin";
        let may = self.is(Role::SystemAdmin) || self.looks_after(tenant);
        if may { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }

    /// Refuses who is no operator.
    pub(crate) fn must_operate(&self) -> Result<(), ApiError> {
        let words = "this needs the role `system-admin`";
        if self.is(Role::SystemAdmin) { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }
}
