//! The cookie of a session.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponseParts;
use axum::response::ResponseParts;
use std::convert::Infallible;

/// The cookie of a session, to add to a response: `(cookie, Redirect::to("/"))`.
#[derive(Clone, Debug)]
pub struct SessionCookie(pub(crate) HeaderValue);

impl IntoResponseParts for SessionCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response.headers_mut().append(SET_COOKIE, self.0);
        Ok(response)
    }
}
