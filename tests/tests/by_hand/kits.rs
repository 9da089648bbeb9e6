//! What holds for every policy that is made with a kit.

use super::{ask, target};
use serde_json::{Value, json};
use std::sync::OnceLock;
use tiergate::Policy;
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;
use tiergate_tests::by_hand;
use tiergate_tests::cases;
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::engine::{BAD_REQUEST, UNAVAILABLE};
use tiergate_tests::question::Question;

/// The largest file that a kit may make of a small policy.
const SMALL: usize = 15_000;

/// A policy's name and its file, in Zig and in AssemblyScript.
type Both = [(String, Vec<u8>); 2];

/// Builds a policy of each kit, from the file of this name without its extension, in folders of `run`.
fn build(file: &str, run: &str) -> Both {
    ["zig", "assembly"].map(|kit| {
        let name = format!("{kit}-{file}");
        let target = target(&format!("{name}{run}"));
        let policy = match kit {
            "zig" => by_hand::zig(&format!("{file}.zig"), &target),
            _ => by_hand::assembly(&format!("{file}.ts"), &target),
        };
        (name, policy.unwrap())
    })
}

/// Returns `policy` of each kit, which is built once.
fn policies() -> &'static Both {
    static BUILT: OnceLock<Both> = OnceLock::new();
    BUILT.get_or_init(|| build("policy", ""))
}

/// Returns `mirror` of each kit.
pub(super) fn mirrors() -> Both {
    build("mirror", "")
}

#[test]
fn the_files_are_small_and_always_the_same() {
    let (first, second) = (policies(), build("policy", "-again"));
    for ((name, file), (_, again)) in first.iter().zip(second) {
        println!("{name}: {} bytes", file.len());
        assert!(file.len() < SMALL, "{name} has {} bytes", file.len());
        assert!(*file == again, "{name} is not always the same");
    }
}

/// Two kits that share nothing answer random questions with the same bytes, in two hosts.
#[test]
fn random_questions_have_the_same_answers() {
    let seed = dice::seed("kits").unwrap();
    let mut dice = Dice::new(seed);
    let [zig, assembly] = policies();
    let policy = Policy::from_bytes(&zig.1).unwrap();
    let info: Info =
        serde_json::from_value(serde_json::to_value(policy.catalog()).unwrap()).unwrap();
    let settings = notes_settings();
    let mut question = || {
        let question = Question::random(&mut dice, &info, &settings);
        let mut question = serde_json::to_value(question).unwrap();
        if let Some(tenant) = question.get_mut("tenant")
            && dice.chance(30)
        {
            tenant["attributes"] = json!([["school", "yes"]]);
        }
        question.to_string()
    };
    let lines: Vec<_> = (0..dice::size(2_000, 50_000)).map(|_| question()).collect();
    let (zig, assembly) = (ask(&zig.0, &zig.1, &lines), ask(&assembly.0, &assembly.1, &lines));
    for ((line, one), other) in lines.iter().zip(&zig).zip(&assembly) {
        assert_eq!(one, other, "seed {seed}: {line}");
        assert!(!one.contains("\"error\""), "seed {seed}: {line} {one}");
    }
    let with = |text: &str| zig.iter().filter(|it| it.contains(text)).count();
    for text in
        ["validUntil", "\"tier\":\"plus\"", "switched-on", "misconfigured\":true", "remaining"]
    {
        println!("{text}: {}", with(text));
        assert!(with(text) > 5, "seed {seed}: too few answers with {text}");
    }
}

fn notes_settings() -> Settings {
    tiergate_map::Map::from_file(by_hand::source("notes.json")).unwrap().settings
}

/// The shared cases of malformed questions have nothing to do with a map.
#[test]
fn malformed_questions_are_refused_as_by_every_policy() {
    let shared = cases::load().unwrap().into_values().flatten();
    let bad = json!({ "error": "bad-request" });
    let lines = shared.filter(|it| it.answer() == &bad).map(|it| it.line());
    let lines: Vec<_> = lines.map(|it| String::from_utf8(it).unwrap()).collect();
    assert!(lines.len() > 100, "{}", lines.len());
    for (name, file) in policies() {
        for (line, answer) in lines.iter().zip(ask(name, file, &lines)) {
            assert_eq!(answer, BAD_REQUEST, "{name}: {line}");
        }
    }
}

/// Facts of a megabyte grow the memory, also many times on one instance.
#[test]
fn large_facts_are_answered() {
    let long = "x".repeat(500_000);
    let mut many: Vec<_> = (0..2_000).map(|it| json!([format!("key {it}"), "value"])).collect();
    many.push(json!(["school", "yes"]));
    let ends = (0..30).map(
        |it| json!({ "source": "billing", "plan": format!("gold {it}"), "expiresAt": 100 + it }),
    );
    let tenants = [
        json!({ "attributes": [[long, "a"], ["school", "yes"], ["b", long]] }),
        json!({ "attributes": many }),
        json!({ "assignments": ends.collect::<Vec<_>>(), "attributes": [["school", "yes"]] }),
        json!({ "edition": long, "attributes": [["school", "yes"]] }),
    ];
    let ask_about = |tenant: &Value| {
        json!({ "call": "check", "tenant": tenant, "feature": "classroom", "now": 0 }).to_string()
    };
    let lines: Vec<_> = tenants.iter().map(ask_about).collect();
    let lines = vec![lines; 5].concat();
    for (name, file) in policies() {
        for answer in ask(name, file, &lines) {
            assert!(answer.contains("switched-on"), "{name}: {answer}");
        }
    }
}

/// A policy that copies its facts lacks memory for 9 MiB of them, and is then unavailable. It never answers by a
/// part of them.
#[test]
fn facts_that_may_not_fit_are_answered_as_a_whole_or_not_at_all() {
    let long = "x".repeat(9 << 20);
    let tenant = json!({ "attributes": [[long, "a"], ["school", "yes"]] });
    let line = json!({ "call": "check", "tenant": tenant, "feature": "classroom", "now": 0 });
    for (name, file) in policies() {
        let policy = Policy::from_bytes(file).unwrap();
        let answer = super::in_rust(&policy, &line.to_string());
        println!("{name}: {answer}");
        assert!(answer == UNAVAILABLE || answer.contains("switched-on"), "{name}: {answer}");
    }
}

/// A fault of a kit is noticed by the tests above: a policy whose bytes were changed answers otherwise.
#[test]
fn a_planted_fault_is_caught() {
    let line = json!({ "call": "check", "tenant": { "attributes": [["school", "yes"]] }, "feature": "classroom", "now": 0 }).to_string();
    for (name, file) in policies() {
        let planted = replaced(file, b"school", b"schooI")
            .or_else(|| replaced(file, b"s\0c\0h\0o\0o\0l\0", b"s\0c\0h\0o\0o\0I\0"));
        let right = ask(name, file, std::slice::from_ref(&line));
        let wrong = ask(&format!("{name}-planted"), &planted.unwrap(), std::slice::from_ref(&line));
        assert_ne!(right, wrong, "{name}");
    }
}

fn replaced(file: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let at = file.windows(old.len()).position(|it| it == old)?;
    let mut file = file.to_vec();
    file[at..at + new.len()].copy_from_slice(new);
    Some(file)
}
