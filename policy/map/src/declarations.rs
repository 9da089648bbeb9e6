//! Ids that are declared once, and looked up when they are mentioned.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::suggest::suggest;
use crate::values::Id;
use hashbrown::{HashMap, HashSet};

/// A kind of declaration: its noun in messages, and the key of the map that lists it.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) noun: &'static str,
    pub(crate) home: &'static str,
}

/// The ids of one kind, in the catalog's order.
pub(crate) struct Declared<'f> {
    kind: Kind,
    ids: Vec<&'f Id>,
    positions: HashMap<&'f str, usize>,
}

impl<'f> Declared<'f> {
    /// Collects the ids of a list of declarations, and refuses those that are declared twice.
    pub(crate) fn new(kind: Kind, ids: Vec<&'f Id>, problems: &mut Problems<'_>) -> Self {
        let mut positions = HashMap::new();
        for (at, id) in ids.iter().enumerate() {
            if *positions.entry(id.text.as_str()).or_insert(at) != at {
                let message = format!("the {} `{id}` is declared twice", kind.noun);
                problems.refuse(&id.at, message, "rename or remove one of the two");
            }
        }
        Self { kind, ids, positions }
    }

    /// Collects ids in order of first mention, for kinds that a map does not declare.
    pub(crate) fn mentioned(kind: Kind, mentions: impl Iterator<Item = &'f Id>) -> Self {
        let mut seen = HashSet::new();
        let ids: Vec<_> = mentions.filter(|id| seen.insert(id.text.as_str())).collect();
        let positions = ids.iter().enumerate().map(|(at, id)| (id.text.as_str(), at)).collect();
        Self { kind, ids, positions }
    }

    pub(crate) fn ids(&self) -> &[&'f Id] {
        &self.ids
    }

    /// Returns each id with its position, except for repeated declarations.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = (usize, &'f Id)> {
        let first = |at, id: &Id| self.positions.get(id.text.as_str()) == Some(&at);
        self.ids.iter().copied().enumerate().filter(move |(at, id)| first(*at, id))
    }

    /// Returns the ids at these positions.
    pub(crate) fn texts(&self, positions: impl IntoIterator<Item = usize>) -> Vec<String> {
        positions.into_iter().filter_map(|at| Some(self.ids.get(at)?.text.clone())).collect()
    }

    /// Returns the position of an id; `None`, after refusing it, if it is not declared.
    pub(crate) fn find(&self, id: &Id, problems: &mut Problems<'_>) -> Option<usize> {
        let position = self.positions.get(id.text.as_str()).copied();
        if position.is_none() {
            let Kind { noun, home } = self.kind;
            let help = format!("declare it in `{home}`, or name one that is declared there");
            let names = self.ids.iter().map(|id| id.text.as_str());
            let help = match problems.is_full() {
                true => help,
                false => suggest(&id.text, names, &help),
            };
            problems.refuse(&id.at, format!("there is no {noun} `{id}`"), help);
        }
        position
    }

    /// Returns the id if one is given; also `None`, after refusing it, if it is not declared.
    pub(crate) fn named(&self, id: Option<&Id>, problems: &mut Problems<'_>) -> Option<String> {
        let id = id?;
        self.find(id, problems).map(|_| id.text.clone())
    }

    /// Returns the positions of the listed ids, each once, in the list's order.
    pub(crate) fn find_all(&self, list: &[Id], problems: &mut Problems<'_>) -> Vec<usize> {
        let mut seen = HashSet::new();
        let mut positions = Vec::new();
        for id in list {
            if seen.insert(id.text.as_str()) {
                positions.extend(self.find(id, problems));
            } else {
                let message = format!("the {} `{id}` is listed twice", self.kind.noun);
                problems.refuse(&id.at, message, "remove one of the two");
            }
        }
        positions
    }
}
