//! Facts of a tenant.

use crate::types::Tenant;
use alloc::vec::Vec;

impl Tenant {
    /// Returns a tenant of whom nothing is known.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut tenant = tiergate_policy::types::Tenant::new();
    /// tenant.edition = Some("cloud".into());
    /// assert!(tenant.assignments.is_empty());
    /// ```
    #[expect(clippy::new_without_default, reason = "the type is generated")]
    pub fn new() -> Self {
        Self {
            edition: None,
            assignments: Vec::new(),
            add_ons: Vec::new(),
            switches: Vec::new(),
            caps: Vec::new(),
            attributes: Vec::new(),
        }
    }
}
