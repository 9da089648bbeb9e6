//! How wide a text is, without knowing the reader's font.

/// Drawn fonts are at most this much wider than Helvetica.
const SAFETY: f64 = 1.13;

/// Returns the width of a text, rather too large than too small.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size * SAFETY
}

/// Returns the width of a character in a font of size 1, as in Helvetica.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' => 0.25,
        ' ' | '!' | '.' | ',' | ':' | ';' | 'I' | 'f' | 't' | '/' | '\\' => 0.3,
        'r' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '`' | '*' | '"' => 0.38,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.52,
        'm' | 'M' | 'W' | '%' => 0.88,
        'w' | 'C' | 'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'R' | 'U' => 0.76,
        '@' => 1.02,
        'A'..='Z' | '&' => 0.68,
        ' '..='~' => 0.57,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'.. => 1.1,
        _ => 0.68,
    }
}

/// Breaks a text into lines of at most `room`, between words if possible. After `most` lines it is cut off.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or("", String::as_str);
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&joined, size) <= room {
            lines.pop();
            lines.push(joined);
        } else {
            if line.is_empty() {
                lines.pop();
            }
            lines.extend(pieces(word, size, room));
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Breaks a word that may be too long for a line.
fn pieces(word: &str, size: f64, room: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0.0;
    for character in word.chars() {
        let more = advance(character) * size * SAFETY;
        if used + more > room && used > 0.0 {
            pieces.push(String::new());
            used = 0.0;
        }
        used += more;
        if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{width, wrap};

    #[test]
    fn no_line_is_wider_than_its_room() {
        let texts = [
            "",
            "one",
            "several words that are too long for one line",
            &"x".repeat(100),
            "漢字🦀 e\u{301}",
        ];
        for text in texts {
            let lines = wrap(text, 13.0, 80.0, 99);
            assert!(lines.iter().all(|it| width(it, 13.0) <= 80.0), "{lines:?}");
            let joined: String = lines.concat().split_whitespace().collect();
            assert_eq!(joined, text.split_whitespace().collect::<String>());
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_off() {
        assert_eq!(wrap("a b c d", 13.0, 12.0, 2), ["a", "b…"]);
    }
}
