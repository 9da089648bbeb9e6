//! The component's memory: static data, then an arena that only grows upwards.
//!
//! Below the mark lies the policy, for ever. Above it lies what one call uses, and every
//! post-return puts the arena back to the mark, so that a million calls need no more
//! memory than the largest one.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

#[global_allocator]
static ARENA: Arena = Arena { top: Cell::new(0), end: Cell::new(0), mark: Cell::new(0) };

const PAGE: usize = 64 * 1024;

struct Arena {
    /// The first free byte; 0 before the first allocation.
    top: Cell<usize>,
    /// The end of the memory that there is.
    end: Cell<usize>,
    /// Where calls begin to allocate.
    mark: Cell<usize>,
}

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Arena {}

unsafe extern "C" {
    /// The end of the static data, as the linker places it.
    static __heap_base: u8;
}

/// The first free byte.
pub(super) fn top() -> usize {
    ARENA.top.get()
}

/// Keeps what lies above `bottom` for ever, and wipes what lies below, so that the
/// snapshot leaves it out.
///
/// # Safety
///
/// Nothing below `bottom` is used any more.
pub(super) unsafe fn keep_above(bottom: usize) {
    let start = &raw const __heap_base as usize;
    // SAFETY: from the heap's base to `bottom` all was allocated, and by the caller's word
    // it is no longer used.
    unsafe { core::ptr::write_bytes(start as *mut u8, 0, bottom - start) };
    ARENA.mark.set(ARENA.top.get());
}

/// Gives back all that the last call used.
pub(super) fn put_back() {
    ARENA.top.set(ARENA.mark.get());
}

/// Room for what a host reads.
pub(super) fn allocate(size: usize, align: usize) -> *mut u8 {
    // SAFETY: the arena hands out what is asked for; `align` is one of the contract's.
    let start = unsafe { ARENA.alloc(Layout::from_size_align_unchecked(size, align)) };
    if start.is_null() { core::arch::wasm32::unreachable() }
    start
}

impl Arena {
    /// Makes memory reach to `top`; says whether it does.
    fn reach(&self, top: usize) -> bool {
        if top > self.end.get() {
            let pages = (top - self.end.get()).div_ceil(PAGE);
            if core::arch::wasm32::memory_grow(0, pages) == usize::MAX {
                return false;
            }
            self.end.set(self.end.get() + pages * PAGE);
        }
        self.top.set(top);
        true
    }
}

// SAFETY: `alloc` hands out each byte between the heap's base and the end of memory once
// until the arena is put back, which is when nothing of the call is used any more.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.top.get() == 0 {
            self.top.set(&raw const __heap_base as usize);
            self.end.set(core::arch::wasm32::memory_size(0) * PAGE);
        }
        let start = self.top.get().next_multiple_of(layout.align());
        match start.checked_add(layout.size()) {
            Some(top) if self.reach(top) => start as *mut u8,
            _ => core::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let last = start as usize + layout.size() == self.top.get();
        if last && (start as usize).checked_add(size).is_some_and(|top| self.reach(top)) {
            return start;
        }
        // SAFETY: the caller vouches for `size` and the layout's alignment.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: the old and the new allocation are both of at least this size, and apart.
            unsafe { core::ptr::copy_nonoverlapping(start, new, layout.size().min(size)) };
        }
        new
    }
}
