//! How wide the columns of a picture are.

use super::canvas::Font;
use crate::drawing::measure::width;
use crate::drawing::sheet::{Cell, Column, Name, Sheet};

/// The space around everything.
pub(super) const MARGIN: f64 = 24.0;
/// The space on each side of a cell's text.
pub(super) const PADDING: f64 = 12.0;

/// The width of a column of names, at least and at most; of a tier; and of the whole.
const NAMES: [f64; 2] = [150.0, 300.0];
const TIER: [f64; 2] = [92.0, 160.0];
const LEAST: f64 = 560.0;

/// The columns of the table.
pub(super) struct Layout {
    /// The width of the names of features and caps.
    pub(super) names: f64,
    /// The width of each tier.
    pub(super) tiers: Vec<f64>,
    /// The width of all.
    pub(super) width: f64,
}

impl Layout {
    pub(super) fn new(sheet: &Sheet) -> Self {
        let rows = || sheet.sections.iter().flat_map(|it| &it.rows);
        let names = rows().map(|it| of_name(&it.name)).fold(0.0, f64::max);
        let tier = |(at, column): (usize, &Column)| {
            let cells = rows().filter_map(|row| row.cells.get(at)).map(of_cell);
            cells.fold(of_name(&column.name), f64::max).clamp(TIER[0], TIER[1])
        };
        let names = names.clamp(NAMES[0], NAMES[1]);
        let tiers: Vec<f64> = sheet.columns.iter().enumerate().map(tier).collect();
        let used = names + tiers.iter().sum::<f64>();
        // What a small table leaves over goes to its first column.
        let width = used.max(LEAST);
        Self { names: names + width - used, tiers, width }
    }

    /// Returns the middle of each tier's column, and its width.
    pub(super) fn tiers(&self) -> impl Iterator<Item = (f64, f64)> {
        let start = MARGIN + self.names;
        self.tiers.iter().scan(start, |x, width| {
            let middle = *x + width / 2.0;
            *x += width;
            Some((middle, *width))
        })
    }
}

fn of_name(name: &Name) -> f64 {
    let id = name.id.as_ref().map_or(0.0, |it| width(it, Font::SMALL.size));
    let detail = name.detail.as_ref().map_or(0.0, |it| width(it, Font::SMALL.size).min(190.0));
    width(&name.label, Font::LABEL.size).max(id).max(detail) + 2.0 * PADDING
}

fn of_cell(cell: &Cell) -> f64 {
    let text = match cell {
        Cell::AddOns(labels) => {
            labels.iter().map(|it| width(it, Font::ACCENT.size) + 28.0).fold(0.0, f64::max)
        }
        Cell::Limit(limit) => width(limit, Font::LABEL.size),
        Cell::Always | Cell::Included | Cell::NotIncluded => 0.0,
    };
    text + 2.0 * PADDING
}
