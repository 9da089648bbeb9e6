//! The layer that keeps sessions.

use super::Signed;
use super::cookie::SessionCookie;
use super::sessions::Sessions;
use crate::auth::token::Tokens;
use crate::serve::unread::lend;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::Response;
use futures_util::future::BoxFuture;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// Gives routes the session of a request, and keeps it fresh: see [`Sessions::layer`].
#[derive(Clone)]
pub struct SessionLayer(Sessions);

impl Sessions {
    /// Returns the layer that gives the session of a request to extractors, and to gates with
    /// [`FromClaim`](crate::FromClaim). If the session's plan was last read more than 300 seconds
    /// ago, it is read again and the response has the new cookie. If it cannot be read, the request
    /// goes on with what is known. As with [`Guard::layer`](crate::Guard::layer), no body is left
    /// unread.
    pub fn layer(&self) -> SessionLayer {
        SessionLayer(self.clone())
    }

    /// Adds a session's new cookie to a response, unless the response sets one itself.
    fn give(&self, SessionCookie(cookie): SessionCookie, response: &mut Response) {
        let headers = response.headers_mut();
        if headers.get_all(SET_COOKIE).iter().any(|known| self.is_set(known)) {
            return;
        }
        headers.append(SET_COOKIE, cookie);
        // A response for one person must not be cached for anyone else.
        let caching = headers.get(CACHE_CONTROL).and_then(|it| it.to_str().ok());
        let own = caching.is_some_and(|it| it.contains("private") || it.contains("no-store"));
        if !own {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
        }
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = WithSession<S>;

    fn layer(&self, inner: S) -> WithSession<S> {
        WithSession { sessions: self.0.clone(), inner }
    }
}

/// A service whose requests have sessions.
#[derive(Clone)]
pub struct WithSession<S> {
    sessions: Sessions,
    inner: S,
}

impl<S> Service<Request> for WithSession<S>
where
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The service that is ready is called; its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        // Another such layer around this one has already looked up the session.
        if request.extensions().get::<Signed>().is_some() {
            return Box::pin(inner.call(request));
        }
        let sessions = self.sessions.clone();
        Box::pin(async move {
            let (request, unread) = lend(request);
            let (mut parts, body) = request.into_parts();
            let (session, cookie) = sessions.current(&parts).await;
            parts.extensions.insert(Signed(session, sessions.tokens.clone()));
            if parts.extensions.get::<Tokens>().is_none() {
                parts.extensions.insert(sessions.tokens.clone());
            }
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            if let Some(unread) = unread {
                unread.finish(&mut response).await;
            }
            if let Some(cookie) = cookie {
                sessions.give(cookie, &mut response);
            }
            Ok(response)
        })
    }
}
