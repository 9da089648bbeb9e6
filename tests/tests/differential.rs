//! Four engines, the same bytes: random maps, random questions, and lines that are none.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tiergate_tests::browser::Chromium;
use tiergate_tests::built::Built;
use tiergate_tests::component::Wasmtime;
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::engine::{BAD_REQUEST, Engine, compare};
use tiergate_tests::flaws::{FLAWS, Flaw};
use tiergate_tests::line::Line;
use tiergate_tests::maps;
use tiergate_tests::native::Native;
use tiergate_tests::node::Node;
use tiergate_tests::planted::Altered;
use tiergate_tests::tally::{KINDS, Tally, kinds};

/// Counts an answer, and refuses one that cannot be right.
fn count(tally: &mut Tally, line: &Line, answer: &str) -> Result<()> {
    let refused = answer == BAD_REQUEST;
    match line.flaw {
        // It may be well-formed by chance.
        Some(Flaw::Scrambled) => tally.count("malformed", ["Scrambled".to_owned()]),
        Some(flaw) => {
            tally.count("malformed", [format!("{flaw:?}")]);
            ensure!(refused, "{flaw:?}, and answered");
        }
        None => {
            let answer: Value = serde_json::from_str(answer)?;
            tally.count(&line.call, kinds(&line.call, &answer));
            ensure!(answer.get("error").is_none(), "well-formed, and not answered");
        }
    }
    Ok(())
}

#[test]
fn four_engines_give_the_same_bytes() -> Result<()> {
    let seed = dice::seed("differential")?;
    let (maps, lines) = (dice::size(20, 200), dice::size(500, 2000));
    let mut dice = Dice::new(seed);
    let mut engines: Vec<Box<dyn Engine>> = vec![
        Box::new(Native::new()?),
        Box::new(Wasmtime),
        Box::new(Node),
        Box::new(Chromium::new()?),
    ];
    let mut tally = Tally::default();
    for number in 0..maps {
        let map = maps::map(&mut dice);
        let policy = Built::from_json(&format!("random-{number}"), &map)?;
        let asked: Vec<Line> = (0..lines).map(|_| Line::random(&mut dice, &policy.map)).collect();
        let texts: Vec<Vec<u8>> = asked.iter().map(|it| it.text.clone()).collect();
        let (answers, differences) = compare(&mut engines, &policy, &texts)?;
        assert!(differences.is_empty(), "seed {seed}, map {map}\n{differences}");
        for (line, answer) in asked.iter().zip(&answers) {
            let context =
                || format!("seed {seed}, map {map}\n{} => {answer}", line.text.escape_ascii());
            count(&mut tally, line, answer).with_context(context)?;
        }
    }
    println!("{tally}");
    let flaws: Vec<String> = FLAWS.iter().map(|flaw| format!("{flaw:?}")).collect();
    let few = [tally.too_few(KINDS), tally.too_few(&[("malformed", &flaws.join(", "))])].concat();
    assert!(few.is_empty(), "seed {seed}: too few of {few:?}");
    Ok(())
}

/// An engine that differs in one byte of some answers is found out.
#[test]
fn a_planted_fault_is_caught() -> Result<()> {
    let mut dice = Dice::new(dice::seed("differential, planted")?);
    let policy = Built::from_json("random", &maps::map(&mut dice))?;
    let lines: Vec<Vec<u8>> = (0..200).map(|_| Line::random(&mut dice, &policy.map).text).collect();
    for (right, wrong) in [("\"allowed\":false", "\"allowed\":true"), ("{\"tier\":", "{\"tier\": ")]
    {
        let planted = Altered { engine: Wasmtime, right, wrong };
        let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Native::new()?), Box::new(planted)];
        let (_, differences) = compare(&mut engines, &policy, &lines)?;
        assert!(differences.contains("planted"), "{right} in place of {wrong} is not caught");
    }
    Ok(())
}
