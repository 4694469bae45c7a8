//! Levels that hold for a whole run.

use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Level, RULES, Rule};

/// Stands for all that is a warning in the end.
const WARNINGS: &str = "warnings";
/// Stands for all rules that are allowed by default.
const PEDANTIC: &str = "pedantic";

/// What the user says about the levels of rules; of two words about one rule, the later one counts.
///
/// ```
/// use codegen::lint::Levels;
/// use codegen::diagnostic::Level;
///
/// let mut levels = Levels::default();
/// levels.set("missing-summary", Level::Allowed)?;
/// levels.set("warnings", Level::Error)?;
/// let error = levels.set("mising-summary", Level::Allowed).unwrap_err();
/// assert_eq!(error.to_string(), "there is no rule `mising-summary`; did you mean `missing-summary`?");
/// # Ok::<(), codegen::lint::LevelError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Levels {
    words: Vec<(&'static Rule, Level)>,
    warnings: Option<Level>,
}

/// Why a level cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// There is no such rule.
    #[error("there is no rule `{name}`{}", suggestion.as_ref().map(|text| format!("; {text}")).unwrap_or_default())]
    Unknown {
        /// What was asked for.
        name: String,
        /// The rule that may be meant.
        suggestion: Option<String>,
    },
    /// The rule is an error whatever anybody says.
    #[error("`{rule}` cannot be lowered: a definition that breaks it has no meaning")]
    Firm {
        /// The rule.
        rule: &'static str,
    },
}

impl LevelError {
    /// The same where groups of rules can be meant too.
    fn or_group(mut self) -> Self {
        if let Self::Unknown { name, suggestion } = &mut self
            && suggestion.is_none()
        {
            *suggestion = did_you_mean(nearest(name, [WARNINGS, PEDANTIC]));
        }
        self
    }
}

impl Levels {
    /// Sets the level of a rule, of the group `pedantic` (all rules that are allowed by default), or of
    /// `warnings` (all that would be a warning otherwise).
    ///
    /// # Errors
    ///
    /// If there is no such rule, or it is an error that cannot be lowered.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), LevelError> {
        match name {
            WARNINGS => self.warnings = Some(level),
            PEDANTIC => {
                let pedantic = RULES.iter().filter(|rule| rule.level == Level::Allowed);
                self.words.extend(pedantic.map(|rule| (*rule, level)));
            }
            _ => match Self::rule(name, level) {
                Ok(rule) => self.words.push((rule, level)),
                Err(error) => return Err(error.or_group()),
            },
        }
        Ok(())
    }

    /// Whether a name stands for several rules.
    #[cfg(feature = "cli")]
    pub(crate) fn is_group(name: &str) -> bool {
        matches!(name, WARNINGS | PEDANTIC)
    }

    /// Adds what `other` says, which counts more.
    pub fn extend(&mut self, other: &Self) {
        self.words.extend_from_slice(&other.words);
        self.warnings = other.warnings.or(self.warnings);
    }

    /// The rule of this name, if it can have this level.
    pub(crate) fn rule(name: &str, level: Level) -> Result<&'static Rule, LevelError> {
        let rule = Rule::find(name).ok_or_else(|| {
            let known = RULES.iter().map(|rule| rule.id);
            LevelError::Unknown {
                name: name.to_owned(),
                suggestion: did_you_mean(nearest(name, known)),
            }
        })?;
        if rule.firm && level < Level::Error {
            return Err(LevelError::Firm { rule: rule.id });
        }
        Ok(rule)
    }

    /// What the user says about a rule by its name, or by the group `pedantic`.
    pub(crate) fn level(&self, rule: &Rule) -> Option<Level> {
        let mut words = self.words.iter().rev();
        words
            .find(|(other, _)| other.id == rule.id)
            .map(|(_, level)| *level)
    }

    /// What becomes of a level if all warnings are allowed or denied.
    pub(crate) fn of_warnings(&self, level: Level) -> Level {
        match (level, self.warnings) {
            (Level::Warning, Some(level)) => level,
            _ => level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules as rule;

    #[test]
    fn the_later_word_counts() {
        let mut levels = Levels::default();
        let set = |levels: &mut Levels, name, level| levels.set(name, level).expect("a rule");
        set(&mut levels, "missing-summary", Level::Error);
        set(&mut levels, "missing-summary", Level::Allowed);
        assert_eq!(levels.level(&rule::MISSING_SUMMARY), Some(Level::Allowed));
        let mut more = Levels::default();
        set(&mut more, "missing-summary", Level::Warning);
        levels.extend(&more);
        assert_eq!(levels.level(&rule::MISSING_SUMMARY), Some(Level::Warning));
        assert_eq!(levels.level(&rule::BARE_NUMBER), None);
    }

    #[test]
    fn warnings_are_what_is_a_warning_in_the_end() {
        let mut levels = Levels::default();
        assert_eq!(levels.of_warnings(Level::Warning), Level::Warning);
        levels.set("warnings", Level::Error).expect("a group");
        assert_eq!(levels.of_warnings(Level::Warning), Level::Error);
        assert_eq!(levels.of_warnings(Level::Allowed), Level::Allowed);
    }

    #[test]
    fn what_has_no_meaning_cannot_be_lowered() {
        let mut levels = Levels::default();
        for level in [Level::Allowed, Level::Warning] {
            let error = levels.set("unknown-type", level).expect_err("firm");
            assert_eq!(
                error,
                LevelError::Firm {
                    rule: "unknown-type"
                }
            );
        }
        levels.set("unknown-type", Level::Error).expect("no change");
        levels
            .set("params-not-object", Level::Allowed)
            .expect("it has a meaning");
    }
}
