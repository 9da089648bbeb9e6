//! The contract's types in the memory layout of the canonical ABI.
//!
//! Generated glue repeats this code in each export. Here each type has one function to read
//! it and one to write it, which is the main reason why policies are small. They are never
//! inlined: many small, similar functions compress better than a few large ones.

mod contract;

use super::arena;
use crate::subscription::Status;
use crate::types::{Giver, Source, Switcher};
use alloc::string::String;
use alloc::vec::Vec;

/// The memory layout of a type.
pub(super) trait Layout: Sized {
    const SIZE: usize;
    const ALIGN: usize;
}

/// A type that is read from memory that a host wrote.
pub(super) trait Lift: Layout {
    /// # Safety
    ///
    /// There must be a value of this type at `from`, in the canonical ABI's layout, and nothing
    /// else may read it: the result owns its lists and strings.
    unsafe fn lift(from: *const u8) -> Self;
}

/// A type that is written for a host to read.
pub(super) trait Lower: Layout {
    /// # Safety
    ///
    /// There must be space for a value of this type at `to`. The written value points into
    /// `self`, and must not outlive it.
    unsafe fn lower(&self, to: *mut u8);
}

/// Writes an answer to memory in which it stays until the arena is reset.
pub(super) fn answer<T: Lower>(answer: T) -> *mut u8 {
    let answer = core::mem::ManuallyDrop::new(answer);
    let to = arena::allocate(T::SIZE, T::ALIGN);
    // SAFETY: there is space at `to`, and the answer is never dropped.
    unsafe { answer.lower(to) };
    to
}

/// Implements numbers, and cases without a payload, by copying their bytes.
macro_rules! plain {
    ($($type:ty, $size:literal;)*) => { $(
        impl Layout for $type {
            const SIZE: usize = $size;
            const ALIGN: usize = $size;
        }
        impl Lift for $type {
            unsafe fn lift(from: *const u8) -> Self {
                // SAFETY: guaranteed by the caller.
                unsafe { from.cast::<Self>().read() }
            }
        }
        impl Lower for $type {
            unsafe fn lower(&self, to: *mut u8) {
                // SAFETY: guaranteed by the caller.
                unsafe { to.cast::<Self>().write(*self) }
            }
        }
    )* };
}

plain! {
    u64, 8;
    bool, 1;
    Source, 1;
    Giver, 1;
    Switcher, 1;
    Status, 1;
}

impl Layout for String {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
}

impl Lift for String {
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: guaranteed by the caller; the host checked that it is UTF-8.
        unsafe {
            let (start, len) = from.cast::<(*mut u8, usize)>().read();
            String::from_raw_parts(start, len, len)
        }
    }
}

impl Lower for String {
    unsafe fn lower(&self, to: *mut u8) {
        // SAFETY: guaranteed by the caller.
        unsafe { to.cast::<(*const u8, usize)>().write((self.as_ptr(), self.len())) }
    }
}

impl<T> Layout for Vec<T> {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
}

impl<T: Lift> Lift for Vec<T> {
    #[inline(never)]
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: the caller guarantees that there are as many items in sequence. The list is in
        // the arena, which is the global allocator.
        unsafe {
            let (start, len) = from.cast::<(*const u8, usize)>().read();
            let list = arena::allocate(len * size_of::<T>(), align_of::<T>()).cast::<T>();
            for at in 0..len {
                list.add(at).write(T::lift(start.add(at * T::SIZE)));
            }
            Vec::from_raw_parts(list, len, len)
        }
    }
}

impl<T: Lower> Lower for Vec<T> {
    #[inline(never)]
    unsafe fn lower(&self, to: *mut u8) {
        let start = arena::allocate(self.len() * T::SIZE, T::ALIGN);
        // SAFETY: guaranteed by the caller, and there is space for as many items at `start`.
        unsafe {
            for (at, item) in self.iter().enumerate() {
                item.lower(start.add(at * T::SIZE));
            }
            to.cast::<(*const u8, usize)>().write((start, self.len()));
        }
    }
}

/// Returns the offset of a case's payload, given its alignment.
const fn payload(align: usize) -> usize {
    1_usize.next_multiple_of(align)
}

impl<T: Layout> Layout for Option<T> {
    const SIZE: usize = payload(T::ALIGN) + T::SIZE;
    const ALIGN: usize = T::ALIGN;
}

impl<T: Lift> Lift for Option<T> {
    #[inline(never)]
    unsafe fn lift(from: *const u8) -> Self {
        // SAFETY: guaranteed by the caller.
        unsafe { bool::lift(from).then(|| T::lift(from.add(payload(T::ALIGN)))) }
    }
}

impl<T: Lower> Lower for Option<T> {
    #[inline(never)]
    unsafe fn lower(&self, to: *mut u8) {
        // SAFETY: guaranteed by the caller.
        unsafe {
            self.is_some().lower(to);
            if let Some(value) = self {
                value.lower(to.add(payload(T::ALIGN)));
            }
        }
    }
}
