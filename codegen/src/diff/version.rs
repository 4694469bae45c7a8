//! The step of the version that changes demand.

use super::change::{Change, Severity};
use super::rules;
use crate::model::Version;

/// How far a version goes ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It stays.
    None,
    /// Only texts for people have changed.
    Patch,
    /// Something was added; nobody on the wire is broken.
    Minor,
    /// Clients on the wire are broken.
    Major,
}

impl Step {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The step that leads from one version to another; `None` if it leads back.
    pub fn between(old: Version, new: Version) -> Option<Self> {
        let parts = |version: Version| (version.major, version.minor, version.patch);
        if parts(new) < parts(old) {
            return None;
        }
        Some(if new.major != old.major {
            Self::Major
        } else if new.minor != old.minor {
            Self::Minor
        } else if new.patch != old.patch {
            Self::Patch
        } else {
            Self::None
        })
    }

    /// The step that one change demands.
    pub(super) fn demanded(change: &Change) -> Self {
        if change.rule.id == rules::version_changed::RULE.id {
            Self::None
        } else if change.rule.docs {
            Self::Patch
        } else if change.impact.wire_client == Severity::Breaking && change.allowed.is_none() {
            Self::Major
        } else {
            Self::Minor
        }
    }

    /// The first version after `old` by this step.
    pub fn after(self, old: Version) -> Version {
        match self {
            Self::None => old,
            Self::Patch => Version {
                patch: old.patch.saturating_add(1),
                ..old
            },
            Self::Minor => Version {
                minor: old.minor.saturating_add(1),
                patch: 0,
                ..old
            },
            Self::Major => Version {
                major: old.major.saturating_add(1),
                minor: 0,
                patch: 0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        let parts: Vec<u32> = text
            .split('.')
            .map(|part| part.parse().expect("a number"))
            .collect();
        Version {
            major: parts[0],
            minor: parts[1],
            patch: parts[2],
        }
    }

    #[test]
    fn steps_between_versions() {
        let step = |old, new| Step::between(version(old), version(new));
        assert_eq!(step("1.2.3", "1.2.3"), Some(Step::None));
        assert_eq!(step("1.2.3", "1.2.9"), Some(Step::Patch));
        assert_eq!(step("1.2.3", "1.3.0"), Some(Step::Minor));
        assert_eq!(step("1.2.3", "3.0.0"), Some(Step::Major));
        assert_eq!(step("1.2.3", "1.2.2"), None);
        assert_eq!(step("2.0.0", "1.9.9"), None);
    }

    #[test]
    fn versions_after_a_step() {
        let after = |step: Step| step.after(version("1.2.3")).to_string();
        assert_eq!(after(Step::None), "1.2.3");
        assert_eq!(after(Step::Patch), "1.2.4");
        assert_eq!(after(Step::Minor), "1.3.0");
        assert_eq!(after(Step::Major), "2.0.0");
    }
}
