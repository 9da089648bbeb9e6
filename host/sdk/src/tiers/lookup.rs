//! An answer that is ready, or that must be waited for.

use futures_util::future::{BoxFuture, Either};
use std::future::{self, Ready};
use std::pin::Pin;
use std::task::{Context, Poll};

/// An answer that is ready, or that must be waited for.
///
/// It is a future: `.await` it, and a ready answer is returned at once. A caller that does not
/// want to wait, or that has a shorter way if the answer is ready, calls
/// [`into_ready`](Self::into_ready). A ready answer allocates nothing.
///
/// Whether the answer is ready is decided when the lookup is made, not when it is awaited. What is
/// pending does not begin until it is polled. A `Lookup<'static, _>`, as [`Tiers`](crate::Tiers)
/// returns it, borrows nothing and can be spawned.
///
/// # Examples
///
/// ```
/// use tiergate::{MemoryFacts, Policy, Tenant, Tiers};
/// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
/// #   "name": "notes", "version": "1.0.0", "tiers": [{"id": "free", "label": "Free"}],
/// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
/// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let facts = MemoryFacts::new();
/// facts.put("acme", Tenant::new());
/// let tiers = Tiers::new(Policy::from_bytes(&file)?, facts);
///
/// // The tenant's facts are not cached yet, so they must be read.
/// let pending = tiers.entitlements("acme").into_ready().err().ok_or("it is pending")?;
/// assert_eq!(pending.await?.tier(), "free");
///
/// let ready = tiers.entitlements("acme").into_ready().ok().ok_or("it is ready")?;
/// assert_eq!(ready?.tier(), "free");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "the answer is in it: await it"]
pub struct Lookup<'a, T>(Either<Ready<T>, BoxFuture<'a, T>>);

impl<'a, T> Lookup<'a, T> {
    /// Returns a lookup whose answer is ready.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// assert_eq!(tiergate::Lookup::ready(7).await, 7);
    /// # Ok(()) }
    /// ```
    pub fn ready(answer: T) -> Self {
        Self(Either::Left(future::ready(answer)))
    }

    /// Returns a lookup whose answer must be waited for.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// let lookup = tiergate::Lookup::pending(async { 7 });
    /// assert_eq!(lookup.await, 7);
    /// # Ok(()) }
    /// ```
    pub fn pending(answer: impl Future<Output = T> + Send + 'a) -> Self {
        Self(Either::Right(Box::pin(answer)))
    }

    /// Returns the answer if it is ready, and otherwise the future that has it.
    ///
    /// # Errors
    ///
    /// The future if the answer must be waited for.
    ///
    /// # Panics
    ///
    /// Panics if the lookup was polled before and has returned its answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::Lookup;
    ///
    /// assert_eq!(Lookup::ready(7).into_ready().ok(), Some(7));
    /// assert!(Lookup::pending(async { 7 }).into_ready().is_err());
    /// ```
    pub fn into_ready(self) -> Result<T, BoxFuture<'a, T>> {
        match self.0 {
            Either::Left(answer) => Ok(answer.into_inner()),
            Either::Right(pending) => Err(pending),
        }
    }

    /// Looks up something else by the answer. The result is ready if both are.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::Lookup;
    ///
    /// let sum = Lookup::ready(3).then(|it| Lookup::ready(it + 4));
    /// assert_eq!(sum.into_ready().ok(), Some(7));
    /// ```
    pub fn then<U: Send + 'a>(
        self,
        next: impl FnOnce(T) -> Lookup<'a, U> + Send + 'a,
    ) -> Lookup<'a, U>
    where
        T: 'a,
    {
        match self.into_ready() {
            Ok(answer) => next(answer),
            Err(pending) => Lookup::pending(async move { next(pending.await).await }),
        }
    }

    /// Changes the answer: at once if it is ready, and otherwise when it is.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let tier = tiers.entitlements("acme").map(|it| it.map(|it| it.tier().to_owned()));
    /// assert_eq!(tier.await?, "pro");
    /// # Ok(()) }
    /// ```
    pub fn map<U: Send + 'a>(self, change: impl FnOnce(T) -> U + Send + 'a) -> Lookup<'a, U>
    where
        T: 'a,
    {
        self.then(|answer| Lookup::ready(change(answer)))
    }
}

impl<T> Future for Lookup<'_, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.get_mut().0).poll(context)
    }
}
