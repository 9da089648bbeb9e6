//! What a module without the standard library brings itself.

use core::panic::PanicInfo;
use rlsf::SmallGlobalTlsf;

#[global_allocator]
static MEMORY: SmallGlobalTlsf = SmallGlobalTlsf::new();

/// Traps, as a panic does with the standard library: there is nobody who would read its message.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
