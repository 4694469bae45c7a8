//! The tags that exist: where each has an effect, and what a misspelt one may have been meant as.

use super::comment::{NearTag, Tag};
use crate::definition::suggest::nearest;
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::source::{SourceId, Span};

/// What a tag can stand at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Interface,
    /// A struct that is no interface, an enumeration or an alias.
    Type,
    Method,
    Parameter,
    Member,
    Enumerator,
}

impl Place {
    /// How to speak of it, with its article.
    fn words(self) -> &'static str {
        match self {
            Self::Interface => "an interface",
            Self::Type => "a type",
            Self::Method => "a method",
            Self::Parameter => "a parameter",
            Self::Member => "a member",
            Self::Enumerator => "a value of an enumeration",
        }
    }
}

/// A tag that exists.
struct Known {
    name: &'static str,
    /// Where it has an effect.
    places: &'static [Place],
    /// How many words behind it are its own, if it has no argument.
    words: usize,
}

const fn known(name: &'static str, places: &'static [Place], words: usize) -> Known {
    Known {
        name,
        places,
        words,
    }
}

use Place::{Enumerator, Interface, Member, Method, Parameter, Type};

const ANYWHERE: &[Place] = &[Interface, Type, Method, Parameter, Member, Enumerator];
const VALUE: &[Place] = &[Parameter, Member];

/// More words than any line has: the tag is followed by text.
const TEXT: usize = usize::MAX;

static KNOWN: &[Known] = &[
    known("json", &[Interface, Type, Method], 1),
    known(
        "text",
        &[Interface, Method, Parameter, Member, Enumerator],
        1,
    ),
    known("compliant", &[Interface], 0),
    known("uncompliant", &[Interface], 0),
    known("prefix", &[Interface], 1),
    known("event", &[Interface], 0),
    known("property", &[Method], 0),
    known("index", &[Parameter], 0),
    known("in", &[Parameter], 0),
    known("out", &[Parameter], 0),
    known("inout", &[Parameter], 0),
    known("optional", VALUE, 0),
    known("default", VALUE, 0),
    known("restrict", VALUE, 0),
    known("length", VALUE, 0),
    known("maxlength", VALUE, 0),
    known("encode", &[Interface, Type, Parameter, Member], 0),
    known("bitmask", &[Type, Parameter, Member], 0),
    known("async", &[Method], 0),
    known("opaque", VALUE, 0),
    known("extract", VALUE, 0),
    known("wrapped", &[Interface, Method], 0),
    known("alt", &[Method], 1),
    known("alt-deprecated", &[Method], 1),
    known("alt-obsolete", &[Method], 1),
    known(
        "deprecated",
        &[Interface, Type, Method, Parameter, Member, Enumerator],
        0,
    ),
    known(
        "obsolete",
        &[Interface, Type, Method, Parameter, Member, Enumerator],
        0,
    ),
    known("statuslistener", &[Method], 0),
    known("iterator", &[Interface, Type], 0),
    known("brief", ANYWHERE, TEXT),
    known("details", ANYWHERE, TEXT),
    known("param", &[Method], TEXT),
    known("retval", &[Method], TEXT),
    known("pre", &[Method], TEXT),
    known("post", &[Method], TEXT),
    known("sourcelocation", &[Interface], TEXT),
    known("end", &[Enumerator], 0),
    // What other generators obey, and what only steers the reading.
    known("omit", ANYWHERE, 0),
    known("stub", ANYWHERE, 0),
    known("stop", ANYWHERE, 0),
    known("insert", ANYWHERE, TEXT),
    known("define", ANYWHERE, TEXT),
    known("interface", ANYWHERE, 0),
    known("stubgen", ANYWHERE, TEXT),
];

/// What is often written instead of a tag that exists, or of what has no tag.
#[rustfmt::skip]
static INSTEAD: &[(&[&str], &str)] = &[
    (&["return", "returns", "result", "retvalue", "throws", "throw", "exception", "error", "errors"],
        "write `@retval ERROR_NAME: when it happens` for each error; a value comes back through a parameter with `@out`"),
    (&["parm", "params", "parameter", "arg", "argument", "tparam"], "did you mean `@param`?"),
    (&["description", "desc", "detail", "note", "notes", "remark", "remarks", "long", "par"], "did you mean `@details`?"),
    (&["summary", "short", "synopsis"], "did you mean `@brief`?"),
    (&["name", "texts", "rename", "alias"], "did you mean `@text`?"),
    (&["example", "eg", "ex"], "write an example as `(e.g. VALUE)` at the end of the description"),
    (&["collapsed", "collapse"], "did you mean `@uncompliant:collapsed`?"),
    (&["extended"], "did you mean `@uncompliant:extended`?"),
    (&["lookup", "autolookup"], "did you mean `@encode:lookup`?"),
    (&["sendif", "id"], "did you mean `@index`?"),
    (&["base64", "hex", "mac"], "did you mean `@encode:base64`, `@encode:hex` or `@encode:mac`?"),
    (&["keep", "legacy", "standard", "custom"], "did you mean `@text:keep` or another of its kind?"),
    (&["precondition"], "did you mean `@pre`?"),
    (&["postcondition"], "did you mean `@post`?"),
    (&["notification", "notifications", "events", "callback"], "did you mean `@event`?"),
    (&["range", "min", "max", "minimum", "maximum", "limit"], "did you mean `@restrict`?"),
    (&["size", "len"], "did you mean `@length`?"),
    (&["readonly", "writeonly", "getter", "setter"], "write `@property`; whether it can be read or written follows from its methods"),
    (&["input"], "did you mean `@in`?"),
    (&["output"], "did you mean `@out`?"),
    (&["version"], "write the version behind `@json`"),
    (&["jsonrpc", "rpc"], "did you mean `@json`?"),
];

