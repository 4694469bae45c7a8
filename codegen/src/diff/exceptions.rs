//! Changes that the user knows of and takes the blame for.

use super::change::Change;
use super::path;
use super::rules::CHANGE_RULES;
use crate::definition::suggest::{did_you_mean, nearest};

/// A kind of change, at some places, that is not to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    rule: &'static str,
    path: Option<String>,
    reason: Option<String>,
}

/// Why there is no such exception.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind of change `{name}`{}", suggestion.as_ref().map(|text| format!("; {text}")).unwrap_or_default())]
pub struct UnknownChange {
    name: String,
    suggestion: Option<String>,
}

impl Exception {
    /// An exception for changes of the kind `rule`, at a path in which `*` stands for anything, or at all
    /// of them.
    ///
    /// # Errors
    ///
    /// If there is no such kind of change.
    pub fn new(
        rule: &str,
        path: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Self, UnknownChange> {
        let ids = CHANGE_RULES.iter().map(|rule| rule.id);
        let known = ids.clone().find(|id| *id == rule);
        let rule = known.ok_or_else(|| UnknownChange {
            name: rule.to_owned(),
            suggestion: did_you_mean(nearest(rule, ids)),
        })?;
        Ok(Self {
            rule,
            path: path.map(str::to_owned),
            reason: reason.map(str::to_owned),
        })
    }

    /// Whether it is about this change. What shows at several places is meant if one of them is.
    pub(super) fn covers(&self, change: &Change) -> bool {
        let mut paths = std::iter::once(&change.path).chain(&change.more);
        let meant = |pattern: &String| paths.any(|path| path::matches(pattern, path));
        self.rule == change.rule.id && self.path.as_ref().is_none_or(meant)
    }

    /// Why it is there.
    pub(super) fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or("allowed")
    }
}

impl std::fmt::Display for Exception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.rule)?;
        match &self.path {
            Some(path) => write!(f, "={path}"),
            None => Ok(()),
        }
    }
}
