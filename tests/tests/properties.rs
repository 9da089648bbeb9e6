//! What must be so of every answer, on random maps and facts; and that each property notices
//! when it is not so.

use anyhow::{Context, Result};
use tiergate_map::Map;
use tiergate_policy::Rules;
use tiergate_tests::dice::{self, Dice};
use tiergate_tests::maps;
use tiergate_tests::planted::{Fault, Planted};
use tiergate_tests::properties::PROPERTIES;
use tiergate_tests::trial::{Decide, Trial};

/// Tries the properties whose name begins so on this many maps, this often on each, with the
/// policy that `plant` makes of a map's rules.
fn try_all(
    seed: u64,
    begin: &str,
    (maps, trials): (usize, usize),
    plant: impl Fn(Rules) -> Box<dyn Decide>,
) -> Result<()> {
    let mut dice = Dice::new(seed);
    for _ in 0..maps {
        let text = maps::map(&mut dice);
        let map = Map::from_json("random", &text)?;
        let policy = plant(Rules::new(&map.info, &map.settings)?);
        for _ in 0..trials {
            let trial = Trial::random(&mut dice, &*policy, &map.info, &map.settings);
            let mut dice = Dice::new(dice.seed());
            for (name, property) in PROPERTIES.iter().filter(|(name, _)| name.starts_with(begin)) {
                let (tenant, now) = (&trial.tenant, trial.now);
                let context = || {
                    format!(
                        "{name}: seed {seed}, map {text}, {tenant:?} at {now}, {:?}",
                        trial.subscriptions
                    )
                };
                property(&trial, &mut dice).with_context(context)?;
            }
        }
    }
    Ok(())
}

#[test]
fn they_hold() -> Result<()> {
    let size = (dice::size(100, 1000), dice::size(100, 500));
    try_all(dice::seed("properties")?, "", size, |rules| Box::new(rules))
}

/// Plants a fault, and sees the property catch it.
fn is_caught(fault: Fault, by: &str) -> Result<()> {
    let seed = dice::seed(&format!("properties, {fault:?}"))?;
    let caught = try_all(seed, by, (50, 50), |rules| Box::new(Planted { rules, fault }));
    assert!(caught.is_err(), "seed {seed}: {fault:?} is not caught");
    Ok(())
}

#[test]
fn a_wrong_valid_until_is_caught() -> Result<()> {
    is_caught(Fault::HoldsTooLong, "valid-until")?;
    is_caught(Fault::ChangesForNothing, "valid-until")?;
    is_caught(Fault::NeverChanges, "valid-until")?;
    is_caught(Fault::EndsLate, "valid-until")?;
    is_caught(Fault::FlipsOnce, "valid-until")
}

#[test]
fn an_entitle_that_disagrees_is_caught() -> Result<()> {
    is_caught(Fault::ForgetsCaps, "entitle agrees")?;
    is_caught(Fault::FlipsOnce, "entitle agrees")
}

#[test]
fn an_order_that_matters_is_caught() -> Result<()> {
    is_caught(Fault::FirstCounts, "the order of facts")?;
    is_caught(Fault::CountsTwice, "the order of subscriptions")
}

#[test]
fn a_tier_that_gives_less_is_caught() -> Result<()> {
    is_caught(Fault::HigherHasLess, "a tier that has more")
}

#[test]
fn an_unknown_feature_that_is_allowed_is_caught() -> Result<()> {
    is_caught(Fault::AllowsUnknown, "an unknown feature")
}

#[test]
fn a_denial_that_names_no_add_on_is_caught() -> Result<()> {
    is_caught(Fault::NamesNoAddOn, "what would help")
}
