//! How long to wait for databases.

use crate::error::StoreError;
use std::time::Duration;

/// How long a read may take, which normally takes milliseconds.
pub(crate) const TO_READ: Duration = Duration::from_secs(5);

/// How long a write may take, including those that come first: less than the 35 s after which a
/// server abandons a request, so that its caller gets the reason.
pub(crate) const TO_WRITE: Duration = Duration::from_secs(30);

/// How long a turn to write may take to come: longer than for a connection and for the lock, which
/// have limits of their own unless the database has vanished.
pub(crate) const TO_COME: Duration = Duration::from_secs(12);

/// How long writes that are written together may take, once it is their turn.
pub(crate) const TOGETHER: Duration = Duration::from_secs(15);

/// Runs a write to its end even if nobody waits for it any more: subscribers must be notified of what
/// is committed, and a connection that is abandoned in the middle of a transaction cannot be
/// reused. If the database has vanished, the end is after [`TO_WRITE`].
pub(crate) async fn to_its_end<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    write: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    in_background(within(TO_WRITE, write)).await
}

/// Runs a write on, even if nobody waits for it any more.
pub(crate) async fn in_background<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    write: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    tokio::spawn(write).await.unwrap_or_else(|error| Err(StoreError::from(error).into()))
}

/// Returns the answer, or [`StoreError::TimedOut`] if the database takes too long.
pub(crate) async fn within<T, E: From<StoreError>>(
    patience: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let answer = tokio::time::timeout(patience, answer).await;
    answer.unwrap_or_else(|_| Err(StoreError::TimedOut(patience.as_secs()).into()))
}
