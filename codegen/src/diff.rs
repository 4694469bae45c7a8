//! Two versions of an interface: what changed, whom it breaks, and the step of the version that it demands.
//!
//! Both versions are models, so what does not matter to their meaning (how a definition is cut into
//! references, the order of its keys) does not matter here either. Every change has a place in both, a rule
//! that names its kind, and an impact: on the *wire*, where programs that run stop understanding each other,
//! and on *sources*, which stop compiling against the generated code; for *clients* and for *servers* that
//! were made for the old version.
//!
//! What clients send must be understood by new servers, and what new servers answer must be understood by
//! old clients, so the same change can be harmless one way and break the other: a text that is removed from
//! an enumeration is refused in params and missed by nobody in results.

mod change;
mod endpoint;
mod exceptions;
mod path;
mod phrase;
mod reads;
mod rules;
mod version;
mod walk;

#[cfg(feature = "cli")]
pub(crate) mod report;

pub use change::{Change, ChangeRule, Class, Impact, Severity, Verdict, View};
pub use exceptions::{Exception, UnknownChange};
pub use rules::CHANGE_RULES;
pub use version::Step;

use crate::model::{Interface, Version};
#[cfg(feature = "cli")]
use crate::source::Span;
use walk::Walk;

/// Everything that differs between two versions of an interface.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The changes; those that both versions have a place for in the order of the new one.
    pub changes: Vec<Change>,
    /// The old version's number.
    pub old_version: Version,
    /// The new version's number.
    pub new_version: Version,
}

/// Whose breaks count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The classes of breaks.
    pub classes: Vec<Class>,
    /// Those who break.
    pub views: Vec<View>,
}

impl Default for Selection {
    /// Clients that are running: what callers of a published interface rely on.
    fn default() -> Self {
        Self {
            classes: vec![Class::Wire],
            views: vec![View::Client],
        }
    }
}

/// Compares two versions of an interface.
///
/// ```
/// use codegen::diff::{Selection, Step, Verdict, compare};
/// use codegen::{LoadOptions, load_text};
///
/// let read = |methods: &str| {
///     let info = r#""info": { "class": "Lamp", "version": "1.0.0" }"#;
///     let text = format!(r#"{{ {info}, "methods": {{ {methods} }} }}"#);
///     let loaded = load_text("lamp.json", text, &LoadOptions::default());
///     loaded.interface.expect("a sound definition")
/// };
/// let old = read(r#""on": { "summary": "Switches it on" }, "off": { "summary": "Switches it off" }"#);
/// let new = read(r#""on": { "summary": "Switches it on" }"#);
/// let comparison = compare(&old, &new);
/// assert_eq!(comparison.changes[0].rule.id, "endpoint-removed");
/// assert_eq!(comparison.verdict(&Selection::default()), Verdict::Breaking);
/// assert_eq!(comparison.demanded_step(), Step::Major);
/// ```
pub fn compare(old: &Interface, new: &Interface) -> Comparison {
    let mut walk = Walk::new(old, new);
    walk.interface();
    Comparison {
        changes: walk.changes,
        old_version: old.version,
        new_version: new.version,
    }
}

impl Comparison {
    /// Marks the changes that are excepted, and returns the exceptions that are about none.
    pub fn except<'e>(&mut self, exceptions: &'e [Exception]) -> Vec<&'e Exception> {
        let mut unused = Vec::new();
        for exception in exceptions {
            let mut used = false;
            for change in self
                .changes
                .iter_mut()
                .filter(|change| exception.covers(change))
            {
                used = true;
                change.allowed = Some(exception.reason().to_owned());
            }
            if !used {
                unused.push(exception);
            }
        }
        unused
    }

    /// Drops the changes at places of the old version that had no meaning there.
    #[cfg(feature = "cli")]
    pub(crate) fn forget(&mut self, places: &[Option<Span>]) {
        let is_bad = |span: Span| {
            places.iter().flatten().any(|bad| {
                bad.source == span.source && bad.start < span.end && span.start < bad.end
            })
        };
        // That something is there at all needs no meaning.
        let firm = [
            rules::kind_changed::RULE.id,
            rules::endpoint_removed::RULE.id,
        ];
        self.changes.retain(|change| {
            firm.contains(&change.rule.id) || !change.old.span().is_some_and(is_bad)
        });
    }

    /// The worst that the changes are for those who are selected.
    pub fn verdict(&self, selection: &Selection) -> Verdict {
        let verdicts = self.changes.iter().map(|change| change.verdict(selection));
        verdicts.max().unwrap_or(Verdict::None)
    }

    /// The step of the version that the changes demand.
    pub fn demanded_step(&self) -> Step {
        let steps = self.changes.iter().map(Step::demanded);
        steps.max().unwrap_or(Step::None)
    }

    /// The step that the version makes; `None` if it goes back.
    pub fn made_step(&self) -> Option<Step> {
        Step::between(self.old_version, self.new_version)
    }

    /// Whether the version goes far enough.
    pub fn step_is_enough(&self) -> bool {
        self.made_step()
            .is_some_and(|made| made >= self.demanded_step())
    }
}

impl Change {
    /// What it comes to for those who are selected.
    pub fn verdict(&self, selection: &Selection) -> Verdict {
        let severities = selection.classes.iter().flat_map(|class| {
            let views = selection.views.iter();
            views.map(|view| self.impact.of(*class, *view))
        });
        match severities.max().unwrap_or_default() {
            _ if self.rule.docs => Verdict::Docs,
            _ if self.allowed.is_some() => Verdict::Compatible,
            Severity::None => Verdict::Compatible,
            Severity::Risky => Verdict::Risky,
            Severity::Breaking => Verdict::Breaking,
        }
    }
}
