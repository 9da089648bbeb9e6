//! Compiled policies are read from a folder of one's own alone, and only while they are whole.

use super::{NOW, file, on};
#[cfg(unix)]
use std::{
    fs::{File, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::PathBuf,
};
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

/// A cache that holds one compiled policy.
#[cfg(unix)]
struct Filled {
    _folder: tempfile::TempDir,
    cache: PolicyCache,
    file: Vec<u8>,
    path: PathBuf,
    /// What was kept first.
    whole: Vec<u8>,
}

#[cfg(unix)]
impl Filled {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = PolicyCache::open(folder.path().join("policies")).unwrap();
        let file = file(true);
        let digest = cache.load(&file).unwrap().digest().to_owned();
        let path = folder.path().join(format!("policies/{digest}.cwasm"));
        let whole = std::fs::read(&path).unwrap();
        Self { _folder: folder, cache, file, path, whole }
    }

    /// Puts this in place of the compiled policy, and sees that it is compiled again and kept.
    fn is_compiled_again(&self, kept: &[u8]) {
        std::fs::write(&self.path, kept).unwrap();
        assert!(self.load_replaces());
    }

    /// Loads the policy, and returns whether the file was replaced. A policy that is taken from
    /// the folder leaves the file as it is.
    fn load_replaces(&self) -> bool {
        // Held open, so that its number is not given to the next file.
        let before = File::open(&self.path).unwrap();
        let policy = self.cache.load(&self.file).unwrap();
        assert!(policy.check(&on("pro"), "sync", NOW).unwrap().allowed);
        let (before, after) = (before.metadata().unwrap(), self.path.metadata().unwrap());
        before.ino() != after.ino()
    }
}

#[cfg(unix)]
#[test]
fn what_was_not_kept_whole_is_compiled_again() {
    let filled = Filled::new();
    assert!(!filled.load_replaces(), "what is whole is used");
    let whole = &filled.whole;
    for half in [&whole[..whole.len() / 2], b"not machine code", b""] {
        filled.is_compiled_again(half);
    }
    let (zeros, half) = (vec![0; whole.len()], whole.len() / 2);
    filled.is_compiled_again(&[&whole[..half], &zeros[half..]].concat());
    filled.is_compiled_again(&[&zeros[..half], &whole[half..]].concat());
    assert!(!filled.load_replaces());
}

/// As wasmtime itself does not see: most of these bytes are machine code.
#[cfg(unix)]
#[test]
fn a_compiled_policy_with_4_changed_bytes_is_compiled_again() {
    let filled = Filled::new();
    let step = filled.whole.len() / 200;
    for place in (0..200).map(|at| at * step) {
        let mut damaged = filled.whole.clone();
        damaged[place..place + 4].iter_mut().for_each(|byte| *byte ^= 0xcc);
        filled.is_compiled_again(&damaged);
    }
}

/// Its checksum is right, and its code is another policy's.
#[cfg(unix)]
#[test]
fn another_policy_in_its_place_is_compiled_again() {
    let filled = Filled::new();
    let other = tempfile::tempdir().unwrap();
    let next = PolicyCache::open(other.path()).unwrap().load(&super::file(false)).unwrap();
    let other = other.path().join(format!("{}.cwasm", next.digest()));
    filled.is_compiled_again(&std::fs::read(other).unwrap());
}

#[cfg(unix)]
#[test]
fn a_compiled_policy_that_others_can_write_to_is_compiled_again() {
    let filled = Filled::new();
    for mode in [0o620, 0o602] {
        std::fs::set_permissions(&filled.path, Permissions::from_mode(mode)).unwrap();
        assert!(filled.load_replaces());
        assert_eq!(filled.path.metadata().unwrap().mode() & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    let error = PolicyCache::open(folder.path()).unwrap_err();
    assert!(error.to_string().starts_with("others can write to"), "{error}");
    assert!(error.to_string().contains("empty it"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_filled_folder_that_cannot_be_written_to_is_read() {
    let filled = Filled::new();
    let folder = filled.path.parent().unwrap();
    std::fs::set_permissions(folder, Permissions::from_mode(0o500)).unwrap();
    let read_only = Filled { cache: PolicyCache::open(folder).unwrap(), ..filled };
    assert!(!read_only.load_replaces());
    // Root can write to that one, and not to this one.
    let folder = std::path::Path::new("/sys/kernel");
    if folder.is_dir() {
        let cache = PolicyCache::open(folder).unwrap();
        assert!(cache.load(&read_only.file).is_ok(), "that only costs time");
    }
}
