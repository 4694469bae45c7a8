//! The keys of the project file for people.

use super::keys::{Key, LINT, OUTPUT, TOP};
use crate::cli::target_options::TARGET_OPTIONS;

/// All keys, as Markdown.
pub(crate) fn reference() -> String {
    let mut text = String::new();
    table(&mut text, "The file", &TOP);
    table(&mut text, "`[lint]`", &LINT);
    table(&mut text, "`[[output]]`", &OUTPUT);
    text.push_str("\n## `[output.options]`\n\n| key | target | what it does |\n|---|---|---|\n");
    for option in &TARGET_OPTIONS {
        let targets = option.target_names();
        text.push_str(&format!(
            "| `{}` | {targets} | {} |\n",
            option.name, option.about
        ));
    }
    text.trim_start().to_owned()
}

fn table(text: &mut String, title: &str, keys: &[Key]) {
    text.push_str(&format!(
        "\n## {title}\n\n| key | value | what it does |\n|---|---|---|\n"
    ));
    for key in keys {
        text.push_str(&format!(
            "| `{}` | {} | {} |\n",
            key.name, key.value, key.about
        ));
    }
}
