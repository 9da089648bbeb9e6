//! What a drawing shows, as texts and marks.

use crate::display;
use crate::preview::{Availability, Preview, PreviewCap, PreviewFeature};
use tiergate_policy::catalog::{AddOn, CapChange, Info, Period};
use tiergate_policy::types::Limit;

/// The contents of a drawing.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) digest: Option<String>,
    /// The tiers, lowest first.
    pub(super) columns: Vec<Column>,
    /// The features and the caps, as far as there are any.
    pub(super) sections: Vec<Section>,
    pub(super) add_ons: Vec<AddOnLine>,
    /// What else the catalog says, such as the trial, each with its name.
    pub(super) notes: Vec<(&'static str, String)>,
}

/// A tier.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: Name,
    pub(super) is_default: bool,
    pub(super) offered: bool,
}

/// Rows of one kind.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A feature or a cap.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: Name,
    /// One for each column.
    pub(super) cells: Vec<Cell>,
}

/// A label, with what explains it.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) label: String,
    /// Its identifier, if it differs from the label.
    pub(super) id: Option<String>,
    pub(super) detail: Option<String>,
}

/// What a tier has.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Always,
    Included,
    /// Not included, but each of these add-ons, by their labels, gives it.
    AddOns(Vec<String>),
    NotIncluded,
    Limit(String),
}

/// An add-on.
#[derive(Clone, Debug)]
pub(super) struct AddOnLine {
    pub(super) name: Name,
    /// The tiers that it is for, by their labels.
    pub(super) tiers: String,
    /// What it gives.
    pub(super) gives: Vec<String>,
}

impl Sheet {
    pub(super) fn new(info: &Info, preview: &Preview, digest: Option<&str>) -> Self {
        let features = preview.features.iter().map(|it| feature(it, info)).collect();
        let caps = preview.caps.iter().map(cap).collect();
        let sections = [("Features", features), ("Limits", caps)].map(section);
        Self {
            name: info.name.clone(),
            version: info.version.clone(),
            digest: digest.map(str::to_owned),
            columns: columns(info),
            sections: sections.into_iter().filter(|it| !it.rows.is_empty()).collect(),
            add_ons: info.add_ons.iter().map(|it| add_on(it, info)).collect(),
            notes: notes(info),
        }
    }
}

fn section((title, rows): (&'static str, Vec<Row>)) -> Section {
    Section { title, rows }
}

fn columns(info: &Info) -> Vec<Column> {
    let column = |tier: &tiergate_policy::catalog::Tier| Column {
        name: name(&tier.id, &tier.label, tier.description.clone()),
        is_default: tier.id == info.default_tier,
        offered: tier.offered,
    };
    info.tiers.iter().map(column).collect()
}

fn feature(row: &PreviewFeature, info: &Info) -> Row {
    let feature = info.features.iter().find(|it| it.id == row.id);
    let requires = feature.filter(|it| !it.requires.is_empty()).map(|it| {
        let labels = it.requires.iter().map(|id| label_of_feature(info, id));
        format!("Requires {}", labels.collect::<Vec<_>>().join(", "))
    });
    let description = feature.and_then(|it| it.description.clone());
    let detail = [description, requires].into_iter().flatten().collect::<Vec<_>>().join(". ");
    let cell = |it: &Availability| match it {
        Availability::Always => Cell::Always,
        Availability::Included => Cell::Included,
        Availability::NotIncluded => Cell::NotIncluded,
        Availability::AddOns(ids) => {
            let label = |id: &String| {
                info.add_ons.iter().find(|it| it.id == *id).map_or(id, |it| &it.label).clone()
            };
            Cell::AddOns(ids.iter().map(label).collect())
        }
    };
    Row {
        name: name(&row.id, &row.label, (!detail.is_empty()).then_some(detail)),
        cells: row.tiers.iter().map(cell).collect(),
    }
}

fn cap(row: &PreviewCap) -> Row {
    let period = row.period.map(|it| match it {
        Period::Billing => "per billing period".to_owned(),
        it => format!("per {}", display::period(it)),
    });
    // A cap named "Notes" need not say that notes are counted.
    let unit = row.unit.clone().filter(|it| it.to_lowercase() != row.label.to_lowercase());
    let detail = [unit, period].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let cell = |it: &Option<Limit>| it.map_or(Cell::NotIncluded, |it| Cell::Limit(limit(it)));
    Row {
        name: name(&row.id, &row.label, (!detail.is_empty()).then_some(detail)),
        cells: row.limits.iter().map(cell).collect(),
    }
}

fn add_on(add_on: &AddOn, info: &Info) -> AddOnLine {
    let features = add_on.features.iter().map(|id| label_of_feature(info, id).to_owned());
    let caps = add_on.caps.iter().map(|(id, change)| {
        let label = info.caps.iter().find(|it| it.id == *id).map_or(id, |it| &it.label);
        match change {
            CapChange::Set(to) => format!("{label}: {}", limit(*to)),
            CapChange::Add(more) => format!("{label}: {} more", grouped(*more)),
        }
    });
    let tiers = add_on.tiers.iter().map(|id| label_of_tier(info, id));
    let tiers = tiers.collect::<Vec<_>>().join(", ");
    AddOnLine {
        name: name(&add_on.id, &add_on.label, add_on.description.clone()),
        tiers: if tiers.is_empty() { "every tier".to_owned() } else { tiers },
        gives: features.chain(caps).collect(),
    }
}

fn notes(info: &Info) -> Vec<(&'static str, String)> {
    let mut notes =
        vec![("New tenants start on", label_of_tier(info, &info.default_tier).to_owned())];
    if let Some(trial) = &info.trial {
        let days = if trial.days == 1 { "day" } else { "days" };
        let tier = label_of_tier(info, &trial.tier);
        notes.push(("Trial", format!("{tier}, {} {days}", grouped(trial.days.into()))));
    }
    let editions = info.editions.iter().map(|it| match &it.tier {
        Some(tier) => format!("{} always has {}", it.id, label_of_tier(info, tier)),
        None => format!("{} by plan", it.id),
    });
    let editions = editions.collect::<Vec<_>>().join(", ");
    if !editions.is_empty() {
        notes.push(("Editions", editions));
    }
    notes
}

fn name(id: &str, label: &str, detail: Option<String>) -> Name {
    // A label may be empty: the identifier then stands in for it.
    let label = if label.is_empty() { id } else { label };
    Name { label: label.to_owned(), id: (label != id).then(|| id.to_owned()), detail }
}

fn label_of_tier<'a>(info: &'a Info, id: &'a str) -> &'a str {
    let label = info.tiers.iter().find(|it| it.id == id).map(|it| it.label.as_str());
    label.filter(|it| !it.is_empty()).unwrap_or(id)
}

fn label_of_feature<'a>(info: &'a Info, id: &'a str) -> &'a str {
    let label = info.features.iter().find(|it| it.id == id).map(|it| it.label.as_str());
    label.filter(|it| !it.is_empty()).unwrap_or(id)
}

fn limit(limit: Limit) -> String {
    match limit {
        Limit::Unlimited => "Unlimited".to_owned(),
        Limit::AtMost(most) => grouped(most),
    }
}

/// Returns a number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
