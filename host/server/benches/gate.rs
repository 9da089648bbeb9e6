//! What a gate costs: CPU time per request of a gated route, compared with the same route without
//! the gate, under wrk. `cargo xtask bench` includes it in its table.
//!
//! Prints one JSON object on each line: the name, the value and its unit. The server runs in a
//! process of its own, whose CPU time the system counts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops where it fails"
)]

use axum::Router;
use axum::routing::get;
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tiergate::Tiers;
use tiergate_server::{FromClaim, FromHeader, Guard, Identity, RequireFeature, Signing, Tokens};
use tiergate_store::{By, SqliteStore, Tenants};
use tiergate_tests::plans;

/// The environment variable that makes the second process serve.
const SERVE: &str = "TIERGATE_BENCH_SERVE";
const SECRET: &[u8] = b"a secret of this benchmark alone";

/// How many runs each route has, one after another; the median counts.
const RUNS: usize = 5;

/// A route without a gate, the same route with one, and the header that identifies the tenant.
const PAIRS: [(&str, &str, &str, &str); 2] = [
    ("tenant by header", "/header/plain", "/header/gated", "x-tenant-id: acme"),
    ("tenant by token", "/token/plain", "/token/gated", "authorization: Bearer "),
];

/// How tokens are signed: the name of each gated route, and the algorithm of its tokens.
const SIGNED: [(&str, Algorithm); 3] =
    [("hs256", Algorithm::HS256), ("rs256", Algorithm::RS256), ("es256", Algorithm::ES256)];

fn main() {
    match std::env::var_os(SERVE) {
        Some(_) => serve(),
        None => measure(),
    }
}

/// Serves each route with and without a gate, and prints the address.
fn serve() {
    // One thread, so that wrk has the other core on a small machine.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(1).enable_all().build().unwrap().block_on(async {
        let store = SqliteStore::in_memory().await.unwrap();
        let tiers = Tiers::new(plans::without_trial().unwrap(), store);
        let tenants = Tenants::new(tiers.clone());
        tenants.create("acme", None, &By::new("bench")).await.unwrap();
        let tokens = Tokens::hs256(SECRET, "bench", "bench").unwrap();
        let plain = async || "through";
        let gate = RequireFeature::new("core");
        let by_header = Router::new()
            .route("/header/plain", get(plain))
            .route("/header/gated", get(plain).route_layer(gate.clone()))
            .layer(Guard::new(tiers.clone(), FromHeader::new("x-tenant-id").unwrap()).layer());
        // A product identifies the caller with or without a gate.
        let known = async |_: Identity| "through";
        let by_token = Router::new()
            .route("/token/plain", get(known))
            .route("/token/gated", get(known).route_layer(gate))
            .layer(Guard::new(tiers.clone(), FromClaim::new(tokens.clone())).layer())
            .layer(axum::Extension(tokens));
        let by_algorithm = SIGNED.iter().fold(Router::new(), |router, (name, algorithm)| {
            let guard = Guard::new(tiers.clone(), FromClaim::new(tokens_of(*algorithm)));
            let gated = get(plain).route_layer(RequireFeature::new("core"));
            let route = Router::new().route(&format!("/signed/{name}"), gated);
            router.merge(route.layer(guard.layer()))
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        axum::serve(listener, by_header.merge(by_token).merge(by_algorithm)).await.unwrap();
    });
}

/// The server's process.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .env(SERVE, "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }

    /// Returns how much CPU time the process has used: fields 14 and 15 of
    /// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>, in hundredths of a second.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let after_name = stat.rsplit_once(") ").unwrap().1;
        let ticks: u64 =
            after_name.split(' ').skip(11).take(2).map(|it| it.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Returns the CPU time per request of a route under load, in nanoseconds.
    fn cost(&self, path: &str, header: &str, seconds: u32) -> f64 {
        let before = self.cpu();
        let output = Command::new("wrk")
            .args(["-t1", "-c32", &format!("-d{seconds}s"), "-H", header])
            .arg(format!("http://{}{path}", self.address))
            .output()
            .expect("wrk runs");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !text.contains("Non-2xx"), "{path}: {text}");
        let line = text.lines().find(|line| line.contains(" requests in ")).unwrap();
        let requests: f64 = line.trim().split(' ').next().unwrap().parse().unwrap();
        (self.cpu() - before).as_nanos() as f64 / requests
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn measure() {
    // `cargo test` only checks that this runs.
    let seconds = if std::env::args().any(|it| it == "--bench") { 4 } else { 1 };
    let server = Server::start();
    for (name, plain, gated, header) in PAIRS {
        let header = header.replace("Bearer ", &format!("Bearer {}", token(Algorithm::HS256)));
        let mut costs = [Vec::new(), Vec::new()];
        server.cost(plain, &header, 1);
        for _ in 0..RUNS {
            for (path, costs) in [plain, gated].iter().zip(&mut costs) {
                costs.push(server.cost(path, &header, seconds));
            }
        }
        let [without, with] = costs.map(median);
        line(&format!("CPU time of a request, {name}, no gate"), without, "ns");
        line(&format!("CPU time of a request, {name}, gated"), with, "ns");
        line(&format!("a gate costs more, {name}"), (with / without - 1.0) * 100.0, "%");
    }
    measure_signed(&server, seconds);
}

/// Measures what a check costs by how its token is signed: with public keys at most 1.3 times as
/// much as with a secret.
fn measure_signed(server: &Server, seconds: u32) {
    let mut costs = SIGNED.map(|_| Vec::new());
    let headers =
        SIGNED.map(|(_, algorithm)| format!("authorization: Bearer {}", token(algorithm)));
    for _ in 0..RUNS {
        for (((name, _), header), costs) in SIGNED.iter().zip(&headers).zip(&mut costs) {
            costs.push(server.cost(&format!("/signed/{name}"), header, seconds));
        }
    }
    let [secret, rsa, ec] = costs.map(median);
    line("CPU time of a check, token by HS256", secret, "ns");
    line("CPU time of a check, token by RS256", rsa, "ns");
    line("CPU time of a check, token by ES256", ec, "ns");
    line("a check by RS256 costs, of one by HS256", rsa / secret, "times");
    line("a check by ES256 costs, of one by HS256", ec / secret, "times");
}

fn tokens_of(algorithm: Algorithm) -> Tokens {
    match algorithm {
        Algorithm::RS256 => {
            let key = include_bytes!("../tests/keys/rsa.pub.pem");
            Tokens::pem(Signing::Rs256, key, "bench", "bench").unwrap()
        }
        Algorithm::ES256 => {
            let key = include_bytes!("../tests/keys/p256.pub.pem");
            Tokens::pem(Signing::Es256, key, "bench", "bench").unwrap()
        }
        _ => Tokens::hs256(SECRET, "bench", "bench").unwrap(),
    }
}

fn token(algorithm: Algorithm) -> String {
    let claims = serde_json::json!({
        "sub": "uma", "tenant": "acme", "aud": "bench", "iss": "bench",
        "exp": get_current_timestamp() + 3_600,
    });
    let key = match algorithm {
        Algorithm::RS256 => EncodingKey::from_rsa_pem(include_bytes!("../tests/keys/rsa.pem")),
        Algorithm::ES256 => EncodingKey::from_ec_pem(include_bytes!("../tests/keys/p256.pem")),
        _ => Ok(EncodingKey::from_secret(SECRET)),
    };
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &key.unwrap()).unwrap()
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

fn line(name: &str, value: f64, unit: &str) {
    println!("{}", serde_json::json!({"name": name, "value": value, "unit": unit}));
}
