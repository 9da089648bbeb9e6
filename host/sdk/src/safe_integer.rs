//! Whether every number of a value is one of the contract's.

/// The largest whole number of the contract: 2^53-1.
pub const MAX_WHOLE: u64 = (1 << 53) - 1;

/// The last moment that RFC 3339 can write, 9999-12-31T23:59:59Z, in seconds since 1970. What
/// people and programs say to be later is a mistake, such as milliseconds for seconds. A policy
/// may still answer later moments, up to [`MAX_WHOLE`].
pub const MAX_MOMENT: u64 = 253_402_300_799;

/// What holds whole numbers of the contract.
pub(crate) trait Whole {
    /// Whether every number in it is at most [`MAX_WHOLE`].
    fn is_whole(&self) -> bool;
}

impl Whole for u64 {
    fn is_whole(&self) -> bool {
        *self <= MAX_WHOLE
    }
}

macro_rules! always_whole {
    ($($ty:ty),*) => {
        $(impl Whole for $ty {
            fn is_whole(&self) -> bool {
                true
            }
        })*
    };
}

always_whole!(bool, u32, String);

impl<T: Whole> Whole for Option<T> {
    fn is_whole(&self) -> bool {
        self.as_ref().is_none_or(T::is_whole)
    }
}

impl<T: Whole> Whole for Vec<T> {
    fn is_whole(&self) -> bool {
        self.iter().all(T::is_whole)
    }
}

impl<A: Whole, B: Whole> Whole for (A, B) {
    fn is_whole(&self) -> bool {
        self.0.is_whole() && self.1.is_whole()
    }
}
