//! Reads the IDL headers of Thunder: a subset of C++ with tags in comments becomes the same tree with places
//! that definitions in JSON become.
//!
//! - `lexer`, `preprocessor` split a file into tokens, with the comments before each.
//! - `comment` finds the tags in comments, and `tag` knows which exist.
//! - `parse` makes a `tree` of declarations, tolerant of everything that no interface consists of.
//! - `names`, `meaning`, `constant` tell what a name, a type and an expression stand for.
//! - `interface` makes a definition of each interface that is tagged with `@json`.
//!
//! The result has the form in which Thunder's own generator prints what it reads from a header, so that it does
//! not matter to anything later whether a definition was written in JSON or as a header.

mod case;
mod comment;
mod constant;
mod include;
mod interface;
mod lexer;
mod meaning;
mod names;
mod parse;
mod preprocessor;
mod tag;
mod tree;

#[cfg(test)]
mod tests;

use crate::definition::Reader;
use crate::definition::json::Node;
use crate::definition::suggest::nearest;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, quoted, rules as rule};
#[cfg(feature = "cli")]
use crate::source::Sources;
use crate::source::{SourceId, Span};
use constant::Constants;
use include::File;
use interface::Context;
pub(crate) use interface::class_name;
pub(crate) use names::FRAMEWORKS;
use names::Names;
use std::collections::HashMap;
use std::path::Path;
use tree::{EntityKind, Id, Tree};

/// What is used of Thunder's framework without being declared in headers.
const FRAMEWORK: &str = include_str!("header/framework.h");

/// The interface that a header defines, as a definition.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Its name in C++, with the structs that it stands in, such as `IMessenger`.
    pub(crate) name: String,
    pub(crate) root: Node,
}

/// Which interfaces of a header are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// All that there are.
    All,
    /// All that there are, if any.
    Any,
    /// The only one that there is.
    One,
    /// The one of this name.
    Named(&'a str),
}

