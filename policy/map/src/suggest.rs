//! Suggests the name that may have been meant.

/// How many characters a name may have that is compared: nobody mistypes a longer one.
const LONGEST: usize = 100;

/// How much is compared with a wrong name: the sum of the products of the names' lengths, to which
/// the time is proportional. It is some ten thousand names of usual lengths.
const MOST: usize = 2_000_000;

/// Suggests the most similar of `names`, if one is similar enough, and what else can be done.
pub(crate) fn suggest<'a>(
    wrong: &str,
    names: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let is_short = |name: &str| name.chars().nth(LONGEST).is_none();
    if !is_short(wrong) {
        return otherwise.to_owned();
    }
    let (folded, mut compared) = (wrong.to_lowercase(), 0);
    let likeness =
        |name: &str| strsim::normalized_damerau_levenshtein(&folded, &name.to_lowercase());
    let near = names
        .filter(|name| is_short(name))
        .take_while(|name| {
            compared += wrong.len() * name.len();
            compared <= MOST
        })
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > 0.5);
    match near.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
        Some((_, name)) => format!("did you mean `{name}`? if not, {otherwise}"),
        None => otherwise.to_owned(),
    }
}
