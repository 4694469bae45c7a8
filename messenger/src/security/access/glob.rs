//! Patterns of callsigns and methods: `*` stands for any text.

/// Whether the pattern stands for this text. For patterns of whoever runs the server, not of clients.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return text.ends_with(piece);
        }
        match text.find(piece) {
            Some(place) => text = &text[place + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("join", "join"),
            ("*", "join"),
            ("*", ""),
            ("j*n", "join"),
            ("*in", "join"),
            ("jo*", "jo"),
            ("*a*b*", "xxaxxbxx"),
            ("a**a", "aa"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("join", "joi"),
            ("join", "Join"),
            ("a*a", "a"),
            ("*a*b*", "ba"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
