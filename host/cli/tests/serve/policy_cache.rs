//! A restart of `tiergate serve` compiles nothing.

use crate::server::{Server, refused, serve};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use tiergate_store::{By, SqliteStore};
use tiergate_tests::plans;

/// What a server says of its policy when it listens, up to the digest.
fn said(server: &Server) -> String {
    server.line.split(" on ").next().unwrap().to_owned()
}

/// Which file the compiled policy is: what is compiled again is another one.
fn compiled(folder: &Path, digest: &str) -> (u64, i64) {
    let found = folder.join(format!("{digest}.cwasm")).metadata();
    let found = found.expect("the first start compiles");
    (found.ino(), found.mtime_nsec())
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
    let plans = format!("plans 1.0.0 ({digest})");
    assert_eq!(of_store(), plans);
    let first = compiled(&usual, &digest);
    assert_eq!(of_store(), plans);
    assert_eq!(compiled(&usual, &digest), first);
    assert_eq!(of_file(), plans);
    let first = compiled(&named, &digest);
    assert_eq!(of_file(), plans);
    assert_eq!(compiled(&named, &digest), first);
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
