//! Documentation comments.
//!
//! They are HTML with tags, in which the compiler reads escapes such as `\u002a` before anything else; the
//! definition's texts must be neither.

use super::names;
use crate::backend::sdk::docs::{Block, clean, wrap};
use crate::backend::sdk::text::Source;

/// Columns that prose is wrapped at, without indentation and comment marks.
const WIDTH: usize = 96;

/// The documentation of an item: paragraphs, and then tags.
#[derive(Default)]
pub(super) struct Comment {
    paragraphs: Vec<String>,
    list: Vec<String>,
    tags: Vec<String>,
}

impl Comment {
    /// Adds a paragraph, which is markup.
    pub(super) fn text(&mut self, markup: impl Into<String>) -> &mut Self {
        self.paragraphs.push(markup.into());
        self
    }

    /// Adds paragraphs of plain text.
    pub(super) fn plain(&mut self, texts: &[String]) -> &mut Self {
        self.paragraphs
            .extend(texts.iter().map(|text| escape(text)));
        self
    }

    /// Adds an item to the list behind the paragraphs.
    fn item(&mut self, markup: String) {
        self.list.push(markup);
    }

    /// Adds a tag, which is markup.
    pub(super) fn tag(&mut self, markup: impl Into<String>) -> &mut Self {
        self.tags.push(markup.into());
        self
    }

    /// Describes a parameter; `texts` are plain.
    pub(super) fn parameter(&mut self, name: &str, texts: &[String], otherwise: &str) -> &mut Self {
        let text = if texts.is_empty() {
            otherwise.to_owned()
        } else {
            escape(&texts.join(" "))
        };
        self.tag(format!("@param {name} {text}"))
    }

    /// Plain texts as markup on one line.
    pub(super) fn about(texts: &[String]) -> String {
        escape(&texts.join(" "))
    }

    /// Writes it down.
    pub(super) fn write(&self, source: &mut Source) {
        let mut lines: Vec<String> = Vec::new();
        for (position, text) in self.paragraphs.iter().enumerate() {
            if position == 0 {
                lines.extend(wrap(text, WIDTH));
            } else {
                lines.push(String::new());
                lines.extend(wrap(&format!("<p>{text}"), WIDTH));
            }
        }
        if !self.list.is_empty() {
            lines.push("<ul>".to_owned());
            for item in &self.list {
                lines.extend(wrap(&format!("<li>{item}"), WIDTH));
            }
            lines.push("</ul>".to_owned());
        }
        if !self.tags.is_empty() && !lines.is_empty() {
            lines.push(String::new());
        }
        for tag in &self.tags {
            lines.extend(wrap(tag, WIDTH));
        }
        match lines.as_slice() {
            [] => {}
            [line] if line.len() < WIDTH && !line.starts_with('@') => {
                source.line(format!("/** {line} */"));
            }
            lines => {
                source.line("/**");
                for line in lines {
                    source.line(format!(" * {line}").trim_end());
                }
                source.line(" */");
            }
        }
    }
}

/// The documentation of an operation or a subscription. What is said of parameters is kept apart, since
/// there are methods with more and with fewer.
pub(super) struct Blocks {
    texts: Vec<String>,
    parameters: Vec<(String, String)>,
    returns: Option<String>,
    errors: Vec<(String, String)>,
    deprecated: bool,
}

impl Blocks {
    /// Sorts blocks; all texts become markup.
    pub(super) fn new(blocks: &[Block]) -> Self {
        let mut sorted = Self {
            texts: Vec::new(),
            parameters: Vec::new(),
            returns: None,
            errors: Vec::new(),
            deprecated: false,
        };
        for block in blocks {
            match block {
                Block::Text(text) => sorted.texts.push(escape(text)),
                Block::Parameter(name, text) => {
                    sorted
                        .parameters
                        .push((names::parameter(name), escape(text)));
                }
                Block::Returns(text) => sorted.returns = Some(escape(text)),
                Block::Error(name, text) => {
                    sorted.errors.push((names::constant(name), escape(text)));
                }
                Block::Deprecated => sorted.deprecated = true,
            }
        }
        sorted
    }

    /// The comment of a method with these parameters: names, and what is said of those that the definition
    /// says nothing of.
    pub(super) fn comment(
        &self,
        parameters: &[(String, String)],
        errors: Option<&str>,
        returns: &str,
    ) -> Comment {
        let mut comment = Comment::default();
        for text in &self.texts {
            comment.text(text.clone());
        }
        if let Some(class) = errors {
            comment.text(format!(
                "Fails with {{@link {class}}}, whose kind says which:"
            ));
            for (kind, text) in &self.errors {
                comment.item(format!("{{@link {class}.Kind#{kind}}}: {text}"));
            }
        }
        for (name, otherwise) in parameters {
            let said = self.parameters.iter().find(|(said, _)| said == name);
            let text = said.map_or(otherwise, |(_, text)| text);
            comment.tag(format!("@param {name} {text}"));
        }
        comment.tag(format!(
            "@return {}",
            self.returns.as_deref().unwrap_or(returns)
        ));
        if self.deprecated {
            comment.tag("@deprecated Still served, but not to be used any more.");
        }
        comment
    }

    /// Whether callers should stop using it.
    pub(super) fn is_deprecated(&self) -> bool {
        self.deprecated
    }
}

/// A text of the wire in a sentence.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        "the empty text".to_owned()
    } else {
        format!("<code>{}</code>", escape(&text))
    }
}

/// A text of the definition as HTML that shows it as it is, and that no tag and no end of a comment is in.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in clean(text).chars() {
        match c {
            '&' | '<' | '>' | '@' | '{' | '}' | '\\' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            '/' if before == '*' => out.push_str("&#47;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}
