//! One table of cases for both formats: a map is written as its top-level keys, in JSON that
//! becomes TOML by another sign after each key.

use tiergate_map::Map;

/// A map's text; what was in « », and its line and column.
pub struct Written {
    pub text: String,
    pub marked: String,
    pub place: (usize, usize),
}

/// What a map needs, for the keys that a case does not give.
const NEEDED: [&str; 6] = [
    r#""name": "notes""#,
    r#""version": "1.0.0""#,
    r#""tiers": [{ "id": "free" }]"#,
    r#""defaultTier": "free""#,
    r#""whenMissing": { "tier": "free" }"#,
    r#""whenUnknown": { "tier": "free" }"#,
];

pub fn json(keys: &[&str]) -> Written {
    written(&format!("{{\n  {}\n}}\n", with_needed(keys).join(",\n  ")))
}

pub fn toml(keys: &[&str]) -> Written {
    written(&with_needed(keys).join("\n").replace("\": ", "\" = ").replace("\"»: ", "\"» = "))
}

fn with_needed(keys: &[&str]) -> Vec<String> {
    let name = |key: &str| key.split(':').next().map(str::to_owned);
    let given: Vec<_> = keys.iter().map(|key| name(&key.replace(['«', '»'], ""))).collect();
    let needed = NEEDED.iter().filter(|key| !given.contains(&name(key)));
    needed.chain(keys).map(|key| (*key).to_owned()).collect()
}

fn written(marked: &str) -> Written {
    let (before, rest) = marked.split_once('«').unwrap_or_default();
    let (marked_text, _) = rest.split_once('»').unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let place = (before.matches('\n').count() + 1, column);
    Written { text: marked.replace(['«', '»'], ""), marked: marked_text.to_owned(), place }
}

/// Keys of a map, with the offending text in « », and the problem it is refused for.
pub type Case<'a> = (&'a [&'a str], &'a str, &'a str);

/// Both formats are refused for the same one problem, in its place.
pub fn refused_alike(cases: &[Case<'_>]) {
    for (keys, message, help) in cases {
        let (json, toml) = (json(keys), toml(keys));
        for (written, refused) in
            [(&json, Map::from_json("map", &json.text)), (&toml, Map::from_toml("map", &toml.text))]
        {
            let refused = refused.expect_err(&written.text);
            let [problem] = refused.problems() else { panic!("{refused}") };
            assert_eq!((problem.line, problem.column), written.place, "{refused}");
            assert_eq!(problem.text, written.marked, "{refused}");
            assert_eq!((&*problem.message, &*problem.help), (*message, *help), "{refused}");
        }
    }
}
