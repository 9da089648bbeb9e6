//! The cookies of a request.

use crate::auth::error::TokenError;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::Cookie;

/// Returns the value of the cookie with this name, or `None` if there is no such cookie. Two of the
/// same name are an error.
pub(crate) fn find(headers: &HeaderMap, name: &str) -> Result<Option<String>, TokenError> {
    let lines = headers.get_all(COOKIE).iter();
    let lines = lines.filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
    let cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let named = cookies.filter(|cookie| cookie.name() == name);
    let mut values = named.map(|cookie| cookie.value().to_owned());
    match (values.next(), values.next()) {
        (Some(_), Some(_)) => Err(TokenError::Unclear),
        (value, _) => Ok(value),
    }
}
