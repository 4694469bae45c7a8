//! Documentation comments of Rust, and the gate through which a definition's texts enter them.
//!
//! Those texts are prose, not Markdown and not to be trusted: rustdoc must neither warn about them nor
//! take anything in them for a link, a tag or a test.

use proc_macro2::TokenStream;
use quote::quote;

/// Columns that prose is wrapped at, without indentation and comment marks.
const WIDTH: usize = 92;

/// The documentation of one item.
#[derive(Default)]
pub(super) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a text of the definition: each of its lines a paragraph, wrapped.
    pub(super) fn prose(mut self, text: &str) -> Self {
        for line in text
            .split(|c: char| c.is_control() && c != '\t' || matches!(c, '\u{2028}' | '\u{2029}'))
        {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let stop = if line.ends_with(|last: char| last.is_alphanumeric() || last == ')') {
                "."
            } else {
                ""
            };
            self = self.markdown(&escape(&format!("{line}{stop}")));
        }
        self
    }

    /// Adds a text of the definition if there is one.
    pub(super) fn maybe_prose(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.prose(text),
            None => self,
        }
    }

    /// Adds a paragraph of Markdown, wrapped.
    pub(super) fn markdown(mut self, text: &str) -> Self {
        self.separate();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let word = if line.is_empty() {
                word
            } else if line.chars().count() + word.chars().count() < WIDTH {
                line.push(' ');
                line.push_str(word);
                continue;
            } else {
                self.lines.push(std::mem::take(&mut line));
                word
            };
            line.push_str(&escape_start(word));
        }
        self.lines.push(line);
        self
    }

    /// Adds an item of a list, in Markdown, wrapped.
    #[cfg(feature = "sdk")]
    pub(super) fn item(mut self, text: &str) -> Self {
        if !self
            .lines
            .last()
            .is_some_and(|line| line.starts_with(['-', ' ']))
        {
            self.separate();
        }
        for (position, line) in Self::new().markdown(text).lines.into_iter().enumerate() {
            let mark = if position == 0 { "-" } else { " " };
            self.lines.push(format!("{mark} {line}"));
        }
        self
    }

    /// Adds a heading of a section.
    pub(super) fn heading(mut self, title: &str) -> Self {
        self.separate();
        self.lines.push(format!("# {title}"));
        self
    }

    /// Adds a fenced block.
    pub(super) fn code(mut self, language: &str, code: &str) -> Self {
        self.separate();
        self.lines.push(format!("```{language}"));
        self.lines.extend(code.lines().map(str::to_owned));
        self.lines.push("```".to_owned());
        self
    }

    /// The same documentation, or a line of Markdown if there is none.
    pub(super) fn or(self, fallback: &str) -> Self {
        if self.lines.is_empty() {
            self.markdown(fallback)
        } else {
            self
        }
    }

    fn separate(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    /// Its lines, without comment marks.
    #[cfg(feature = "sdk")]
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// As attributes, which the printer writes as comments.
    pub(super) fn attributes(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            }
        });
        quote!(#(#[doc = #lines])*)
    }
}

/// A text of the definition as a code span.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = visible(text.trim());
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Whether a character changes how a line reads without being seen itself.
pub(super) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with such characters written as their code points.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if is_deceptive(c) && c != '\t' {
            out.push_str(&format!("U+{:04X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Prose as Markdown that shows it.
fn escape(text: &str) -> String {
    let text = visible(text);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = next_url(rest) {
        escape_plain(&rest[..start], &mut out);
        let url = &rest[start..];
        let length = url_length(url);
        if length > "https://".len() {
            out.push('<');
            out.push_str(&url[..length]);
            out.push('>');
            rest = &url[length..];
        } else {
            // Not a whole URL: the escaped colon keeps it from being taken for one.
            let colon = url.find(':').unwrap_or(0);
            out.push_str(&url[..colon]);
            out.push_str("\\:");
            rest = &url[colon + 1..];
        }
    }
    escape_plain(rest, &mut out);
    out
}

fn next_url(text: &str) -> Option<usize> {
    ["http://", "https://"]
        .iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

/// Length of the URL that `text` begins with, without punctuation of the sentence around it.
fn url_length(text: &str) -> usize {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !"-._~:/?#@!$&'()*+,;=%".contains(c))
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '(', ')', '\'', '*'])
        .len()
}

fn escape_plain(text: &str, out: &mut String) {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |position: Option<usize>| {
        position
            .and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    for (position, &c) in chars.iter().enumerate() {
        let significant = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            '_' => !(is_word(position.checked_sub(1)) && is_word(Some(position + 1))),
            '&' => is_word(Some(position + 1)) || chars.get(position + 1) == Some(&'#'),
            _ => false,
        };
        if significant {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The first word of a line, escaped where Markdown would take it for a heading, a list or a quote.
fn escape_start(word: &str) -> String {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if word.starts_with(['#', '+', '-', '=', '>', ':']) {
        format!("\\{word}")
    } else if digits > 0 && word[digits..].starts_with(['.', ')']) {
        format!("{}\\{}", &word[..digits], &word[digits..])
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_prose() {
        assert_eq!(
            escape("a <callsign> [b](c) *d* _e_ f_g `h`"),
            r"a \<callsign> \[b\](c) \*d\* \_e\_ f_g \`h\`"
        );
        assert_eq!(escape("&amp; & &#1;"), r"\&amp; & \&#1;");
        assert_eq!(escape("left\u{202e}right"), "leftU+202Eright");
    }

    #[test]
    fn urls_become_links() {
        assert_eq!(
            escape("see https://a.example/b_c?d=1*2."),
            "see <https://a.example/b_c?d=1*2>."
        );
        assert_eq!(
            escape("http:// and (http://x.example)"),
            r"http\:// and (<http://x.example>)"
        );
    }

    #[test]
    fn lines_begin_no_blocks() {
        let docs = Docs::new().prose("# one\n    two\n- three\n4. four\n> five\n+ six\n===");
        assert_eq!(
            docs.lines,
            [
                r"\# one.",
                "",
                "two.",
                "",
                r"\- three.",
                "",
                r"4\. four.",
                "",
                r"\> five.",
                "",
                r"\+ six.",
                "",
                r"\==="
            ]
        );
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "`\"\"`");
    }
}
