//! The demo: policies built from the example maps, and a page on which the server's decisions
//! stand beside the browser's, which runs the same file. `cargo xtask demo` starts it.

use anyhow::Result;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::Arc;
use tiergate::contract::Entitlements;
use tiergate::{Policy, Tenant, Timestamp};
use tiergate_map::Map;

/// The address, unless something else has it.
const ADDRESS: &str = "127.0.0.1:4747";

/// What the page may do: run its own scripts and WebAssembly, and no more.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; connect-src 'self'; img-src data:";

const MAPS: [&str; 3] = ["kumiko-sample", "alga-prd", "alga-narrowed"];

/// A policy, and the file that it was loaded from.
struct Published {
    map: &'static str,
    policy: Policy,
    file: Vec<u8>,
}

/// The policies, by digest.
type Policies = Arc<BTreeMap<String, Published>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let policies = publish()?;
    print_decisions(&policies)?;
    let app = Router::new()
        .route("/", get(|| async { page("index.html") }))
        .route("/demo/{file}", get(|Path(file): Path<String>| async move { page(&file) }))
        .route("/tiergate/{file}", get(|Path(file): Path<String>| async move { script(&file) }))
        .route("/policies", get(list))
        .route("/policies/{digest}", get(policy_file))
        .route("/entitle", post(entitle))
        .with_state(Arc::new(policies));
    let listener = match tokio::net::TcpListener::bind(ADDRESS).await {
        Ok(listener) => listener,
        Err(_) => tokio::net::TcpListener::bind("127.0.0.1:0").await?,
    };
    println!("\nThe same decisions, by the server and by your browser, are at");
    println!("\n    http://{}/\n\nInterrupt with Ctrl-C to end.", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

/// Builds each example map, and loads what was built.
fn publish() -> Result<BTreeMap<String, Published>> {
    let mut policies = BTreeMap::new();
    for map in MAPS {
        let path = example(&format!("policies/{map}.json"));
        let file = tiergate_author::build(&Map::from_file(&path)?)?;
        let policy = Policy::from_bytes(&file)?;
        println!("built {map}: {} bytes, digest {}", file.len(), policy.digest());
        policies.insert(policy.digest().to_owned(), Published { map, policy, file });
    }
    Ok(policies)
}

/// Checks a handful of tenants in wasmtime, and prints what comes of it.
fn print_decisions(policies: &BTreeMap<String, Published>) -> Result<()> {
    let tenants: Vec<Example> =
        serde_json::from_str(&std::fs::read_to_string(example("demo/tenants.json"))?)?;
    for published in policies.values() {
        println!("\n{}", published.map);
        for example in tenants.iter().filter(|it| it.map == published.map) {
            let answer = published.policy.entitle(&example.tenant, example.now)?;
            let allowed =
                answer.features.iter().filter(|it| it.allowed).map(|it| it.feature.as_str());
            let allowed = allowed.collect::<Vec<_>>().join(", ");
            let allowed = if allowed.is_empty() { "nothing gated" } else { &allowed };
            println!("  {}: {}, may use {allowed}", example.name, answer.resolution.tier);
        }
    }
    Ok(())
}

/// A tenant of the demo.
#[derive(Deserialize)]
struct Example {
    map: String,
    name: String,
    tenant: Tenant,
    now: Timestamp,
}

/// A file of the tests' folder.
fn example(name: &str) -> std::path::PathBuf {
    FilePath::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn page(file: &str) -> Response {
    serve(&example("demo"), file)
}

fn script(file: &str) -> Response {
    serve(&example("../js/dist"), file)
}

/// A file of one folder.
fn serve(folder: &FilePath, file: &str) -> Response {
    let kind = match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    // One segment of the address, so it names a file of the folder or none.
    let Some(name) = FilePath::new(file).file_name() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match std::fs::read(folder.join(name)) {
        Ok(text) => {
            let headers =
                [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY)];
            (headers, text).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What the page shows of a policy.
#[derive(Serialize)]
struct Listed {
    map: &'static str,
    digest: String,
    size: usize,
}

async fn list(State(policies): State<Policies>) -> Json<Vec<Listed>> {
    let listed = policies.iter().map(|(digest, published)| Listed {
        map: published.map,
        digest: digest.clone(),
        size: published.file.len(),
    });
    let mut listed: Vec<_> = listed.collect();
    listed.sort_by_key(|it| MAPS.iter().position(|map| *map == it.map));
    Json(listed)
}

/// The policy's file, at an address that holds its digest, so that it never changes.
async fn policy_file(State(policies): State<Policies>, Path(digest): Path<String>) -> Response {
    match policies.get(digest.trim_end_matches(".wasm")) {
        Some(published) => {
            let headers = [
                (header::CONTENT_TYPE, "application/wasm"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, published.file.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A question from the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    digest: String,
    tenant: Tenant,
    now: Timestamp,
}

/// The server's answer, with the policy that gave it.
#[derive(Serialize)]
struct Answer<'a> {
    digest: &'a str,
    entitlements: Entitlements,
}

async fn entitle(State(policies): State<Policies>, Json(question): Json<Question>) -> Response {
    let Some(published) = policies.get(&question.digest) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match published.policy.entitle(&question.tenant, question.now) {
        Ok(entitlements) => {
            Json(Answer { digest: published.policy.digest(), entitlements }).into_response()
        }
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    }
}
