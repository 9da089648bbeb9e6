//! A drawing as a page.

use super::css;
use super::escape::escape;
use super::sheet::{AddOnLine, Cell, Column, Name, Row, Section, Sheet};

/// Returns the whole page.
pub(super) fn page(sheet: &Sheet) -> String {
    let title = escape(&format!("{} {}", sheet.name, sheet.version));
    let style = css::sheet(sheet.columns.len());
    let [name, version] = [&sheet.name, &sheet.version].map(|it| escape(it));
    let notes: String = sheet.notes.iter().map(note).collect();
    let (table, add_ons, footer) = (table(sheet), add_ons(&sheet.add_ons), footer(sheet));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n\
         <h1>{name} <small>{version}</small></h1>\n<dl>{notes}</dl>\n\
         {table}{add_ons}</main>\n{footer}</body>\n</html>\n"
    )
}

fn note((name, text): &(&'static str, String)) -> String {
    format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(text))
}

fn table(sheet: &Sheet) -> String {
    if sheet.columns.is_empty() {
        return String::new();
    }
    let head: String = sheet.columns.iter().map(column).collect();
    let bodies: String = sheet.sections.iter().map(|it| section(it, sheet.columns.len())).collect();
    format!(
        "<div class=\"card\" tabindex=\"0\" role=\"region\" aria-label=\"Plans\">\n<table>\n\
         <thead><tr><th scope=\"col\"><span class=\"sr\">Feature or limit</span></th>{head}</tr></thead>\n\
         {bodies}</table>\n</div>\n"
    )
}

fn column(column: &Column) -> String {
    let mut badges = String::new();
    if column.is_default {
        badges += "<span class=\"badge\">Default</span>";
    }
    if !column.offered {
        badges += "<span class=\"badge plain\">Not offered</span>";
    }
    format!("<th scope=\"col\">{}{badges}</th>", name(&column.name))
}

fn section(section: &Section, columns: usize) -> String {
    let rows: String = section.rows.iter().map(row).collect();
    let (title, span) = (section.title, columns + 1);
    format!(
        "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"{span}\">{title}</th></tr>\n{rows}</tbody>\n"
    )
}

fn row(row: &Row) -> String {
    let cells: String = row.cells.iter().map(cell).collect();
    format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", name(&row.name))
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Included => format!("<td class=\"yes\">{YES}<span class=\"sr\">Included</span></td>"),
        Cell::Always => format!("<td><span class=\"yes\">{YES}</span> Always</td>"),
        Cell::NotIncluded => {
            "<td class=\"no\"><span aria-hidden=\"true\">–</span><span class=\"sr\">Not included</span></td>"
                .to_owned()
        }
        Cell::AddOns(labels) => {
            let badge = |it: &String| {
                format!("<span class=\"badge\"><span class=\"sr\">With </span>+ {}</span>", isolated(it))
            };
            format!("<td>{}</td>", labels.iter().map(badge).collect::<String>())
        }
        Cell::Limit(limit) => format!("<td class=\"num\">{limit}</td>"),
    }
}

/// A tick.
const YES: &str =
    "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M3 8.5l3.5 3.5L13 5\"/></svg>";

fn name(name: &Name) -> String {
    let id = name.id.iter().map(|it| format!("<code>{}</code>", isolated(it)));
    let detail =
        name.detail.iter().map(|it| format!("<div class=\"detail\">{}</div>", isolated(it)));
    format!("{}{}", isolated(&name.label), id.chain(detail).collect::<String>())
}

/// Escapes a text, and keeps its direction from what is around it.
fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

fn add_ons(lines: &[AddOnLine]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let line = |it: &AddOnLine| {
        let gives: Vec<_> = it.gives.iter().map(|it| isolated(it)).collect();
        let (name, tiers, gives) = (name(&it.name), escape(&it.tiers), gives.join(", "));
        format!(
            "<tr><th scope=\"row\">{name}</th><td class=\"text\">{gives}</td>\
             <td class=\"text\">{tiers}</td></tr>\n"
        )
    };
    let lines: String = lines.iter().map(line).collect();
    format!(
        "<h2>Add-ons</h2>\n<div class=\"card\">\n<table>\n<thead><tr><th scope=\"col\">Add-on</th>\
         <th scope=\"col\" class=\"text\">Gives</th><th scope=\"col\" class=\"text\">On</th></tr></thead>\n\
         <tbody>\n{lines}</tbody>\n</table>\n</div>\n"
    )
}

fn footer(sheet: &Sheet) -> String {
    sheet.digest.as_ref().map_or_else(String::new, |digest| {
        format!("<footer>Policy <code>{}</code></footer>\n", escape(digest))
    })
}
