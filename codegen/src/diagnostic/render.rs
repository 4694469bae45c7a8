//! Problems as text, in the look of rustc.
//!
//! Only the lines that matter are handed to the renderer, and of a very long line only the part around the
//! place, so a definition of one line of a megabyte costs no more than another.

use super::{Diagnostic, Diagnostics, Label, Level};
use crate::source::{Source, Sources, ceil, floor};
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level as Title, Renderer, Snippet,
};
use std::ops::Range;

/// Longest source line, in bytes, that is shown whole.
const LONGEST_LINE: usize = 160;
/// Bytes that are kept on each side of a place in a longer line.
const CONTEXT: usize = 50;
/// Most bytes of a place that are shown in a longer line.
const LONGEST_MARK: usize = 60;
/// Most problems that are shown.
const MOST: usize = 500;
/// Stands behind the path of a part of a long line, where the renderer counts columns in the part; a second
/// character of the kind tells the parts apart.
const PART: char = '\u{e000}';

/// How problems are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// One problem as text, ending without a line break.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Allowed => Title::NOTE,
    };
    render_titled(title, diagnostic, sources, style)
}

/// One problem as text, under a title of its own.
pub(crate) fn render_titled(
    title: Title<'_>,
    diagnostic: &Diagnostic,
    sources: &Sources,
    style: Style,
) -> String {
    let mut group = Group::with_title(
        title
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.rule),
    );
    let mut columns = Vec::new();
    for place in places(diagnostic, sources) {
        group = group.element(place.element(&mut columns));
    }
    for note in &diagnostic.notes {
        group = group.element(Title::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Title::HELP.message(help.as_str()));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let text = true_columns(&renderer.render(&[group]), &columns);
    // The renderer pads some lines; nobody wants that in a log.
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

/// All problems as text, each ending with an empty line; nothing if there are none. Of very many, only the
/// first are shown.
pub fn render_all(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(MOST) {
        text.push_str(&render(diagnostic, sources, style));
        text.push_str("\n\n");
    }
    let more = diagnostics.iter().count().saturating_sub(MOST);
    if more > 0 {
        text.push_str(&format!("... and {more} more\n\n"));
    }
    text
}

/// Labels of neighbouring lines that are shown together.
struct Place<'a> {
    source: &'a Source,
    lines: Range<usize>,
    labels: Vec<(AnnotationKind, &'a Label)>,
}

/// The places to show, the primary one first.
fn places<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Place<'a>> {
    let primary = diagnostic
        .primary
        .iter()
        .map(|label| (AnnotationKind::Primary, label));
    let secondary = diagnostic
        .secondary
        .iter()
        .map(|label| (AnnotationKind::Context, label));
    let mut places: Vec<Place<'a>> = Vec::new();
    for (kind, label) in primary.chain(secondary) {
        let source = sources.get(label.span.source);
        let line = source.line_of(label.span.start);
        let near = places.iter_mut().find(|place| {
            std::ptr::eq(place.source, source)
                && line + 3 >= place.lines.start
                && line <= place.lines.end + 2
                && (line.min(place.lines.start)..=line.max(place.lines.end))
                    .all(|line| !is_long(source, line))
        });
        match near {
            Some(place) => {
                place.lines = place.lines.start.min(line)..place.lines.end.max(line + 1);
                place.labels.push((kind, label));
            }
            None => places.push(Place {
                source,
                lines: line..line + 1,
                labels: vec![(kind, label)],
            }),
        }
    }
    places
}

fn is_long(source: &Source, line: usize) -> bool {
    source.line_range(line).len() > LONGEST_LINE
}

/// A column that the renderer counted in a part of a line, and the one that is meant.
struct Column {
    number: char,
    shown: String,
    meant: String,
}

