//! Refusing new connections before a socket is closed.

use tokio::net::TcpListener;

/// Makes the system complete no more connections: a new client waits, and is refused once the
/// socket is closed. Otherwise a client whose connection the system completes between the last
/// accept and the closing would be cut off. On systems without this filter, that can happen.
#[cfg(target_os = "linux")]
pub(crate) fn let_nobody_in(listener: &TcpListener) {
    use socket2::{SockFilter, SockRef};
    // The program drops packets that request a connection (SYN without ACK): the flags are the byte
    // at 13 of a TCP header, <https://www.rfc-editor.org/rfc/rfc9293#section-3.1>.
    let drop_syn = [
        SockFilter::new(0x30, 0, 0, 13),       // load the byte at 13
        SockFilter::new(0x54, 0, 0, 0x12),     // of it, SYN and ACK
        SockFilter::new(0x15, 0, 1, 0x02),     // SYN alone?
        SockFilter::new(0x06, 0, 0, 0),        // drop it
        SockFilter::new(0x06, 0, 0, u32::MAX), // take it whole
    ];
    // OK because without the filter it behaves as on other systems.
    let _ = SockRef::from(listener).attach_filter(&drop_syn);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn let_nobody_in(_: &TcpListener) {}
