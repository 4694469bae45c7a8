//! Texts of a peer inside our own words.

/// So many characters of a peer's text are repeated to it.
const SHOWN: usize = 64;

/// So many characters of a reason that others worded are passed on.
const REASON: usize = 256;

/// The text in quotes, escaped, and cut if it is long: an answer must not be larger than its cause.
pub(crate) fn quote(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// The text, cut if it is long.
pub(crate) fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(REASON) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(quote("a\"b"), r#""a\"b""#);
        assert_eq!(
            quote(&"\u{e9}".repeat(65)),
            format!("{:?}…", "\u{e9}".repeat(64))
        );
        assert_eq!(cut("\u{e9}".repeat(300)).chars().count(), 257);
    }
}
