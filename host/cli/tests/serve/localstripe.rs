//! localstripe, another program that behaves as Stripe does (<https://github.com/adrienverge/localstripe>):
//! it creates and deletes a subscription, and its webhooks reach a server.

use crate::server::{Server, send};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tiergate_tests::stripe::SECRET;

const SCRIPT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/localstripe_on_loopback.py");

/// The process of localstripe; it ends with this.
struct LocalStripe {
    process: Child,
    address: String,
}

impl LocalStripe {
    fn start() -> Self {
        let mut process =
            Command::new(python()).arg(SCRIPT).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        assert!(!port.is_empty(), "localstripe does not start: is it in the environment?");
        Self { process, address: format!("127.0.0.1:{}", port.trim()) }
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> Value {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nauthorization: Bearer sk_test_12345\r\n\
             content-type: application/x-www-form-urlencoded"
        );
        let answer = send(&self.address, &head, form);
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap_or_default()
    }

    /// Creates something, and returns its identifier.
    fn create(&self, path: &str, form: &str) -> String {
        self.ask("POST", path, form)["id"].as_str().unwrap().to_owned()
    }
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The Python that has localstripe: `cargo xtask test` names one.
fn python() -> PathBuf {
    std::env::var_os("TIERGATE_LOCALSTRIPE").map(PathBuf::from).expect(
        "set TIERGATE_LOCALSTRIPE to the Python of an environment that has localstripe; \
         `cargo xtask test` makes one",
    )
}

/// Waits until the tenant has this tier.
fn until(server: &Server, tier: &str) {
    let since = Instant::now();
    loop {
        let answer = server.ask("GET", "/v1/tenants/acme/entitlements", &Value::Null).1;
        if answer["entitlements"]["resolution"]["tier"] == tier {
            return println!("{tier} after {:?}", since.elapsed());
        }
        assert!(since.elapsed() < Duration::from_secs(20), "it is not {tier}: {answer}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_tenant_follows_its_subscription_in_localstripe() {
    let server = Server::alone(|command, _| {
        command.env("TIERGATE_STRIPE_SECRET", SECRET).env("TIERGATE_STRIPE_MODE", "test");
    });
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({ "tenant": "acme" })).0, 201);
    assert_eq!(server.ask("DELETE", "/v1/tenants/acme/trial", &Value::Null).0, 200);
    let stripe = LocalStripe::start();
    let hook = format!("url={}/webhooks/stripe&secret={SECRET}", server.url());
    stripe.ask("POST", "/_config/webhooks/tiergate", &hook);

    stripe.create("/v1/products", "id=prod_pro&name=Pro&type=service");
    stripe.create("/v1/plans", "id=p-pro&product=prod_pro&amount=900&currency=eur&interval=month");
    let customer = stripe.create("/v1/customers", "email=ann@example.com");
    let card = "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2040\
                &card[cvc]=123";
    let card = stripe.create("/v1/payment_methods", card);
    let of = format!("customer={customer}");
    stripe.create(&format!("/v1/payment_methods/{card}/attach"), &of);
    let default = format!("invoice_settings[default_payment_method]={card}");
    stripe.create(&format!("/v1/customers/{customer}"), &default);
    until(&server, "basic");

    let bought = format!("{of}&items[0][plan]=p-pro&metadata[tiergate_tenant]=acme");
    let subscription = stripe.create("/v1/subscriptions", &bought);
    until(&server, "pro");
    stripe.ask("DELETE", &format!("/v1/subscriptions/{subscription}"), "");
    until(&server, "basic");
    let (_, problems) = server.ask("GET", "/v1/billing/problems", &Value::Null);
    assert_eq!(problems["reports"], json!([]), "all is understood");
    let (_, billing) = server.ask("GET", "/v1/tenants/acme/billing", &Value::Null);
    assert_eq!(billing["subscriptions"][0]["subscription"]["status"], "canceled", "{billing}");
}
