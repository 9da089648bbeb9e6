//! Runs tests.

use crate::Tests;
use crate::cells::{Key, key};
use crate::expect::{Asked, source_name};
use crate::facts::{NOW, shown_time};
use crate::file::{Facts, ProductStatus};
use crate::products::given;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tiergate_laws::{Domain, Engine, EngineError};
use tiergate_map::Problem;
use tiergate_policy::types::{Entitlements, Tenant};

/// What came of the tests of a file.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Outcome {
    /// The cases: each tenant of each test, and each line of the tables.
    pub cases: Vec<Case>,
    #[serde(skip)]
    pub(crate) covered: BTreeSet<Key>,
    #[serde(skip)]
    until_failure: bool,
}

/// One case.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Case {
    /// The test's name, and the tenant's.
    pub name: String,
    /// How many things were compared.
    pub checks: u64,
    /// What is not as expected; empty if the case passed.
    pub failures: Vec<Failure>,
}

/// Something that is not as expected.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// Its place in the test file, what was expected, what was found, and why.
    pub problem: Problem,
}

impl Outcome {
    /// Returns whether every case passed.
    pub fn passed(&self) -> bool {
        self.cases.iter().all(|it| it.failures.is_empty())
    }

    /// Checks whether the first failure was all that was wanted, and there is one.
    fn is_over(&self) -> bool {
        self.until_failure && self.cases.last().is_some_and(|it| !it.failures.is_empty())
    }
}

/// A run of the tests of a file.
struct Run<'r> {
    tests: &'r Tests,
    engine: &'r dyn Engine,
    filter: &'r str,
    now: u64,
    outcome: Outcome,
}

impl Tests {
    /// Runs the tests whose names contain `filter`. If a domain is given, checks the laws too, as far
    /// as it says.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the policy gives no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_laws::{Domain, Native};
    ///
    /// let tests = tiergate_testing::Tests::from_file("../../tests/policies/notes.test.toml")?;
    /// let map = tiergate_map::Map::from_file(tests.map()?)?;
    /// assert!(tests.run(&Native::new(&map)?, Some(&Domain::of_map(&map)), "")?.passed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(
        &self,
        engine: &dyn Engine,
        laws: Option<&Domain>,
        filter: &str,
    ) -> Result<Outcome, EngineError> {
        let mut outcome = self.run_all(engine, filter, Outcome::default())?;
        if let Some(domain) = laws.filter(|_| self.file.laws.is_some() && "laws".contains(filter)) {
            outcome.cases.push(self.laws(&tiergate_laws::check_laws(engine, domain)?));
        }
        Ok(outcome)
    }

    /// Checks whether a test fails. Stops at the first one that does, and asks no laws.
    pub(crate) fn fails(&self, engine: &dyn Engine) -> Result<bool, EngineError> {
        let outcome = Outcome { until_failure: true, ..Outcome::default() };
        Ok(!self.run_all(engine, "", outcome)?.passed())
    }

    fn run_all(
        &self,
        engine: &dyn Engine,
        filter: &str,
        outcome: Outcome,
    ) -> Result<Outcome, EngineError> {
        let now = self.file.now.as_ref().map_or(Ok(NOW), |it| it.seconds(NOW));
        let now = now.map_err(EngineError)?;
        let mut run = Run { tests: self, engine, filter, now, outcome };
        run.tables()?;
        for (product, row) in &self.file.products {
            run.product(product, row)?;
        }
        run.tests()?;
        Ok(run.outcome)
    }

    pub(crate) fn problem(&self, place: &[String], message: &str, help: &str) -> Problem {
        let place: Vec<_> = place.iter().map(String::as_str).collect();
        self.source.error(&place, message, help)
    }
}

impl<'r> Run<'r> {
    fn is_wanted(&self, case: &str) -> bool {
        case.contains(self.filter) && !self.outcome.is_over()
    }

