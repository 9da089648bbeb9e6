//! Suggests the name that may have been meant.

/// How many names are compared with a wrong one: a large map may have many more, and many wrong
/// ones.
const LOOKED_AT: usize = 5_000;

/// Suggests the most similar of `names`, if one is similar enough, and what else can be done.
pub(crate) fn suggest<'a>(
    wrong: &str,
    names: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let folded = wrong.to_lowercase();
    let likeness =
        |name: &str| strsim::normalized_damerau_levenshtein(&folded, &name.to_lowercase());
    let near = names
        .take(LOOKED_AT)
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > 0.5);
    match near.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
        Some((_, name)) => format!("did you mean `{name}`? if not, {otherwise}"),
        None => otherwise.to_owned(),
    }
}
