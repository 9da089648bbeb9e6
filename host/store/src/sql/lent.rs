//! Connections that are lent from a pool, and given back so that none stays lost.

use crate::error::StoreError;
use crate::sql::backend::Backend;
use sqlx::Pool;
use sqlx::pool::PoolConnection;
use std::ops::{Deref, DerefMut};
use tokio::sync::OwnedSemaphorePermit;

/// A connection that goes back to its pool when this is dropped, even if its database has vanished
/// in the middle of a statement.
pub(crate) struct Lent<DB: Backend> {
    connection: PoolConnection<DB>,
    /// Held by the one call that tries a database that is away.
    _trial: Option<OwnedSemaphorePermit>,
}

impl<DB: Backend> Lent<DB> {
    /// Waits for a connection of a pool.
    pub(crate) async fn from(pool: &Pool<DB>) -> Result<Self, StoreError> {
        Self::on_trial(pool, None).await
    }

    /// Waits for a connection of a pool, for the one call that may try its database.
    pub(crate) async fn on_trial(
        pool: &Pool<DB>,
        trial: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, StoreError> {
        Ok(Self { connection: pool.acquire().await?, _trial: trial })
    }
}

impl<DB: Backend> Deref for Lent<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl<DB: Backend> DerefMut for Lent<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}

impl<DB: Backend> Drop for Lent<DB> {
    fn drop(&mut self) {
        DB::give_back(&mut self.connection);
    }
}
