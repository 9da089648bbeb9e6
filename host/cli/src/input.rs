//! Files that are named on the command line.

use crate::exit::BadInput;
use std::fs::File;
use std::io::{Read, read_to_string, stdin};
use std::path::Path;

/// Opens a file, or standard input if it is named `-`. Also returns the file's size in bytes.
pub(crate) fn open(path: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>), BadInput> {
    if path == Path::new("-") {
        return Ok((Box::new(stdin()), None));
    }
    let file = File::open(path).map_err(|error| bad(path, &error))?;
    let size = file.metadata().map_err(|error| bad(path, &error))?.len();
    Ok((Box::new(file), Some(size)))
}

/// Reads a text file, or standard input if it is named `-`.
pub(crate) fn read(path: &Path) -> Result<String, BadInput> {
    read_to_string(open(path)?.0).map_err(|error| bad(path, &error))
}

/// Returns the error for a file with a problem.
pub(crate) fn bad(path: &Path, problem: &dyn std::fmt::Display) -> BadInput {
    BadInput(format!("`{}`: {problem}", path.display()))
}
