//! Characters that people cannot see.

/// Checks whether a character is invisible, or one that a terminal acts on: a control character,
/// one of no width, or one that changes the direction of text.
///
/// A text with such characters can look like another one, or write over what is on a screen.
///
/// # Examples
///
/// ```
/// use tiergate_store::is_hidden;
///
/// let shown: String = "ac\u{202E}me".chars().filter(|it| !is_hidden(*it)).collect();
/// assert_eq!(shown, "acme");
/// ```
pub fn is_hidden(character: char) -> bool {
    character.is_control() || is_format(character)
}

/// Checks for Unicode's line and paragraph separators, its format characters (`Cf`), and the
/// characters that it ignores by default (`Default_Ignorable_Code_Point`).
const fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{34F}'
            | '\u{600}'..='\u{605}'
            | '\u{61C}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
