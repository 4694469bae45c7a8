//! From a comment to the tags in it.
//!
//! A tag is an `@` at the beginning of a word, a name, and what belongs to it: an argument after a colon, or
//! the text up to the next tag. It counts wherever it stands, even in the middle of a sentence.

use super::lexer::{Comment, trim};
use std::borrow::Cow;
use std::ops::Range;

/// A tag as it is written.
#[derive(Clone, Debug)]
pub(super) struct Tag<'t> {
    /// Its name, without the `@`.
    pub(super) name: &'t str,
    /// Where it stands, from the `@` to the end of its name or argument.
    pub(super) range: Range<usize>,
    /// What follows a colon after the name.
    pub(super) argument: Option<&'t str>,
    /// Where the argument stands.
    pub(super) argument_range: Range<usize>,
    /// What follows, line by line, up to the next tag.
    lines: Vec<&'t str>,
    /// Words stand before it in its line, and no tag before them.
    words_before: bool,
    /// Its comment begins behind a token in the same line.
    pub(super) trailing: bool,
}

impl<'t> Tag<'t> {
    /// The text of the tag: its lines, joined by blanks.
    pub(super) fn text(&self) -> Cow<'t, str> {
        match self.lines.as_slice() {
            [] => Cow::Borrowed(""),
            [line] => Cow::Borrowed(line),
            lines => {
                let joined = lines.join(" ");
                Cow::Owned(joined.trim().to_owned())
            }
        }
    }

    /// The first word behind the tag in the same line.
    pub(super) fn word(&self) -> Option<&'t str> {
        self.lines.first()?.split_whitespace().next()
    }

    /// What follows the first `words` words behind the tag in the same line.
    fn rest_of_line(&self, words: usize) -> &'t str {
        let mut rest = self.lines.first().copied().unwrap_or_default();
        for _ in 0..words {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest = rest[end..].trim_start();
        }
        rest
    }

    /// Whether the tag, which takes so many `words`, stands in the middle of a sentence.
    pub(super) fn in_sentence(&self, words: usize) -> bool {
        self.words_before && self.rest_of_line(words).starts_with(char::is_alphabetic)
    }
}

/// A text that begins like a tag, but is none because of what follows it.
pub(super) struct NearTag<'t> {
    pub(super) name: &'t str,
    pub(super) range: Range<usize>,
    /// The character that makes it none.
    pub(super) next: char,
}

/// The tags of a comment, in order, and what only looks like one.
pub(super) fn tags<'t>(
    text: &'t str,
    comment: &Comment,
    found: &mut Vec<Tag<'t>>,
    near: &mut Vec<NearTag<'t>>,
) {
    let mut open: Option<Tag<'t>> = None;
    for line in &comment.lines {
        let mut from = line.start;
        let mut at = line.start;
        let mut tag_in_line = false;
        while let Some(offset) = text[at..line.end].find('@') {
            let start = at + offset;
            at = start + 1;
            if !begins_word(&text[line.start..start]) {
                continue;
            }
            let name = name(&text[at..line.end]);
            let end = at + name.len();
            let next = text[end..line.end].chars().next();
            if name.is_empty()
                || next
                    .is_some_and(|next| !(matches!(next, ':' | '*' | '[') || next.is_whitespace()))
            {
                near.extend(next.map(|next| NearTag {
                    name,
                    range: start..end,
                    next,
                }));
                continue;
            }
            let before = text[from..start].trim();
            if let Some(mut tag) = open.take() {
                tag.lines.push(before);
                found.push(tag);
            }
            let argument = (next == Some(':')).then(|| argument(text, end + 1..line.end));
            let argument_range = argument.clone().unwrap_or(end..end);
            // A colon may also just separate the tag from its words.
            let argument = argument.filter(|range| !range.is_empty());
            at = argument_range.end;
            from = at;
            open = Some(Tag {
                name,
                range: start..argument_range.end,
                argument: argument.map(|range| &text[range]),
                argument_range,
                lines: Vec::new(),
                words_before: !tag_in_line && !before.is_empty(),
                trailing: comment.trailing,
            });
            tag_in_line = true;
        }
        if let Some(tag) = &mut open {
            let rest = trim(text, from..line.end);
            tag.lines.push(&text[rest]);
        }
    }
    found.extend(open);
}

