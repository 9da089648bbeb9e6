//! The results as JUnit's XML, which every CI system reads.

use crate::Outcome;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// Returns outcomes, by test file, as JUnit's XML.
///
/// # Examples
///
/// ```
/// let text = tiergate_testing::junit(&[]);
/// assert!(text.contains("<testsuites name=\"tiergate\""));
/// ```
pub fn junit(outcomes: &[(String, Outcome)]) -> String {
    let mut report = Report::new("tiergate");
    for (file, outcome) in outcomes {
        let mut suite = TestSuite::new(file.as_str());
        for case in &outcome.cases {
            let mut status = TestCaseStatus::success();
            if let Some(first) = case.failures.first() {
                status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(first.problem.message.as_str());
                let all = case.failures.iter().map(|it| it.problem.to_string());
                status.set_description(all.collect::<Vec<_>>().join("\n\n"));
            }
            let mut written = TestCase::new(case.name.as_str(), status);
            written.set_classname(file.as_str());
            suite.add_test_case(written);
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}
