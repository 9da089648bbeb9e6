//! Names in Rust. The module depends on nothing, so rustc compiles it in a fraction of a second.

use crate::{STRANGE, codegen, notes};
use std::path::Path;
use std::process::Command;

/// What the compiler says of a module with this code after it; `None` if it compiles.
fn errors(module: &str, code: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let (file, output) = (folder.path().join("names.rs"), folder.path().join("names"));
    std::fs::write(folder.path().join("generated.rs"), module).unwrap();
    // Unused names cause no warning in a private module, nor does any other lint.
    let head = "#![deny(warnings)]\nmod names { include!(\"generated.rs\"); }\nuse names::*;\n\
                #[allow(dead_code)]\nfn check(_: &str, feature: &str) -> String { feature.to_owned() }\n";
    std::fs::write(&file, format!("{head}fn main() {{ {code} }}\n")).unwrap();
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "-o"]).arg(&output).arg(&file);
    let compiled = rustc.current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).output().unwrap();
    if !compiled.status.success() {
        return Some(String::from_utf8(compiled.stderr).unwrap());
    }
    let ran = Command::new(output).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    None
}

#[test]
fn a_name_is_a_text_and_a_mistyped_one_does_not_compile() {
    let module = codegen("--rust", &notes());
    let right = r#"
        assert_eq!(check("acme", &Feature::Export), "export");
        assert_eq!((Cap::MaxNotes.id(), Tier::Pro.id()), ("maxNotes", "pro"));
        assert_eq!(format!("{}", AddOn::Assistant), "assistant");
        assert_eq!((Tier::from_id("pro"), Tier::from_id("Pro")), (Some(Tier::Pro), None));
        assert_eq!(Feature::ALL.map(Feature::id), ["login", "export", "ai"]);
    "#;
    assert_eq!(errors(&module, right), None);
    for wrong in
        ["Feature::Exprot", "Cap::MaxNote", "Tier::Gold", "AddOn::Asistant", "Feature::MaxNotes"]
    {
        let errors = errors(&module, &format!("check(\"acme\", &{wrong});")).expect(wrong);
        let (_, name) = wrong.split_once("::").unwrap();
        assert!(errors.contains(&format!("named `{name}` found")), "{errors}");
    }
}

/// The reference server passes these names to the real gates.
#[test]
fn the_reference_servers_names_are_those_of_its_map() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../reference/src");
    let names = codegen("--rust", &std::fs::read_to_string(source.join("plans.json")).unwrap());
    if std::env::var_os("TIERGATE_UPDATE").is_some() {
        std::fs::write(source.join("names.rs"), &names).unwrap();
    }
    let known = std::fs::read_to_string(source.join("names.rs")).unwrap();
    assert!(known == names, "TIERGATE_UPDATE=1 writes the file");
}

#[test]
fn any_identifier_has_a_name() {
    let module = codegen("--rust", STRANGE);
    let ids = r#"["2fa", "self", "Self", "type", "日本", "--", "__proto__", "constructor", "a\\b${c}`", "\u{202e}"]"#;
    let code = format!(
        "assert_eq!(Feature::ALL.map(Feature::id), {ids});\n\
         assert_eq!(Feature::_2fa.id(), \"2fa\"); assert_eq!(Feature::Type.id(), \"type\");\n\
         assert_eq!(Cap::ALL.map(Cap::id), [\"max-notes\", \"maxNotes\"]);\n\
         assert_eq!(Tier::ALL.map(Tier::id), [\"free\", \"pro \\\"+\\\"\"]);\n\
         assert!(AddOn::from_id(\"\").is_none() && AddOn::ALL.is_empty());"
    );
    assert_eq!(errors(&module, &code), None);
}
