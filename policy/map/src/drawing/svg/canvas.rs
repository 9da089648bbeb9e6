//! Writes texts and shapes from the top to the bottom of a picture.

use crate::drawing::escape::escape;
use crate::drawing::measure::wrap;
use crate::drawing::palette::{self, Colour};
use std::fmt::Write;

/// The lines of a text after which it is cut off.
pub(super) const MOST_LINES: usize = 6;

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub(super) size: f64,
    weight: u32,
    colour: &'static Colour,
}

impl Font {
    pub(super) const TITLE: Self = Self { size: 24.0, weight: 600, colour: &palette::TEXT };
    pub(super) const HEADING: Self = Self { size: 15.0, weight: 600, colour: &palette::TEXT };
    pub(super) const LABEL: Self = Self { size: 13.0, weight: 500, colour: &palette::TEXT };
    pub(super) const DETAIL: Self = Self { size: 12.0, weight: 400, colour: &palette::SOFT };
    pub(super) const SMALL: Self = Self { size: 11.0, weight: 400, colour: &palette::FAINT };
    pub(super) const ACCENT: Self = Self { size: 12.0, weight: 500, colour: &palette::ACCENT };

    /// Returns the height of a line.
    pub(super) fn line(self) -> f64 {
        (self.size * 1.4).round()
    }
}

/// The side of a text that is at its position.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// A picture as far as it is drawn.
#[derive(Default)]
pub(super) struct Canvas {
    pub(super) body: String,
    /// The position of what is drawn next.
    pub(super) y: f64,
}

impl Canvas {
    pub(super) fn down(&mut self, by: f64) {
        self.y += by;
    }

    /// Writes a text below what is there, on as many lines as it needs.
    pub(super) fn paragraph(&mut self, text: &str, x: f64, room: f64, font: Font) {
        for line in wrap(text, font.size, room, MOST_LINES) {
            self.down(font.line());
            self.text(&line, x, self.y - font.size * 0.3, font, Anchor::Start);
        }
    }

    /// Writes one line of text, with its base at `y`.
    pub(super) fn text(&mut self, text: &str, x: f64, y: f64, font: Font, anchor: Anchor) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
        };
        let Font { size, weight, colour } = font;
        let (name, light, text) = (colour.name, colour.light, escape(text));
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" font-weight=\"{weight}\"{anchor} \
             class=\"{name}\" fill=\"{light}\">{text}</text>"
        ));
    }

    pub(super) fn rectangle(&mut self, area: [f64; 4], radius: f64, colour: &Colour) {
        let [x, y, width, height] = area;
        let (name, light) = (colour.name, colour.light);
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             rx=\"{radius}\" class=\"{name}\" fill=\"{light}\"/>"
        ));
    }

    /// Draws a tick around a point.
    pub(super) fn tick(&mut self, x: f64, y: f64) {
        let (x, y, colour) = (x - 5.0, y + 0.5, palette::GOOD.light);
        self.add(format_args!(
            "<path d=\"M{x:.1} {y:.1}l3.5 3.5 6.5-7\" class=\"tick\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        ));
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // OK because writing to a string does not fail.
        let _ = writeln!(self.body, "{element}");
    }
}
