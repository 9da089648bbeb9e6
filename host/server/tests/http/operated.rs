//! What the operator's screen asks: everything about a tenant, counts, and tier maps.

use crate::test_server::{POLICY, Server};
use crate::test_tokens::token;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tiergate::contract::{Item, Status, Subscription};
use tiergate_store::{By, Change};
use tiergate_tests::plans;

pub(crate) const FAR: u64 = 4_000_000_000;

impl Server {
    pub(crate) async fn overview(&self) -> Value {
        let (status, it) = self.operate("GET", "/v1/tenants/acme/overview", Value::Null).await;
        assert_eq!(status, 200, "{it}");
        it
    }

    /// Bills `acme` for `basic`, not paid since now.
    pub(crate) async fn bill_unpaid(&self) {
        let item = Item { names: vec!["p-basic".into()], quantity: Some(1) };
        let subscription = Subscription {
            id: "sub_9".into(),
            status: Status::PastDue,
            items: vec![item],
            trial_ends_at: None,
            past_due_since: Some(self.tenants.tiers().now()),
            ends_at: None,
            collection_paused: false,
        };
        let bill = Change::Bill { subscriptions: vec![subscription] };
        self.tenants.write("acme", bill, &By::new("stripe")).await.unwrap();
    }
}

#[tokio::test]
async fn an_overview_says_everything_and_who_wrote_it() {
    let server = Server::new().await;
    let plan = json!({"tier": "pro", "reason": "beta cohort", "until": FAR});
    server.operate("PUT", "/v1/tenants/acme/tier", plan).await;
    server.operate("PUT", "/v1/tenants/acme/label", json!({"label": "ACME Ltd"})).await;
    let switch = json!({"enabled": false, "reason": "outage"});
    server.operate("PUT", "/v1/tenants/acme/features/export", switch).await;
    server.operate("PUT", "/v1/tenants/acme/caps/seats", json!({"limit": {"at-most": 7}})).await;
    server.operate("PUT", "/v1/tenants/acme/add-ons/assistant", json!({"quantity": 2})).await;
    server.operate("PUT", "/v1/tenants/acme/attributes/region", json!({"value": "eu"})).await;
    let it = server.overview().await;
    assert_eq!((&it["label"], &it["tier"]["id"]), (&json!("ACME Ltd"), &json!("pro")));
    assert_eq!(it["policy"]["digest"], POLICY.digest());
    let granted = &it["sources"][0];
    assert_eq!((&granted["source"], &granted["state"]), (&json!("manual"), &json!("decides")));
    assert_eq!(granted["tier"]["label"], "Pro");
    assert_eq!(
        (&granted["written"]["actor"], &granted["written"]["reason"]),
        (&json!("ann@example.com"), &json!("beta cohort"))
    );
    assert_eq!(it["sources"][1]["state"], "covered");
    assert_eq!((&it["then"]["at"], &it["then"]["tier"]["id"]), (&json!(FAR), &json!("basic")));
    let one = |list: &Value, id: &str| {
        list.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone()
    };
    let export = one(&it["features"], "export");
    assert_eq!(export["decision"]["reason"], "switched-off");
    assert!(export["because"][0].as_str().unwrap().starts_with("An operator switched it off"));
    assert_eq!(export["switches"][0]["written"]["reason"], "outage");
    let seats = one(&it["caps"], "seats");
    assert_eq!(
        (&seats["state"]["limit"], &seats["held"][0]["giver"]),
        (&json!({"at-most": 7}), &json!("manual"))
    );
    let assistant = one(&it["addOns"], "assistant");
    assert_eq!((&assistant["held"][0]["quantity"], &assistant["known"]), (&json!(2), &json!(true)));
    assert_eq!(it["attributes"][0]["value"], "eu");
    // It agrees with the routes that answer a part of it.
    let (_, entitlements) =
        server.operate("GET", "/v1/tenants/acme/entitlements", Value::Null).await;
    let decisions: Vec<_> =
        it["features"].as_array().unwrap().iter().map(|it| it["decision"].clone()).collect();
    assert_eq!(entitlements["entitlements"]["features"], Value::Array(decisions));
    assert_eq!(entitlements["entitlements"]["resolution"], it["resolution"]);
    let (_, explained) =
        server.operate("GET", "/v1/tenants/acme/explain/export", Value::Null).await;
    let because = explained["because"].as_array().unwrap();
    assert!(export["because"].as_array().unwrap().iter().all(|line| because.contains(line)));
    let (status, missing) = server.operate("GET", "/v1/tenants/nobody/overview", Value::Null).await;
    assert_eq!((status, &missing["code"]), (404, &json!("unknown-tenant")));
}

