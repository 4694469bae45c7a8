//! `[lint]`: the levels of rules.

use super::keys;
use super::value::{BAD_VALUE, Placed, Values};
use crate::diagnostic::{Diagnostic, Level};
use crate::lint::Levels;
use toml::Spanned;
use toml::de::DeValue;

/// Reads `[lint]`. A rule that is named counts more than a group that it belongs to, wherever the two stand.
pub(super) fn read(values: &mut Values<'_>, value: &Spanned<DeValue<'_>>) -> Levels {
    let mut levels = Levels::default();
    let help = "write `[lint]` on a line of its own, and below it such as `deny = \"warnings\"`";
    let Some(table) = values.table(value, help) else {
        return levels;
    };
    let mut words: Vec<(Placed<String>, Level)> = Vec::new();
    let known = keys::LINT.each_ref().map(|key| key.name);
    values.each(table, &known, |values, key, _, value| {
        let level = match key {
            "allow" => Level::Allowed,
            "warn" => Level::Warning,
            _ => Level::Error,
        };
        let names = values.texts(value, "the name of a rule");
        words.extend(names.into_iter().map(|name| (name, level)));
    });
    for (index, (name, _)) in words.iter().enumerate() {
        let earlier = words[..index]
            .iter()
            .find(|(other, _)| other.value == name.value);
        if let Some((first, _)) = earlier {
            let message = format!("the level of `{}` is set twice", name.value);
            let problem = Diagnostic::new(&BAD_VALUE, message, name.span);
            let problem = problem.also(first.span, "first here");
            values
                .diagnostics
                .report(problem.help("remove one of the two"));
        }
    }
    words.sort_by_key(|(name, _)| !Levels::is_group(&name.value));
    for (name, level) in words {
        if let Err(error) = levels.set(&name.value, level) {
            values.refuse(
                error.to_string(),
                name.span,
                Some("`codegen rules` lists the rules and their levels".to_owned()),
            );
        }
    }
    levels
}
