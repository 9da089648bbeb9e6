//! A restart of `tiergate serve` compiles nothing.

use crate::server::{Server, refused, serve};
use std::path::Path;
use tiergate::PolicyCache;
use tiergate_store::{By, SqliteStore};
use tiergate_tests::plans;

/// What a server says of its policy when it listens, up to the digest.
fn said(server: &Server) -> String {
    server.line.split(" on ").next().unwrap().to_owned()
}

/// Puts the next policy, compiled, where the first one is looked for: whoever runs it then has
/// read it from there, and compiled nothing.
fn exchange(folder: &Path, digest: &str) {
    let other = tempfile::tempdir().unwrap();
    let next = PolicyCache::open(other.path()).unwrap().load(&plans::next_file().unwrap()).unwrap();
    let compiled = |folder: &Path, digest: &str| folder.join(format!("{digest}.cwasm"));
    let first = compiled(folder, digest);
    assert!(first.exists(), "the first start compiles");
    std::fs::copy(compiled(other.path(), next.digest()), first).unwrap();
}

#[test]
fn a_restart_compiles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = plans::file().unwrap();
    let digest = tiergate::digest(&file);
    let path = folder.path().join("plans.wasm");
    std::fs::write(&path, &file).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = SqliteStore::open(&folder.path().join("tiers.db")).await.unwrap();
        store.publish(&file, &By::new("test")).await.unwrap();
        store.activate(&digest, &By::new("test")).await.unwrap();
    });
    let usual = folder.path().join("tiergate/policies");
    let named = folder.path().join("named");
    let of_store = || said(&Server::start(&mut serve(folder.path())));
    let of_file = || {
        let mut command = serve(folder.path());
        said(&Server::start(command.arg("--policy").arg(&path).arg("--policy-cache").arg(&named)))
    };
    assert_eq!(of_store(), format!("plans 1.0.0 ({digest})"));
    exchange(&usual, &digest);
    assert_eq!(of_store(), format!("plans 2.0.0 ({digest})"));
    assert_eq!(of_file(), format!("plans 1.0.0 ({digest})"));
    exchange(&named, &digest);
    assert_eq!(of_file(), format!("plans 2.0.0 ({digest})"));
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let path = folder.path().join("plans.wasm");
    std::fs::write(&path, plans::file().unwrap()).unwrap();
    let mut command = serve(folder.path());
    command.arg("--policy").arg(path).arg("--policy-cache").arg(folder.path());
    let said = refused(&mut command);
    assert!(said.contains("others can write to"), "{said}");
}