impl<'a> Place<'a> {
    fn element(self, columns: &mut Vec<Column>) -> Element<'a> {
        let path = self.source.path().display().to_string();
        if let [(kind, label)] = self.labels.as_slice()
            && is_long(self.source, self.lines.start)
        {
            return self.long_line(path, *kind, label, columns);
        }
        let text = self.source.text();
        let start = self.source.line_range(self.lines.start).start;
        let end = self.source.line_range(self.lines.end - 1).end;
        let annotations = self.labels.iter().map(|(kind, label)| {
            let range = mark(self.source, label);
            annotation(*kind, range.start - start..range.end - start, label)
        });
        Snippet::source(&text[start..end])
            .line_start(self.lines.start + 1)
            .path(path)
            .annotations(annotations.collect::<Vec<_>>())
            .into()
    }

    /// The part of a long line around the only place in it.
    fn long_line(
        &self,
        path: String,
        kind: AnnotationKind,
        label: &'a Label,
        columns: &mut Vec<Column>,
    ) -> Element<'a> {
        let text = self.source.text();
        let line = self.source.line_range(self.lines.start);
        let range = mark(self.source, label);
        let end = ceil(text, range.end.min(range.start + LONGEST_MARK));
        let from = floor(text, range.start.saturating_sub(CONTEXT)).max(line.start);
        let to = ceil(text, end + CONTEXT).min(line.end);
        let before = if from > line.start { "... " } else { "" };
        let after = if to < line.end { " ..." } else { "" };
        let part = format!("{before}{}{after}", &text[from..to]);
        let column = |from: usize| text[from..range.start].chars().count() + 1;
        let number = u32::try_from(columns.len())
            .ok()
            .and_then(|n| n.checked_add(u32::from(PART) + 1));
        let number = number.and_then(char::from_u32).unwrap_or(PART);
        columns.push(Column {
            number,
            shown: format!(":{}:{}", self.lines.start + 1, column(from) + before.len()),
            meant: format!(":{}:{}", self.lines.start + 1, column(line.start)),
        });
        let marked = range.start - from + before.len()..end - from + before.len();
        Snippet::source(part)
            .line_start(self.lines.start + 1)
            .path(format!("{path}{PART}{number}"))
            .annotation(annotation(kind, marked, label))
            .into()
    }
}

/// Puts the columns of the whole lines in place of those of the parts.
fn true_columns(text: &str, columns: &[Column]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut parts = text.split(PART);
    result.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let found = columns.iter().find_map(|column| {
            let rest = part
                .strip_prefix(column.number)?
                .strip_prefix(column.shown.as_str())?;
            Some((column, rest))
        });
        match found {
            Some((column, rest)) => {
                result.push_str(&column.meant);
                result.push_str(rest);
            }
            None => result.push_str(part),
        }
    }
    result
}

fn annotation<'a>(kind: AnnotationKind, range: Range<usize>, label: &'a Label) -> Annotation<'a> {
    let annotation = kind.span(range);
    if label.text.is_empty() {
        annotation
    } else {
        annotation.label(label.text.as_str())
    }
}

/// The bytes to underline: the place, but no further than the end of its first line.
fn mark(source: &Source, label: &Label) -> Range<usize> {
    let line = source.line_range(source.line_of(label.span.start));
    let start = floor(source.text(), label.span.start).clamp(line.start, line.end);
    let end = ceil(source.text(), label.span.end).clamp(start, line.end);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::UNKNOWN_TYPE;
    use crate::source::Span;

    fn shown(text: &str, spans: &[(usize, usize)]) -> String {
        let mut sources = Sources::default();
        let source = sources.add("a.json", text.to_owned());
        let mut spans = spans.iter().map(|(start, end)| Span {
            source,
            start: *start,
            end: *end,
        });
        let first = spans.next().expect("a place");
        let mut diagnostic = Diagnostic::new(&UNKNOWN_TYPE, "wrong", first).label("this");
        for span in spans {
            diagnostic = diagnostic.also(span, "that");
        }
        render(&diagnostic, &sources, Style::Plain)
    }

    #[test]
    fn a_place_of_several_lines_is_underlined_in_its_first() {
        let text = shown("{\n  [1,\n 2]\n}", &[(4, 11)]);
        assert!(text.contains("2 |   [1,\n  |   ^^^ this"), "{text}");
    }

    #[test]
    fn long_lines_are_cut_but_columns_are_those_of_the_file() {
        let line = format!("{}\"sting\"{}", "ä".repeat(5000), " ".repeat(5000));
        let text = shown(&line, &[(10_000, 10_007), (0, 2)]);
        assert!(text.contains("--> a.json:1:5001\n"), "{text}");
        assert!(text.contains("::: a.json:1:1\n"), "{text}");
        assert!(text.lines().all(|line| line.len() < 300), "{text}");
        assert!(!text.contains(PART));
    }

    #[test]
    fn any_place_can_be_shown() {
        let text = "ä\r\n\u{1b}[31m\n\n\u{e000}:1:1\n";
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 3 {
                assert!(shown(text, &[(start, end), (end, start)]).contains("wrong"));
            }
        }
    }

    #[test]
    fn very_many_problems_are_counted() {
        let mut sources = Sources::default();
        let source = sources.add("a.json", "x".to_owned());
        let mut diagnostics = Diagnostics::default();
        for number in 0..MOST + 7 {
            let span = Span {
                source,
                start: 0,
                end: 1,
            };
            diagnostics.report(Diagnostic::new(
                &UNKNOWN_TYPE,
                format!("wrong {number}"),
                span,
            ));
        }
        let text = render_all(&diagnostics, &sources, Style::Plain);
        assert!(text.ends_with("... and 7 more\n\n"));
    }
}
