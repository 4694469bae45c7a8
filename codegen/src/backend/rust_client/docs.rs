//! Documentation comments of a package.

use super::names;
use crate::backend::rustdoc::{Docs, code};
use crate::backend::sdk::docs::Block;
use crate::backend::sdk::text::Source;

/// Writes documentation as a comment.
pub(super) fn comment(source: &mut Source, docs: &Docs) {
    for line in docs.lines() {
        source.line(format!("/// {line}").trim_end());
    }
}

/// Writes one paragraph of Markdown as a comment.
pub(super) fn markdown(source: &mut Source, text: &str) {
    comment(source, &Docs::new().markdown(text));
}

/// The documentation that paragraphs of the definition make.
pub(super) fn prose(paragraphs: &[String]) -> Docs {
    let docs = Docs::new();
    paragraphs.iter().fold(docs, |docs, text| docs.prose(text))
}

/// Writes the documentation of an operation; `errors` is the type of the declared errors.
pub(super) fn blocks(source: &mut Source, blocks: &[Block], errors: Option<&str>) {
    let mut docs = Docs::new();
    let mut is_deprecated = false;
    for block in blocks {
        match block {
            Block::Text(text) => docs = docs.prose(text),
            Block::Parameter(name, text) => {
                let name = code(names::bare(&names::value(name)));
                docs = docs.item(&format!("{name}: {}", escaped(text)));
            }
            Block::Returns(text) => docs = docs.item(&format!("Returns: {}", escaped(text))),
            Block::Error(..) => {}
            Block::Deprecated => is_deprecated = true,
        }
    }
    if let Some(ty) = errors {
        docs = docs.heading("Errors");
        for block in blocks {
            if let Block::Error(name, text) = block {
                let variant = names::variant(name, names::OTHER);
                docs = docs.item(&format!("[`{ty}::{variant}`] - {}", escaped(text)));
            }
        }
        docs = docs.item(&format!("[`{ty}::{}`] - everything else.", names::OTHER));
    }
    comment(source, &docs);
    if is_deprecated {
        source.line("#[deprecated = \"still served, but not to be used any more\"]");
    }
}

/// A text of the definition as Markdown on one line.
fn escaped(text: &str) -> String {
    Docs::new().prose(text).lines().join(" ")
}
