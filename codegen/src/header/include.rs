//! The headers that a header includes, as far as they are found.

use super::comment;
use super::lexer::{Kind, Lexed, Token, lex};
use super::preprocessor::{include_name, macro_definition};
use crate::definition::Reader;
use crate::diagnostic::{Diagnostic, Diagnostics, rules as rule};
use crate::source::{SourceId, Span};
use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Most headers that are read for one.
const MOST_FILES: usize = 512;

/// A header that was read.
pub(super) struct File {
    pub(super) lexed: Lexed,
    /// It is the one that was named; what is wrong in the others is not reported.
    pub(super) main: bool,
}

/// Reads the headers that a header includes, and those that these include. The framework comes last, because
/// what is really declared wins. Gives the names of the headers that were not found, too.
pub(super) fn gather(
    source: SourceId,
    framework: SourceId,
    reader: &mut Reader<'_>,
) -> (Vec<File>, Vec<String>) {
    let mut files = Vec::new();
    let mut missing: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    seen.insert(reader.files.identity(reader.sources.get(source).path()));
    let mut pending = vec![source];
    while let Some(source) = pending.pop() {
        let main = files.is_empty();
        let text = reader.sources.get(source).text();
        let mut unheard = Diagnostics::default();
        let heard = if main {
            &mut *reader.diagnostics
        } else {
            &mut unheard
        };
        let lexed = lex_file(text, source, heard);
        let names: Vec<String> = lexed
            .directives
            .includes
            .iter()
            .map(|range| text[range.clone()].to_owned())
            .collect();
        files.push(File { lexed, main });
        let mut found = Vec::new();
        for name in names {
            match find(&name, source, reader) {
                Some(path) if seen.len() < MOST_FILES => {
                    if seen.insert(reader.files.identity(&path)) {
                        found.extend(reader.include(&path));
                    }
                }
                Some(_) => {}
                None if missing.contains(&name) || missing.len() > MOST_FILES => {}
                None => missing.push(name),
            }
        }
        pending.extend(found.into_iter().rev());
    }
    let text = reader.sources.get(framework).text();
    let lexed = lex(text, 0, framework, reader.diagnostics);
    files.push(File { lexed, main: false });
    (files, missing)
}

/// Splits a file into tokens, and obeys the tags that steer the reading.
pub(super) fn lex_file(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> Lexed {
    let mut lexed = lex(text, 0, source, diagnostics);
    obey_tags(text, &mut lexed);
    report_unclosed(&lexed, diagnostics);
    lexed
}

/// The tags that steer the reading: `@stop` ends it, others include a header or define a constant.
fn obey_tags(text: &str, lexed: &mut Lexed) {
    let mut stop = None;
    for (index, token) in lexed.tokens.iter().enumerate() {
        for comment in &lexed.comments[token.comments.clone()] {
            let steers = comment.lines.iter().any(|line| {
                let line = &text[line.clone()];
                ["@stop", "@insert", "@define", "@stubgen"]
                    .iter()
                    .any(|tag| line.contains(tag))
            });
            if !steers {
                continue;
            }
            let mut tags = Vec::new();
            comment::tags(text, comment, &mut tags, &mut Vec::new());
            for tag in tags {
                let rest =
                    tag.range.end..comment.lines.last().map_or(tag.range.end, |line| line.end);
                match (tag.name, tag.argument) {
                    ("stop", _) | ("stubgen", Some("stop")) => stop = stop.or(Some(index)),
                    ("insert", _) | ("stubgen", Some("include" | "insert")) => {
                        lexed
                            .directives
                            .includes
                            .extend(include_name(text, line_of(text, rest)));
                    }
                    ("define", _) | ("stubgen", Some("define")) => {
                        let rest = super::lexer::trim(text, line_of(text, rest));
                        lexed
                            .directives
                            .defines
                            .extend(macro_definition(text, rest));
                    }
                    _ => {}
                }
            }
        }
    }
    if let Some(stop) = stop {
        let end = lexed.tokens[stop].start;
        let comments = lexed.tokens[stop].comments.start;
        lexed.tokens.truncate(stop);
        lexed.tokens.push(Token {
            kind: Kind::End,
            start: end,
            end,
            comments: comments..comments,
        });
    }
}

/// The part of a range that stands in its first line.
fn line_of(text: &str, range: Range<usize>) -> Range<usize> {
    let length = text[range.clone()].find('\n').unwrap_or(range.len());
    range.start..range.start + length
}

fn report_unclosed(lexed: &Lexed, diagnostics: &mut Diagnostics) {
    for condition in &lexed.directives.unclosed {
        let span = Span {
            source: lexed.source,
            start: condition.start,
            end: condition.end,
        };
        diagnostics.report(
            Diagnostic::new(&rule::INVALID_HEADER, "this condition has no end", span)
                .help("add `#endif` where it ends"),
        );
    }
}

/// Looks for a header: beside the one that includes it, in the directory above, in case it is named with its
/// own directory, and in each include directory.
fn find(name: &str, from: SourceId, reader: &Reader<'_>) -> Option<PathBuf> {
    let beside = reader
        .sources
        .get(from)
        .path()
        .parent()
        .unwrap_or(Path::new(""));
    let mut places = vec![beside.join(name), beside.join("..").join(name)];
    places.extend(
        reader
            .include_dirs
            .iter()
            .map(|directory| directory.join(name)),
    );
    places.into_iter().find(|path| reader.files.is_file(path))
}