#[tokio::test]
async fn what_is_past_due_is_said_listed_and_counted() {
    let server = Server::new().await;
    server.bill_unpaid().await;
    let it = server.overview().await;
    assert!(it["pastDue"]["since"].is_u64(), "{it}");
    let (_, listed) = server.operate("GET", "/v1/tenants?pastDue=true", Value::Null).await;
    let names: Vec<_> =
        listed["tenants"].as_array().unwrap().iter().map(|it| &it["tenant"]).collect();
    assert_eq!(names, ["acme"]);
    assert_eq!(listed["tenants"][0]["pastDue"], it["pastDue"]);
    let (_, others) = server.operate("GET", "/v1/tenants?pastDue=false", Value::Null).await;
    assert_eq!(others["tenants"][0]["tenant"], "other");
    for _ in 0..1_500 {
        let (status, it) = server.operate("GET", "/v1/summary", Value::Null).await;
        assert_eq!(
            (status, &it["tenants"], &it["policy"]["digest"]),
            (200, &json!(2), &json!(POLICY.digest()))
        );
        if it["asked"].is_object() && it["unassigned"].is_u64() {
            let asked = &it["asked"];
            assert_eq!((&asked["pastDue"], &asked["misconfigured"]), (&json!(1), &json!(0)));
            assert_eq!(it["unassigned"], 1);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the tenants were never counted");
}

#[tokio::test]
async fn a_tenant_is_found_by_any_part_of_its_name() {
    let server = Server::new().await;
    let create = json!({"tenant": "an-acme-too", "label": "Bakery Söhne"});
    assert_eq!(server.operate("POST", "/v1/tenants", create).await.0, 201);
    for (path, wanted) in [
        ("/v1/tenants?search=ACME", vec!["acme", "an-acme-too"]),
        ("/v1/tenants?search=acme", vec!["acme", "an-acme-too"]),
        ("/v1/tenants?search=cme-", vec!["an-acme-too"]),
        ("/v1/tenants?search=s%C3%96H", vec!["an-acme-too"]),
        ("/v1/tenants?search=ak", vec!["an-acme-too"]),
        ("/v1/tenants?search=ak&tier=basic", vec!["an-acme-too"]),
        ("/v1/tenants?search=ak&tier=pro", vec![]),
        ("/v1/tenants?search=nothing", vec![]),
        ("/v1/tenants?search=acme&after=acme", vec!["an-acme-too"]),
    ] {
        let (status, listed) = server.operate("GET", path, Value::Null).await;
        let found: Vec<_> = listed["tenants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["tenant"].as_str().unwrap())
            .collect();
        assert_eq!((status, found), (200, wanted), "{path}");
    }
}

async fn send(server: &Server, path: &str, kind: &str, body: impl Into<Body>) -> (u16, Value) {
    let token = token("ann", None, &["system-admin"]);
    let request = Request::post(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", kind)
        // The test's map has a tier that no product sells.
        .header("tiergate-anyway", "a%20test")
        .header("idempotency-key", "one");
    let answer = server.send(request.body(body.into()).unwrap()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_tier_map_is_previewed_compared_and_published() {
    let server = Server::with_policies().await;
    let map = plans::map_without_trial().replace("\"Pro\"", "\"Professional\"");
    let (status, draft) =
        send(&server, "/v1/policies/preview", "application/json", map.clone()).await;
    assert_eq!(status, 200, "{draft}");
    assert_eq!((&draft["stored"], &draft["active"]), (&json!(false), &json!(false)));
    assert_eq!(draft["changes"].as_array().unwrap().len(), 1, "{draft}");
    let (status, impact) =
        send(&server, "/v1/policies/impact", "application/json", map.clone()).await;
    assert_eq!((status, &impact["impact"]["tenants"]), (200, &json!(2)), "{impact}");
    let (_, known) = server.operate("GET", "/v1/policies", Value::Null).await;
    assert!(!known.to_string().contains(draft["digest"].as_str().unwrap()), "nothing was stored");
    let (status, published) = send(&server, "/v1/policies", "application/json", map.clone()).await;
    assert_eq!((status, &published["digest"]), (201, &draft["digest"]));
    let json = "application/json; charset=utf-8";
    assert_eq!(send(&server, "/v1/policies", json, map).await.0, 200);
    let (status, same) =
        send(&server, "/v1/policies/preview", "application/wasm", POLICY.file().to_vec()).await;
    assert_eq!((status, &same["stored"], &same["active"]), (200, &json!(true), &json!(true)));
    let toml = "name = \"n\"\nversion = \"1\"\ndefaultTier = \"free\"\nwhenMissing = { tier = \"free\" }\n\
                whenUnknown = { tier = \"free\" }\n[[tiers]]\nid = \"free\"\n";
    assert_eq!(send(&server, "/v1/policies/preview", "application/toml", toml).await.0, 200);
}

#[tokio::test]
async fn a_map_with_problems_is_refused_with_all_of_them() {
    let server = Server::new().await;
    let map = plans::map_without_trial().replace("\"extends\": \"basic\"", "\"extnds\": \"basic\"");
    for path in ["/v1/policies/preview", "/v1/policies", "/v1/policies/impact"] {
        let (status, problem) = send(&server, path, "application/json", map.clone()).await;
        assert_eq!((status, &problem["code"]), (422, &json!("map-refused")), "{problem}");
        let first = &problem["problems"][0];
        assert_eq!(
            (&first["severity"], &first["file"], &first["text"]),
            (&json!("error"), &json!("map.json"), &json!("\"extnds\""))
        );
        assert!(
            first["line"].as_u64().unwrap() > 1
                && first["help"].as_str().unwrap().contains("extends"),
            "{first}"
        );
    }
    let (status, problem) = send(&server, "/v1/policies", "text/plain", "x").await;
    assert_eq!((status, &problem["code"]), (415, &json!("bad-request")));
    let (status, problem) = send(&server, "/v1/policies", "application/json", vec![0xff]).await;
    assert_eq!((status, &problem["code"]), (400, &json!("bad-request")));
}