/// Whether what follows `before` is the beginning of a word.
fn begins_word(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|last| last.is_whitespace() || matches!(last, '*' | '/'))
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return "";
    }
    &text[..text.bytes().take_while(is_part).count()]
}

/// An argument: up to white space that stands in no quotes and no brackets.
fn argument(text: &str, range: Range<usize>) -> Range<usize> {
    let mut depth = 0usize;
    let mut quoted = false;
    for (offset, character) in text[range.clone()].char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ if character.is_whitespace() && !quoted && depth == 0 => {
                return range.start..range.start + offset;
            }
            _ => {}
        }
    }
    // Without the closing bracket or quote, the argument is a word.
    let whole = &text[range.clone()];
    let length = if quoted || depth > 0 {
        whole.find(char::is_whitespace).unwrap_or(whole.len())
    } else {
        whole.len()
    };
    range.start..range.start + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::header::lexer::lex;
    use crate::source::Sources;

    /// Each tag with its argument and its text.
    fn read(text: &str) -> Vec<(String, Option<String>, String)> {
        let mut sources = Sources::default();
        let source = sources.add("a.h", text.to_owned());
        let lexed = lex(text, 0, source, &mut Diagnostics::default());
        let mut found = Vec::new();
        for comment in &lexed.comments {
            tags(text, comment, &mut found, &mut Vec::new());
        }
        found
            .iter()
            .map(|tag| {
                let argument = tag.argument.map(str::to_owned);
                (tag.name.to_owned(), argument, tag.text().into_owned())
            })
            .collect()
    }

    fn one(text: &str) -> (String, Option<String>, String) {
        let tags = read(text);
        assert_eq!(tags.len(), 1, "{tags:?}");
        tags[0].clone()
    }

    fn tag(name: &str, argument: Option<&str>, text: &str) -> (String, Option<String>, String) {
        (
            name.to_owned(),
            argument.map(str::to_owned),
            text.to_owned(),
        )
    }

    #[test]
    fn text_goes_on_until_the_next_tag() {
        let text = "/**\n * @brief Opens the door.\n *        Slowly.\n *\n *  * Or not.\n * @param key: the *key*\n */";
        assert_eq!(
            read(text),
            [
                tag("brief", None, "Opens the door. Slowly.  * Or not."),
                tag("param", None, "key: the *key*")
            ]
        );
    }

    #[test]
    fn line_comments_in_a_row_are_one() {
        assert_eq!(one("// @details a\n   // b\n//c\n\n// d").2, "a b c");
        assert_eq!(one("int x; // @brief a\n// b\nint y;").2, "a b");
        assert_eq!(one("/// @brief a").2, "a");
        assert_eq!(one("///< @brief a").2, "a");
    }

    #[test]
    fn arguments_follow_a_colon() {
        assert_eq!(
            one("/* @restrict:1..10 */"),
            tag("restrict", Some("1..10"), "")
        );
        assert_eq!(
            one("/*@default:\"a b\"*/"),
            tag("default", Some("\"a b\""), "")
        );
        assert_eq!(
            one("/* @restrict:(1 .. 2) x */"),
            tag("restrict", Some("(1 .. 2)"), "x")
        );
        assert_eq!(
            one("/* @restrict:(1 .. 2 */"),
            tag("restrict", Some("(1"), ".. 2")
        );
        assert_eq!(one("/* @text: name */"), tag("text", None, "name"));
        assert_eq!(
            one("// @alt-deprecated old"),
            tag("alt-deprecated", None, "old")
        );
    }

    #[test]
    fn only_the_beginning_of_a_word_is_a_tag() {
        assert_eq!(
            read("// mail a@in.org (@maxlength guard), @ opaque, @in, @ @"),
            []
        );
        assert_eq!(read("/**@in*/ /*@out*/ /* @optional*/").len(), 3);
        assert_eq!(one("/* x @brief \u{e4}\u{f6} */").2, "\u{e4}\u{f6}");
    }
}
