//! The tenants that the demo begins with. Those who pay are reported by Stripe's stand-in, in
//! `js/product`.

use anyhow::Result;
use tiergate_store::{By, Import, Imported, Store, Tenants, WriteError};

const DAY: u64 = 86_400;

/// Creates the tenants that do not exist yet.
pub async fn tenants<S: Store>(tenants: &Tenants<S>) -> Result<()> {
    let by = By::new("sign-up");
    for tenant in ["acme", "initech", "soylent"] {
        create(tenants, tenant, None).await?;
    }
    create(tenants, "opendesk", Some("community")).await?;
    if create(tenants, "globex", None).await? {
        let by = By::new("ann@helpdesk.example").because("they asked for a trial");
        tenants.trial("globex", "pro", tenants.tiers().now() + 9 * DAY, &by).await?;
    }
    // An account of an older system, whose plan was NULL there.
    let row = Imported { tenant: "hooli".into(), label: None, plan: None, edition: None };
    for written in tenants.import(&[row], &Import::new(by)).await? {
        written?;
    }
    Ok(())
}

/// Creates a tenant. Returns whether it did not exist.
async fn create<S: Store>(
    tenants: &Tenants<S>,
    tenant: &str,
    edition: Option<&str>,
) -> Result<bool> {
    match tenants.create(tenant, edition, &By::new("sign-up")).await {
        Ok(_) => Ok(true),
        Err(WriteError::TenantExists(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
