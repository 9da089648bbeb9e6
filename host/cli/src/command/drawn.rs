//! Formats of what a policy has, and its drawings.

use crate::printed::print;
use anyhow::Result;
use tiergate_laws::{Engine, answered};
use tiergate_map::Drawing;

/// How to print what a policy has.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Text that is also Markdown.
    #[default]
    Text,
    /// JSON on one line.
    Json,
    /// A page without scripts.
    Html,
    /// A picture.
    Svg,
}

/// Prints a policy as a page or, if the format is SVG, as a picture: as it answers.
pub(crate) fn draw(engine: &dyn Engine, digest: Option<&str>, format: Format) -> Result<()> {
    let drawing = Drawing::new(engine.describe(), &answered(engine)?, digest);
    let text = if format == Format::Svg { drawing.svg() } else { drawing.html() };
    Ok(print(text.trim_end())?)
}
