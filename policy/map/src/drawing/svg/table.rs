//! The table of a picture: tiers across, features and caps down.

use super::canvas::{Anchor, Canvas, Font, MOST_LINES};
use super::layout::{Layout, MARGIN, PADDING};
use crate::drawing::measure::{width, wrap};
use crate::drawing::palette;
use crate::drawing::sheet::{Cell, Column, Name, Row, Sheet};

/// The space above and below a row's text.
const SPACE: f64 = 8.0;
/// The height of an add-on's mark, and of the space between two.
const MARK: f64 = 20.0;
const GAP: f64 = 4.0;

/// Some lines of text, each with its font.
type Lines = Vec<(String, Font)>;

pub(super) fn draw(canvas: &mut Canvas, sheet: &Sheet, layout: &Layout) {
    if sheet.columns.is_empty() {
        return;
    }
    header(canvas, &sheet.columns, layout);
    for section in &sheet.sections {
        let height = 26.0;
        canvas.rectangle([MARGIN, canvas.y, layout.width, height], 0.0, &palette::SUBTLE);
        canvas.text(section.title, MARGIN + PADDING, canvas.y + 17.0, Font::SMALL, Anchor::Start);
        canvas.down(height);
        for it in &section.rows {
            row(canvas, it, layout);
        }
    }
}

fn header(canvas: &mut Canvas, columns: &[Column], layout: &Layout) {
    let lines = |(column, (_, width)): (&Column, (f64, f64))| {
        let mut lines = lines(&column.name, width - 2.0 * PADDING, Font::HEADING);
        if column.is_default {
            lines.push(("Default".to_owned(), Font::ACCENT));
        }
        if !column.offered {
            lines.push(("Not offered".to_owned(), Font::SMALL));
        }
        lines
    };
    let all: Vec<Lines> = columns.iter().zip(layout.tiers()).map(lines).collect();
    let height = all.iter().map(tall).fold(0.0, f64::max);
    for (lines, (middle, _)) in all.iter().zip(layout.tiers()) {
        write(canvas, lines, middle, canvas.y, Anchor::Middle);
    }
    canvas.down(height + SPACE);
}

fn row(canvas: &mut Canvas, row: &Row, layout: &Layout) {
    let name = lines(&row.name, layout.names - 2.0 * PADDING, Font::LABEL);
    let cells = row.cells.iter().zip(layout.tiers());
    let marks = cells.map(|(cell, (_, width))| of_cell(cell, width)).fold(0.0, f64::max);
    let height = tall(&name).max(marks) + 2.0 * SPACE;
    let middle = canvas.y + height / 2.0;
    write(canvas, &name, MARGIN + PADDING, middle - tall(&name) / 2.0, Anchor::Start);
    for (it, (x, width)) in row.cells.iter().zip(layout.tiers()) {
        cell(canvas, it, x, middle, width);
    }
    canvas.rectangle([MARGIN, canvas.y + height - 1.0, layout.width, 1.0], 0.0, &palette::LINE);
    canvas.down(height);
}

fn cell(canvas: &mut Canvas, cell: &Cell, x: f64, y: f64, width: f64) {
    match cell {
        Cell::Included => canvas.tick(x, y),
        Cell::Always => {
            canvas.tick(x - 24.0, y);
            canvas.text("Always", x + 8.0, y + 4.5, Font::LABEL, Anchor::Middle);
        }
        Cell::NotIncluded => canvas.text("–", x, y + 4.5, Font::SMALL, Anchor::Middle),
        Cell::Limit(limit) => {
            let lines = wrap(limit, Font::LABEL.size, width - PADDING, MOST_LINES);
            let lines: Lines = lines.into_iter().map(|it| (it, Font::LABEL)).collect();
            write(canvas, &lines, x, y - tall(&lines) / 2.0, Anchor::Middle);
        }
        Cell::AddOns(labels) => marks(canvas, labels, x, y - of_cell(cell, width) / 2.0, width),
    }
}

/// Draws a mark for each add-on, one below the other.
fn marks(canvas: &mut Canvas, labels: &[String], x: f64, top: f64, room: f64) {
    let mut y = top;
    for label in labels {
        let lines = mark(label, room);
        let widest = lines.iter().map(|(it, font)| width(it, font.size)).fold(0.0, f64::max);
        let (wide, high) = (widest + 16.0, tall(&lines) + 4.0);
        canvas.rectangle([x - wide / 2.0, y, wide, high], 10.0, &palette::ACCENT_SOFT);
        write(canvas, &lines, x, y + 2.0, Anchor::Middle);
        y += high + GAP;
    }
}

fn mark(label: &str, room: f64) -> Lines {
    let lines = wrap(&format!("+ {label}"), Font::ACCENT.size, room - 20.0, MOST_LINES);
    lines.into_iter().map(|it| (it, Font::ACCENT)).collect()
}

fn of_cell(cell: &Cell, room: f64) -> f64 {
    match cell {
        Cell::AddOns(labels) => {
            let marks = labels.iter().map(|it| tall(&mark(it, room)) + 4.0 + GAP);
            (marks.sum::<f64>() - GAP).max(MARK)
        }
        _ => MARK,
    }
}

fn lines(name: &Name, room: f64, font: Font) -> Lines {
    let wrapped = |text: &str, font: Font| {
        let lines = wrap(text, font.size, room, MOST_LINES);
        lines.into_iter().map(|it| (it, font)).collect::<Lines>()
    };
    let mut lines = wrapped(&name.label, font);
    lines.extend(name.id.iter().flat_map(|it| wrapped(it, Font::SMALL)));
    lines.extend(name.detail.iter().flat_map(|it| wrapped(it, Font::SMALL)));
    lines
}

fn tall(lines: &Lines) -> f64 {
    lines.iter().map(|(_, font)| font.line()).sum()
}

fn write(canvas: &mut Canvas, lines: &Lines, x: f64, top: f64, anchor: Anchor) {
    let mut y = top;
    for (line, font) in lines {
        y += font.line();
        canvas.text(line, x, y - font.line() * 0.28, *font, anchor);
    }
}
