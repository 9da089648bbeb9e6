//! `tiergate build` of the npm package makes the same file of a core module as this crate.

use super::target;
use super::wrapped::well_behaved;
use std::path::Path;
use tiergate_tests::by_hand;

/// What the npm package makes of a core module is what this crate makes of it.
#[test]
fn node_and_rust_wrap_alike() {
    let file = by_hand::assembly("policy.ts", &target("alike")).unwrap();
    assert!(tiergate_author::wrap(core(&file)).unwrap() == file);
}

/// Returns the core module of a policy.
pub(super) fn core(file: &[u8]) -> &[u8] {
    let mut parts = wasmparser::Parser::new(0).parse_all(file).map(Result::unwrap);
    let module = parts.find_map(|it| match it {
        wasmparser::Payload::ModuleSection { unchecked_range, .. } => Some(unchecked_range),
        _ => None,
    });
    &file[module.unwrap()]
}

/// `js/src/build/world.ts` has what follows the core module in a file.
#[test]
fn the_npm_package_has_the_world_as_it_is() {
    use base64::Engine;
    let file = tiergate_author::wrap(&well_behaved(true)).unwrap();
    let core = core(&file);
    let end = file.windows(core.len()).position(|it| it == core).unwrap() + core.len();
    let text = base64::engine::general_purpose::STANDARD.encode(&file[end..]);
    let lines: Vec<_> =
        text.as_bytes().chunks(110).map(|it| std::str::from_utf8(it).unwrap()).collect();
    let lines = lines.iter().map(|it| format!("  \"{it}\"")).collect::<Vec<_>>().join(" +\n");
    let source = format!(
        "// Made by `TIERGATE_UPDATE=1 cargo test -p tiergate-tests --test by_hand the_npm_package`.\n\n\
         /** What follows the core module in a policy's file, in base64: the contract's types and functions. */\n\
         export const world =\n{lines};\n"
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../js/src/build/world.ts");
    if std::env::var_os("TIERGATE_UPDATE").is_some() {
        std::fs::write(&path, &source).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == source,
        "{} is stale",
        path.display()
    );
}
