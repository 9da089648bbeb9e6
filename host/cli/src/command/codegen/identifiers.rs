//! Identifiers of Rust for any texts.

use std::collections::HashMap;

/// How many characters of a digest tell two texts apart that would have the same identifier. If they
/// do not, the generated module does not compile.
const DIGITS: usize = 6;

/// Returns an identifier for each of these texts, in camel case and all different. What a text
/// becomes does not depend on the order of the others, so that reordering a policy never makes a
/// name mean something else.
pub(super) fn identifiers(texts: &[&str]) -> Vec<String> {
    let plain: Vec<_> = texts.iter().map(|text| camel(text)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    plain.iter().for_each(|it| *counts.entry(it).or_default() += 1);
    let is_alone = |it: &String| counts.get(it.as_str()).is_some_and(|count| *count == 1);
    let named = texts.iter().zip(&plain);
    let named = named.map(|(text, it)| if is_alone(it) { it.clone() } else { apart(it, text) });
    named.collect()
}

/// Returns an identifier that no other text has. An underscore is in no plain identifier but at its
/// beginning or end.
fn apart(plain: &str, text: &str) -> String {
    let digest = tiergate::digest(text.as_bytes());
    format!("{plain}_{}", digest.get(..DIGITS).unwrap_or(&digest))
}

/// Returns a text in camel case: what separates words is left out, and any other character that an
/// identifier cannot have is written as its number.
fn camel(text: &str) -> String {
    let words = text.split(['-', '_', '.', ':', '/', ' ']).map(word);
    let mut name: String = words.collect();
    if name.is_empty() {
        name = text.chars().map(number).collect();
    }
    match name.chars().next() {
        Some('0'..='9') => format!("_{name}"),
        // The only keyword in camel case.
        _ if name == "Self" => "Self_".to_owned(),
        _ => name,
    }
}

fn word(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|it| it.to_ascii_uppercase());
    let all = first.into_iter().chain(characters);
    all.map(|it| if it.is_ascii_alphanumeric() { it.to_string() } else { number(it) }).collect()
}

fn number(character: char) -> String {
    format!("U{:x}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::identifiers;

    #[test]
    fn every_text_has_an_identifier() {
        for (text, identifier) in [
            ("export", "Export"),
            ("maxNotes", "MaxNotes"),
            ("api-access", "ApiAccess"),
            ("a.b:c/d e_f", "ABCDEF"),
            ("2fa", "_2fa"),
            ("self", "Self_"),
            ("type", "Type"),
            ("a+b", "AU2bb"),
            ("é", "Ue9"),
            ("--", "U2dU2d"),
            ("__proto__", "Proto"),
        ] {
            assert_eq!(identifiers(&[text]), [identifier], "{text}");
        }
    }

    #[test]
    fn texts_that_would_have_the_same_one_are_told_apart_in_any_order() {
        let one = identifiers(&["max-notes", "export", "maxNotes", "Export"]);
        let mut other = identifiers(&["Export", "maxNotes", "export", "max-notes"]);
        other.reverse();
        assert_eq!(one, other);
        assert!(one[0].starts_with("MaxNotes_") && one[2].starts_with("MaxNotes_"), "{one:?}");
        let distinct: std::collections::HashSet<_> = one.iter().collect();
        assert_eq!(distinct.len(), 4, "{one:?}");
    }
}
