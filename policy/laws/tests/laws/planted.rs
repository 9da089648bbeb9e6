//! Faults of policies written by hand are found, and rules without them break none of their laws.

use crate::faulty::{Fault, Faulty};
use crate::found;
use crate::oracle::lines;
use std::cell::Cell;
use std::collections::BTreeMap;
use tiergate_laws::{Domain, Native};
use tiergate_map::Map;

const PLANTED: [(Fault, &str); 7] = [
    (Fault::Upsell, "truthful-upsell"),
    (Fault::LateEnd, "exact-valid-until"),
    (Fault::NoEnd, "exact-valid-until"),
    (Fault::FirstPlan, "pure"),
    (Fault::Moody, "pure"),
    (Fault::Check, "consistent"),
    (Fault::CheckCap, "consistent"),
];

#[test]
fn each_fault_is_found_in_each_map() {
    let mut times = BTreeMap::new();
    for line in lines(40, 14) {
        let map = Map::from_json("random.json", &line.map.to_string()).unwrap();
        let sound = found(&Native::new(&map).unwrap(), &Domain::of_map(&map));
        for (fault, law) in PLANTED {
            let faulty = Faulty { rules: Native::new(&map).unwrap(), fault, asked: Cell::new(0) };
            let of_law = |all: Vec<Vec<String>>| all.into_iter().filter(|it| it[0] == law).count();
            let more = of_law(found(&faulty, &Domain::of_map(&map))) > of_law(sound.clone());
            *times.entry(format!("{fault:?}")).or_insert(0) += u32::from(more);
        }
    }
    println!("found in so many of 40 maps: {times:?}");
    assert!(times.values().all(|&times| times >= 20), "{times:?}");
}
