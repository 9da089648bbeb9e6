//! The header of a hostile file: comments that say what hosts must do with it.

use anyhow::{Context, Result, bail};
use wit_component::StringEncoding;

use super::wrap::Wrapping;
use super::{Browser, Expected};

/// The contents of a header.
pub(super) struct Header {
    pub(super) expected: Expected,
    pub(super) browser: Browser,
    pub(super) wrapping: Wrapping,
}

/// Reads the lines of the form `;; key: value`; all others explain why the file exists.
pub(super) fn read(text: &str) -> Result<Header> {
    let mut expected = None;
    let mut browser = Browser::Same;
    let mut wrapping = Wrapping::default();
    for (key, value) in text.lines().filter_map(|line| line.strip_prefix(";; ")?.split_once(": ")) {
        match key {
            "expect" => expected = Some(read_expected(value)?),
            "browser" => browser = read_browser(value)?,
            "contract" => wrapping.version = value.to_owned(),
            "strings" => wrapping.strings = read_strings(value)?,
            "wit" => wrapping.change = Some(read_change(value)?),
            _ => {}
        }
    }
    Ok(Header { expected: expected.context("no `;; expect:` line")?, browser, wrapping })
}

fn read_expected(value: &str) -> Result<Expected> {
    let (stage, what) = value.split_once(' ').unwrap_or((value, ""));
    let what = what.to_owned();
    Ok(match stage {
        "taken" => Expected::Taken,
        "refused" => Expected::Refused(what),
        "load" => Expected::Load(what),
        "tiers" => Expected::Tiers(what),
        call => Expected::Call(call.to_owned(), what),
    })
}

fn read_browser(value: &str) -> Result<Browser> {
    Ok(match value {
        "taken" => Browser::Taken,
        "never-ends" => Browser::NeverEnds,
        "differs" => Browser::Differs,
        other => bail!("`{other}` is not an outcome in a browser"),
    })
}

fn read_strings(value: &str) -> Result<StringEncoding> {
    Ok(match value {
        "utf16" => StringEncoding::UTF16,
        "compact-utf16" => StringEncoding::CompactUTF16,
        other => bail!("`{other}` is not a string encoding"),
    })
}

/// Parses `"old" -> "new"`.
fn read_change(value: &str) -> Result<(String, String)> {
    let quoted = value.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let change = quoted.and_then(|text| text.split_once(r#"" -> ""#));
    let (old, new) = change.context("a change of the contract is `\"old\" -> \"new\"`")?;
    Ok((old.to_owned(), new.to_owned()))
}
