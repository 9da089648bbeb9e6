//! Request bodies that must arrive at a minimum speed.

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// How many bytes, or else the end of the body, must arrive within the time: what a slow mobile
/// network transfers in a second.
const STEP: usize = 64 * 1024;

/// A body that fails if it arrives too slowly.
pub(crate) struct Paced {
    body: Body,
    time: Duration,
    deadline: Pin<Box<Sleep>>,
    /// How many bytes must still arrive before the deadline.
    left: usize,
}

/// The body arrived too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body is too slow: each 64 KiB of it, and its end, must arrive within {0:?}")]
pub(crate) struct TooSlow(Duration);

impl Paced {
    pub(crate) fn new(body: Body, time: Duration) -> Self {
        Self { body, time, deadline: Box::pin(sleep(time)), left: STEP }
    }

    fn count(&mut self, length: usize) {
        self.left = match self.left.checked_sub(length) {
            Some(left) if left > 0 => left,
            _ => {
                self.deadline.as_mut().reset(Instant::now() + self.time);
                STEP
            }
        };
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                if let Some(Ok(frame)) = &frame {
                    self.count(frame.data_ref().map_or(0, Bytes::len));
                }
                Poll::Ready(frame)
            }
            Poll::Pending => {
                let late = self.deadline.as_mut().poll(context);
                late.map(|()| Some(Err(axum::Error::new(TooSlow(self.time)))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
