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
    shown(pretty(value))
}

/// The text of a JSON document with escapes in the place of characters that cannot be seen.
pub(super) fn shown(text: String) -> String {
    // Outside texts the only invisible characters are the line breaks of the layout.
    let is_hidden = |character| is_invisible(character) && character != '\n';
    let Some(first) = text.find(is_hidden) else {
        return text;
    };
    let mut shown = String::with_capacity(text.len() + 64);
    shown.push_str(&text[..first]);
    for character in text[first..].chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Indented JSON.
pub(super) fn pretty(value: &Value) -> String {
    // Values can always be written; this is several times faster than formatting them.
    serde_json::to_string_pretty(value).unwrap_or_default()
}
