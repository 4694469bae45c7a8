//! The table of settings for people.

use super::kind::Written;
use super::setting::Setting;
use super::table::Settings;

const INTRODUCTION: &str = "\
# Settings

<!-- Generated: cargo run -p messenger -- config --reference > messenger/settings.md -->

Each setting is a flag, an environment variable and a key of the TOML file that `--config FILE` or
`MESSENGER_CONFIG` names. Flags win over variables, variables over the file, the file over the defaults:

```sh
messenger --max-batch 10
MESSENGER_MAX_BATCH=10 messenger
echo 'max-batch = 10' > messenger.toml && messenger --config messenger.toml
```

- **Sizes** are in bytes, or end with `KiB`, `MiB` or `GiB`. **Times** are in seconds, which may have a fraction, or
  end with `ms`, `s`, `m` or `h`. With a unit it is a text in the file: `max-queue = \"4MiB\"`.
- **Several values** are given by repeating the flag, separated by commas in a variable, and as an array in the file.
- **No value** where there need not be one is the empty text, which takes back what the file says.
- `messenger config` prints the settings in force, with where each is from, as a file that can be used again, and
  serves nothing: it is the way to check settings before they are needed.
- **What is wrong** is reported all at once, each with its flag, its variable, or its line and column in the file, and
  nothing is served. The exit status is 2 if a flag is wrong, otherwise 1. A key of the file that is no setting is
  wrong. So is a variable that seems to be a setting misspelled; other variables that begin with `MESSENGER_` are
  left alone, since Kubernetes sets some.
";

/// The reference as Markdown.
pub fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    for group in Settings::all().chunk_by(|one, other| one.group() == other.group()) {
        text.push_str(&format!("\n## {}\n\n", group[0].group()));
        text.push_str("| flag | variable | value | default | what it does |\n");
        text.push_str("|---|---|---|---|---|\n");
        for setting in group {
            text.push_str(&row(setting));
        }
    }
    text
}

fn row(setting: &Setting) -> String {
    let default = setting.default();
    format!(
        "| `--{}` | `{}` | {} | {} | {} |\n",
        setting.key(),
        setting.variable(),
        value(setting),
        default.map_or("none".to_owned(), |value| format!("`{value}`")),
        setting.about(),
    )
}

fn value(setting: &Setting) -> String {
    let unit = setting.unit();
    match (setting.allowed(), setting.written()) {
        (Some(allowed), _) => format!("{unit}: {allowed}"),
        (None, Written::Often) => format!("{unit}, several"),
        (None, _) => unit.to_owned(),
    }
}
