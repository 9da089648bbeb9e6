//! What a change would do to a tenant, before it is made.

use crate::operated::FAR;
use crate::test_server::{NEXT, Server};
use serde_json::{Value, json};

impl Server {
    async fn preview(&self, change: &Value) -> (u16, Value) {
        self.operate("POST", "/v1/tenants/acme/preview", change.clone()).await
    }
}

#[tokio::test]
async fn a_preview_says_what_the_write_does_and_writes_nothing() {
    let server = Server::with_policies().await;
    server.bill_unpaid().await;
    let changes = [
        (
            json!({"kind": "grant", "tier": "premium", "expiresAt": FAR}),
            "PUT",
            "/v1/tenants/acme/tier",
            json!({"tier": "premium", "until": FAR}),
        ),
        (
            json!({"kind": "trial", "tier": "pro", "expiresAt": FAR}),
            "PUT",
            "/v1/tenants/acme/trial",
            json!({"tier": "pro", "until": FAR}),
        ),
        (
            json!({"kind": "switch-feature", "feature": "sso", "enabled": true, "by": "operator"}),
            "PUT",
            "/v1/tenants/acme/features/sso",
            json!({"enabled": true}),
        ),
        (
            json!({"kind": "unswitch-feature", "feature": "sso", "by": "operator"}),
            "DELETE",
            "/v1/tenants/acme/features/sso",
            Value::Null,
        ),
        (
            json!({"kind": "give-add-on", "addOn": "assistant", "quantity": 2}),
            "PUT",
            "/v1/tenants/acme/add-ons/assistant",
            json!({"quantity": 2}),
        ),
        (
            json!({"kind": "set-cap", "cap": "seats", "limit": "unlimited"}),
            "PUT",
            "/v1/tenants/acme/caps/seats",
            json!({"limit": "unlimited"}),
        ),
        (
            json!({"kind": "unset-cap", "cap": "seats"}),
            "DELETE",
            "/v1/tenants/acme/caps/seats",
            Value::Null,
        ),
        (
            json!({"kind": "set-edition", "edition": "community"}),
            "PUT",
            "/v1/tenants/acme/edition",
            json!({"edition": "community"}),
        ),
        (json!({"kind": "set-edition"}), "DELETE", "/v1/tenants/acme/edition", Value::Null),
        (
            json!({"kind": "pin", "digest": &NEXT.digest()[..8]}),
            "PUT",
            "/v1/tenants/acme/pin",
            json!({"digest": NEXT.digest()}),
        ),
        (json!({"kind": "pin"}), "DELETE", "/v1/tenants/acme/pin", Value::Null),
        (
            json!({"kind": "take-add-on", "addOn": "assistant"}),
            "DELETE",
            "/v1/tenants/acme/add-ons/assistant",
            Value::Null,
        ),
        (json!({"kind": "revoke"}), "DELETE", "/v1/tenants/acme/tier", Value::Null),
        (json!({"kind": "end-trial"}), "DELETE", "/v1/tenants/acme/trial", Value::Null),
    ];
    let mut differing = 0;
    for (change, method, path, body) in changes {
        let (before, events) = (server.overview().await, server.events().await.len());
        let (status, preview) = server.preview(&change).await;
        assert_eq!((status, server.events().await.len()), (200, events), "{change}: {preview}");
        assert_eq!(preview["revision"], before["revision"]);
        assert_eq!(preview["before"]["resolution"], before["resolution"], "{change}");
        let (status, written) = server.operate(method, path, body).await;
        assert_eq!(
            (status, &written["changed"]),
            (200, &preview["changed"]),
            "{change}: {written}"
        );
        let after = server.overview().await;
        for key in ["tier", "resolution", "policy", "then"] {
            assert_eq!(preview["after"][key], after[key], "{change}: {key}");
        }
        let may = |it: &Value, id: &Value| {
            let all = it["features"].as_array().unwrap();
            all.iter().find(|it| it["id"] == *id).map(|it| it["decision"]["allowed"].clone())
        };
        for feature in after["features"].as_array().unwrap() {
            let id = &feature["id"];
            let differs = may(&before, id) != may(&after, id);
            let said = preview["features"].as_array().unwrap().iter().find(|it| it["id"] == *id);
            assert_eq!(said.is_some(), differs, "{change}: {id}");
            differing += usize::from(differs);
        }
    }
    assert!(differing > 5, "only {differing} features differed");
    let (status, problem) = server.preview(&json!({ "kind": "pin", "digest": null })).await;
    assert!(status == 422 && problem.to_string().contains("`digest` is null"), "{problem}");
}

#[tokio::test]
async fn a_preview_tells_people_what_happens_then() {
    let server = Server::new().await;
    server.bill_unpaid().await;
    let grant = json!({"kind": "grant", "tier": "pro", "expiresAt": FAR});
    let (_, preview) = server.preview(&grant).await;
    let lines: Vec<_> =
        preview["sentences"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(lines[0], "The tier goes from Basic to Pro.");
    assert!(lines.contains(&"From 2096-10-02T07:06:40Z on, the tier is Basic."), "{lines:?}");
    for (change, code) in [
        (json!({"kind": "grant", "tier": "gold"}), "unknown-tier"),
        (json!({"kind": "grant", "tier": "pro", "expiresAt": 1}), "past-end"),
        (json!({"kind": "give-add-on", "addOn": "gold"}), "unknown-add-on"),
        (json!({"kind": "pin", "digest": "5f085f08"}), "unknown-policy"),
        (json!({"kind": "delete"}), "bad-request"),
        (json!({"kind": "create", "assignments": []}), "bad-request"),
        (json!({"kind": "fly"}), "bad-request"),
    ] {
        let (status, problem) = server.preview(&change).await;
        assert_eq!((status, &problem["code"]), (422, &json!(code)), "{change}: {problem}");
    }
}
