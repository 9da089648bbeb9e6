//! Failures as annotations of GitHub's workflows.

use crate::Outcome;
use std::fmt::Write;

/// Returns a line for each failure that GitHub shows at its place in a pull request.
///
/// # Examples
///
/// ```
/// assert_eq!(tiergate_testing::github(&[]), "");
/// ```
pub fn github(outcomes: &[(String, Outcome)]) -> String {
    let mut text = String::new();
    for (_, outcome) in outcomes {
        for case in &outcome.cases {
            for failure in &case.failures {
                let it = &failure.problem;
                // OK because writing to a string does not fail.
                let _ = writeln!(
                    text,
                    "::error file={},line={},col={},title={}::{}",
                    property(&it.file),
                    it.line,
                    it.column,
                    property(&case.name),
                    data(&format!("{}\n{}", it.message, it.help)),
                );
            }
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
