//! Request bodies in few frames, whatever the client sends them in.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use hyper::body::{Frame, SizeHint};
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How many bytes a frame has at least, unless it is the last one.
pub(crate) const FRAME: usize = 64 * 1024;

/// A body whose data arrives in frames of more than [`FRAME`] bytes, the last of which may have
/// fewer. Trailers are left out.
///
/// Each chunk that a client sends is a frame of its own, which takes some 50 bytes and keeps the
/// whole buffer that it was read into: anyone who collects frames would hold a hundred times what was
/// sent.
pub(crate) struct Gathered<B> {
    body: B,
    known: Vec<u8>,
    is_at_end: bool,
}

impl<B> Gathered<B> {
    pub(crate) fn new(body: B) -> Self {
        Self { body, known: Vec::new(), is_at_end: false }
    }
}

/// Returns the request with a body in few frames.
pub(crate) fn gathered(request: Request) -> Request {
    request.map(|body| match body.is_end_stream() {
        true => body,
        false => Body::new(Gathered::new(body)),
    })
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Gathered<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        while !self.is_at_end && self.known.len() <= FRAME {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else {
                self.is_at_end = true;
                break;
            };
            let Ok(bytes) = frame?.into_data() else { continue };
            if self.known.is_empty() && self.body.is_end_stream() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            self.known.extend_from_slice(&bytes);
        }
        let known = take(&mut self.known);
        Poll::Ready((!known.is_empty()).then(|| Ok(Frame::data(known.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.known.is_empty() && (self.is_at_end || self.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        plus(&self.body.size_hint(), self.known.len())
    }
}

/// Returns the size of a body with this many bytes more.
pub(crate) fn plus(rest: &SizeHint, known: usize) -> SizeHint {
    let mut all = SizeHint::new();
    all.set_lower(rest.lower().saturating_add(known as u64));
    if let Some(upper) = rest.upper() {
        all.set_upper(upper.saturating_add(known as u64));
    }
    all
}
