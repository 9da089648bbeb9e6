//! Writes a first test file, which expects what a map says now.

mod names;
mod values;

use crate::expect::{reason_name, source_name};
use crate::facts::{DAY, NOW, relative};
use crate::file::{Facts, Moment, ProductStatus};
use crate::products::given;
use names::allowed;
use tiergate_laws::{Domain, Engine, EngineError, Finding, Native, check_laws};
use tiergate_map::Map;
use tiergate_policy::catalog::{AddOn, Tier};
use tiergate_policy::types::{Decision, Entitlements};
use values::{caps, key, list, quoted, table};

/// Returns a test file, in TOML, that expects what a map says now: to be read, and made one's own.
///
/// # Errors
///
/// [`EngineError`] if the rules give no answer.
///
/// # Examples
///
/// ```
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// assert!(tiergate_testing::scaffold(&map)?.contains("[matrix]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn scaffold(map: &Map) -> Result<String, EngineError> {
    let engine = Native::new(map).map_err(|error| EngineError(error.to_string()))?;
    let mut writer = Writer { engine: &engine, map, text: String::new() };
    writer.warnings();
    writer.laws()?;
    writer.tables()?;
    writer.products()?;
    writer.doubts()?;
    writer.signup()?;
    writer.tiers()?;
    writer.add_ons()?;
    writer.editions()?;
    Ok(writer.text)
}

