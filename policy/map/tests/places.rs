//! However a map is damaged, each problem's place is where its text is.

use proptest::prelude::*;
use tiergate_map::{Map, Problem};

const JSON: &str = include_str!("maps/notes.json");
const TOML: &str = include_str!("maps/notes.toml");

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
    ) {
        let read: [(_, fn(&str, &str) -> _); 2] = [(JSON, Map::from_json), (TOML, Map::from_toml)];
        for (map, read) in read {
            let text = damage(map, &moves).replacen("e", &other, 1);
            let problems = match read("map", &text) {
                Ok(map) => map.warnings,
                Err(refused) => refused.problems().to_vec(),
            };
            for problem in problems {
                prop_assert!(stands_where_it_says(&text, &problem), "{problem}\n{text}");
            }
        }
    }
}
