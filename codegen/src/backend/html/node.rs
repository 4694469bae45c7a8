//! A page as a tree, and its printing.

use crate::backend::visible::is_invisible;

/// A part of a page.
pub(super) enum Node {
    /// An element with its attributes and what it holds.
    Element {
        name: &'static str,
        attributes: Vec<(&'static str, String)>,
        children: Vec<Node>,
    },
    /// Words, ours or the definition's.
    Text(String),
    /// A style or a script of ours.
    Raw(&'static str),
}

/// An element that holds nothing yet.
pub(super) fn element(name: &'static str) -> Node {
    Node::Element {
        name,
        attributes: Vec::new(),
        children: Vec::new(),
    }
}

/// Words, escaped when they are printed.
pub(super) fn text(words: &str) -> Node {
    Node::Text(words.to_owned())
}

/// Words that are typed letter by letter.
pub(super) fn code(words: &str) -> Node {
    element("code").holding([text(words)])
}

impl Node {
    /// The element with one attribute more.
    pub(super) fn with(mut self, key: &'static str, value: &str) -> Self {
        if let Self::Element { attributes, .. } = &mut self {
            attributes.push((key, value.to_owned()));
        }
        self
    }

    /// The element with more in it.
    pub(super) fn holding(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        if let Self::Element { children, .. } = &mut self {
            children.extend(nodes);
        }
        self
    }

    /// The element with a style or a script of ours in it.
    pub(super) fn raw(self, words: &'static str) -> Self {
        self.holding([Self::Raw(words)])
    }

    /// The HTML.
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        self.push(&mut out);
        out
    }

    fn push(&self, out: &mut String) {
        match self {
            Self::Text(words) => push_escaped(words, out),
            Self::Raw(words) => out.push_str(words),
            Self::Element {
                name,
                attributes,
                children,
            } => {
                out.push('<');
                out.push_str(name);
                for (key, value) in attributes {
                    out.push(' ');
                    out.push_str(key);
                    out.push_str("=\"");
                    push_escaped(value, out);
                    out.push('"');
                }
                out.push('>');
                if is_void(name) {
                    end_line(name, out);
                    return;
                }
                // A break after the tag, for those who read the source and for diffs; it shows nowhere.
                let block = is_block(name);
                if block && !matches!(children.as_slice(), [] | [Self::Text(_) | Self::Raw(_)]) {
                    out.push('\n');
                }
                for child in children {
                    child.push(out);
                }
                out.push_str("</");
                out.push_str(name);
                out.push('>');
                end_line(name, out);
            }
        }
    }
}

fn end_line(name: &str, out: &mut String) {
    if is_block(name)
        || matches!(
            name,
            "h1" | "h2"
                | "h3"
                | "h4"
                | "p"
                | "li"
                | "meta"
                | "title"
                | "style"
                | "script"
                | "td"
                | "th"
                | "pre"
                | "input"
                | "button"
                | "label"
        )
    {
        out.push('\n');
    }
}

/// Elements that hold other elements on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "main"
            | "header"
            | "nav"
            | "section"
            | "article"
            | "div"
            | "ul"
            | "table"
            | "thead"
            | "tbody"
            | "tr"
            | "aside"
            | "figure"
    )
}

/// Elements without an end tag.
fn is_void(name: &str) -> bool {
    matches!(name, "meta" | "input" | "wbr")
}

/// Appends a text such that it is neither markup nor changes how what is around it reads.
fn push_escaped(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if is_invisible(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
}
