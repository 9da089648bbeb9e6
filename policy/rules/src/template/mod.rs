//! The component: the rules behind the exports of the template's world, an arena for
//! their memory, and a panic handler that traps.
#![expect(unsafe_code, reason = "exports, an allocator and one static need it; the rules do not")]

mod arena;
mod canonical;
mod exports;
mod share;

#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
