//! Compiled policies are read from a folder of one's own alone, and only while they are whole.

use super::{NOW, file, on};
use tiergate::PolicyCache;

#[test]
fn a_compiled_policy_answers_as_the_file_does() {
    let folder = tempfile::tempdir().unwrap();
    let cache = PolicyCache::open(folder.path().join("policies")).unwrap();
    let file = file(true);
    let compiled = cache.load(&file).unwrap();
    let again = cache.load(&file).unwrap();
    assert_eq!(compiled.digest(), again.digest());
    assert_eq!(compiled.catalog(), again.catalog());
    assert!(again.check(&on("pro"), "sync", NOW).unwrap().allowed);
}

#[test]
fn what_wasmtime_did_not_write_is_compiled_anew() {
    let folder = tempfile::tempdir().unwrap();
    let cache = PolicyCache::open(folder.path().join("policies")).unwrap();
    let file = file(true);
    let digest = cache.load(&file).unwrap().digest().to_owned();
    let path = folder.path().join(format!("policies/{digest}.cwasm"));
    let whole = std::fs::read(&path).unwrap();
    for half in [&whole[..whole.len() / 2], b"not machine code", b""] {
        std::fs::write(&path, half).unwrap();
        assert!(cache.load(&file).unwrap().check(&on("pro"), "sync", NOW).unwrap().allowed);
        // Not byte for byte what it was: wasmtime compiles functions in no set order.
        assert!(std::fs::read(&path).unwrap().len() > half.len());
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let error = PolicyCache::open(folder.path()).unwrap_err();
    assert!(error.to_string().starts_with("others can write to"), "{error}");
}
