//! Makes texts of authors safe in HTML and SVG.

/// Escapes a text for an element or for an attribute in quotes. Characters that XML forbids, and those that
/// would make the text around them look different, are replaced by U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            it if is_harmful(it) => escaped.push('\u{fffd}'),
            it => escaped.push(it),
        }
    }
    escaped
}

/// Checks for controls, marks that change the direction of what follows, and noncharacters.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fffe}' | '\u{ffff}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_text_leaves_its_element() {
        let hostile =
            "</td><script>alert(1)</script>\" onload='x' &amp; \u{1b}[2K\u{202e}\u{0}\u{ffff}";
        let safe = "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; \
                    &amp;amp; \u{fffd}[2K\u{fffd}\u{fffd}\u{fffd}";
        assert_eq!(escape(hostile), safe);
        assert_eq!(escape("Größe 🦀 e\u{301}\nا"), "Größe 🦀 e\u{301} ا");
    }
}
