//! Four engines, the same bytes: random maps, random questions, and lines that are none.

use anyhow::Result;
use serde_json::{Value, json};
use tiergate_tests::browser::Chromium;
use tiergate_tests::built::Built;
use tiergate_tests::component::Wasmtime;
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::engine::{BAD_REQUEST, Engine, compare};
use tiergate_tests::flaws::{self, FLAWS, Flaw};
use tiergate_tests::maps;
use tiergate_tests::native::Native;
use tiergate_tests::node::Node;
use tiergate_tests::planted::Otherwise;
use tiergate_tests::question::Question;
use tiergate_tests::style;
use tiergate_tests::tally::{KINDS, Tally, kinds};

/// A line, and what it is: a call, or a flaw.
struct Line {
    text: Vec<u8>,
    call: String,
    flaw: Option<Flaw>,
}

fn line(dice: &mut Dice, policy: &Built) -> Line {
    let question = Question::random(dice, &policy.map.info, &policy.map.settings);
    let value = json!(question);
    let call = value["call"].as_str().unwrap_or_default().to_owned();
    let flaw = dice.chance(15).then(|| dice.pick_or(&FLAWS, Flaw::Scrambled));
    let text = match flaw {
        Some(flaw) => flaws::line(dice, &question, flaw),
        None => style::write(dice, &value).into_bytes(),
    };
    Line { text, call, flaw }
}

/// Counts an answer, and tells whether it is one that cannot be right.
fn count(tally: &mut Tally, line: &Line, answer: &str) -> bool {
    let refused = answer == BAD_REQUEST;
    match line.flaw {
        Some(flaw) => {
            tally.count("malformed", [format!("{flaw:?}")]);
            !refused && flaw != Flaw::Scrambled
        }
        None => {
            let answer: Value = serde_json::from_str(answer).unwrap();
            tally.count(&line.call, kinds(&line.call, &answer));
            answer.get("error").is_some()
        }
    }
}

#[test]
fn four_engines_give_the_same_bytes() -> Result<()> {
    let seed = dice::seed("differential")?;
    let (maps, lines) = (dice::size(20, 200), dice::size(500, 2000));
    let mut dice = Dice::new(seed);
    let mut engines: Vec<Box<dyn Engine>> =
        vec![Box::new(Native::new()?), Box::new(Wasmtime), Box::new(Node), Box::new(Chromium::new()?)];
    let mut tally = Tally::default();
    for number in 0..maps {
        let map = maps::map(&mut dice);
        let policy = Built::from_json(&format!("random-{number}"), &map)?;
        let asked: Vec<Line> = (0..lines).map(|_| line(&mut dice, &policy)).collect();
        let texts: Vec<Vec<u8>> = asked.iter().map(|it| it.text.clone()).collect();
        let (answers, differences) = compare(&mut engines, &policy, &texts)?;
        assert!(differences.is_empty(), "seed {seed}, map {map}\n{differences}");
        for (line, answer) in asked.iter().zip(&answers) {
            let wrong = count(&mut tally, line, answer);
            assert!(!wrong, "seed {seed}, {:?}: {} => {answer}", line.flaw, line.text.escape_ascii());
        }
    }
    println!("{tally}");
    let flaws: Vec<String> = FLAWS.iter().map(|flaw| format!("{flaw:?}")).collect();
    let flaws: Vec<&str> = flaws.iter().map(String::as_str).collect();
    let few = [tally.too_few(KINDS), tally.too_few(&[("malformed", &flaws)])].concat();
    assert!(few.is_empty(), "seed {seed}: too few of {few:?}");
    Ok(())
}

/// An engine that differs in one byte of some answers is found out.
#[test]
fn a_planted_fault_is_caught() -> Result<()> {
    let mut dice = Dice::new(dice::seed("differential, planted")?);
    let policy = Built::from_json("random", &maps::map(&mut dice))?;
    let lines: Vec<Vec<u8>> = (0..200).map(|_| line(&mut dice, &policy).text).collect();
    for (right, wrong) in [("\"allowed\":false", "\"allowed\":true"), ("{\"tier\":", "{\"tier\": ")] {
        let planted = Otherwise { engine: Wasmtime, right, wrong };
        let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Native::new()?), Box::new(planted)];
        let (_, differences) = compare(&mut engines, &policy, &lines)?;
        assert!(differences.contains("planted"), "{right} in place of {wrong} is not caught");
    }
    Ok(())
}
