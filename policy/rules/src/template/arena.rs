//! The component's memory: static data, then an arena that only grows upwards.
//!
//! The policy lies below the mark, and stays there. The memory of one call lies above the mark.
//! Every post-return resets the arena to the mark, so that a million calls need no more memory
//! than the largest one.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::ptr::{null, null_mut};

#[global_allocator]
static ARENA: Arena = Arena { top: Cell::new(&raw const __heap_base), mark: Cell::new(null()) };

/// The size of a page of WebAssembly's memory, in bytes.
const PAGE: usize = 64 * 1024;

struct Arena {
    /// The first free byte.
    top: Cell<*const u8>,
    /// The first byte that calls allocate.
    mark: Cell<*const u8>,
}

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Arena {}

// SAFETY: the linker defines the symbol; only its address is used.
unsafe extern "C" {
    /// The end of the static data, as the linker places it.
    static __heap_base: u8;
}

/// Returns the first free byte.
pub(super) fn top() -> *const u8 {
    ARENA.top.get()
}

/// Keeps everything in the arena for ever.
pub(super) fn keep_all() {
    ARENA.mark.set(ARENA.top.get());
}

/// Also keeps everything above `bottom` for ever, and clears the memory between the mark and
/// `bottom`, so that the snapshot does not contain it.
///
/// # Safety
///
/// Nothing between the mark and `bottom` may be used any more.
pub(super) unsafe fn keep_above(bottom: *const u8) {
    let mark = ARENA.mark.get();
    // SAFETY: everything from the mark to `bottom` was allocated, and the caller guarantees that it
    // is no longer used.
    unsafe { mark.cast_mut().write_bytes(0, bottom.addr() - mark.addr()) };
    keep_all();
}

/// Frees everything that the last call used.
pub(super) fn put_back() {
    ARENA.top.set(ARENA.mark.get());
}

/// Allocates memory that a host reads.
#[inline(never)]
pub(super) fn allocate(size: usize, align: usize) -> *mut u8 {
    // SAFETY: the arena returns the requested memory; `align` is one of the contract's.
    let start = unsafe { ARENA.alloc(Layout::from_size_align_unchecked(size, align)) };
    if start.is_null() {
        core::arch::wasm32::unreachable()
    }
    start
}

impl Arena {
    /// Allocates the memory up to `top`, and returns whether there is enough.
    fn reach(&self, top: usize) -> bool {
        let end = memory_size(0) * PAGE;
        if top > end && memory_grow(0, (top - end).div_ceil(PAGE)) == usize::MAX {
            return false;
        }
        self.top.set(self.top.get().with_addr(top));
        true
    }
}

// SAFETY: `alloc` returns each byte between the heap's base and the end of memory only once until
// the arena is reset, and by then nothing of the call is used any more.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let top = self.top.get();
        let start = top.addr().next_multiple_of(layout.align());
        match start.checked_add(layout.size()) {
            Some(end) if self.reach(end) => top.with_addr(start).cast_mut(),
            _ => null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller guarantees that `size` and the layout's alignment are valid.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both allocations have at least this size, and do not overlap.
            unsafe { new.copy_from_nonoverlapping(old, layout.size().min(size)) };
        }
        new
    }
}
