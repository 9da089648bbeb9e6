//! Draws a catalog for people who do not read tier maps: as a page, and as a picture.

mod css;
mod escape;
mod html;
mod measure;
mod palette;
mod sheet;
mod svg;

use crate::Preview;
use sheet::Sheet;
use tiergate_policy::catalog::Info;

/// A catalog as a page of HTML and as a picture, for a pricing review or a wiki.
///
/// Both show each feature and cap at each tier, the add-ons, and what new tenants start with. They
/// contain no script and refer to no other file, follow the reader's light or dark mode, and can be printed.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Drawing, Map, preview};
///
/// let map = Map::from_file("../../tests/policies/notes.json")?;
/// let drawing = Drawing::new(&map.info, &preview(&map.info), None);
/// assert!(drawing.html().starts_with("<!doctype html>"));
/// assert!(drawing.svg().starts_with("<svg "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Drawing(Sheet);

impl Drawing {
    /// Prepares the drawing of a catalog. `preview` says what each tier has: according to the
    /// catalog, as [`preview`](crate::preview()) returns it, or according to a policy's answers. The digest
    /// of the policy's file is shown if it is given.
    pub fn new(info: &Info, preview: &Preview, digest: Option<&str>) -> Self {
        Self(Sheet::new(info, preview, digest))
    }

    /// Returns a page of HTML.
    pub fn html(&self) -> String {
        html::page(&self.0)
    }

    /// Returns a picture in SVG, which is as large as its content, and which GitHub and wikis show as an
    /// image. Long names are wrapped, and cut off after six lines.
    pub fn svg(&self) -> String {
        svg::picture(&self.0)
    }
}
