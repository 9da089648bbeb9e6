//! The operator's screen of a real server: its page, its files, and how people sign in.

use crate::server::{Server, operator, send};

/// The address of the page's first file whose name ends so.
fn file(page: &str, end: &str) -> String {
    let found = page.split('"').find(|it| it.contains("assets/") && it.ends_with(end));
    found.unwrap_or_else(|| panic!("no {end} in {page}")).trim_start_matches("./").to_owned()
}

#[test]
fn the_screen_is_served_below_its_place() {
    let server = Server::with(&[]);
    for path in ["/admin", "/admin/", "/admin/tenants/acme", "/admin/a/b?x=1"] {
        let page = send(&server.address, &format!("GET {path} HTTP/1.1"), "");
        let low = page.to_lowercase();
        assert!(page.starts_with("HTTP/1.1 200"), "{path}: {page}");
        assert!(low.contains("cache-control: no-cache\r\n"), "{page}");
        assert!(low.contains("content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"), "{page}");
        assert!(low.contains("frame-ancestors 'none'\r\n"), "{page}");
        assert!(
            page.contains("<base href=\"/admin/\"><meta name=\"tiergate-admin\""),
            "{path}: {page}"
        );
        assert!(page.contains("&quot;tokenForm&quot;:true"), "it listens on loopback: {page}");
        assert!(!page.contains("<script>") && !page.contains("<style"), "{page}");
    }
    let page = send(&server.address, "GET /admin HTTP/1.1", "");
    let script = format!("GET /admin/{} HTTP/1.1", file(&page, ".js"));
    let got = send(&server.address, &script, "");
    let low = got.to_lowercase();
    assert!(got.starts_with("HTTP/1.1 200"), "{}", got.lines().next().unwrap());
    assert!(low.contains("cache-control: public, max-age=31536000, immutable\r\n"));
    assert!(low.contains("content-type: text/javascript; charset=utf-8\r\n"));
    let tag = got.lines().find(|line| line.to_lowercase().starts_with("etag: ")).unwrap();
    let tag = tag.split_once(": ").unwrap().1;
    let again = send(&server.address, &format!("{script}\r\nif-none-match: {tag}"), "");
    assert!(again.starts_with("HTTP/1.1 304"), "{again}");
    for (request, status) in [
        ("GET /admin/assets/none.js HTTP/1.1", "404"),
        ("GET /admin/index.html HTTP/1.1", "404"),
        ("GET /admin/../../etc/passwd.txt HTTP/1.1", "404"),
        ("POST /admin HTTP/1.1", "405"),
        ("GET /administrators HTTP/1.1", "404"),
        ("HEAD /admin HTTP/1.1", "200"),
    ] {
        let answer = send(&server.address, request, "");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {answer}");
    }
}

#[test]
fn people_sign_in_where_the_product_says() {
    let url = "https://notes.example.com/in?a=1&b=2";
    let server = Server::with(&["--admin-sign-in-url", url]);
    let page = send(&server.address, "GET /admin HTTP/1.1", "");
    assert!(page.contains("https://notes.example.com/in?a=1&amp;b=2"), "{page}");
    assert!(page.contains("&quot;tokenForm&quot;:false"), "{page}");
    let server = Server::with(&["--admin=false"]);
    let gone = send(&server.address, "GET /admin HTTP/1.1", "");
    assert!(gone.starts_with("HTTP/1.1 404"), "{gone}");
}

#[test]
fn a_session_of_an_operator_is_enough() {
    let server = Server::alone(|command, folder| {
        let key = folder.join("session.key");
        std::fs::write(&key, "a secret of more than 32 bytes, for sessions").unwrap();
        command.env("TIERGATE_SESSION_KEY", key).env("TIERGATE_SESSION_INSECURE", "true");
    });
    let sign_in = format!("POST /session HTTP/1.1\r\nauthorization: Bearer {}", operator());
    let signed_in = send(&server.address, &sign_in, "");
    assert!(signed_in.starts_with("HTTP/1.1 200"), "{signed_in}");
    let cookie =
        signed_in.lines().find(|it| it.to_lowercase().starts_with("set-cookie: ")).unwrap();
    let cookie = cookie.split_once(": ").unwrap().1.split(';').next().unwrap();
    for path in ["/v1/summary", "/v1/tenants?search=acme", "/session"] {
        let asked = send(&server.address, &format!("GET {path} HTTP/1.1\r\ncookie: {cookie}"), "");
        assert!(asked.starts_with("HTTP/1.1 200"), "{path}: {asked}");
    }
    let nobody = send(&server.address, "GET /v1/summary HTTP/1.1", "");
    assert!(nobody.starts_with("HTTP/1.1 401"), "{nobody}");
}
