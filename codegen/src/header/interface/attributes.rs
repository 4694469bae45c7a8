//! What the tags of a parameter or a member say about its value.

use super::Definer;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::comment::Tag;
use crate::header::tag::{self, Place};
use crate::header::tree::Field;
use crate::source::Span;

/// How bytes and enumerations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes as a text, in the encoding of this name.
    Text(&'static str),
    /// A set of values.
    Bitmask,
}

/// The tags of one value.
#[derive(Debug, Default)]
pub(super) struct Attributes<'t> {
    pub(super) input: Option<Span>,
    pub(super) output: Option<Span>,
    pub(super) optional: bool,
    pub(super) opaque: bool,
    pub(super) extract: bool,
    pub(super) deprecated: bool,
    pub(super) encoding: Option<(Encoding, Span)>,
    pub(super) name: Option<&'t str>,
    pub(super) brief: Option<Doc>,
    /// The tag `@index`, and whether it asks for the older form.
    pub(super) index: Option<(Span, bool)>,
    pub(super) restrict: Option<Written<'t>>,
    pub(super) default: Option<Written<'t>>,
    pub(super) length: Option<Written<'t>>,
    pub(super) maximum_length: Option<Written<'t>>,
}

/// A text of documentation, and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Doc {
    pub(super) text: String,
    pub(super) span: Span,
}

/// The argument of a tag, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

impl<'t> Definer<'t, '_> {
    /// Reads the tags of a parameter or a member.
    pub(super) fn attributes(&mut self, field: &Field<'t>, place: Place) -> Attributes<'t> {
        let source = field.span.source;
        // The members of a type are read as often as the type is used, and judged once.
        let first = self.checked.insert(field.span);
        if first {
            tag::check(&field.tags, place, source, self.diagnostics);
        }
        let mut found = Attributes::default();
        for tag in &field.tags {
            let span = self.tag_span(tag, source);
            match tag.name {
                "in" => found.input = Some(span),
                "out" => found.output = Some(span),
                "inout" => {
                    found.input = Some(span);
                    found.output = Some(span);
                }
                "optional" => found.optional = true,
                "opaque" => found.opaque = true,
                "extract" => found.extract = true,
                "deprecated" | "obsolete" => found.deprecated = true,
                "bitmask" => found.encoding = Some((Encoding::Bitmask, span)),
                "encode" => found.encoding = self.encoding(tag, span).or(found.encoding),
                "text" => found.name = self.literal_name(tag, span).or(found.name),
                "brief" => {
                    found.brief = Some(Doc {
                        text: tag.text().into_owned(),
                        span,
                    });
                }
                "index" => {
                    let deprecated = tag.argument == Some("deprecated");
                    if !deprecated {
                        self.refuse_argument(tag, span, &["deprecated"]);
                    }
                    found.index = Some((span, deprecated));
                }
                "restrict" => found.restrict = self.written(tag, span, "@restrict:1..10"),
                "default" => found.default = self.written(tag, span, "@default:1"),
                "length" => found.length = self.written(tag, span, "@length:size"),
                "maxlength" => found.maximum_length = self.written(tag, span, "@maxlength:size"),
                _ => {}
            }
        }
        found
    }

    /// Where a tag stands in its file.
    pub(super) fn tag_span(&self, tag: &Tag<'t>, source: crate::source::SourceId) -> Span {
        Span {
            source,
            start: tag.range.start,
            end: tag.range.end,
        }
    }

    /// The name that a `@text` gives.
    pub(super) fn literal_name(&mut self, tag: &Tag<'t>, span: Span) -> Option<&'t str> {
        let name = tag.argument.or_else(|| tag.word());
        if name.is_none() {
            self.bad_tag(span, "`@text` gives no name", "write `@text name`");
        }
        name
    }

    /// The argument that a tag must have.
    fn written(&mut self, tag: &Tag<'t>, span: Span, example: &str) -> Option<Written<'t>> {
        let written = tag.argument.map(|text| Written {
            text,
            span: Span {
                start: tag.argument_range.start,
                end: tag.argument_range.end,
                ..span
            },
        });
        if written.is_none() {
            let message = format!("{} needs an argument", quoted(&format!("@{}", tag.name)));
            self.bad_tag(
                span,
                &message,
                &format!(
                    "write it behind a colon, without blanks, such as {}",
                    quoted(example)
                ),
            );
        }
        written
    }

    fn encoding(&mut self, tag: &Tag<'t>, span: Span) -> Option<(Encoding, Span)> {
        let encoding = match tag.argument {
            Some("base64") => Encoding::Text("base64"),
            Some("hex") => Encoding::Text("hex"),
            Some("mac") => Encoding::Text("mac"),
            Some("bitmask") => Encoding::Bitmask,
            // These concern enumerations and interfaces, wherever they are mentioned.
            Some("text" | "lookup" | "autolookup") => return None,
            _ => {
                let known = [
                    "base64",
                    "hex",
                    "mac",
                    "bitmask",
                    "text",
                    "lookup",
                    "autolookup",
                ];
                self.refuse_argument(tag, span, &known);
                return None;
            }
        };
        Some((encoding, span))
    }

    /// Reports the argument of a tag that is none of those it can have; the tag may be without.
    pub(super) fn refuse_argument(&mut self, tag: &Tag<'t>, span: Span, known: &[&str]) {
        let tag_name = quoted(&format!("@{}", tag.name));
        let list: Vec<String> = known
            .iter()
            .map(|known| quoted(&format!("@{}:{known}", tag.name)))
            .collect();
        let help = format!("write {}", list.join(", "));
        match tag.argument {
            Some(argument) => {
                let message = format!("{} is nothing that {tag_name} can say", quoted(argument));
                self.bad_tag(span, &message, &help);
            }
            None if tag.name == "encode" => {
                self.bad_tag(span, &format!("{tag_name} needs an argument"), &help);
            }
            None => {}
        }
    }

    pub(super) fn bad_tag(&mut self, span: Span, message: &str, help: &str) {
        let diagnostic = Diagnostic::new(&rule::BAD_TAG, message, span);
        self.diagnostics.report(diagnostic.help(help));
    }
}
