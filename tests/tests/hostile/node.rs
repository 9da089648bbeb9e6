//! The same files in the browser's host, run by Node.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use tiergate_tests::hostile::{self, Browser, Expected, Hostile};

use super::{ask, good, memory, outcome, prefixes};

/// Hands every file and what is to become of it to `hostile.test.mjs`.
#[test]
fn the_browser_refuses_the_same() {
    let _alone = memory::alone();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tiergate-hostile");
    write(&folder);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile.test.mjs");
    let node = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .arg(script)
        .env("TIERGATE_JS", tiergate_tests::node::js())
        .env("TIERGATE_HOSTILE", &folder)
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&node.stdout));
    assert!(node.status.success(), "{}", String::from_utf8_lossy(&node.stderr));
}

/// Writes the files, `expected.json` and what to ask.
fn write(folder: &PathBuf) {
    std::fs::create_dir_all(folder).unwrap();
    let mut expected = Map::new();
    for hostile in hostile::all().unwrap() {
        std::fs::write(folder.join(format!("{}.wasm", hostile.name)), &hostile.file).unwrap();
        expected.insert(format!("{}.wasm", hostile.name), in_browser(&hostile));
    }
    std::fs::write(folder.join("good.policy.wasm"), good::file()).unwrap();
    let write = |name: &str, value: Value| {
        std::fs::write(folder.join(name), serde_json::to_vec_pretty(&value).unwrap()).unwrap();
    };
    write("expected.json", expected.into());
    write("requests.json", ask::requests("pro").into());
    write("prefixes.json", json!(prefixes::outcomes()));
}

fn in_browser(hostile: &Hostile) -> Value {
    match (&hostile.browser, &hostile.expected) {
        (Browser::NeverEnds, _) => json!({"outcome": "never-ends"}),
        (Browser::Differs, _) => json!({"outcome": "differs"}),
        (Browser::Taken, _) => json!({"outcome": "taken"}),
        (Browser::Same, Expected::Refused(code)) => json!({"outcome": "refused", "code": code}),
        (Browser::Same, Expected::Load(_)) => json!({"outcome": "refused", "code": "unavailable"}),
        (Browser::Same, Expected::Call(call, _)) => json!({"outcome": "fails", "call": call}),
        (Browser::Same, Expected::Taken | Expected::Tiers(_)) => {
            json!({"outcome": "taken", "answers": outcome::of(&hostile.file).answers})
        }
    }
}
