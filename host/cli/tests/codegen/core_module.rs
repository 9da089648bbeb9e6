//! The core module of a policy is the one that the npm package runs.

use crate::{notes, run, text};
use std::process::Command;
use tiergate_tests::node::js;

/// Extracts a policy's core module as the npm package does, and asks it what the whole file answers, as
/// far as the package takes a compiled module.
const SCRIPT: &str = r#"
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
const [js, folder] = process.argv.slice(1);
const { coreModule } = await import(`${js}/dist/wasm/sections.js`);
const { Policy } = await import(`${js}/dist/index.js`);
const file = new Uint8Array(readFileSync(`${folder}/notes.policy.wasm`));
const core = readFileSync(`${folder}/notes.core.wasm`);
assert.deepEqual(new Uint8Array(core), new Uint8Array(coreModule(file)));
const whole = await Policy.load(file);
const script = readFileSync(`${folder}/notes.core.js`, "utf8");
assert.match(script, /^import module from "\.\/notes\.core\.wasm";$/m);
// Node compiles no imported bytes: the module stands in for the import.
const module = await WebAssembly.compile(core);
const source = script.replace(/^import .*$/m, "const { module } = globalThis;");
Object.assign(globalThis, { module });
const { default: given } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
assert.equal(given.digest, whole.digest);
assert.equal(given.module, module);
const part = await Policy.load(given).catch((error) => error);
if (part instanceof Policy) assert.deepEqual(part.describe(), whole.describe());
console.log(part instanceof Policy ? "answers" : "takes only files");
"#;

#[test]
fn the_bytes_are_those_that_the_npm_package_extracts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.json"), notes()).unwrap();
    let printed = text(run(folder.path(), &["build", "notes.json", "--core"]));
    let files: Vec<_> = printed.lines().take(3).collect();
    assert_eq!(files, ["notes.policy.wasm", "notes.core.wasm", "notes.core.js"]);
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", SCRIPT]);
    let output =
        node.arg(std::fs::canonicalize(js()).unwrap()).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_names_follow_the_output() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.json"), notes()).unwrap();
    let printed = text(run(folder.path(), &["build", "notes.json", "--core", "-o", "v1.wasm"]));
    assert!(printed.starts_with("v1.wasm\nv1.core.wasm\nv1.core.js\ndigest "), "{printed}");
    let plain = text(run(folder.path(), &["build", "notes.json"]));
    assert!(!plain.contains("core") && !folder.path().join("notes.core.wasm").exists());
}