    fn tests(&mut self) -> Result<(), EngineError> {
        let file = &self.tests.file;
        for (at, test) in file.test.iter().enumerate() {
            let named =
                test.tenants.iter().filter_map(|it| Some((it.as_str(), file.tenants.get(it)?)));
            for (name, facts) in named.chain(test.tenant.iter().map(|it| ("", it))) {
                let case = format!("{} [{name}]", test.name).replace(" []", "");
                if !self.is_wanted(&case) {
                    continue;
                }
                let place = key(["test", &at.to_string()]);
                let moment = test.at.as_ref().map_or(Ok(self.now), |it| it.seconds(self.now));
                let asked = moment.and_then(|it| Ok((facts.tenant(self.engine, self.now)?, it)));
                match asked {
                    Err(message) => self.refuse(case, &place, &message),
                    Ok((tenant, moment)) => {
                        let mut asked = Asked::new(self.engine, tenant, moment, place)?;
                        asked.compare_all(test, self.now)?;
                        asked.cover_facts(facts);
                        self.add(case, asked);
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns a question about a tenant that has a tier and nothing else.
    fn at_tier(&self, tier: &str, table: &str) -> Result<Asked<'r>, EngineError> {
        let facts = Facts { plan: Some(tier.to_owned()), ..Facts::default() };
        let tenant = facts.tenant(self.engine, self.now).map_err(EngineError)?;
        Asked::new(self.engine, tenant, self.now, key([table]))
    }

    fn tables(&mut self) -> Result<(), EngineError> {
        for (tier, exact) in &self.tests.file.matrix {
            let case = format!("matrix: {tier}");
            if self.is_wanted(&case) && self.has_tier(&case, "matrix", tier) {
                let mut asked = self.at_tier(tier, "matrix")?;
                asked.exact(&[tier], exact);
                self.add(case, asked);
            }
        }
        for (tier, caps) in &self.tests.file.limits {
            let case = format!("limits: {tier}");
            if self.is_wanted(&case) && self.has_tier(&case, "limits", tier) {
                let mut asked = self.at_tier(tier, "limits")?;
                caps.iter().for_each(|(cap, it)| asked.cap(&[tier, cap], cap, it));
                self.add(case, asked);
            }
        }
        Ok(())
    }

    /// Checks whether a table's tier exists. Otherwise the case fails: asked about a plan that nobody
    /// knows, the policy would answer by another tier.
    fn has_tier(&mut self, case: &str, table: &str, tier: &str) -> bool {
        let tiers = &self.engine.describe().tiers;
        if tiers.iter().any(|it| it.id == tier) {
            return true;
        }
        let tiers: Vec<_> = tiers.iter().map(|it| it.id.as_str()).collect();
        let message = format!("there is no tier `{tier}`: the tiers are `{}`", tiers.join("`, `"));
        self.refuse(case.to_owned(), &key([table, tier]), &message);
        false
    }

    fn product(
        &mut self,
        product: &str,
        row: &BTreeMap<ProductStatus, Vec<String>>,
    ) -> Result<(), EngineError> {
        let case = format!("products: {product}");
        if !self.is_wanted(&case) {
            return Ok(());
        }
        let mut failures = Vec::new();
        for (status, expected) in row {
            let given = given(self.engine, product, *status, self.now)?;
            let name = status.name();
            if let Some(differs) = given.differs_from(expected) {
                let message = format!("what `{product}` gives if it is {name}: {differs}");
                let place = key(["products", product, name]);
                let problem = self.tests.problem(&place, &message, PRODUCTS_HELP);
                failures.push(Failure { problem });
            }
            let covered = &mut self.outcome.covered;
            covered.insert(key(["product", product, name]));
            covered.insert(key(["billing", name]));
            covered.extend(given.ends.then(|| key(["billing", name, "end"])));
        }
        self.outcome.cases.push(Case { name: case, checks: row.len() as u64, failures });
        Ok(())
    }

    fn refuse(&mut self, name: String, place: &[String], message: &str) {
        let problem = self.tests.problem(place, message, "correct the test file");
        self.outcome.cases.push(Case { name, checks: 1, failures: vec![Failure { problem }] });
    }

    fn add(&mut self, name: String, asked: Asked<'_>) {
        let why = why(&asked.tenant, shown_time(asked.at, self.now), &asked.answer);
        let problem = |(place, message): &(Key, String)| self.tests.problem(place, message, &why);
        let failures = asked.failed.iter().map(|it| Failure { problem: problem(it) }).collect();
        self.outcome.cases.push(Case { name, checks: asked.checks, failures });
        self.outcome.covered.extend(asked.covered);
    }
}

/// How the table of products is read.
const PRODUCTS_HELP: &str = "the subscription is to 7 of it; its trial ends at `+5d`, a canceled one \
                             at `+9d`, and an unpaid one is unpaid since `now`";

/// Returns by which facts and rule the answer is what it is.
fn why(tenant: &Tenant, at: String, answer: &Entitlements) -> String {
    let facts = serde_json::to_string(tenant).unwrap_or_default();
    let it = &answer.resolution;
    let source = source_name(it.source);
    let flag = if it.misconfigured { ", flagged" } else { "" };
    format!("at {at} the tier is `{}` by {source}{flag}; the facts are {facts}", it.tier)
}
