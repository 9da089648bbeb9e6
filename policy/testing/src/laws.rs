//! Compares what is found of the laws with what a test file says is meant.

use crate::Tests;
use crate::cells::key;
use crate::run::{Case, Failure};
use tiergate_laws::{Law, Report};

impl Tests {
    pub(crate) fn laws(&self, report: &Report) -> Case {
        let mut failures = Vec::new();
        for it in report.findings().filter(|it| !self.means(it.law, &it.name())) {
            let message = format!("the law `{}` is broken: {}", it.law, it.message);
            let help = format!(
                "{}; or, if it is meant, add `{}` to the list `{}` of `[laws]`",
                it.help,
                it.name(),
                it.law
            );
            failures.push(Failure { problem: self.problem(&key(["laws"]), &message, &help) });
        }
        for (law, meant) in self.file.laws.iter().flatten() {
            for name in meant {
                if !report.findings().any(|it| it.law.name() == law && it.name() == *name) {
                    let message = format!("the law `{law}` is not broken by `{name}`");
                    let problem = self.problem(&key(["laws", law, name]), &message, "remove it");
                    failures.push(Failure { problem });
                }
            }
        }
        Case { name: "laws".to_owned(), checks: Law::ALL.len() as u64, failures }
    }
}
