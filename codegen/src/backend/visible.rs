//! Characters that cannot be seen, or that change how others are shown: no output has them as they are.

use serde_json::Value;

/// Whether a character controls how others are shown, or cannot be seen where it must be.
pub(super) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Indented JSON in which every character can be seen, with a line break at its end; it still means the
/// same.
#[cfg(feature = "exports")]
pub(super) fn json_text(value: &Value) -> String {
    let mut text = readable(value);
    text.push('\n');
    text
}

/// Indented JSON in which every character can be seen; it still means the same.
pub(super) fn readable(value: &Value) -> String {
    let mut shown = String::new();
    for character in format!("{value:#}").chars() {
        // Outside texts the only invisible characters are the line breaks of the layout.
        if is_invisible(character) && character != '\n' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
    }
    shown
}
