//! The colours of both drawings, which are those of the operator's screen.

/// A colour: its name, and what it is in light and in dark mode.
pub(super) struct Colour {
    pub(super) name: &'static str,
    pub(super) light: &'static str,
    pub(super) dark: &'static str,
}

const fn colour(name: &'static str, light: &'static str, dark: &'static str) -> Colour {
    Colour { name, light, dark }
}

pub(super) const PAGE: Colour = colour("bg", "#ffffff", "#0d0d11");
pub(super) const SUBTLE: Colour = colour("subtle", "#f8f8fa", "#121217");
pub(super) const LINE: Colour = colour("line", "#e3e3e8", "#2a2a34");
pub(super) const TEXT: Colour = colour("fg", "#17171c", "#ededf2");
pub(super) const SOFT: Colour = colour("fg-2", "#50505c", "#b0b0bd");
pub(super) const FAINT: Colour = colour("fg-3", "#6a6a77", "#8f8f9d");
pub(super) const ACCENT: Colour = colour("accent-text", "#3f38cf", "#b3b0ff");
pub(super) const ACCENT_SOFT: Colour = colour("accent-soft", "#eeeefe", "#211f45");
pub(super) const GOOD: Colour = colour("ok", "#0f7a3d", "#5bd68e");

/// Every colour.
pub(super) const ALL: [Colour; 9] =
    [PAGE, SUBTLE, LINE, TEXT, SOFT, FAINT, ACCENT, ACCENT_SOFT, GOOD];
