//! Problems of a definition: what is wrong, where, why, and the way out.
//!
//! Nothing that reads a definition stops at the first problem. Each is reported into one [`Diagnostics`],
//! and the run goes on as well as it can; whether output is written is decided once, at the end, by
//! [`Diagnostics::has_errors`].

#[cfg(feature = "cli")]
pub(crate) mod json;
mod render;
pub(crate) mod rules;
#[cfg(feature = "cli")]
pub(crate) mod sarif;

#[cfg(feature = "cli")]
pub(crate) use render::render_titled;
pub use render::{Style, render, render_all};
pub use rules::{RULES, Rule};

use crate::source::Span;
use std::collections::HashSet;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not shown, unless the user asks for it.
    Allowed,
    /// The definition has a meaning, but maybe not the intended one.
    Warning,
    /// The definition has no meaning, or none that should be relied on; nothing is generated.
    Error,
}

/// A place, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Id of the rule that was broken, such as `unknown-type`; [`RULES`] explains each.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where; `None` when there is no text to point at, such as a file that cannot be read.
    pub primary: Option<Label>,
    /// Further places that matter.
    pub secondary: Vec<Label>,
    /// Remarks, such as the places that were searched.
    pub notes: Vec<String>,
    /// The way out.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place, with the level that the rule has by default.
    pub fn new(rule: &'static Rule, message: impl Into<String>, at: Span) -> Self {
        let primary = Some(Label {
            span: at,
            text: String::new(),
        });
        Self {
            primary,
            ..Self::nowhere(rule, message)
        }
    }

    /// A problem that no text can be shown for.
    pub fn nowhere(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule: rule.id,
            level: rule.level,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// With a label at the place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// With a further place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// With a remark.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// With a way out.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// With a level other than the rule's own.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// Collects the problems of one run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: HashSet<(&'static str, Option<Label>, String)>,
}

impl Diagnostics {
    /// Takes a problem; one that was reported before (a definition that is used twice) is dropped.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let key = (
            diagnostic.rule,
            diagnostic.primary.clone(),
            diagnostic.message.clone(),
        );
        if self.seen.insert(key) {
            self.list.push(diagnostic);
        }
    }

    /// All problems, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Gives each problem the level that `level` finds for it.
    pub(crate) fn set_levels(&mut self, mut level: impl FnMut(&Diagnostic) -> Level) {
        for problem in &mut self.list {
            problem.level = level(problem);
        }
    }

    /// Drops the problems that nobody asked to see.
    pub(crate) fn drop_allowed(&mut self) {
        self.list.retain(|problem| problem.level > Level::Allowed);
    }

    /// Keeps only some of the problems.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Puts the problems into the order of the text, file by file.
    pub(crate) fn sort(&mut self) {
        self.list
            .sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    }

    /// Whether nothing may be generated.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// How many problems of a level there are.
    pub fn count(&self, level: Level) -> usize {
        self.list
            .iter()
            .filter(|diagnostic| diagnostic.level == level)
            .count()
    }
}

/// A text of the definition in backticks: cut when long, without control characters.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown = String::with_capacity(text.len().min(LONGEST) + 2);
    shown.push('`');
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown.push('`');
    shown
}
