//! New tenants whose identifiers look like those of others.

use crate::Terminal;
use serde_json::json;

/// A tenant that looks like another one is made, and that is said.
pub fn tenants_that_look_alike_are_warned_of(it: &Terminal) {
    it.ok("create acme");
    let output = it.run("create Acme");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.contains("`Acme` looks like `acme`, which is another tenant"), "{warning}");
    assert_eq!(it.json("create ACME")["looksLike"], "Acme");
    let output = it.run("create other");
    assert!(output.stderr.is_empty(), "{output:?}");
    let rows = it.file("tenant,plan\nOther,pro\nacme,pro\nnew,pro\nNEW,pro\n");
    let import = format!("import --csv {}", rows.display());
    let would = it.ok(&format!("{import} --dry-run"));
    assert!(would.contains("2 look like other tenants"), "{would}");
    let report = it.ok(&import);
    assert!(report.contains("2 look like other tenants"), "{report}");
    assert!(report.contains("`Other` looks like `other`, which"), "{report}");
    assert!(report.contains("`NEW` looks like `new`, which"), "{report}");
    let rows: String = (0..30).map(|number| format!("t{number},pro\nT{number},pro\n")).collect();
    let rows = it.file(&format!("tenant,plan\n{rows}"));
    let report = it.json(&format!("import --csv {}", rows.display()));
    assert_eq!(report["alike"]["count"], 30);
    let first = &report["alike"]["first"];
    assert_eq!(first[0], json!({"tenant": "T0", "looksLike": "t0"}));
    assert_eq!(first.as_array().unwrap().len(), 20);
}
