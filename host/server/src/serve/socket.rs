//! A connection that notes its progress, and that the system monitors.

use crate::serve::activity::Activity;
use socket2::{SockRef, TcpKeepalive};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf, Take};
use tokio::net::TcpStream;

/// After how long without a byte the system probes whether the client is still there: less than the
/// few minutes after which routers forget a connection.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// The time between such probes. About nine without an answer end the connection.
const KEEPALIVE_AGAIN: Duration = Duration::from_secs(10);

/// How many bytes the system buffers of responses that a client has not read: enough for 1 MB a
/// second at 100 ms. By default, the system would use some megabytes of memory for each connection.
const SEND_BUFFER: usize = 128 * 1024;

/// How many bytes are read at a time: enough for a head, or for several that a client sends at
/// once. Bytes that are read before they are needed stay in memory while the client does not read.
const AT_A_TIME: u64 = 4 * 1024;

/// A client's connection.
pub(crate) struct Socket {
    stream: Take<TcpStream>,
    activity: Arc<Activity>,
}

impl Socket {
    /// Wraps a connection, which the system closes if the client acknowledges nothing for `write`.
    pub(crate) fn new(stream: TcpStream, activity: Arc<Activity>, write: Duration) -> Self {
        // OK because a connection without these options is only slower.
        let _ = stream.set_nodelay(true);
        let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_AGAIN);
        let socket = SockRef::from(&stream);
        let _ = socket.set_tcp_keepalive(&keepalive);
        let _ = socket.set_send_buffer_size(SEND_BUFFER);
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(write));
        #[cfg(not(target_os = "linux"))]
        let _ = write;
        Self { stream: stream.take(AT_A_TIME), activity }
    }

    /// Notes the result of a write.
    fn note<T>(&self, wrote: Poll<T>) -> Poll<T> {
        match wrote {
            Poll::Ready(_) => self.activity.wrote(),
            Poll::Pending => self.activity.waits_to_write(),
        }
        wrote
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.set_limit(AT_A_TIME);
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.activity.read(buffer.filled().len() > before);
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(self.stream.get_mut()).poll_write(context, bytes);
        self.note(wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(self.stream.get_mut()).poll_write_vectored(context, bytes);
        self.note(wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // The system already has what was written: there is nothing to wait for.
        Pin::new(self.stream.get_mut()).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(context)
    }
}
