//! The contract has the shape of its release: a policy that was built for it loads for ever.

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// The newest release of the contract's present track.
const RELEASED: &str = "wit/released/0.1.0/tiergate.wit";

/// Returns a WIT file without its documentation, which may improve.
fn shape(file: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{file}`"))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    Ok(lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
}

#[test]
fn the_contract_has_the_shape_of_its_release() -> Result<()> {
    let (now, released) = (shape("wit/tiergate.wit")?, shape(RELEASED)?);
    ensure!(
        now == released,
        "wit/tiergate.wit differs from {RELEASED}, which is frozen: a change of shape is another \
         track, 0.2, with a package version and a release of its own"
    );
    Ok(())
}
