//! What is wrong with settings, and where.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is wrong with one setting.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where it was written.
    pub place: Place,
    /// What is wrong: "`x` is not a whole number".
    pub reason: String,
    /// What may have been meant.
    pub help: Option<String>,
}

/// Where a setting was written.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a flag.
    Flag(String),
    /// In a variable of the environment.
    Variable(String),
    /// In a file, at these bytes.
    File(Arc<Source>, Range<usize>),
    /// In this line of this file.
    Line(PathBuf, usize),
    /// The file as a whole.
    WholeFile(PathBuf),
}

/// A file of settings.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// This file with this text.
    pub fn new(path: &Path, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte at this line and this column of bytes, both counted from 1.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let before = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        (start + column.saturating_sub(1)).min(self.text.len())
    }

    /// The number of the line with this byte, and the bytes of that line.
    pub fn line(&self, at: usize) -> (usize, Range<usize>) {
        let at = self.text.floor_char_boundary(at);
        let before = &self.text[..at];
        let start = before.rfind('\n').map_or(0, |position| position + 1);
        let rest = &self.text[start..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let length = rest[..length].trim_end_matches('\r').len();
        (before.matches('\n').count() + 1, start..start + length)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = &self.reason;
        let (title, snippet) = match &self.place {
            Place::Flag(name) | Place::Variable(name) => (format!("{name}: {reason}"), None),
            Place::Line(path, line) => {
                let path = path.display();
                (format!("{path}, line {line}: {reason}"), None)
            }
            Place::WholeFile(path) => (format!("{}: {reason}", path.display()), None),
            Place::File(source, span) => {
                let (number, line) = source.line(span.start);
                // What goes on in further lines is underlined in the first.
                let start = source.text.floor_char_boundary(span.start);
                let start = start.clamp(line.start, line.end);
                let end = source.text.ceil_char_boundary(span.end);
                let marked = start - line.start..end.clamp(start, line.end) - line.start;
                let column = source.text[line.start..start].chars().count() + 1;
                let path = source.path.display();
                let title = format!("{path}, line {number}, column {column}: {reason}");
                let snippet = Snippet::source(&source.text[line])
                    .line_start(number)
                    .annotation(AnnotationKind::Primary.span(marked));
                (title, Some(snippet))
            }
        };
        let mut group = Level::ERROR.primary_title(title).elements(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        let text = Renderer::plain().render(&[group]);
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Everything that is wrong with the settings; at least one problem.
#[derive(Clone, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// `Err` with these problems, unless there are none.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self(problems))
        }
    }

    /// What is wrong, one by one.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The exit status that says so: 2 for wrong usage, if the command line is among what is wrong, else 1.
    pub fn exit_status(&self) -> u8 {
        let is_usage = |problem: &Problem| matches!(problem.place, Place::Flag(_));
        if self.iter().any(is_usage) { 2 } else { 1 }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.iter().enumerate() {
            if position > 0 {
                f.write_str("\n\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The name that was meant by `written`, if one is near enough to say so.
pub(crate) fn nearest<'a>(
    written: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = written.chars().count() / 4 + 1;
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_unless_all_are_far() {
        let names = ["max-name", "max-batch", "listen"];
        assert_eq!(nearest("max-nam", names), Some("max-name"));
        assert_eq!(nearest("max_batch", names), Some("max-batch"));
        assert_eq!(nearest("lisen", names), Some("listen"));
        assert_eq!(nearest("port", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn any_place_can_be_shown() {
        let text = "ä = 1\r\n\tb\n\n\u{1b}x";
        let source = Arc::new(Source::new(Path::new("s.toml"), text.to_owned()));
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 3 {
                let problem = Problem {
                    place: Place::File(source.clone(), start..end),
                    reason: "wrong".to_owned(),
                    help: None,
                };
                assert!(problem.to_string().contains("wrong"));
            }
        }
    }
}
