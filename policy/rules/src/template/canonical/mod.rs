//! The contract's types as the canonical ABI lays them out in memory.
//!
//! Generated glue repeats this in each export; here each type has one function to read
//! it and one to write it, which is most of what makes a policy small. They are never
//! inlined: many small functions alike deflate better than few large ones.

mod contract;

use super::arena;
use crate::subscription::Status;
use crate::types::{Giver, Source, Switcher};
use alloc::string::String;
use alloc::vec::Vec;

/// The room that a type takes in memory.
pub(super) trait Layout: Sized {
    const SIZE: usize;
    const ALIGN: usize;
}

/// A type that is read from what a host wrote.
pub(super) trait Lift: Layout {
    /// # Safety
    ///
    /// At `from` lies a value of this type, as the canonical ABI writes it, and nothing
    /// else reads it: lists and strings become the value's own.
    unsafe fn lift(from: *const u8) -> Self;
}

/// A type that is written for a host to read.
pub(super) trait Lower: Layout {
    /// # Safety
    ///
    /// At `to` there is room for a value of this type. What is written points into
    /// `self`, and must not outlive it.
    unsafe fn lower(&self, to: *mut u8);
}

/// Writes an answer where it stays until the arena is put back.
pub(super) fn answer<T: Lower>(answer: T) -> *mut u8 {
    let answer = core::mem::ManuallyDrop::new(answer);
    let to = arena::allocate(T::SIZE, T::ALIGN);
    // SAFETY: there is room at `to`, and the answer is never dropped.
    unsafe { answer.lower(to) };
    to
}

/// Numbers, and cases without a payload: as they lie in memory.
macro_rules! plain {
    ($($type:ty, $size:literal;)*) => { $(
        impl Layout for $type {
            const SIZE: usize = $size;
            const ALIGN: usize = $size;
        }
        impl Lift for $type {
            unsafe fn lift(from: *const u8) -> Self {
                // SAFETY: by the caller's word.
                unsafe { from.cast::<Self>().read() }
            }
        }
        impl Lower for $type {
            unsafe fn lower(&self, to: *mut u8) {
                // SAFETY: by the caller's word.
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
        // SAFETY: by the caller's word; the host checked that it is UTF-8.
        unsafe {
            let (start, len) = from.cast::<(*mut u8, usize)>().read();
            String::from_raw_parts(start, len, len)
        }
    }
}

impl Lower for String {
    unsafe fn lower(&self, to: *mut u8) {
        // SAFETY: by the caller's word.
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
        // SAFETY: by the caller's word, as many items lie there in a row. The list is in the
        // arena, which is the global allocator.
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
        // SAFETY: by the caller's word, and there is room for as many items at `start`.
        unsafe {
            for (at, item) in self.iter().enumerate() {
                item.lower(start.add(at * T::SIZE));
            }
            to.cast::<(*const u8, usize)>().write((start, self.len()));
        }
    }
}

/// Where the payload of a case lies, given its alignment.
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
        // SAFETY: by the caller's word.
        unsafe { bool::lift(from).then(|| T::lift(from.add(payload(T::ALIGN)))) }
    }
}

impl<T: Lower> Lower for Option<T> {
    #[inline(never)]
    unsafe fn lower(&self, to: *mut u8) {
        // SAFETY: by the caller's word.
        unsafe {
            self.is_some().lower(to);
            if let Some(value) = self {
                value.lower(to.add(payload(T::ALIGN)));
            }
        }
    }
}