struct Writer<'m> {
    engine: &'m Native,
    map: &'m Map,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text += line.as_ref();
        self.text.push('\n');
    }

    fn answer(&self, facts: &Facts, at: u64) -> Result<Entitlements, EngineError> {
        let tenant = facts.tenant(self.engine, NOW).map_err(EngineError)?;
        self.engine.entitle(&tenant, at)
    }

    fn warnings(&mut self) {
        let meant: Vec<_> = self.map.warnings.iter().map(|it| it.message.clone()).collect();
        if !meant.is_empty() {
            self.line(
                "# What `tiergate map check` warns of. Say why it is meant, or correct the map.",
            );
            self.line(format!("meant = {}\n", list(&meant)));
        }
    }

    fn laws(&mut self) -> Result<(), EngineError> {
        let report = check_laws(self.engine, &Domain::of_map(self.map))?;
        let broken: Vec<_> = report.laws.iter().filter(|it| !it.findings.is_empty()).collect();
        if broken.is_empty() {
            self.line("# The map breaks no law, and must not begin to.\n[laws]");
            return Ok(());
        }
        self.line("# What the map breaks. Say why each is meant, or correct the map.\n[laws]");
        for law in broken {
            law.findings.iter().for_each(|it| self.line(format!("# {}", it.message)));
            let names: Vec<_> = law.findings.iter().map(Finding::name).collect();
            self.line(format!("{} = {}", law.law, list(&names)));
        }
        Ok(())
    }

    fn tables(&mut self) -> Result<(), EngineError> {
        let map = self.map;
        self.line("\n# Exactly what each tier allows.\n[matrix]");
        for tier in &map.info.tiers {
            let answer = self.answer(&plan(&tier.id), NOW)?;
            self.line(format!("{} = {}", key(&tier.id), list(&allowed(&answer))));
        }
        if !map.info.caps.is_empty() {
            self.line(
                "\n# How much of each cap, and the usage at which it warns and blocks.\n[limits]",
            );
            for tier in &map.info.tiers {
                let answer = self.answer(&plan(&tier.id), NOW)?;
                self.line(format!("{} = {}", key(&tier.id), caps(&answer.caps)));
            }
        }
        Ok(())
    }

    fn products(&mut self) -> Result<(), EngineError> {
        let listed = &self.map.settings.billing.products;
        let mut unlisted = "unlisted".to_owned();
        while listed.iter().any(|(product, _)| *product == unlisted) {
            unlisted.push('-');
        }
        self.line(
            "\n# What a subscription to 7 of a product gives; the last one is not in the map.",
        );
        let products = listed.iter().map(|(product, _)| product.as_str());
        for product in products.chain([unlisted.as_str()]) {
            self.line(format!("[products.{}]", key(product)));
            for status in ProductStatus::ALL {
                let words = given(self.engine, product, status, NOW)?.words();
                self.line(format!("{} = {}", status.name(), list(&words)));
            }
            self.line("");
        }
        Ok(())
    }

    /// Writes a test of a tenant, whose facts are written as `written`.
    fn test(&mut self, name: &str, written: &str, at: u64, answer: &Entitlements) {
        self.line(format!("[[test]]\nname = {}\ntenant = {written}", quoted(name)));
        if at != NOW {
            self.line(format!("at = {}", quoted(&relative(at, NOW))));
        }
        self.line(format!("tier = {}", quoted(&answer.resolution.tier)));
    }

    /// Writes a test of what gives the tier.
    fn source(
        &mut self,
        who: &str,
        written: &str,
        facts: &Facts,
        at: u64,
    ) -> Result<(), EngineError> {
        let answer = self.answer(facts, at)?;
        self.test(&names::has(who, &answer), written, at, &answer);
        let source = quoted(&source_name(answer.resolution.source));
        let flagged = answer.resolution.misconfigured;
        self.line(format!("source = {source}\nmisconfigured = {flagged}\n"));
        Ok(())
    }

    fn doubts(&mut self) -> Result<(), EngineError> {
        self.source("a tenant without a plan", "{}", &Facts::default(), NOW)?;
        self.source("a tenant with an unknown plan", "{ plan = \"?\" }", &plan("?"), NOW)?;
        let highest = self.map.info.tiers.last().map_or("", |it| it.id.as_str());
        let until = Some(Moment::Text("-1s".to_owned()));
        let ended = Facts { until, ..plan(highest) };
        let written = format!("{{ plan = {}, until = \"-1s\" }}", quoted(highest));
        self.source(&format!("a tenant whose {highest} has ended"), &written, &ended, NOW)
    }

    fn signup(&mut self) -> Result<(), EngineError> {
        let signup = |it: &str| Facts { signup: Some(it.to_owned()), ..Facts::default() };
        let returning = "{ signup = \"returning\" }";
        self.source("a tenant that comes back", returning, &signup("returning"), NOW)?;
        let (written, new) = ("{ signup = \"new\" }", signup("new"));
        self.source("a new tenant", written, &new, NOW)?;
        let Some(trial) = &self.map.info.trial else { return Ok(()) };
        let end = NOW + u64::from(trial.days) * DAY;
        self.source("a new tenant in the last second of its trial", written, &new, end - 1)?;
        self.source(&format!("a new tenant after {} days", trial.days), written, &new, end)
    }

    fn tiers(&mut self) -> Result<(), EngineError> {
        for Tier { id, .. } in &self.map.info.tiers {
            let answer = self.answer(&plan(id), NOW)?;
            let written = format!("{{ plan = {} }}", quoted(id));
            self.test(&names::lacks(id, &answer), &written, NOW, &answer);
            self.help(&answer);
            self.line("");
        }
        Ok(())
    }

    fn help(&mut self, answer: &Entitlements) {
        let all: Vec<_> = answer.features.iter().collect();
        self.decisions(&all);
    }

    /// Writes why features are denied, and what would help.
    fn decisions(&mut self, all: &[&Decision]) {
        let denied = all.iter().filter(|it| !it.allowed);
        let reasons = denied.map(|it| (it.feature.as_str(), quoted(&reason_name(&it.reason))));
        self.line(format!("denies = {}", table(reasons)));
        let minimum = |it: &Option<String>| quoted(it.as_deref().unwrap_or("none"));
        let tiers = all.iter().map(|it| (it.feature.as_str(), minimum(&it.minimum_tier)));
        self.line(format!("minimumTier = {}", table(tiers)));
        let unlocked = all.iter().filter(|it| !it.add_ons.is_empty());
        let unlocked = unlocked.map(|it| (it.feature.as_str(), list(&it.add_ons)));
        self.line(format!("unlockedBy = {}", table(unlocked)));
    }

    fn add_ons(&mut self) -> Result<(), EngineError> {
        for add_on in &self.map.info.add_ons {
            for tier in &self.map.info.tiers {
                self.add_on(add_on, &tier.id)?;
            }
        }
        Ok(())
    }

    fn add_on(&mut self, add_on: &AddOn, tier: &str) -> Result<(), EngineError> {
        let held = crate::file::AddOn::Id(add_on.id.clone());
        let with = self.answer(&Facts { add_ons: vec![held], ..plan(tier) }, NOW)?;
        let without = self.answer(&plan(tier), NOW)?;
        let written = format!("{{ plan = {}, addOns = [{}] }}", quoted(tier), quoted(&add_on.id));
        self.test(&names::gives(add_on, tier, &without, &with), &written, NOW, &with);
        self.line(format!("addOns = {}", list(&with.add_ons)));
        self.line(format!("exact = {}", list(&allowed(&with))));
        let pairs = with.features.iter().zip(&without.features);
        let changed: Vec<_> = pairs.filter(|(with, without)| with != without).collect();
        if !changed.is_empty() {
            self.decisions(&changed.into_iter().map(|(with, _)| with).collect::<Vec<_>>());
        }
        if !with.caps.is_empty() {
            self.line(format!("caps = {}", caps(&with.caps)));
        }
        self.line("");
        Ok(())
    }

    fn editions(&mut self) -> Result<(), EngineError> {
        let tiers = &self.map.info.tiers;
        let ends = [tiers.first(), tiers.last().filter(|_| tiers.len() > 1)];
        for edition in &self.map.info.editions {
            for Tier { id, .. } in ends.into_iter().flatten() {
                let facts = Facts { edition: Some(edition.id.clone()), ..plan(id) };
                let answer = self.answer(&facts, NOW)?;
                let (plan, own) = (quoted(id), quoted(&edition.id));
                let written = format!("{{ plan = {plan}, edition = {own} }}");
                self.test(&names::edition(edition, id), &written, NOW, &answer);
                self.line(format!("exact = {}\n", list(&allowed(&answer))));
            }
        }
        Ok(())
    }
}

fn plan(plan: &str) -> Facts {
    Facts { plan: Some(plan.to_owned()), ..Facts::default() }
}
