//! Source files and places in them.
//!
//! Every value that is read keeps its [`Span`], so that a problem found late can still be shown where it
//! was written. Files are never re-read: the text that was parsed is the text that is shown.

use std::path::{Path, PathBuf};

/// Identifies a file of one [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(usize);

/// A range of bytes in one file.
///
/// No two values of a file have the same range, so a span also identifies the value it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
}

/// Where a part of a model is written, if that is known.
///
/// All places are equal: parts of models are equal when they mean the same, wherever they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(Option<Span>);

impl Place {
    /// Nobody knows where.
    pub const UNKNOWN: Self = Self(None);

    /// The part of the file, if it is known.
    pub fn span(self) -> Option<Span> {
        self.0
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self(Some(span))
    }
}

impl From<Option<Span>> for Place {
    fn from(span: Option<Span>) -> Self {
        Self(span)
    }
}

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

/// A place as people count it: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// One file as it was read.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Where it was read, as the user or a reference named it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line (from 0) that holds a byte.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.line_starts
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    /// The bytes of a line (from 0), without its line break.
    pub(crate) fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self
            .line_starts
            .get(line)
            .copied()
            .unwrap_or(self.text.len());
        let end = self
            .line_starts
            .get(line + 1)
            .copied()
            .unwrap_or(self.text.len());
        let length = self.text[start..end].trim_end_matches(['\n', '\r']).len();
        start..start + length
    }

    /// A byte's place, as people count.
    fn position(&self, byte: usize) -> Position {
        let line = self.line_of(byte);
        let start = self.line_range(line).start;
        let end = floor(&self.text, byte).max(start);
        Position {
            line: line + 1,
            column: self.text[start..end].chars().count() + 1,
        }
    }
}

/// All files of one run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: String) -> SourceId {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        self.files.push(Source {
            path: path.into(),
            text,
            line_starts,
        });
        SourceId(self.files.len() - 1)
    }

    /// A file.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0]
    }

    /// The ids of all of them, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> {
        (0..self.files.len()).map(SourceId)
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// Where a span begins, as people count.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).position(span.start)
    }

    /// The first place behind a span, as people count.
    pub fn end(&self, span: Span) -> Position {
        self.get(span.source).position(span.end)
    }
}

/// The nearest boundary of a character at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// The nearest boundary of a character at or after `at`.
pub(crate) fn ceil(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let mut sources = Sources::default();
        let source = sources.add("a.json", "{\r\n \"ä\": 1\n}".to_owned());
        let at = |start| {
            sources.position(Span {
                source,
                start,
                end: start + 1,
            })
        };
        assert_eq!(at(0), Position { line: 1, column: 1 });
        assert_eq!(at(4), Position { line: 2, column: 2 });
        assert_eq!(at(10), Position { line: 2, column: 7 });
        assert_eq!(at(12), Position { line: 3, column: 1 });
        assert_eq!(at(999).line, 3);
    }

    #[test]
    fn a_line_leaves_out_its_break() {
        let mut sources = Sources::default();
        let id = sources.add("a.json", "ab\r\ncd\n".to_owned());
        assert_eq!(sources.get(id).line_range(0), 0..2);
        assert_eq!(sources.get(id).line_range(1), 4..6);
        assert_eq!(sources.get(id).line_range(2), 7..7);
    }
}
