//! The shared cases: questions with complete answers, in `tests/cases/`.

use crate::built::{Built, folder};
use crate::engine::Engine;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A question about one map, and the complete answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The tier map's name.
    pub map: String,
    /// What the case shows.
    pub why: String,
    /// The question as JSON.
    request: Option<Value>,
    /// The question as text, if the case is about the text.
    line: Option<String>,
    /// The answer.
    answer: Value,
    /// The file that it is in.
    #[serde(skip)]
    topic: String,
}

impl Case {
    /// Returns the answer that every engine must give.
    pub fn answer(&self) -> &Value {
        &self.answer
    }

    /// Returns the line that an engine reads.
    pub fn line(&self) -> Vec<u8> {
        let text = match (&self.line, &self.request) {
            (Some(line), _) => line.clone(),
            (None, Some(request)) => request.to_string(),
            (None, None) => String::new(),
        };
        text.into_bytes()
    }

    /// Returns what is wrong with an engine's answer, if anything.
    fn complaint(&self, engine: &str, got: &str) -> Option<String> {
        let right = serde_json::from_str::<Value>(got).is_ok_and(|got| got == self.answer);
        (!right).then(|| {
            format!(
                "{engine}, {}.json, map {}: {}\n  ask  {}\n  want {}\n  got  {got}\n",
                self.topic,
                self.map,
                self.why,
                String::from_utf8_lossy(&self.line()),
                self.answer,
            )
        })
    }
}

/// Returns every case, by map.
///
/// # Errors
///
/// If a file of cases cannot be read.
pub fn load() -> Result<BTreeMap<String, Vec<Case>>> {
    let mut by_map: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder("cases"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let context = || path.display().to_string();
        let text = std::fs::read_to_string(&path).with_context(context)?;
        let cases: Vec<Case> = serde_json::from_str(&text).with_context(context)?;
        let topic = path.file_stem().unwrap_or_default().to_string_lossy();
        for case in cases {
            let case = Case { topic: topic.clone().into_owned(), ..case };
            by_map.entry(case.map.clone()).or_default().push(case);
        }
    }
    Ok(by_map)
}

/// Asks an engine every case, and returns the answers that differ.
///
/// # Errors
///
/// If a map cannot be built or the engine cannot be asked.
pub fn complaints(engine: &mut dyn Engine) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (map, cases) in load()? {
        let policy = Built::example(&map)?;
        let lines: Vec<Vec<u8>> = cases.iter().map(Case::line).collect();
        let answers = engine.answer(&policy, &lines)?;
        ensure!(
            answers.len() == cases.len(),
            "{} answers for {} lines",
            answers.len(),
            cases.len()
        );
        let asked = cases.iter().zip(&answers);
        complaints.extend(asked.filter_map(|(case, got)| case.complaint(engine.name(), got)));
    }
    Ok(complaints)
}
