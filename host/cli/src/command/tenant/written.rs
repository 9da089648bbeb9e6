//! Writing to one tenant, and reporting it.

use super::writer::Writer;
use super::{Opened, format};
use crate::exit::Exit;
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use serde::Serialize;
use tiergate_store::{Backend, Change, Store, Written};

/// Makes a change that needs a policy to check it.
pub(super) async fn checked<DB: Backend>(
    opened: &Opened<'_, DB>,
    tenant: &str,
    change: Change,
    who: Writer,
    done: &str,
) -> Result<Exit> {
    let until = change.expires_at();
    let written = opened.tenants().await?.write(tenant, change, &who.by()).await?;
    told(opened, &written, done, until)
}

/// Makes a change that needs no policy.
pub(super) async fn unchecked<DB: Backend>(
    opened: &Opened<'_, DB>,
    tenant: &str,
    change: Change,
    who: Writer,
    done: &str,
) -> Result<Exit> {
    let written = opened.store.write(tenant, change, &who.by()).await?;
    told(opened, &written, done, None)
}

/// A write and, if it gives something that ends, the time of the end.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    written: &'a Written,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
}

/// Prints the outcome of a write.
pub(super) fn told<DB: Backend>(
    opened: &Opened<'_, DB>,
    written: &Written,
    done: &str,
    until: Option<u64>,
) -> Result<Exit> {
    let Written { tenant, revision, changed, looks_like, .. } = written;
    if let Some(other) = looks_like {
        warn(format_args!("{}: delete one if both are the same", format::alike(tenant, other)));
    }
    let end = format::end(until);
    if opened.place.json {
        print_json(&Told { written, until })?;
    } else if *changed {
        print(format_args!("{tenant}: {done}{end} (revision {revision})"))?;
    } else {
        print(format_args!("{tenant}: unchanged{end}, nothing was written (revision {revision})"))?;
    }
    Ok(Exit::Success)
}
