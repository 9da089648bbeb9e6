//! The page of the operator's screen.

use super::{Admin, files};
use crate::problem::Problem;
use crate::problems::MISCONFIGURED;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};

/// The name of its file.
pub(super) const NAME: &str = "index.html";

/// The place in the page for what it must know.
const ROOM: &str = r#"<meta name="tiergate-admin" content="">"#;

/// What the page may load: everything comes from this server, and no style or script is inline.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; \
    base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>tiergate</title>\
    <p>This server was built without the operator's screen. In tiergate's repository, \
    <code>cargo xtask admin</code> builds it; then build the server again.";

/// Returns the page, with the path at which it is nested and how it signs people in.
pub(super) fn page(admin: &Admin, base: &str) -> Response {
    let mut response = match files::find(NAME).and_then(|file| file.text()) {
        None => Html(NOT_BUILT).into_response(),
        Some(html) => match filled(html, admin, base) {
            Some(html) => Html(html).into_response(),
            None => {
                let words = "the screen's page has no room for its settings: build it again";
                Problem::new(&MISCONFIGURED, words).into_response()
            }
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Returns the page with its settings; `None` if it has no room for them.
fn filled(html: &str, admin: &Admin, base: &str) -> Option<String> {
    let (before, after) = html.split_once(ROOM)?;
    let settings = escaped(&serde_json::to_string(admin).ok()?);
    let base = escaped(base);
    Some(format!(
        "{before}<base href=\"{base}\">\
         <meta name=\"tiergate-admin\" content=\"{settings}\">{after}"
    ))
}

/// Returns a text as the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_its_settings_escaped() {
        let html = format!("<head>{ROOM}<title></title>");
        let admin = Admin::new().sign_in("/in?a=\"<b>&");
        let filled = filled(&html, &admin, "/a\"b/").unwrap();
        let settings = r#"{"api":"","signIn":"/in?a=\"<b>&","tokenForm":false}"#;
        let found = filled.split("content=\"").nth(1).unwrap().split("\">").next().unwrap();
        let plain = found.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        assert_eq!(plain.replace("&amp;", "&"), settings);
        assert!(filled.contains("<base href=\"/a&quot;b/\"><meta"), "{filled}");
        assert!(!filled.contains("<b>"), "{filled}");
    }

    #[test]
    fn a_page_without_room_is_not_served() {
        assert_eq!(filled("<head>", &Admin::new(), "/"), None);
    }
}
