//! The keys of an issuer that changes them, read by `tiergate serve` from where they are.

use crate::server::{Server, serve};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// An issuer's web server, on this machine.
#[derive(Clone, Default)]
struct Issuer(Arc<Mutex<Answer>>);

#[derive(Default)]
struct Answer {
    status: &'static str,
    body: String,
    /// What it says of itself.
    document: String,
    asked: usize,
}

impl Issuer {
    /// It runs until the process ends.
    fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let issuer = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                issuer.answer(stream.unwrap());
            }
        });
        url
    }

    fn answer(&self, mut stream: TcpStream) {
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let first = lines.next().unwrap();
        lines.find(String::is_empty).unwrap();
        let mut answer = self.0.lock().unwrap();
        let discovery = first.contains("/.well-known/openid-configuration ");
        answer.asked += usize::from(!discovery);
        let body = if discovery { &answer.document } else { &answer.body };
        let status = answer.status;
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .unwrap();
    }

    fn say(&self, status: &'static str, body: String) {
        let mut answer = self.0.lock().unwrap();
        (answer.status, answer.body) = (status, body);
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

/// A key by its name.
struct Key {
    kid: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Key {
    fn rsa(kid: &'static str, pem: &[u8]) -> Self {
        Self { kid, algorithm: Algorithm::RS256, key: EncodingKey::from_rsa_pem(pem).unwrap() }
    }

    fn p256(kid: &'static str, pem: &[u8]) -> Self {
        Self { kid, algorithm: Algorithm::ES256, key: EncodingKey::from_ec_pem(pem).unwrap() }
    }

    fn set(&self) -> String {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.to_owned());
        json!({"keys": [jwk]}).to_string()
    }

    /// The status of an operator's request whose token this key signed.
    fn ask(&self, server: &Server) -> u16 {
        let header = Header { kid: Some(self.kid.to_owned()), ..Header::new(self.algorithm) };
        let claims = json!({
            "sub": "ann", "aud": "tiergate", "iss": "test", "roles": ["system-admin"],
            "exp": get_current_timestamp() + 600,
        });
        self.ask_with(server, &header, &claims)
    }

    fn ask_with(&self, server: &Server, header: &Header, claims: &Value) -> u16 {
        let token = jsonwebtoken::encode(header, claims, &self.key).unwrap();
        let head = format!("GET /v1/tiers HTTP/1.1\r\nauthorization: Bearer {token}");
        let answer = server.send(&head, "");
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

/// A server that believes an issuer.
fn believing(url: &str, algorithm: &str) -> Server {
    Server::alone(|command, _| {
        command.env_remove("TIERGATE_TOKEN_SECRET");
        command.args(["--token-jwks", url, "--token-algorithm", algorithm]);
    })
}

/// Waits for what happens by itself.
fn soon(happens: impl Fn() -> bool) -> bool {
    (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        happens()
    })
}

#[test]
fn after_key_rotation_the_new_key_is_found_when_a_token_names_it() {
    let old = Key::rsa("old", include_bytes!("../../../server/tests/keys/rsa.pem"));
    let new = Key::rsa("new", include_bytes!("../../../server/tests/keys/rsa-other.pem"));
    let issuer = Issuer::default();
    issuer.say("200 OK", old.set());
    let server = &believing(&issuer.start(), "rs256");
    assert_eq!((old.ask(server), issuer.asked()), (200, 1));
    issuer.say("200 OK", new.set());
    assert!(soon(|| new.ask(server) == 200), "the new key is found");
    assert_eq!(old.ask(server), 401, "the old key is gone");
    // Whoever names keys that there are not has them read once a minute, not more.
    for _ in 0..50 {
        assert_eq!(old.ask(server), 401);
    }
    assert_eq!((new.ask(server), issuer.asked()), (200, 2));
}

#[test]
fn the_last_good_keys_stay() {
    let good = Key::p256("good", include_bytes!("../../../server/tests/keys/p256.pem"));
    let other = Key::p256("other", include_bytes!("../../../server/tests/keys/p256-other.pem"));
    for (status, body) in [
        ("500 Internal Server Error", String::new()),
        ("302 Found\r\nlocation: http://127.0.0.1:1/", other.set()),
        ("200 OK", "no keys".to_owned()),
        ("200 OK", other.set() + &" ".repeat(300_000)),
    ] {
        let issuer = Issuer::default();
        issuer.say("200 OK", good.set());
        let server = &believing(&issuer.start(), "es256");
        issuer.say(status, body);
        assert_eq!(other.ask(server), 401);
        assert!(soon(|| issuer.asked() == 2), "the keys are asked for");
        assert_eq!((good.ask(server), other.ask(server)), (200, 401));
    }
}

#[test]
fn keys_that_cannot_be_trusted_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::default();
    issuer.say("404 Not Found", String::new());
    let missing = issuer.start();
    for (url, algorithm, code, words) in [
        ("http://id.example.com/keys", "rs256", 3, "give an https address"),
        ("nonsense", "rs256", 3, "`nonsense`"),
        (&missing, "hs256", 3, "provides public keys"),
        (&missing, "rs256,hs256", 3, "must not be combined"),
        (&missing, "rs257", 3, "`rs257` is not one of"),
    ] {
        let mut command = serve(folder.path());
        command.env_remove("TIERGATE_TOKEN_SECRET");
        command.args(["--token-jwks", url, "--token-algorithm", algorithm]);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{url}: {text}");
        assert!(text.contains(words), "{url}: {text}");
    }
}

#[test]
fn an_issuer_that_is_away_keeps_no_server_from_starting() {
    let key = Key::p256("good", include_bytes!("../../../server/tests/keys/p256.pem"));
    let issuer = Issuer::default();
    issuer.say("503 Service Unavailable", String::new());
    let server = believing(&issuer.start(), "rs256,es256");
    assert_eq!(key.ask(&server), 503, "nobody can be identified yet");
    issuer.say("200 OK", key.set());
    assert!(soon(|| key.ask(&server) == 200), "the keys are found");
    server.terminate();
    let (_, output) = server.ended();
    let words = "the issuer's keys cannot be read: until they are, every token is refused";
    assert!(output.contains(words), "{output}");
}

#[test]
fn keys_are_found_by_discovery_and_claims_by_name() {
    let key = Key::rsa("good", include_bytes!("../../../server/tests/keys/rsa.pem"));
    let issuer = Issuer::default();
    let keys = issuer.start();
    let address = keys.strip_suffix("/keys").unwrap();
    let claims = json!({
        "sub": "ann", "aud": "tiergate", "iss": address, "exp": get_current_timestamp() + 600,
        "realm_access": {"roles": ["admin"]},
    });
    let header = Header { kid: Some("good".to_owned()), ..Header::new(Algorithm::RS256) };
    issuer.say("200 OK", key.set());
    for (named, status) in [(address, 200), ("https://evil.example.com", 503)] {
        let document = json!({"issuer": named, "jwks_uri": keys}).to_string();
        issuer.0.lock().unwrap().document = document;
        let server = Server::alone(|command, _| {
            command.env_remove("TIERGATE_TOKEN_SECRET").env("TIERGATE_TOKEN_ISSUER", address);
            command.args(["--token-algorithm", "rs256", "--role", "admin=system-admin"]);
            command.args(["--token-roles-claim", "realm_access.roles"]);
        });
        assert_eq!(key.ask_with(&server, &header, &claims), status, "{named}");
    }
}
