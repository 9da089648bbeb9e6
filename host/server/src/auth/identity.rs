//! Who the caller is, and what they are allowed to do.

use crate::error::ApiError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who the caller is, according to a valid token or session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct Identity {
    /// The token's subject. It is the actor in the history of what the caller writes.
    pub subject: String,
    /// The tenant that the caller belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant: Option<String>,
    /// The caller's roles. Unknown roles are ignored.
    pub roles: Vec<Role>,
}

/// What a caller is allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// An operator: reads and writes every tenant, without belonging to any. `system-admin`.
    SystemAdmin,
    /// Another service: runs checks for every tenant, and writes nothing. `service`.
    Service,
    /// A tenant's own admin: reads its own tenant, and switches its features off and back.
    /// `tenant-admin`.
    TenantAdmin,
}

impl Role {
    /// Returns the role with this name, or `None` if there is no such role.
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
    /// Creates an identity for someone whom the product itself has identified: see
    /// [`Sessions::sign_in`](crate::Sessions::sign_in).
    pub fn new(subject: impl Into<String>, tenant: Option<&str>, roles: &[Role]) -> Self {
        let tenant = tenant.map(str::to_owned);
        Self { subject: subject.into(), tenant, roles: roles.to_vec() }
    }

    /// Checks whether the caller has a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Checks whether the caller may ask what a tenant may do: operators and services about every
    /// tenant, anyone else about their own.
    pub fn may_read(&self, tenant: &str) -> bool {
        self.may_read_all() || self.tenant.as_deref() == Some(tenant)
    }
}

impl Identity {
    /// Checks whether the caller may ask what any tenant may do.
    pub(crate) fn may_read_all(&self) -> bool {
        self.is(Role::SystemAdmin) || self.is(Role::Service)
    }

    /// Refuses a caller who may not ask what a tenant may do.
    pub(crate) fn must_read(&self, tenant: &str) -> Result<(), ApiError> {
        let words = "you may ask only about your own tenant";
        if self.may_read(tenant) { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }

    /// Checks whether the caller is the tenant's own admin.
    pub(crate) fn looks_after(&self, tenant: &str) -> bool {
        self.is(Role::TenantAdmin) && self.tenant.as_deref() == Some(tenant)
    }

    /// Refuses a caller who is neither an operator nor the tenant's own admin.
    pub(crate) fn must_look_after(&self, tenant: &str) -> Result<(), ApiError> {
        let words = "this needs the role `system-admin`, or `tenant-admin` of this tenant";
        let may = self.is(Role::SystemAdmin) || self.looks_after(tenant);
        if may { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }

    /// Refuses a caller who is not an operator.
    pub(crate) fn must_operate(&self) -> Result<(), ApiError> {
        let words = "this needs the role `system-admin`";
        if self.is(Role::SystemAdmin) { Ok(()) } else { Err(ApiError::Forbidden(words)) }
    }
}
