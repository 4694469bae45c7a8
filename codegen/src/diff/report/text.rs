//! A comparison for people: what breaks, at its places in both versions; what does not, in a line each; and
//! what it means for the version.

use super::concerned;
use crate::diagnostic::{Diagnostic, Label, Level, Style, render_titled};
use crate::diff::{Change, Comparison, Selection, Severity, Step, Verdict};
use crate::source::Sources;
use annotate_snippets::Level as Title;

/// Most changes that are shown at their places.
const MOST: usize = 500;

/// How much is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detail<'a> {
    /// Whose breaks count.
    pub(crate) selection: &'a Selection,
    /// Every change is shown at its places, whatever it comes to.
    pub(crate) all: bool,
    /// With colours or without.
    pub(crate) style: Style,
}

/// Everything that is told; ends with a line break.
pub(crate) fn text(comparison: &Comparison, sources: &Sources, detail: &Detail<'_>) -> String {
    let mut changes: Vec<(Rank, &Change)> = comparison
        .changes
        .iter()
        .map(|change| (Rank::of(change, detail.selection), change))
        .collect();
    changes.sort_by_key(|(rank, change)| {
        let place = change.new.span().or(change.old.span());
        (*rank, place)
    });
    let mut shown = String::new();
    let mut lines = String::new();
    let mut docs = 0;
    for (number, (rank, change)) in changes.iter().enumerate() {
        if number < MOST && (detail.all || *rank <= Rank::Source) {
            shown.push_str(&at_its_places(*rank, change, sources, detail.style));
            shown.push_str("\n\n");
        } else if *rank == Rank::Docs {
            docs += 1;
        } else {
            lines.push_str(&line(*rank, change, sources));
        }
    }
    if docs > 0 {
        let many = if docs == 1 { "change" } else { "changes" };
        lines.push_str(&format!("docs: {docs} {many} that only people notice\n"));
    }
    if !lines.is_empty() {
        shown.push_str(&lines);
        shown.push('\n');
    }
    shown.push_str(&summary(comparison, detail.selection));
    shown
}

/// What a change is called, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Breaking,
    Risky,
    Source,
    Compatible,
    Allowed,
    Docs,
}

impl Rank {
    fn of(change: &Change, selection: &Selection) -> Self {
        match change.verdict(selection) {
            Verdict::Breaking => Self::Breaking,
            Verdict::Risky => Self::Risky,
            _ if change.allowed.is_some() => Self::Allowed,
            Verdict::Docs => Self::Docs,
            _ if breaks_sources(change) => Self::Source,
            _ => Self::Compatible,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Source => "source",
            Self::Compatible => "compatible",
            Self::Allowed => "allowed",
            Self::Docs => "docs",
        }
    }

    fn title(self) -> Title<'static> {
        let title = match self {
            Self::Breaking => Title::ERROR,
            Self::Risky | Self::Source => Title::WARNING,
            Self::Compatible | Self::Allowed | Self::Docs => Title::NOTE,
        };
        title.with_name(self.word())
    }
}

fn breaks_sources(change: &Change) -> bool {
    change.impact.source_client.max(change.impact.source_server) > Severity::None
}

fn at_its_places(rank: Rank, change: &Change, sources: &Sources, style: Style) -> String {
    render_titled(rank.title(), &diagnostic(change), sources, style)
}

/// The change as something to be shown: at its new place, and its old one.
fn diagnostic(change: &Change) -> Diagnostic {
    let label = |place: crate::source::Place, text: &str| {
        place.span().map(|span| Label {
            span,
            text: text.to_owned(),
        })
    };
    let (old, new) = (label(change.old, "before"), label(change.new, "now"));
    let (primary, secondary) = match (old, new) {
        (old, Some(new)) => (Some(new), old),
        (old, None) => (old, None),
    };
    let mut notes = vec![uses(change)];
    for (severity, word) in [
        (Severity::Breaking, "breaks"),
        (Severity::Risky, "may break"),
    ] {
        let concerned = concerned(change, severity);
        if !concerned.is_empty() {
            notes.push(format!("{word} {concerned}"));
        }
    }
    notes.extend(change.notes.iter().cloned());
    notes.extend(
        change
            .allowed
            .iter()
            .map(|reason| format!("does not count: {reason}")),
    );
    Diagnostic {
        rule: change.rule.id,
        level: Level::Warning,
        message: change.message.clone(),
        primary,
        secondary: secondary.into_iter().collect(),
        notes,
        help: change.help.clone(),
    }
}

/// Where the change shows.
fn uses(change: &Change) -> String {
    const SHOWN: usize = 3;
    let mut text = format!("at {}", change.path);
    for path in change.more.iter().take(SHOWN) {
        text.push_str(&format!(", {path}"));
    }
    let rest = change.more.len().saturating_sub(SHOWN);
    if rest > 0 {
        text.push_str(&format!(" and {rest} more"));
    }
    text
}

fn line(rank: Rank, change: &Change, sources: &Sources) -> String {
    let place = change.new.span().or(change.old.span()).map(|span| {
        let position = sources.position(span);
        let path = sources.get(span.source).path().display();
        format!("{path}:{}:{}: ", position.line, position.column)
    });
    format!(
        "{}{}[{}]: {} ({})\n",
        place.unwrap_or_default(),
        rank.word(),
        change.rule.id,
        change.message,
        uses(change)
    )
}

/// How many changes there are of each kind, and what the version has to do with it.
fn summary(comparison: &Comparison, selection: &Selection) -> String {
    let ranks: Vec<Rank> = comparison
        .changes
        .iter()
        .map(|change| Rank::of(change, selection))
        .collect();
    let all = [
        Rank::Breaking,
        Rank::Risky,
        Rank::Source,
        Rank::Compatible,
        Rank::Allowed,
        Rank::Docs,
    ];
    let counts: Vec<String> = all
        .iter()
        .map(|rank| {
            (
                ranks.iter().filter(|other| *other == rank).count(),
                rank.word(),
            )
        })
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let counts = if counts.is_empty() {
        "no changes".to_owned()
    } else {
        counts.join(", ")
    };
    format!("{counts}\n{}\n", step(comparison))
}

fn step(comparison: &Comparison) -> String {
    let (old, new) = (comparison.old_version, comparison.new_version);
    let demanded = comparison.demanded_step();
    let next = demanded.after(old);
    let word = match demanded {
        Step::None => "no step".to_owned(),
        step => format!("a {} step", step.word()),
    };
    match comparison.made_step() {
        None => format!("version: {old} -> {new} goes back; the changes demand {word}, to {next}"),
        Some(Step::None) if demanded > Step::None => {
            format!("version: {old} stays; the changes demand {word}, to {next}")
        }
        Some(Step::None) => format!("version: {old} stays, as it should"),
        Some(made) if made < demanded => format!(
            "version: {old} -> {new} is a {} step; the changes demand {word}, to {next}",
            made.word()
        ),
        Some(_) => format!("version: {old} -> {new} is enough; the changes demand {word}"),
    }
}
