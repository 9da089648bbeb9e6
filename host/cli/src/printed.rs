//! Printing. Output contains text that customers wrote, so hidden characters are escaped: they
//! could move a terminal's cursor, or make a text look like another one.

use serde::Serialize;
use std::fmt::{Display, Write as _};
use std::io::Write as _;
use tiergate_store::is_hidden;

/// Prints to standard output, with hidden characters other than line breaks and tabs escaped.
/// Fails if the reader has closed the output.
pub(crate) fn print(text: impl Display) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{}", escaped(&text.to_string()))
}

/// Prints a value as one line of JSON. Hidden characters are written as JSON escapes, which parse
/// to the same value.
pub(crate) fn print_json(value: &(impl Serialize + ?Sized)) -> anyhow::Result<()> {
    let text = serde_json::to_string(value)?;
    Ok(writeln!(std::io::stdout(), "{}", json_escaped(&text))?)
}

/// Prints to standard error, with characters escaped as in [`print`].
pub(crate) fn warn(text: impl Display) {
    eprintln!("{}", escaped(&text.to_string()));
}

/// Returns a text on one line: its line breaks and tabs are escaped too.
pub(crate) fn one_line(text: &str) -> String {
    escape(text, is_hidden)
}

/// Returns a number of things, such as `1 tenant` and `2 tenants`.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

fn escaped(text: &str) -> String {
    escape(text, |it| is_hidden(it) && !matches!(it, '\n' | '\t'))
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_escaped(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Escapes the hidden characters of a JSON text. They occur only within strings, in which each may
/// be written as its UTF-16 code.
pub(crate) fn json_escaped(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // OK because writing to a string does not fail.
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Formats rows of text as a table. Each column is as wide as its widest cell, and two spaces
/// separate the columns.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let rows: Vec<_> = rows.iter().map(|row| row.each_ref().map(|cell| one_line(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{counted, escaped, json_escaped, one_line, table};

    #[test]
    fn nothing_hidden_reaches_a_terminal() {
        let forged = "ok\u{1b}[2K\u{1b}[1A\r\u{9b}2Jann\u{202e}\u{200b}\ttab\nline";
        let shown = "ok\\u{1b}[2K\\u{1b}[1A\\r\\u{9b}2Jann\\u{202e}\\u{200b}";
        assert_eq!(escaped(forged), format!("{shown}\ttab\nline"));
        assert_eq!(one_line(forged), format!("{shown}\\ttab\\nline"));
        assert_eq!(one_line("naïve \u{1F600} 'a\\b'"), "naïve \u{1F600} 'a\\b'");
    }

    #[test]
    fn only_one_is_singular() {
        let counted = [0, 1, 2].map(|number| counted(number, "tenant"));
        assert_eq!(counted, ["0 tenants", "1 tenant", "2 tenants"]);
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        let text = "\u{1b}[2K \u{9b}2J \u{202e} \u{200b} \u{E0001} \u{1F600} ä \" \\ \n";
        let json = json_escaped(&serde_json::to_string(text).unwrap());
        assert!(!json.chars().any(tiergate_store::is_hidden), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_tables_columns_are_aligned() {
        let row = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        let shown = table(&[row("TENANT", "TIER"), row("ä", "free"), row("b\nc", "")]);
        assert_eq!(shown, "TENANT  TIER\nä       free\nb\\nc");
    }
}
