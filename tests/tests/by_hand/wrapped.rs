//! Core modules that are wrapped as policies, and those that are refused.

use super::ask;
use super::npm::core;
use tiergate_author::{ModuleError, wrap};

const TEMPLATE: &str = include_str!("../../policies/hostile/template.wat");

/// Returns a module that answers what is well-formed; it frees its answers if `frees`.
pub(super) fn well_behaved(frees: bool) -> Vec<u8> {
    let mut module = TEMPLATE.to_owned();
    if frees {
        let names = TEMPLATE.split("(export \"").skip(1).map(|it| it.split('"').next().unwrap());
        let freeing = names
            .filter(|it| it.contains('#'))
            .map(|it| format!("(func (export \"cabi_post_{it}\") (param i32))\n"));
        module.extend(freeing);
    }
    compiled(&module)
}

fn compiled(fields: &str) -> Vec<u8> {
    wat::parse_str(format!("(module\n{fields})")).unwrap()
}

/// Returns the module with one text replaced.
fn altered(old: &str, new: &str) -> Vec<u8> {
    assert!(TEMPLATE.contains(old), "{old}");
    compiled(&TEMPLATE.replace(old, new))
}

fn refused(module: &[u8]) -> String {
    wrap(module).unwrap_err().to_string()
}

#[test]
fn a_module_is_wrapped_with_and_without_functions_that_free() {
    for frees in [false, true] {
        let file = wrap(&well_behaved(frees)).unwrap();
        println!("{} bytes", file.len());
        let lines = [r#"{"call":"check","tenant":{},"feature":"export","now":0}"#.to_owned()];
        let answers = ask("wrapped", &file, &lines);
        assert!(answers[0].contains("not-included"), "{answers:?}");
    }
}

#[test]
fn custom_sections_are_left_out() {
    // The template's fields have names, which `wat` writes into a section.
    let module = well_behaved(false);
    let file = wrap(&module).unwrap();
    assert_eq!((custom_sections(&module), custom_sections(core(&file))), (1, 0));
}

fn custom_sections(module: &[u8]) -> usize {
    let parts = wasmparser::Parser::new(0).parse_all(module).map(Result::unwrap);
    parts.filter(|it| matches!(it, wasmparser::Payload::CustomSection(_))).count()
}

#[test]
fn what_is_missing_is_listed_at_once() {
    let module = altered("(export \"cabi_realloc\")", "");
    assert_eq!(refused(&module), "the module does not export `cabi_realloc`");
    let error = refused(&compiled(""));
    for name in [
        "memory",
        "cabi_realloc",
        "tiergate:policy/engine@0.1.0#check-cap",
        "tiergate:policy/billing@0.1.0#on-billing",
    ] {
        assert!(error.contains(&format!("`{name}`")), "{error}");
    }
    let other = refused(&altered("@0.1.0#", "@0.2.0#"));
    assert!(other.ends_with(": its exports are of version 0.2.0 of the contract"), "{other}");
}

#[test]
fn imports_are_named_with_a_remedy() {
    let importing = |import: &str| refused(&compiled(&format!("{import}{TEMPLATE}")));
    assert_eq!(
        importing(r#"(import "env" "abort" (func (param i32 i32 i32 i32)))"#),
        "the module imports `env.abort`, and a policy imports nothing: AssemblyScript's compiler \
         leaves `abort` out with `--use abort=`"
    );
    let wasi = importing(r#"(import "wasi_snapshot_preview1" "clock_time_get" (func))"#);
    assert!(wasi.contains("compile it without WASI"), "{wasi}");
    assert_eq!(
        importing(r#"(import "a" "b" (global i32)) (import "a" "c" (func))"#),
        "the module imports `a.b`, `a.c`, and a policy imports nothing"
    );
}

#[test]
fn a_wrong_type_is_named_with_the_right_one() {
    let on_billing = "(func $on-billing (export \"tiergate:policy/billing@0.1.0#on-billing\")\n  (param i32 i32)";
    assert_eq!(
        refused(&altered(on_billing, &on_billing.replace("i32 i32", "i32"))),
        "the module's export `tiergate:policy/billing@0.1.0#on-billing` is a function (i32) -> i32, \
         and must be a function (i32 i32) -> i32"
    );
    let memory = altered("(export \"cabi_realloc\")", "(export \"cabi_realloc_\") (export \"x\")");
    assert!(matches!(wrap(&memory), Err(ModuleError::Missing { .. })));
    let table = altered(
        "(memory $memory (export \"memory\") 2)",
        "(memory $memory 2) (table (export \"memory\") 1 funcref)",
    );
    assert_eq!(refused(&table), "the module's export `memory` is a table, and must be a memory");
    let mut post = TEMPLATE.to_owned();
    post += "(func (export \"cabi_post_tiergate:policy/engine@0.1.0#check\") (param i64))";
    let post = refused(&compiled(&post));
    assert!(post.ends_with("is a function (i64), and must be a function (i32)"), "{post}");
}

#[test]
fn what_is_not_a_core_module_is_refused() {
    let policy = wrap(&well_behaved(false)).unwrap();
    assert!(refused(&policy).starts_with("the file is a component already"));
    for file in
        [&b""[..], b"not wasm", b"\0asm", b"\0asm\x01\0\0\0\x01", &well_behaved(false)[..100]]
    {
        assert!(matches!(wrap(file), Err(ModuleError::Invalid { .. })), "{file:?}");
    }
    let large = format!("(data (i32.const 0) \"{}\")", "x".repeat(5 << 20));
    let large = altered(
        "(memory $memory (export \"memory\") 2)",
        &format!("(memory $memory (export \"memory\") 200){large}"),
    );
    assert!(matches!(wrap(&large), Err(ModuleError::TooLarge { .. })));
}
