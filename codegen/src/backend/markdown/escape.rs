//! Texts made harmless: what stands in a page shows exactly what the definition says, and is never markup.

use crate::backend::visible::is_invisible;
use std::borrow::Cow;

/// Where a text is printed, because what is markup depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Lines of their own; a line's start can be markup.
    Paragraph,
    /// One line behind number signs.
    Heading,
    /// One line between vertical bars.
    Cell,
}

/// Appends `text` to `out`, escaped for its place. Only a paragraph keeps line breaks.
pub(super) fn push_text(out: &mut String, text: &str, place: Place) {
    let text = tidy(text, place);
    let mut previous = out.chars().last();
    for (position, character) in text.char_indices() {
        let rest = &text[position + character.len_utf8()..];
        let at_line_start = place == Place::Paragraph && matches!(previous, None | Some('\n'));
        if is_invisible(character) && character != '\n' {
            // The backslash of the escape has to be escaped itself.
            out.push('\\');
            out.push_str(&visible(character));
        } else {
            if is_markup(character, previous, rest, place)
                || at_line_start && starts_block(character, rest)
                || place == Place::Paragraph && ends_list_number(out, character, rest)
            {
                out.push('\\');
            }
            out.push(character);
        }
        previous = Some(character);
    }
}

/// Appends `text` to `out` as a code span.
pub(super) fn push_code(out: &mut String, text: &str, place: Place) {
    let mut text = show_invisible(text).into_owned();
    if text.is_empty() {
        // Markdown has no empty code span.
        text.push_str("\"\"");
    }
    if place == Place::Cell {
        // Tables are split into cells before code is recognised.
        text = text.replace('|', "\\|");
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let touches = |c: char| text.starts_with(c) || text.ends_with(c);
    let loses_blanks =
        text.starts_with(' ') && text.ends_with(' ') && text.contains(|c: char| c != ' ');
    let padding = if touches('`') || loses_blanks {
        " "
    } else {
        ""
    };
    out.push_str(&format!("{fence}{padding}{text}{padding}{fence}"));
}

/// A line that fences `text` as a code block.
pub(super) fn block_fence(text: &str) -> String {
    "`".repeat((longest_run(text, '`') + 1).max(3))
}

/// `text` with its invisible characters spelt out, line breaks included.
pub(super) fn show_invisible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::new(), |mut shown, character| {
        if is_invisible(character) {
            shown.push_str(&visible(character));
        } else {
            shown.push(character);
        }
        shown
    }))
}

/// The paragraphs of a text: what blank lines separate.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.split(is_line_break).map(str::trim);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        match paragraphs.last_mut() {
            _ if line.is_empty() => open = false,
            Some(paragraph) if open => {
                paragraph.push('\n');
                paragraph.push_str(line);
            }
            _ => {
                paragraphs.push(line.to_owned());
                open = true;
            }
        }
    }
    paragraphs
}

/// White space as the place allows it: lines without blanks around them, or one line.
pub(super) fn tidy(text: &str, place: Place) -> String {
    let separator = if place == Place::Paragraph { "\n" } else { " " };
    // A span may continue a sentence, so its outer blanks stay.
    let inner = text.replace("\r\n", "\n").replace('\t', " ");
    let mut lines = inner.split(is_line_break).peekable();
    let mut tidy = String::new();
    let mut first = true;
    while let Some(line) = lines.next() {
        let line = if first { line } else { line.trim_start() };
        let line = if lines.peek().is_some() {
            line.trim_end()
        } else {
            line
        };
        if !first && !line.is_empty() && !tidy.is_empty() {
            tidy.push_str(separator);
        }
        tidy.push_str(line);
        first = false;
    }
    tidy
}

fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn visible(character: char) -> String {
    match character {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ => format!("\\u{{{:x}}}", u32::from(character)),
    }
}

/// Whether a character would be markup within a line.
fn is_markup(character: char, previous: Option<char>, rest: &str, place: Place) -> bool {
    match character {
        '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' => true,
        // Inside a word an underscore is none, and names read better without escapes.
        '_' => {
            let within = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            !(within(previous) && within(rest.chars().next()))
        }
        '&' => starts_character_reference(rest),
        // Number signs at its end would close a heading.
        '#' => place == Place::Heading && rest.chars().all(|c| c == '#' || c.is_whitespace()),
        _ => false,
    }
}

/// Whether what follows an ampersand makes it a character reference such as `&lt;` or `&#60;`.
fn starts_character_reference(rest: &str) -> bool {
    let named = rest.strip_prefix('#').unwrap_or(rest);
    named
        .split_once(';')
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// Whether a character at the start of a line would begin a block, or turn the line above into one.
fn starts_block(character: char, rest: &str) -> bool {
    match character {
        '#' | '>' | '=' | ':' => true,
        // A sign before a number is none.
        '-' | '+' => !rest.starts_with(char::is_alphanumeric),
        _ => false,
    }
}

/// Whether a character would make the digits before it the number of a list item.
fn ends_list_number(out: &str, character: char, rest: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or_default();
    matches!(character, '.' | ')')
        && !line.is_empty()
        && line.chars().all(|c| c.is_ascii_digit())
        && (rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|c| c != wanted)
        .map(str::len)
        .max()
        .unwrap_or_default()
}
