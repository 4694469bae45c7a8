//! Flat objects, `{"room":"Lounge","user":"Bob"}`: texts without escapes and plain whole numbers, without white space.
//! Most params are such, and there is little to do to check or read them.

mod read;

pub(crate) use read::from_str;

/// How many bytes at the start stand for themselves in a JSON string: no quotation mark, backslash or
/// control character.
pub(crate) fn literal_length(bytes: &[u8]) -> usize {
    // Eight bytes at a time: the highest bit of each byte tells whether that byte is one of those looked for. A
    // byte behind such a one may be told wrongly, which is why the first counts.
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (place, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quotation = is_zero(word ^ (ONES * u64::from(b'"')));
        let escape = is_zero(word ^ (ONES * u64::from(b'\\')));
        let found = (control | quotation | escape) & HIGHS;
        if found != 0 {
            return place * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
    let last = rest.iter().position(is_special).unwrap_or(rest.len());
    bytes.len() - rest.len() + last
}

/// Whether the text is a flat object. What is not may be JSON all the same.
pub(crate) fn is_flat_object(text: &str) -> bool {
    let Some(mut rest) = text.as_bytes().strip_prefix(b"{") else {
        return false;
    };
    if rest == b"}" {
        return true;
    }
    loop {
        let Some(value) = behind_string(rest).and_then(|rest| rest.strip_prefix(b":")) else {
            return false;
        };
        let Some(behind) = behind_string(value).or_else(|| behind_digits(value)) else {
            return false;
        };
        match behind {
            b"}" => return true,
            [b',', next @ ..] => rest = next,
            _ => return false,
        }
    }
}

fn behind_string(bytes: &[u8]) -> Option<&[u8]> {
    let text = bytes.strip_prefix(b"\"")?;
    text[literal_length(text)..].strip_prefix(b"\"")
}

/// A number without leading zeros, as JSON has it.
fn behind_digits(bytes: &[u8]) -> Option<&[u8]> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
    let (digits, rest) = bytes.split_at(digits.count());
    let is_number = digits == b"0" || digits.first().is_some_and(|first| *first != b'0');
    is_number.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for length in 0..20 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(literal_length(&bytes), length);
            for place in 0..length {
                for special in 0..=u8::MAX {
                    bytes[place] = special;
                    let is_special = special < 0x20 || special == b'"' || special == b'\\';
                    let expected = if is_special { place } else { length };
                    assert_eq!(literal_length(&bytes), expected, "{bytes:?}");
                    // Another behind it changes nothing.
                    if is_special && place + 1 < length {
                        bytes[place + 1] = b'"';
                        assert_eq!(literal_length(&bytes), place, "{bytes:?}");
                        bytes[place + 1] = b'a';
                    }
                }
                bytes[place] = b'a';
            }
        }
    }

    #[test]
    fn only_json_is_a_flat_object() {
        for flat in [
            "{}",
            r#"{"a":""}"#,
            "{\"\":\"é\u{7f}\",\"b\":0,\"c\":120}",
            r#"{"roomid":"1e21","message":"}{,:"}"#,
        ] {
            assert!(is_flat_object(flat), "{flat}");
        }
        for other in [
            "",
            "{",
            "}",
            "[]",
            "null",
            "{}}",
            "{} ",
            " {}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":"b",}"#,
            r#"{,"a":"b"}"#,
            r#"{"a":01}"#,
            r#"{"a":1.5}"#,
            r#"{"a":"\n"}"#,
            r#"{"a":"b""c":"d"}"#,
            r#"{"a":"b"},"#,
            "{\"a\":\"\n\"}",
            r#"{"a":true}"#,
            r#"{"a":{}}"#,
            r#"{"a" :1}"#,
            r#"{"a":"b}"#,
        ] {
            assert!(!is_flat_object(other), "{other}");
        }
    }

    #[test]
    fn what_passes_is_json_after_every_small_change() {
        let text = r#"{"roomid":"x7","n":120,"message":"}{"}"#;
        let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        let mut flat = 0;
        for (place, _) in text.char_indices() {
            let (before, after) = text.split_at(place);
            for change in ["", " ", "\"", "\\", ",", ":", "{", "}", "0", "-", "\n", "n"] {
                for text in [
                    format!("{before}{change}{}", &after[1..]),
                    format!("{before}{change}{after}"),
                ] {
                    if is_flat_object(&text) {
                        flat += 1;
                        assert!(is_json(&text), "{text}");
                    }
                }
            }
        }
        assert!(flat > 50, "only {flat} are flat");
    }
}
