//! A product's own plan column as the one truth.

use crate::setting::{Database, Setting, in_both, policy};
use std::time::Duration;
use tiergate::{CheckError, Tiers};
use tiergate_store::PlanColumn;

in_both!(the_column_decides_at_once, a_kept_plan_is_read_anew_when_told);

const QUERY: &str = "SELECT plan FROM customers WHERE id = $1";

async fn the_column_decides_at_once<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.sql("CREATE TABLE customers (id TEXT PRIMARY KEY, plan TEXT)").await.unwrap();
    it.sql("INSERT INTO customers VALUES ('acme', 'pro'), ('null', NULL)").await.unwrap();
    let tiers = Tiers::new(policy(), PlanColumn::new(DB::own(it.store()).await, QUERY));
    assert!(tiers.check("acme", "export").await.unwrap().allowed);
    it.sql("UPDATE customers SET plan = 'basic'").await.unwrap();
    assert!(!tiers.check("acme", "export").await.unwrap().allowed);
    it.sql("UPDATE customers SET plan = NULL").await.unwrap();
    let resolution = tiers.resolve("acme").await.unwrap();
    assert_eq!((resolution.tier.as_str(), resolution.misconfigured), ("basic", true));
    it.sql("DELETE FROM customers").await.unwrap();
    let error = tiers.check("acme", "core").await.unwrap_err();
    assert!(matches!(error, CheckError::UnknownTenant(_)), "{error}");
    it.sql("DROP TABLE customers").await.unwrap();
    let error = tiers.check("acme", "core").await.unwrap_err();
    assert!(matches!(error, CheckError::Facts(_)), "{error}");
}

async fn a_kept_plan_is_read_anew_when_told<DB: Database>() {
    let it = Setting::<DB>::new().await;
    it.sql("CREATE TABLE customers (id TEXT PRIMARY KEY, plan TEXT)").await.unwrap();
    it.sql("INSERT INTO customers VALUES ('acme', 'pro')").await.unwrap();
    let plans = PlanColumn::new(DB::own(it.store()).await, QUERY);
    let plans = plans.keep_for(Duration::from_secs(600));
    let tiers = Tiers::new(policy(), plans.clone());
    assert!(tiers.check("acme", "export").await.unwrap().allowed);
    it.sql("UPDATE customers SET plan = 'basic'").await.unwrap();
    assert!(tiers.check("acme", "export").await.unwrap().allowed, "it is kept");
    plans.tell("acme");
    assert!(!tiers.check("acme", "export").await.unwrap().allowed);

    // Away: what was read last serves, marked, for as long as `stale_for` says.
    let plans = PlanColumn::new(DB::own(it.store()).await, QUERY).keep_for(Duration::ZERO);
    let tiers = Tiers::builder(policy(), plans).stale_for(Duration::from_secs(5)).build();
    assert!(!tiers.entitlements("acme").await.unwrap().is_stale());
    it.sql("ALTER TABLE customers RENAME TO gone").await.unwrap();
    let stale = tiers.entitlements("acme").await.unwrap();
    assert!(stale.is_stale() && stale.feature("core").allowed);
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    assert!(matches!(tiers.entitlements("acme").await, Err(CheckError::Facts(_))));
    it.sql("ALTER TABLE gone RENAME TO customers").await.unwrap();
    assert!(!tiers.entitlements("acme").await.unwrap().is_stale());
}
