//! A drawing as a picture.

mod canvas;
mod layout;
mod table;

use super::escape::escape;
use super::palette;
use super::sheet::Sheet;
use canvas::{Canvas, Font};
use layout::{Layout, MARGIN};

/// Returns the whole picture. Colours are attributes, which every viewer reads, and are replaced in dark mode by
/// a style sheet, which some leave out.
pub(super) fn picture(sheet: &Sheet) -> String {
    let layout = Layout::new(sheet);
    let mut canvas = Canvas::default();
    heading(&mut canvas, sheet, layout.width);
    table::draw(&mut canvas, sheet, &layout);
    add_ons(&mut canvas, sheet, layout.width);
    if let Some(digest) = &sheet.digest {
        canvas.down(20.0);
        canvas.paragraph(&format!("Policy {digest}"), MARGIN, layout.width, Font::SMALL);
    }
    let (width, height) = (layout.width + 2.0 * MARGIN, canvas.y + MARGIN);
    let dark = palette::ALL.iter().map(|it| format!(".{}{{fill:{}}}", it.name, it.dark));
    let dark: String = dark.collect();
    let stroke = format!(".tick{{stroke:{};fill:none}}", palette::GOOD.dark);
    let title = escape(&format!("{} {}: what each plan has", sheet.name, sheet.version));
    let background = palette::PAGE;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         font-family=\"Inter, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\">\n\
         <title>{title}</title>\n\
         <style>@media (prefers-color-scheme:dark){{{dark}{stroke}}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" class=\"{}\" fill=\"{}\"/>\n{}</svg>\n",
        background.name, background.light, canvas.body
    )
}

fn heading(canvas: &mut Canvas, sheet: &Sheet, width: f64) {
    canvas.down(MARGIN);
    canvas.paragraph(&sheet.name, MARGIN, width, Font::TITLE);
    canvas.paragraph(&sheet.version, MARGIN, width, Font::SMALL);
    canvas.down(6.0);
    for (name, text) in &sheet.notes {
        canvas.paragraph(&format!("{name}: {text}"), MARGIN, width, Font::DETAIL);
    }
    canvas.down(16.0);
}

fn add_ons(canvas: &mut Canvas, sheet: &Sheet, width: f64) {
    if sheet.add_ons.is_empty() {
        return;
    }
    canvas.down(24.0);
    canvas.paragraph("Add-ons", MARGIN, width, Font::HEADING);
    for it in &sheet.add_ons {
        canvas.down(6.0);
        let id = it.name.id.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
        canvas.paragraph(&format!("{}{id}", it.name.label), MARGIN, width, Font::LABEL);
        let gives = if it.gives.is_empty() { "nothing".to_owned() } else { it.gives.join(", ") };
        let text = format!("Gives {gives}; on {}", it.tiers);
        canvas.paragraph(&text, MARGIN, width, Font::DETAIL);
    }
}