/// Most tags that are mentioned for one reason. Who has more mistakes knows by then.
const MOST: usize = 100;

/// Reports tags that do not exist, that have no effect where they stand, or that stand in a sentence.
pub(super) fn check(
    tags: &[Tag<'_>],
    place: Place,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) {
    for tag in tags {
        let Some(found) = KNOWN.iter().find(|known| known.name == tag.name) else {
            mention_unknown(tag, source, diagnostics);
            continue;
        };
        let span = span(tag, source);
        let shown = quoted(&format!("@{}", tag.name));
        if !found.places.contains(&place) {
            let places: Vec<&str> = found.places.iter().map(|place| place.words()).collect();
            report(
                diagnostics,
                Diagnostic::new(
                    &rule::MISPLACED_TAG,
                    format!("{shown} has no effect at {}", place.words()),
                    span,
                )
                .help(format!("it belongs to {}", places.join(" or "))),
            );
            continue;
        }
        if let ("json", Some(argument)) = (tag.name, tag.argument)
            && argument != "omit"
            && argument != "stub"
        {
            let message = format!(
                "there is no tag {}, and it has no effect",
                quoted(&format!("@json:{argument}"))
            );
            let diagnostic = Diagnostic::new(&rule::UNKNOWN_TAG, message, span);
            report(
                diagnostics,
                diagnostic.help("write `@json:omit` to leave a method out"),
            );
            continue;
        }
        let words = if tag.argument.is_some() {
            0
        } else {
            found.words
        };
        if words != TEXT && tag.in_sentence(words) {
            report(
                diagnostics,
                Diagnostic::new(
                    &rule::TAG_IN_PROSE,
                    format!("{shown} stands in a sentence, and has its effect all the same"),
                    span,
                )
                .help(format!(
                    "write {} to only mention it, or begin a line with it",
                    quoted(&format!("@ {}", tag.name))
                )),
            );
        }
        if tag.trailing {
            report(
                diagnostics,
                Diagnostic::new(
                    &rule::MISPLACED_TAG,
                    format!("{shown} belongs to what follows in the next line"),
                    span,
                )
                .help("put the comment before the `,` or `;` if it is meant for what stands in its own line"),
            );
        }
    }
}

/// Reports tags that belong to nothing, because a scope ends behind them.
pub(super) fn mention_lost(tags: &[Tag<'_>], source: SourceId, diagnostics: &mut Diagnostics) {
    for tag in tags {
        if !KNOWN.iter().any(|known| known.name == tag.name) {
            mention_unknown(tag, source, diagnostics);
            continue;
        }
        report(
            diagnostics,
            Diagnostic::new(
                &rule::MISPLACED_TAG,
                format!(
                    "{} belongs to nothing, because the scope ends behind it",
                    quoted(&format!("@{}", tag.name))
                ),
                span(tag, source),
            )
            .help("put the comment before the `,` or `;` of what it is meant for"),
        );
    }
}

/// Reports what is no tag because of the character behind it.
pub(super) fn mention_near(near: &[NearTag<'_>], source: SourceId, diagnostics: &mut Diagnostics) {
    for tag in near {
        if KNOWN.iter().any(|known| known.name == tag.name) {
            let span = Span {
                source,
                start: tag.range.start,
                end: tag.range.end,
            };
            report(
                diagnostics,
                Diagnostic::new(
                    &rule::UNKNOWN_TAG,
                    format!(
                        "{} is no tag because {} follows it directly",
                        quoted(&format!("@{}", tag.name)),
                        quoted(&tag.next.to_string())
                    ),
                    span,
                )
                .help("put a blank behind the tag"),
            );
        }
    }
}

fn mention_unknown(tag: &Tag<'_>, source: SourceId, diagnostics: &mut Diagnostics) {
    let folded = tag.name.to_lowercase();
    let instead = INSTEAD
        .iter()
        .find(|(names, _)| names.contains(&folded.as_str()))
        .map(|(_, help)| (*help).to_owned());
    let help = instead
        .or_else(|| {
            let name = nearest(tag.name, KNOWN.iter().map(|known| known.name))?;
            Some(format!("did you mean {}?", quoted(&format!("@{name}"))))
        })
        .unwrap_or_else(|| {
            format!(
                "remove it, or write {} so that it is no tag",
                quoted(&format!("@ {}", tag.name))
            )
        });
    let message = format!(
        "there is no tag {}, and it has no effect",
        quoted(&format!("@{}", tag.name))
    );
    let diagnostic = Diagnostic::new(&rule::UNKNOWN_TAG, message, span(tag, source));
    report(diagnostics, diagnostic.help(help));
}

fn span(tag: &Tag<'_>, source: SourceId) -> Span {
    Span {
        source,
        start: tag.range.start,
        end: tag.range.end,
    }
}

fn report(diagnostics: &mut Diagnostics, diagnostic: Diagnostic) {
    let same = diagnostics
        .iter()
        .filter(|known| known.rule == diagnostic.rule)
        .take(MOST)
        .count();
    if same < MOST {
        diagnostics.report(diagnostic);
    }
}
