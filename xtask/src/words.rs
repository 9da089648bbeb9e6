//! Words that cost a reader time, and what to write in their place.

use crate::tools;
use anyhow::{Result, bail};
use regex_lite::Regex;
use std::path::Path;

/// How many of a hundred lines of documentation for developers may have such a word.
const MOST: usize = 1;

/// What not to write, and what to write in its place.
const WORDS: &[(&str, &str)] = &[
    (r"\b[Ww]here\b", "if, or when; a place is told by `at` or `in`"),
    (r"\b(unless|is|what is) said\b", "defaults to, or the given value"),
    (r"\btold\b|\btells? of\b|\bsays? so\b", "reports, notifies, is notified of"),
    (r"\bpolicy of the day\b", "the active policy"),
    (
        r"\banew\b|\bbeside\b|\bwhoever\b|\bnobody known\b",
        "again, next to, anyone who, unidentified",
    ),
    (r"\b(comes?|came|coming) to\b", "amounts to, results in, or is"),
    (r"\b(is|are|was) to be\b|\bmay not have made\b", "must be, was not allowed to make"),
    (r"\bnone where\b|\b[Nn]one:|[;:] none\b", "returns `None` if, or `None` if"),
    (r"\b([Tt]here )?(is|are) no [a-z`]+", "is not a valid"),
    (r"\bThe same (where|with|without)\b|\bThe same\.", "a whole sentence"),
];

/// What a rule finds and what is right all the same.
const FINE: &[&str] =
    &["there is no ", "there are no ", "is no longer", "are no longer", "is no more"];

/// A place with such a word.
struct Found {
    place: String,
    word: String,
    better: &'static str,
}

/// Fails if what customers read has such a word, or if too much of the rest has.
pub(crate) fn check() -> Result<()> {
    let rules = Rules::new()?;
    let (mut shown, mut inner, mut lines) = (Vec::new(), Vec::new(), 0);
    let files = tools::output(&mut tools::command(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    ))?;
    for file in files.lines().filter(|file| is_read(file)) {
        let Ok(text) = std::fs::read_to_string(tools::root().join(file)) else { continue };
        for line in prose(file, &text) {
            lines += usize::from(!line.is_shown);
            let found = if line.is_shown { &mut shown } else { &mut inner };
            found.extend(rules.find(file, &line));
        }
    }
    for Found { place, word, better } in shown.iter().chain(&inner) {
        println!("{place}: `{word}`: better {better}");
    }
    println!(
        "{} such words in what customers read; {} in {lines} other lines of documentation",
        shown.len(),
        inner.len()
    );
    if !shown.is_empty() || inner.len() * 100 > lines * MOST {
        bail!("some sentences need other words: see above");
    }
    Ok(())
}

/// A line, or a text in it, that people read.
struct Line<'a> {
    number: usize,
    text: &'a str,
    /// Whether customers read it: users, operators and policy authors.
    is_shown: bool,
}

struct Rules(Vec<(Regex, &'static str)>);

impl Rules {
    fn new() -> Result<Self> {
        let rules = WORDS.iter().map(|(words, better)| Ok((Regex::new(words)?, *better)));
        Ok(Self(rules.collect::<Result<_>>()?))
    }

    fn find(&self, file: &str, line: &Line<'_>) -> Option<Found> {
        let found = self.0.iter().find_map(|(rule, better)| {
            let words = rule.find_iter(line.text).map(|found| found.as_str());
            let mut words = words.filter(|word| !is_fine(word));
            words.next().map(|word| (word.to_owned(), *better))
        });
        let (word, better) = found?;
        Some(Found { place: format!("{file}:{}", line.number), word, better })
    }
}

fn is_fine(word: &str) -> bool {
    let word = format!("{} ", word.to_lowercase());
    FINE.iter().any(|fine| word.contains(fine))
}

/// Whether a file is read for its words: not what only tests, or machines, read.
fn is_read(file: &str) -> bool {
    let skipped =
        ["tests/", "/tests/", "/test/", "benches/", "bench/", "CHANGELOG", "xtask/src/words.rs"];
    let read = ["rs", "ts", "md", "wit"];
    let of = Path::new(file).extension().is_some_and(|it| read.iter().any(|read| it == *read));
    of && !skipped.iter().any(|it| file.contains(it))
}

/// The lines of prose in a file, without code.
fn prose<'a>(file: &str, text: &'a str) -> Vec<Line<'a>> {
    let is_page = file.ends_with(".md") || file.ends_with(".wit");
    let all_shown = is_page || file.starts_with("host/cli") || file.starts_with("js/");
    let (mut lines, mut in_code) = (Vec::new(), false);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let comment = ["///", "//!", "//", "/**", "*"].iter().find_map(|it| line.strip_prefix(it));
        let words = if is_page { Some(line) } else { comment };
        match words {
            Some(words) if words.trim_start().starts_with("```") => in_code = !in_code,
            Some(_) if in_code => {}
            Some(text) => lines.push(Line { number, text, is_shown: all_shown }),
            None => {
                let texts = line.split('"').skip(1).step_by(2);
                lines.extend(texts.map(|text| Line { number, text, is_shown: true }));
            }
        }
    }
    lines
}
