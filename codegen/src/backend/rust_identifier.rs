//! Identifiers of Rust.

/// All keywords, strict and reserved, of all editions.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "Self",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// A text in the right case as an identifier: keywords become raw, and what may not be raw or is one of the
/// names that its scope has already gets an underscore behind it.
pub(super) fn identifier(text: &str, own: &[&str]) -> String {
    if own.contains(&text) || NEVER_RAW.contains(&text) {
        format!("{text}_")
    } else if KEYWORDS.contains(&text) {
        format!("r#{text}")
    } else {
        digit_escaped(text)
    }
}

/// A text that does not begin with a digit.
pub(super) fn digit_escaped(text: &str) -> String {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{text}")
    } else {
        text.to_owned()
    }
}
