//! How long databases are waited for.

use crate::error::StoreError;
use std::time::Duration;

/// How long a read may take.
pub(crate) const TO_READ: Duration = Duration::from_secs(5);

/// How long a write may take, others that come first included.
pub(crate) const TO_WRITE: Duration = Duration::from_secs(30);

/// Goes on though nobody waits for it any more: what is committed is to be told of, and a
/// connection that is given up in the midst of a transaction is of no more use.
pub(crate) async fn to_its_end<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    write: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    tokio::spawn(write).await.unwrap_or_else(|error| Err(StoreError::from(error).into()))
}

/// Gives up on the database where it takes too long.
pub(crate) async fn within<T, E: From<StoreError>>(
    patience: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let answer = tokio::time::timeout(patience, answer).await;
    answer.unwrap_or_else(|_| Err(StoreError::TimedOut(patience.as_secs()).into()))
}