/// Whether a path is that of a header.
pub(crate) fn is_header(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["h", "hh", "hpp", "hxx"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// Reads the interfaces of a header that are wanted. They are only meaningful if no error was reported.
pub(crate) fn read(source: SourceId, reader: &mut Reader<'_>) -> Vec<Definition> {
    read_parts(source, reader, false).0
}

/// Reads the interfaces of a header that are wanted, and the schemas of the types that it declares.
pub(crate) fn read_with_types(
    source: SourceId,
    reader: &mut Reader<'_>,
) -> (Vec<Definition>, Vec<Node>) {
    read_parts(source, reader, true)
}

fn read_parts(
    source: SourceId,
    reader: &mut Reader<'_>,
    with_types: bool,
) -> (Vec<Definition>, Vec<Node>) {
    let framework = reader.sources.add("<framework>", FRAMEWORK.to_owned());
    let (files, missing) = include::gather(source, framework, reader);
    let sources = &*reader.sources;
    let start = |source| Span {
        source,
        start: 0,
        end: 0,
    };
    let mut tree = Tree::new(start(source));
    let built_in = tree.add(Tree::ROOT, "", start(framework), EntityKind::Namespace);
    let mut macros = HashMap::new();
    for File { lexed, main } in &files {
        let text = sources.get(lexed.source).text();
        let root = if lexed.source == framework {
            built_in
        } else {
            Tree::ROOT
        };
        parse::parse(text, lexed, root, *main, &mut tree, reader.diagnostics);
        for (name, value) in &lexed.directives.defines {
            let span = Span {
                source: lexed.source,
                start: value.start,
                end: value.end,
            };
            macros
                .entry(&text[name.clone()])
                .or_insert_with(|| constant::expression(text, span));
        }
    }
    let names = Names {
        tree,
        framework: built_in,
    };
    let exported = exported(&names, source);
    let chosen = match choose(&names, exported, reader.wanted) {
        Ok(chosen) => chosen,
        Err(diagnostic) => {
            reader.diagnostics.report(*diagnostic);
            return (Vec::new(), Vec::new());
        }
    };
    let constants = Constants::new(macros);
    let context = Context {
        names: &names,
        constants: &constants,
        sources,
        missing: &missing,
    };
    let definitions: Vec<Definition> = chosen
        .iter()
        .map(|id| Definition {
            name: interface_name(&names, *id),
            root: interface::define(&context, *id, reader.diagnostics),
        })
        .collect();
    if let Wanted::Named(_) = reader.wanted {
        forget_others(&names, &chosen, source, reader.diagnostics);
    }
    let types = match with_types {
        true => interface::types(&context, source, chosen.first().copied()),
        false => Vec::new(),
    };
    (definitions, types)
}

/// The names of the interfaces in a header; none if the file is no header, or cannot be read.
#[cfg(feature = "cli")]
pub(crate) fn interfaces(path: &Path) -> Vec<String> {
    let Some(bytes) = is_header(path).then(|| std::fs::read(path).ok()).flatten() else {
        return Vec::new();
    };
    let mut sources = Sources::default();
    let mut unheard = Diagnostics::default();
    let source = sources.add(path, String::from_utf8_lossy(&bytes).into_owned());
    let text = sources.get(source).text();
    let lexed = include::lex_file(text, source, &mut unheard);
    let start = Span {
        source,
        start: 0,
        end: 0,
    };
    let mut tree = Tree::new(start);
    parse::parse(text, &lexed, Tree::ROOT, false, &mut tree, &mut unheard);
    let names = Names {
        framework: tree.add(Tree::ROOT, "", start, EntityKind::Namespace),
        tree,
    };
    let exported = exported(&names, source).into_iter();
    exported.map(|id| interface_name(&names, id)).collect()
}

/// Forgets the warnings that concern only interfaces which are not wanted.
fn forget_others(
    names: &Names<'_>,
    chosen: &[Id],
    source: SourceId,
    diagnostics: &mut Diagnostics,
) {
    let body = |id: &Id| {
        names
            .tree
            .structure(*id)
            .map(|structure| structure.body.clone())
    };
    let wanted: Vec<_> = chosen.iter().filter_map(body).collect();
    let others: Vec<_> = exported(names, source)
        .iter()
        .filter(|id| !chosen.contains(id))
        .filter_map(body)
        .collect();
    diagnostics.retain(|problem| {
        let Some(at) = problem.primary.as_ref().map(|label| label.span) else {
            return true;
        };
        let is_in =
            |bodies: &[std::ops::Range<usize>]| bodies.iter().any(|body| body.contains(&at.start));
        problem.level == Level::Error || at.source != source || is_in(&wanted) || !is_in(&others)
    });
}

/// The interfaces of a file that are tagged with `@json`, in order.
fn exported(names: &Names<'_>, source: SourceId) -> Vec<Id> {
    let all = names.tree.ids();
    all.filter(|id| names.tree.get(*id).span.source == source && interface::is_exported(names, *id))
        .collect()
}

/// The interfaces that are wanted. Fails if there are none.
fn choose(
    names: &Names<'_>,
    exported: Vec<Id>,
    wanted: Wanted<'_>,
) -> Result<Vec<Id>, Box<Diagnostic>> {
    let listed = || {
        let list = exported
            .iter()
            .map(|id| quoted(&interface_name(names, *id)));
        list.collect::<Vec<_>>().join(", ")
    };
    let chosen = match (wanted, exported.as_slice()) {
        (Wanted::Any, _) => return Ok(exported),
        (_, []) => {
            return Err(Box::new(
                Diagnostic::new(
                    &rule::NO_INTERFACE,
                    "the header has no interface for JSON-RPC",
                    names.tree.get(Tree::ROOT).span,
                )
                .help("put a comment with `@json 1.0.0` before the struct of the interface"),
            ));
        }
        (Wanted::One, [first, second, ..]) => {
            return Err(Box::new(
                Diagnostic::new(
                    &rule::SEVERAL_INTERFACES,
                    format!(
                        "the header defines {} interfaces: {}",
                        exported.len(),
                        listed()
                    ),
                    names.tree.get(*second).span,
                )
                .also(names.tree.get(*first).span, "the first one")
                .help("choose one with `--interface`, in a build script with `interface`"),
            ));
        }
        (Wanted::Named(chosen), _) => chosen,
        _ => return Ok(exported),
    };
    let wanted = chosen.trim_start_matches("::");
    let found: Vec<Id> = exported
        .iter()
        .copied()
        .filter(|id| is_called(names, *id, wanted))
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<String> = exported
        .iter()
        .map(|id| interface_name(names, *id))
        .collect();
    let help = match nearest(wanted, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean {}?", quoted(meant)),
        None => format!("its interfaces are {}", listed()),
    };
    Err(Box::new(
        Diagnostic::new(
            &rule::NO_INTERFACE,
            format!("the header has no interface {}", quoted(chosen)),
            names.tree.get(Tree::ROOT).span,
        )
        .help(help),
    ))
}

/// Whether an interface is called so: by its name or its class, with or without the scopes before it.
fn is_called(names: &Names<'_>, id: Id, wanted: &str) -> bool {
    let path = names.tree.path(id);
    (0..path.len()).any(|start| {
        let written = path[start..].join("::");
        let classes: Vec<&str> = path[start..].iter().map(|name| class_name(name)).collect();
        written == wanted || classes.join("::") == wanted || classes.concat() == wanted
    })
}

/// The name of an interface with the structs that it stands in.
fn interface_name(names: &Names<'_>, id: Id) -> String {
    let structs = names
        .tree
        .outwards(id)
        .filter(|id| names.tree.structure(*id).is_some());
    let mut path: Vec<&str> = structs.map(|id| names.tree.get(id).name).collect();
    path.reverse();
    path.join("::")
}
