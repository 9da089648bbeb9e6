//! The comments `// Tests:`, which name the files that test a module.

use crate::tools;
use anyhow::{Result, bail};
use std::path::Path;

/// Fails if such a comment names a file or folder that does not exist.
pub(crate) fn check() -> Result<()> {
    let files = tools::output(&mut tools::command("git", &["ls-files", "*.rs"]))?;
    let mut missing = Vec::new();
    for file in files.lines() {
        let Ok(text) = std::fs::read_to_string(tools::root().join(file)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            let Some(named) = line.strip_prefix("// Tests: ") else { continue };
            missing.extend(lost(file, named).map(|path| format!("{file}:{number}: {path}")));
        }
    }
    if !missing.is_empty() {
        bail!("`// Tests:` names what does not exist:\n{}", missing.join("\n"));
    }
    Ok(())
}

/// Returns the paths in a comment that lead nowhere: from the root, from the folder of the file, or
/// from the path before or its folder.
fn lost<'a>(file: &'a str, named: &'a str) -> impl Iterator<Item = &'a str> {
    let mut before = None;
    let is_path = |word: &&'a str| word.contains('/') || word.ends_with(".rs");
    let words = named.split_whitespace();
    let words = words.map(|word| word.trim_start_matches(['(', '`']));
    let words = words.map(|word| word.trim_end_matches([')', ',', '.', ';', ':', '`']));
    words.filter(is_path).filter(move |path: &&'a str| {
        let path: &'a str = path;
        let of_before = before.and_then(Path::parent);
        let folders = [Some(Path::new("")), Path::new(file).parent(), before, of_before];
        before = Some(Path::new(path));
        !folders.into_iter().flatten().any(|it| tools::root().join(it).join(path).exists())
    })
}
