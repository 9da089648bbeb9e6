//! The OpenAPI document: valid, of every route, and true of what is answered.

use crate::test_server::{Server, routes};
use crate::test_sessions::SECRET;
use crate::test_tokens::{token, tokens};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tiergate_server::{Sessions, Shutdown, docs, health};
use tower::ServiceExt;

/// The OpenAPI Initiative's own, without the schemas in it: `README.md` there says where from.
const META: &str = include_str!("../openapi/schema-3.1.json");

/// A file of the page or the document.
async fn get(server: &Server, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let tenants = server.tenants.clone();
    let sessions = Sessions::new(SECRET, tenants.tiers().clone(), tokens()).unwrap();
    let router = docs(tenants, &tokens(), Some(&sessions)).unwrap();
    let router = router.merge(health(server.tenants.tiers().clone(), Shutdown::new()));
    let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, to_bytes(body, 10_000_000).await.unwrap().to_vec())
}

async fn document(server: &Server) -> Value {
    let (status, headers, body) = get(server, "/openapi.json").await;
    assert_eq!(
        (status, &headers["content-type"]),
        (StatusCode::OK, &"application/json".parse().unwrap())
    );
    serde_json::from_slice(&body).unwrap()
}

/// Every operation: its method, its path, and what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    operations
}

/// A schema that may refer to those of the document.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

#[tokio::test]
async fn the_document_is_valid() {
    let document = document(&Server::new().await).await;
    let meta = jsonschema::validator_for(&serde_json::from_str(META).unwrap()).unwrap();
    let errors: Vec<_> = meta.iter_errors(&document).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        // Every reference is to something.
        validator(&document, schema);
    }
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        for key in ["summary", "description", "tags"] {
            assert!(!operation[key].is_null(), "{method} {path} has no {key}");
        }
        let tag = &operation["tags"][0];
        let tags = document["tags"].as_array().unwrap();
        assert!(tags.iter().any(|known| known["name"] == *tag), "{tag} is not described");
    }
}

/// Every number of a document, with its path.
fn numbers(at: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    let kinds = value["type"].as_array();
    if value["type"] == "integer" || kinds.is_some_and(|all| all.contains(&"integer".into())) {
        found.push((at.to_owned(), value.clone()));
    }
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, it)| numbers(&format!("{at}/{name}"), it, found))
        }
        Value::Array(all) => all.iter().for_each(|it| numbers(at, it, found)),
        _ => {}
    }
}

/// Clients that are generated take `int32` for signed, and refuse what is beyond it.
#[tokio::test]
async fn no_number_is_larger_than_its_format() {
    let (document, mut found) = (document(&Server::new().await).await, Vec::new());
    numbers("", &document, &mut found);
    // Without a maximum, it may have 32 bits and no sign.
    let most = |it: &Value| it["maximum"].as_i64().unwrap_or(i64::MAX);
    let beyond = |it: &Value| it["format"] == "int32" && most(it) > i32::MAX.into();
    let beyond: Vec<_> = found.iter().filter(|(_, it)| beyond(it)).collect();
    assert!(beyond.is_empty(), "{beyond:#?}");
    assert!(found.len() > 20, "{}", found.len());
}

/// The names of the schemas that a file of Rust derives or implements.
fn schema_names(text: &str) -> Vec<String> {
    let word = |text: &str| text.split(|it: char| !it.is_alphanumeric()).next().unwrap().to_owned();
    let (mut names, mut lines) = (Vec::new(), text.lines().map(str::trim));
    while let Some(line) = lines.next() {
        if line.starts_with("impl ToSchema for") {
            let name = lines.find(|line| line.contains('"')).unwrap();
            names.push(name.split('"').nth(1).unwrap().to_owned());
        } else if line.starts_with("#[") && line.contains("ToSchema") {
            let mut given = None;
            let item = lines.find_map(|line| {
                given =
                    given.take().or(line.split_once("schema(as = ").map(|(_, name)| word(name)));
                line.split_once("struct ").or(line.split_once("enum ")).map(|(_, name)| word(name))
            });
            names.push(given.or(item).unwrap());
        }
    }
    names
}

/// All files of a folder whose names end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| if path.is_dir() { files(&path, end) } else { vec![path] };
    entries.flat_map(of).filter(|path| path.to_str().unwrap().ends_with(end)).collect()
}

