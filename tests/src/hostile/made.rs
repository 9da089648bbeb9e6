//! Hostile files that consist of bytes, or are too long to write by hand.

use super::{Browser, Expected, Hostile, policy, wrap};

/// Returns every generated file.
pub fn all() -> Vec<Hostile> {
    [broken(), large(), deep()].into_iter().flatten().collect()
}

/// Returns the good policy of this folder.
///
/// # Panics
///
/// If the template is broken.
pub fn well_behaved() -> Vec<u8> {
    with("")
}

/// Returns the good policy with some of its fields replaced, and others added.
///
/// # Panics
///
/// If the fields cannot be encoded.
#[expect(clippy::expect_used, reason = "what is made here is right, or the tests are wrong")]
pub fn with(fields: &str) -> Vec<u8> {
    policy(fields, &wrap::Wrapping::default()).expect("the template encodes")
}

fn refused(name: &str, code: &str, file: impl Into<Vec<u8>>) -> Hostile {
    let expected = Expected::Refused(code.to_owned());
    Hostile { name: name.to_owned(), file: file.into(), expected, browser: Browser::Same }
}

fn taken(name: &str, file: Vec<u8>) -> Hostile {
    Hostile { name: name.to_owned(), file, expected: Expected::Taken, browser: Browser::Same }
}

/// Returns files that are not even components.
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

/// Returns a component whose `resolve` is its core module's `entitle`, and vice versa: a host that
/// asks the component gets another answer than one that asks the core module.
fn two_faces(mut good: Vec<u8>) -> Vec<u8> {
    let (resolve, entitle) = (b"engine@0.1.0#resolve", b"engine@0.1.0#entitle");
    // A name is first in the core module, and then in the component's alias of it.
    let find = |text: &[u8]| {
        let all = good.windows(text.len()).enumerate().filter(|(_, window)| *window == text);
        all.map(|(at, _)| at).nth(1)
    };
    if let (Some(first), Some(second)) = (find(resolve), find(entitle)) {
        good.splice(first..first + resolve.len(), *entitle);
        good.splice(second..second + entitle.len(), *resolve);
    }
    good
}

/// Returns files that are too long, or have too much of something.
fn large() -> Vec<Hostile> {
    let entries =
        |count| format!("(func (param i32) (br_table {} (local.get 0)))", "0 ".repeat(count));
    let locals = |count| format!("(func (local {}))", "i32 ".repeat(count));
    let exports: String =
        (0..20_000).map(|number| format!("(export \"e{number}\" (func $describe))")).collect();
    vec![
        refused("too-large", "too-large", padded(tiergate::MAX_FILE + 1)),
        taken("as-large-as-may-be", padded(tiergate::MAX_FILE)),
        taken("br-table-of-10000", with(&entries(10_000))),
        too_complex("br-table-of-60000", &entries(60_000)),
        too_complex("br-table-of-2-million", &entries(2_000_000)),
        taken("locals-49000", with(&locals(49_000))),
        refused("locals-51000", "invalid", with(&locals(51_000))),
        taken("exports-20000", with(&exports)),
        taken("functions-9000", with(&"(func)".repeat(9_000))),
        too_complex("functions-50000", &"(func)".repeat(50_000)),
    ]
}

/// Returns a file of few bytes that would keep the compiler busy for minutes.
fn too_complex(name: &str, fields: &str) -> Hostile {
    differs(refused(name, "too-complex", with(fields)))
}

/// Returns the good policy with a custom section that fills it up to a size.
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

/// Returns files whose parts are nested deeply, or depend on each other in many ways.
fn deep() -> Vec<Hostile> {
    let nested = |depth, open: &str| {
        format!("(func $deep (param i32) {} {})", open.repeat(depth), "end ".repeat(depth))
    };
    vec![
        taken("ifs-200-deep", with(&nested(200, "local.get 0 if "))),
        too_complex("ifs-100000-deep", &nested(100_000, "local.get 0 if ")),
        too_complex("blocks-100000-deep", &nested(100_000, "block ")),
        taken("ifs-10000", with(&branches(10_000, 0))),
        too_complex("ifs-100000", &branches(100_000, 0)),
        too_complex("ifs-1000-of-5000-locals", &branches(1000, 5000)),
        too_complex("loops-200-of-5000-locals", &loops(200, 5000)),
        taken("components-90-deep", components(90)),
        refused("components-300000-deep", "invalid", components(300_000)),
        too_many_components(),
        differs(refused("types-10000-deep", "too-complex", types(10_000))),
        differs(taken("types-100-deep", types(100))),
        differs(refused("lists-10000-deep", "invalid", lists(10_000))),
    ]
}

/// Returns a function that may set locals in `count` places, and then reads them all. At each place
/// where branches join, the compiler checks whether each local differs.
fn branches(count: usize, locals: usize) -> String {
    let set = |at: usize| match locals {
        0 => "nop".to_owned(),
        _ => format!("i32.const {at} local.set {}", at % locals + 1),
    };
    let ifs: String = (0..count).map(|at| format!("local.get 0 if {} end ", set(at))).collect();
    let sum: String = (1..=locals).map(|at| format!("local.get {at} i32.add ")).collect();
    format!("(func (param i32) (local {}) {ifs} local.get 0 {sum} drop)", "i32 ".repeat(locals))
}

/// Returns a function of nested loops that change each local.
fn loops(depth: usize, locals: usize) -> String {
    let step = |at| format!("local.get {at} i32.const 1 i32.add local.set {at} ");
    let steps: String = (1..=locals).map(step).collect();
    let (open, close) = ("loop ".repeat(depth), "local.get 0 br_if 0 end ".repeat(depth));
    format!("(func (param i32) (local {}) {open} {steps} {close})", "i32 ".repeat(locals))
}

/// Returns the good policy, with nested components added.
fn components(depth: usize) -> Vec<u8> {
    let mut inner = vec![HEADER.to_vec()];
    let mut size = HEADER.len();
    for _ in 0..depth {
        let open = [HEADER, &section_start(4, size)].concat();
        size += open.len();
        inner.push(open);
    }
    inner.reverse();
    [well_behaved(), section(4, &inner.concat())].concat()
}

/// Returns the good policy, with components added next to each other.
fn too_many_components() -> Hostile {
    let file = [well_behaved(), section(4, HEADER).repeat(300_000)].concat();
    differs(refused("components-300000", "too-complex", file))
}

/// Returns the good policy, with a list of lists that is exported, so that it must be understood.
fn lists(depth: usize) -> Vec<u8> {
    let lists: String = (0..depth).map(|at| format!("(type (list {at}))")).collect();
    let text =
        format!("(component (core module) (type (list u8)) {lists} (export \"t\" (type {depth})))");
    wat::parse_str(text).unwrap_or_default()
}

/// Returns the good policy, with nested component types added.
fn types(depth: usize) -> Vec<u8> {
    // Each is a component type (0x41) with one declaration, which is a type (1).
    let open = [0x41, 1, 1].repeat(depth);
    let types = section(7, &[&[1], open.as_slice(), &[0x41, 0]].concat());
    [well_behaved(), types].concat()
}

const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";

/// Encodes a section: its number, its size, and its contents.
fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&section_start(id, content.len()), content].concat()
}

fn section_start(id: u8, mut size: usize) -> Vec<u8> {
    let mut start = vec![id];
    while size > 127 {
        start.push(size as u8 | 0x80);
        size >>= 7;
    }
    start.push(size as u8);
    start
}
