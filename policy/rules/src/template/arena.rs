//! The component's memory: static data, then an arena that grows upwards.
//!
//! Below the mark lies what `configure` made, for ever. Above it lies what one call
//! uses; when the last allocation of a call is given back, by its post-return, the
//! arena is empty again. So a million calls need no more memory than the largest one.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

#[global_allocator]
static ARENA: Arena = Arena {
    top: Cell::new(0),
    end: Cell::new(0),
    mark: Cell::new(0),
    live: Cell::new(0),
};

const PAGE: usize = 64 * 1024;

struct Arena {
    /// The first free byte; 0 before the first allocation.
    top: Cell<usize>,
    /// The end of the memory that there is.
    end: Cell<usize>,
    /// Where calls begin to allocate; 0 while the template is being configured.
    mark: Cell<usize>,
    /// How many allocations above the mark are in use.
    live: Cell<usize>,
}

// SAFETY: the component has one thread; the portable profile allows no other.
unsafe impl Sync for Arena {}

/// Keeps all that is allocated so far for ever: it is the policy.
pub(super) fn keep() {
    ARENA.mark.set(ARENA.top.get());
    ARENA.live.set(0);
}

unsafe extern "C" {
    /// The end of the static data, as the linker places it.
    static __heap_base: u8;
}

// SAFETY: `alloc` hands out each byte between the heap's base and the end of memory to
// one allocation at a time: `top` only goes back over what was given back.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.top.get() == 0 {
            self.top.set(&raw const __heap_base as usize);
            self.end.set(core::arch::wasm32::memory_size(0) * PAGE);
        }
        let start = self.top.get().next_multiple_of(layout.align());
        let Some(top) = start.checked_add(layout.size()) else { return core::ptr::null_mut() };
        if top > self.end.get() {
            let pages = (top - self.end.get()).div_ceil(PAGE);
            if core::arch::wasm32::memory_grow(0, pages) == usize::MAX {
                return core::ptr::null_mut();
            }
            self.end.set(self.end.get() + pages * PAGE);
        }
        self.top.set(top);
        self.live.set(self.live.get() + 1);
        start as *mut u8
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        if self.mark.get() == 0 {
            // Zeros are left out of the snapshot.
            // SAFETY: the caller gives back what `alloc` gave for this layout.
            unsafe { start.write_bytes(0, layout.size()) };
        }
        self.live.set(self.live.get().wrapping_sub(1));
        if self.live.get() == 0 {
            self.top.set(self.mark.get());
        } else if start as usize + layout.size() == self.top.get() {
            self.top.set(start as usize);
        }
    }
}
