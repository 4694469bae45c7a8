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
    let Some((first, _)) = next_hidden(&text, 0) else {
        return text;
    };
    let mut shown = String::with_capacity(text.len() + 64);
    shown.push_str(&text[..first]);
    let mut rest = first;
    while let Some((at, character)) = next_hidden(&text, rest) {
        shown.push_str(&text[rest..at]);
        for unit in character.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
        rest = at + character.len_utf8();
    }
    shown.push_str(&text[rest..]);
    shown
}

/// The next character that must be escaped. Outside texts the only invisible characters are the line breaks of the
/// layout, which stay.
///
/// Most of a document is plain ASCII: bytes are looked at, and decoded only where they are not.
fn next_hidden(text: &str, from: usize) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        let bytes = &text.as_bytes()[at..];
        at += bytes.iter().position(|byte| !is_plain(*byte))?;
        let character = text[at..].chars().next()?;
        if is_invisible(character) {
            return Some((at, character));
        }
        at += character.len_utf8();
    }
}

/// Whether a byte is a character by itself that can be seen, or a line break.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\n' | b' '..=b'~')
}

/// Indented JSON.
pub(super) fn pretty(value: &Value) -> String {
    // Values can always be written; this is several times faster than formatting them.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_invisible, shown};

    /// What [`shown`] does, a character at a time.
    fn slowly(text: &str) -> String {
        let escaped = |character: char| {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units).iter();
            units.map(|unit| format!("\\u{unit:04x}")).collect()
        };
        let characters = text.chars();
        characters
            .map(
                |character| match is_invisible(character) && character != '\n' {
                    true => escaped(character),
                    false => character.to_string(),
                },
            )
            .collect()
    }

    #[test]
    fn every_character_that_cannot_be_seen_is_escaped_and_no_other() {
        for character in '\0'..=char::MAX {
            for text in [
                format!("{character}"),
                format!("a{character}{character}\nä"),
            ] {
                assert_eq!(shown(text.clone()), slowly(&text), "{character:?}");
            }
        }
        assert_eq!(
            shown("\u{e0001}ä\n\t".to_owned()),
            "\\udb40\\udc01ä\n\\u0009"
        );
    }
}
