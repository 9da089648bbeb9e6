//! Whether every number of a value is one of the contract's.

/// The largest whole number of the contract: 2^53-1.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The last moment that RFC 3339 can write, 9999-12-31T23:59:59Z, in seconds since 1970. What
/// people and programs say to be later is a mistake, such as milliseconds for seconds. A policy
/// may still answer later moments, up to [`MAX_SAFE_INTEGER`].
pub const MAX_MOMENT: u64 = 253_402_300_799;

/// What holds whole numbers of the contract.
pub(crate) trait SafeIntegers {
    /// Whether every number in it is at most [`MAX_SAFE_INTEGER`].
    fn is_safe(&self) -> bool;
}

impl SafeIntegers for u64 {
    fn is_safe(&self) -> bool {
        *self <= MAX_SAFE_INTEGER
    }
}

macro_rules! always_whole {
    ($($ty:ty),*) => {
        $(impl SafeIntegers for $ty {
            fn is_safe(&self) -> bool {
                true
            }
        })*
    };
}

always_whole!(bool, u32, String);

impl<T: SafeIntegers> SafeIntegers for Option<T> {
    fn is_safe(&self) -> bool {
        self.as_ref().is_none_or(T::is_safe)
    }
}

impl<T: SafeIntegers> SafeIntegers for Vec<T> {
    fn is_safe(&self) -> bool {
        self.iter().all(T::is_safe)
    }
}

impl<A: SafeIntegers, B: SafeIntegers> SafeIntegers for (A, B) {
    fn is_safe(&self) -> bool {
        self.0.is_safe() && self.1.is_safe()
    }
}
