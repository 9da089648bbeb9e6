//! Converts kebab-case names of the WIT to those of TypeScript.

/// Converts a name such as `held-add-on` to `heldAddOn`.
pub fn camel(kebab: &str) -> String {
    let mut words = kebab.split('-');
    words.next().into_iter().map(str::to_owned).chain(words.map(capital)).collect()
}

/// Converts a name such as `held-add-on` to `HeldAddOn`.
pub fn pascal(kebab: &str) -> String {
    kebab.split('-').map(capital).collect()
}

/// Formats a case's name as a key of an object.
pub fn key(case: &str) -> String {
    if case.contains('-') { format!("\"{case}\"") } else { case.to_owned() }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().map(|first| first.to_ascii_uppercase()).chain(letters).collect()
}

#[test]
fn names_are_those_of_json() {
    assert_eq!(camel("held-add-on"), "heldAddOn");
    assert_eq!(pascal("held-add-on"), "HeldAddOn");
    assert_eq!(key("past-due"), "\"past-due\"");
}
