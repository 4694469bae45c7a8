//! `codegen rules`.

use super::print;
use crate::diagnostic::{Level, RULES, Rule};
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How to list them.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// The table of the documentation.
    Markdown,
    /// For programs.
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let mut rules = RULES.to_vec();
    rules.sort_unstable_by_key(|rule| rule.id);
    let text = match arguments.format {
        Format::Text => text(&rules),
        Format::Markdown => markdown(&rules),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&json(&rules))?),
    };
    print(text.as_bytes())?;
    Ok(0)
}

/// The level of a rule, and whether it stays.
fn level(rule: &Rule) -> String {
    match rule.level {
        Level::Error if rule.firm => "error, always".to_owned(),
        level => level.to_string(),
    }
}

fn text(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let lines = rules.iter().map(|rule| {
        format!(
            "{:width$}  {:13}  {}\n",
            rule.id,
            level(rule),
            rule.explanation
        )
    });
    lines.collect()
}

fn markdown(rules: &[&Rule]) -> String {
    let head = "| rule | level | what it wants |\n|---|---|---|\n".to_owned();
    let lines = rules.iter().map(|rule| {
        format!(
            "| `{}` | {} | {} |\n",
            rule.id,
            level(rule),
            rule.explanation
        )
    });
    std::iter::once(head).chain(lines).collect()
}

fn json(rules: &[&Rule]) -> serde_json::Value {
    let rules = rules.iter().map(|rule| {
        serde_json::json!({
            "id": rule.id,
            "level": rule.level.to_string(),
            "firm": rule.firm,
            "explanation": rule.explanation,
        })
    });
    rules.collect()
}
