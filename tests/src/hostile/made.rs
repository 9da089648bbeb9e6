//! Hostile files that are made of bytes, or are too long to write by hand.

use std::fmt::Write;

use super::{Browser, Expected, Hostile, policy, wrap};

/// Every made file.
pub fn all() -> Vec<Hostile> {
    [broken(), large(), deep()].into_iter().flatten().collect()
}

/// The good policy of this folder.
///
/// # Panics
///
/// Where the template is broken.
pub fn well_behaved() -> Vec<u8> {
    with("")
}

#[expect(clippy::expect_used, reason = "what is made here is right, or the tests are wrong")]
fn with(fields: &str) -> Vec<u8> {
    policy(fields, &wrap::Wrapping::default()).expect("the template encodes")
}

fn refused(name: &str, code: &str, file: impl Into<Vec<u8>>) -> Hostile {
    let expected = Expected::Refused(code.to_owned());
    Hostile { name: name.to_owned(), file: file.into(), expected, browser: Browser::Same }
}

fn taken(name: &str, file: Vec<u8>) -> Hostile {
    Hostile { name: name.to_owned(), file, expected: Expected::Taken, browser: Browser::Same }
}

/// Files that are not even components.
fn broken() -> Vec<Hostile> {
    let good = well_behaved();
    let version = [b"\0asm\x0e\0\x01\0".as_slice(), good.get(8..).unwrap_or_default()].concat();
    vec![
        refused("empty", "not-webassembly", []),
        refused("text", "not-webassembly", "{\"name\": \"notes\"}"),
        refused("magic-alone", "truncated", "\0asm"),
        refused("other-version", "truncated", version),
        refused("core-module", "core-module", core()),
        refused("garbage-after", "truncated", [good.as_slice(), b"\x01\xff\xff"].concat()),
        differs(refused("two-faces", "invalid", two_faces(good))),
    ]
}

fn differs(hostile: Hostile) -> Hostile {
    Hostile { browser: Browser::Differs, ..hostile }
}

fn core() -> Vec<u8> {
    let good = well_behaved();
    let mut sections = wasmparser::Parser::new(0).parse_all(&good);
    let module = sections.find_map(|section| match section {
        Ok(wasmparser::Payload::ModuleSection { unchecked_range, .. }) => Some(unchecked_range),
        _ => None,
    });
    module.and_then(|range| good.get(range)).unwrap_or_default().to_vec()
}

/// A component whose `resolve` is its core module's `entitle`, and the other way round: a
/// host that asks the component is told otherwise than one that asks the core module.
fn two_faces(mut good: Vec<u8>) -> Vec<u8> {
    let (resolve, entitle) = (b"engine@0.1.0#resolve", b"engine@0.1.0#entitle");
    let find = |text: &[u8]| good.windows(text.len()).rposition(|window| window == text);
    if let (Some(first), Some(second)) = (find(resolve), find(entitle)) {
        good.splice(first..first + resolve.len(), *entitle);
        good.splice(second..second + entitle.len(), *resolve);
    }
    good
}

/// Files that are too long, or have too much of something.
fn large() -> Vec<Hostile> {
    let entries = |count| {
        let labels = "0 ".repeat(count);
        with(&format!("(func $wide (param i32) (br_table {labels} (local.get 0)))"))
    };
    let locals = |count| with(&format!("(func $many (local {}))", "i32 ".repeat(count)));
    let exports = (0..20_000).fold(String::new(), |mut text, number| {
        // OK because writing to a string cannot fail.
        let _ = write!(text, "(export \"e{number}\" (func $describe))");
        text
    });
    let functions = "(func)".repeat(50_000);
    vec![
        refused("too-large", "too-large", padded(tiergate::MAX_FILE + 1)),
        taken("as-large-as-may-be", padded(tiergate::MAX_FILE)),
        taken("br-table-of-60000", entries(60_000)),
        refused("br-table-of-2-million", "invalid", entries(2_000_000)),
        taken("locals-49000", locals(49_000)),
        refused("locals-51000", "invalid", locals(51_000)),
        taken("exports-20000", with(&exports)),
        taken("functions-50000", with(&functions)),
    ]
}

/// The good policy with a custom section that fills it up to a size.
fn padded(size: usize) -> Vec<u8> {
    let mut file = well_behaved();
    let rest = size - file.len() - 6;
    let length = [0, 7, 14, 21, 28].map(|shift| (rest >> shift) as u8 & 0x7f | 0x80);
    file.push(0);
    file.extend(length);
    file.last_mut().into_iter().for_each(|byte| *byte &= 0x7f);
    file.resize(size, 0);
    file
}

/// Files whose parts lie deep inside each other.
fn deep() -> Vec<Hostile> {
    let depth = 100_000;
    let nested = |open: &str, inner: &str, close: &str| {
        [&open.repeat(depth), inner, &close.repeat(depth)].concat()
    };
    let blocks = with(&format!("(func $deep {})", nested("block ", "", "end ")));
    let ifs = nested("(i32.const 1) if ", "", "end ");
    vec![
        taken("blocks-100000-deep", blocks),
        taken("ifs-100000-deep", with(&format!("(func $deep {ifs})"))),
        refused("components-10000-deep", "core-modules", components(10_000)),
        differs(refused("types-10000-deep", "truncated", types(10_000))),
    ]
}

/// Components inside each other, with nothing in the last.
fn components(depth: usize) -> Vec<u8> {
    (0..depth).fold(HEADER.to_vec(), |inner, _| [HEADER, &section(4, &inner)].concat())
}

/// A component type of component types inside each other.
fn types(depth: usize) -> Vec<u8> {
    // One declaration: a type, which is a component type of…
    let open = [0x41, 1, 1].repeat(depth);
    [HEADER, &section(7, &[&[1], open.as_slice(), &[0x41, 0]].concat())].concat()
}

const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";

/// A section: its number, its size as LEB, and what is in it.
fn section(id: u8, content: &[u8]) -> Vec<u8> {
    let mut section = vec![id];
    let mut size = content.len();
    while size > 127 {
        section.push(size as u8 | 0x80);
        size >>= 7;
    }
    section.push(size as u8);
    section.extend(content);
    section
}
