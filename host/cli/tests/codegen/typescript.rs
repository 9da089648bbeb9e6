//! Names in TypeScript, compiled by the npm package's compiler.

use crate::{STRANGE, codegen, notes};
use serde_json::json;
use std::path::PathBuf;
use std::process::Command;
use tiergate_tests::node::js;

/// What the npm package declares, as far as names matter: for a package that is older.
const PACKAGE: &str = r#"
export interface Register {}
type Named<K extends string> = Register extends Record<K, infer Name extends string> ? Name : string;
export type FeatureId = Named<"features">;
export type CapId = Named<"caps">;
export type TierId = Named<"tiers">;
export type AddOnId = Named<"addOns">;
"#;

/// What the compiler says of these names and this code; empty if it compiles.
fn errors(declaration: &str, code: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("tiergate.d.ts", declaration);
    write("package.d.ts", PACKAGE);
    write(
        "code.ts",
        &format!(
            "import type {{ FeatureId, CapId, TierId, AddOnId }} from \"tiergate\";\n{code}\n"
        ),
    );
    let config = json!({
        "compilerOptions": {
            "strict": true, "noEmit": true, "module": "nodenext", "target": "es2023",
            "lib": ["es2023", "dom", "dom.iterable"], "types": [],
            "paths": {"tiergate": [package()]},
        },
        "files": ["tiergate.d.ts", "code.ts"],
    });
    write("tsconfig.json", &config.to_string());
    let tsc = js().join("node_modules/.bin/tsc");
    let output = Command::new(tsc).args(["-p", "."]).current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.success(), told.is_empty(), "{told}");
    told
}

/// The types of the npm package if it has any for names, or their copy.
fn package() -> PathBuf {
    let dist = std::fs::canonicalize(js()).unwrap().join("dist");
    match dist.join("client/names.d.ts").exists() {
        true => dist.join("index.d.ts"),
        false => PathBuf::from("./package.d.ts"),
    }
}

#[test]
fn a_mistyped_name_does_not_compile() {
    let names = codegen("--ts", &notes());
    let right = r#"
        const feature: FeatureId = "export", cap: CapId = "maxNotes";
        const tier: TierId = "pro", addOn: AddOnId = "assistant";"#;
    assert_eq!(errors(&names, right), "");
    for (kind, wrong) in [
        ("Feature", "exprot"),
        ("Cap", "maxNote"),
        ("Tier", "gold"),
        ("AddOn", "asistant"),
        ("Feature", "maxNotes"),
    ] {
        let told = errors(&names, &format!("const it: {kind}Id = \"{wrong}\";"));
        // With a suggestion, or without.
        let is_refused = told.contains("TS2820") || told.contains("TS2322");
        assert!(is_refused && told.contains(&format!("\"{wrong}\"")), "{told}");
    }
}

#[test]
fn any_identifier_is_a_name() {
    let names = codegen("--ts", STRANGE);
    let right = r#"
        const features: FeatureId[] = ["2fa", "self", "Self", "type", "日本", "--", "__proto__", "constructor",
            "a\\b${c}`", "\u202e"];
        const caps: CapId[] = ["max-notes", "maxNotes"], tiers: TierId[] = ["free", "pro \"+\""];
        const addOns: AddOnId[] = [];"#;
    assert_eq!(errors(&names, right), "");
    assert!(!names.contains('\u{202e}'), "what is hidden is escaped");
    let none = errors(&names, "const none: AddOnId = \"assistant\";");
    assert!(none.contains("TS2322"), "{none}");
}