#[tokio::test]
async fn each_schema_has_a_name_of_its_own() {
    let twice = "#[derive(ToSchema)]\nstruct Listed {\n#[derive(ToSchema)]\n\
                 #[schema(as = Listed)]\npub struct Other {";
    assert_eq!(schema_names(twice), ["Listed", "Listed"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sources = ["host/server/src", "host/store/src", "host/sdk/src"];
    let mut places: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in sources.iter().flat_map(|source| files(&root.join(source), ".rs")) {
        for name in schema_names(&std::fs::read_to_string(&path).unwrap()) {
            places.entry(name).or_default().push(path.clone());
        }
    }
    let document = document(&Server::new().await).await;
    let known = document["components"]["schemas"].as_object().unwrap();
    let found = known.keys().filter(|name| places.contains_key(*name)).count();
    // The others are the contract's.
    assert!(found > 50, "{found} of {} schemas are found", known.len());
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "one of two schemas is lost: {places:#?}");
}

/// Whether a path is one of a template such as `/v1/tenants/{tenant}`.
fn is_of(path: &str, template: &str) -> bool {
    let (path, template) = (path.split('/'), template.split('/'));
    path.clone().count() == template.clone().count()
        && path.zip(template).all(|(part, of)| of.starts_with('{') || part == of)
}

#[tokio::test]
async fn every_route_is_in_the_document() {
    let document = document(&Server::new().await).await;
    let operations = operations(&document);
    let mut described: BTreeSet<_> =
        operations.iter().map(|(method, path, _)| (method.as_str(), path.as_str())).collect();
    let routes = routes();
    for route in &routes {
        let method = route.method.as_str();
        let of = operations.iter().find(|(it, path, _)| it == method && is_of(route.path, path));
        let (_, path, _) = of.unwrap_or_else(|| panic!("{method} {} is not in it", route.path));
        described.remove(&(method, path.as_str()));
    }
    // What takes no token has tests of its own.
    let others = [
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/policies/{file}"),
        ("GET", "/session"),
        ("DELETE", "/session"),
        ("POST", "/session/refresh"),
        ("GET", "/session/events"),
        ("GET", "/ofrep/v1/events"),
    ];
    assert_eq!(described, others.into(), "the tests' list of routes does not have all of them");
}

#[tokio::test]
async fn responses_match_the_document() {
    let server = Server::new().await;
    let document = document(&server).await;
    let operations = operations(&document);
    let (ann, eve) = (token("ann", None, &["system-admin"]), token("eve", Some("other"), &[]));
    for route in routes() {
        let method = route.method.as_str();
        let of = operations.iter().find(|(it, path, _)| it == method && is_of(route.path, path));
        let (_, _, operation) = of.unwrap();
        for token in [None, Some(&eve), Some(&ann)] {
            let (status, answer) = server.ask(&route, token.map(String::as_str), &[]).await;
            let content = &operation["responses"][status.to_string()]["content"];
            let (_, content) = content.as_object().unwrap().iter().next().unwrap();
            let schema = validator(&document, &content["schema"]);
            assert!(schema.is_valid(&answer), "{method} {}: {answer}", route.path);
            let nothing = Value::Object(Map::new());
            assert!(!schema.is_valid(&nothing), "{method} {}: it says nothing", route.path);
        }
    }
}

#[tokio::test]
async fn the_page_is_complete_and_loads_nothing_from_other_servers() {
    let server = Server::new().await;
    let (status, headers, _) = get(&server, "/docs").await;
    assert_eq!((status.as_u16(), headers["location"].to_str().unwrap()), (308, "docs/"));
    let (status, headers, page) = get(&server, "/docs/").await;
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (200, "text/html"));
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    let page = unpacked(&headers, page);
    assert!(!page.contains("://"), "{page}");
    let files: Vec<_> = page.split(['"', '\'']).filter(|it| it.starts_with("./")).collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        assert_eq!(get(&server, &format!("/docs/{file}").replace("./", "")).await.0, 200, "{file}");
    }
    let (_, headers, script) = get(&server, "/docs/swagger-initializer.js").await;
    assert!(unpacked(&headers, script).contains("../openapi.json"));
    let (status, _, problem) = get(&server, "/docs/no-such-file").await;
    let problem: Value = serde_json::from_slice(&problem).unwrap();
    assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("no-route")));
}

/// The text of a file that may be packed.
fn unpacked(headers: &HeaderMap, file: Vec<u8>) -> String {
    let mut text = String::new();
    if headers.contains_key("content-encoding") {
        use std::io::Read;
        flate2::read::GzDecoder::new(file.as_slice()).read_to_string(&mut text).unwrap();
        return text;
    }
    String::from_utf8(file).unwrap()
}
