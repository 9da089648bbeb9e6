//! New tenants of an import that look like other tenants.

use super::format;
use crate::printed::print;
use anyhow::Result;
use serde::Serialize;
use tiergate_store::Written;

/// How many of them are listed: as many as fit on a screen.
const NAMED: usize = 20;

/// The number of such tenants, and the first of them.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alike {
    count: u64,
    first: Vec<Pair>,
}

/// A new tenant, and the one that it looks like.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pair {
    tenant: String,
    looks_like: String,
}

impl Alike {
    /// Counts a tenant if it looks like another one.
    pub(super) fn count(&mut self, written: &Written) {
        let Some(other) = &written.looks_like else { return };
        self.count += 1;
        if self.first.len() < NAMED {
            let (tenant, looks_like) = (written.tenant.clone(), other.clone());
            self.first.push(Pair { tenant, looks_like });
        }
    }

    /// Prints which tenants look like others, if any do.
    pub(super) fn report(&self) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        print(format_args!("{} look like other tenants, and may be duplicates:", self.count))?;
        for Pair { tenant, looks_like } in &self.first {
            print(format_args!("  {}", format::alike(tenant, looks_like)))?;
        }
        match self.count - self.first.len() as u64 {
            0 => Ok(()),
            more => Ok(print(format_args!("  and {more} more"))?),
        }
    }
}
