//! A tier map, a policy file, or a policy of a store.

use super::shipped::Shipped;
use crate::command::digest;
use crate::command::store_address::{self, Address};
use crate::exit::BadInput;
use anyhow::Result;
use std::path::Path;
use tiergate::Policy;
use tiergate_laws::{Domain, Engine, Native};
use tiergate_map::Map;

/// A tier map, whose rules answer natively, or a policy.
pub(super) enum Opened {
    Map(Box<Map>, Box<Native>),
    Policy(Box<Shipped>),
}

impl Opened {
    /// Opens a `.json` or `.toml` file as a map, and any other as a policy.
    pub(super) fn file(path: &Path) -> Result<Self> {
        if path.extension().is_some_and(|it| it == "json" || it == "toml") {
            let map = Map::from_file(path)?;
            let native = Native::new(&map)?;
            return Ok(Self::Map(Box::new(map), Box::new(native)));
        }
        Self::policy(Policy::from_file(path)?)
    }

    /// Opens a file, or the policy of a store whose digest begins with `name`.
    pub(super) fn file_or_digest(name: &Path, store: Option<&str>) -> Result<Self> {
        match (digest::named(name), store) {
            (None, _) => Self::file(name),
            (Some(digest), Some(store)) => Self::policy(stored(store, digest)?),
            (Some(digest), None) => {
                let text = "name the store of this digest by `--store`, or a file";
                Err(BadInput(format!("there is no file `{digest}`: {text}")).into())
            }
        }
    }

    fn policy(policy: Policy) -> Result<Self> {
        Ok(Self::Policy(Box::new(Shipped::new(policy)?)))
    }

    pub(super) fn engine(&self) -> &dyn Engine {
        match self {
            Self::Map(_, native) => native.as_ref(),
            Self::Policy(shipped) => shipped.as_ref(),
        }
    }

    pub(super) fn map(&self) -> Option<&Map> {
        match self {
            Self::Map(map, _) => Some(map),
            Self::Policy(_) => None,
        }
    }

    /// Returns what to ask about: with the map's products, and those that are named in addition.
    pub(super) fn domain(&self, products: &[String], most: Option<usize>) -> Domain {
        let mut domain = match self {
            Self::Map(map, _) => Domain::of_map(map),
            Self::Policy(shipped) => Domain::of_catalog(shipped.describe()),
        };
        domain.products.extend_from_slice(products);
        domain.products.sort();
        domain.products.dedup();
        Domain { most: most.unwrap_or(domain.most), ..domain }
    }
}

/// Returns the policy of a store whose digest begins with a text.
fn stored(store: &str, digest: &str) -> Result<Policy> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match Address::parse(store)? {
            Address::Sqlite(path) if !path.exists() => {
                Err(BadInput(format!("there is no store `{}`", path.display())).into())
            }
            Address::Sqlite(path) => {
                Ok(digest::load(&store_address::open(path).await?, digest).await?)
            }
            Address::Postgres(url) => {
                Ok(digest::load(&store_address::connect(url).await?, digest).await?)
            }
        }
    })
}
