//! However a map is damaged, each problem's place is where its text is.

use proptest::prelude::*;
use tiergate_map::{Map, Problem};

const JSON: &str = include_str!("../maps/notes.json");
const TOML: &str = include_str!("../maps/notes.toml");

/// The map with a few stretches put elsewhere, which repeats ids, breaks names and values,
/// and often the syntax.
fn damage(map: &str, moves: &[(usize, usize, usize)]) -> String {
    let mut chars: Vec<char> = map.chars().collect();
    for &(from, length, to) in moves {
        let from = from % chars.len();
        let piece: Vec<char> = chars.iter().copied().skip(from).take(length).collect();
        let to = to % (chars.len() + 1);
        chars.splice(to..(to + length / 2).min(chars.len()), piece);
    }
    chars.into_iter().collect()
}

fn stands_where_it_says(text: &str, problem: &Problem) -> bool {
    let line = text.split('\n').nth(problem.line - 1).unwrap();
    let rest: String = line.chars().skip(problem.column - 1).collect();
    let rendered = problem.to_string();
    rest.starts_with(&problem.text)
        && rendered.contains(&format!(" map:{}:{}\n", problem.line, problem.column))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_problem_stands_where_it_says(
        moves in proptest::collection::vec((0..4000_usize, 1..30_usize, 0..4000_usize), 1..4),
        other in "\\PC{0,3}",
        newline in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let damaged = |map| damage(map, &moves).replacen("e", &other, 1).replace('\n', newline);
        let (json, toml) = (damaged(JSON), damaged(TOML));
        let reads = [(&json, Map::from_json("map", &json)), (&toml, Map::from_toml("map", &toml))];
        for (text, read) in reads {
            let problems = match read {
                Ok(map) => map.warnings,
                Err(refused) => refused.problems().to_vec(),
            };
            for problem in problems {
                prop_assert!(stands_where_it_says(text, &problem), "{problem}\n{text}");
            }
        }
    }
}
