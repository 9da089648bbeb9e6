//! What became of a file.

use std::time::{Duration, Instant};

use tiergate::{
    CallError, CheckError, LoadError, MemoryFacts, Policy, Tenant, Tiers, UnavailableError,
};
use tiergate_tests::hostile::Expected;

use super::{ask, memory};

/// What became of a file, and what it cost.
pub struct Outcome {
    pub became: Expected,
    /// Its answers, where it was taken.
    pub answers: Vec<String>,
    pub load: Cost,
    pub calls: Cost,
}

/// What something cost.
#[derive(Default)]
pub struct Cost {
    pub time: Duration,
    pub memory: u64,
}

impl Cost {
    fn of<T>(run: impl FnOnce() -> T) -> (T, Self) {
        let start = Instant::now();
        let (value, memory) = memory::growth(run);
        (value, Self { time: start.elapsed(), memory })
    }
}

/// Loads a file and asks it everything.
pub fn of(file: &[u8]) -> Outcome {
    let (loaded, load) = Cost::of(|| Policy::from_bytes(file));
    let policy = match loaded {
        Ok(policy) => policy,
        Err(error) => {
            return Outcome {
                became: failed(&error),
                answers: vec![],
                load,
                calls: Cost::default(),
            };
        }
    };
    let ((became, answers), calls) = Cost::of(|| ask_everything(&policy));
    Outcome { became, answers, load, calls }
}

/// What a failure to load is called.
pub fn failed(error: &LoadError) -> Expected {
    match error {
        LoadError::Refused(refusal) => Expected::Refused(refusal.code().to_owned()),
        LoadError::Unavailable(unavailable) => Expected::Load(ask::name(unavailable).to_owned()),
        other => panic!("neither the file nor the machine is at fault: {other}"),
    }
}

/// Asks each call, then through `Tiers`, and tells what failed first.
fn ask_everything(policy: &Policy) -> (Expected, Vec<String>) {
    let mut answers = Vec::new();
    let mut first = None;
    for request in ask::requests("pro") {
        match ask::ask(policy, &request) {
            Ok(answer) => answers.push(answer),
            Err(error) => {
                let call = request["call"].as_str().unwrap_or_default().to_owned();
                first.get_or_insert(Expected::Call(call, ask::name(&error).to_owned()));
            }
        }
    }
    let tiers =
        || ask_tiers(policy).err().map(|error| Expected::Tiers(ask::name(&error).to_owned()));
    (first.or_else(tiers).unwrap_or(Expected::Taken), answers)
}

/// Asks as a server does, through `Tiers`.
fn ask_tiers(policy: &Policy) -> Result<(), UnavailableError> {
    let facts = MemoryFacts::new();
    facts.put("acme", Tenant::new());
    let tiers = Tiers::new(policy.clone(), facts);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    match runtime.block_on(tiers.check("acme", "export")) {
        Ok(_) => Ok(()),
        Err(CheckError::Policy(CallError::Unavailable(unavailable))) => Err(unavailable),
        Err(other) => panic!("neither denied nor unavailable: {other}"),
    }
}
