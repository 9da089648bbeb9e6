//! Names as types of TypeScript.

use super::Kind;
use crate::printed::json_escaped;
use serde_json::Error;
use std::fmt::Write;

/// Returns a declaration that augments the npm package's `Register`.
pub(super) fn declaration(of: &str, kinds: &[Kind]) -> Result<String, Error> {
    let mut text = format!(
        "// Written by `tiergate codegen --ts` from {of}: do not edit.\n\
         import \"tiergate\";\n\n\
         declare module \"tiergate\" {{\n  interface Register {{\n"
    );
    for Kind { key, names, .. } in kinds {
        let literals: Result<Vec<_>, _> =
            names.iter().map(|it| Ok(json_escaped(&serde_json::to_string(&it.id)?))).collect();
        let union = match literals? {
            // Then no name compiles.
            none if none.is_empty() => "never".to_owned(),
            literals => literals.join(" | "),
        };
        // OK because writing to a string does not fail.
        let _ = writeln!(text, "    {key}: {union};");
    }
    text.push_str("  }\n}\n");
    Ok(text)
}
