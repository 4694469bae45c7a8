//! Settings in a TOML file.

use super::kind::Written;
use super::problem::{Place, Problem, Source, nearest};
use super::setting::Setting;
use super::table::Settings;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a file, gives each setting in it, its text and its line to `set`, and adds what is wrong to
/// `problems`, both in the order of the file.
pub(super) fn read(
    path: &Path,
    problems: &mut Vec<Problem>,
    set: impl FnMut(&'static Setting, &str, usize) -> Result<(), String>,
) {
    match std::fs::read_to_string(path) {
        Ok(text) => read_text(Source::new(path, text), problems, set),
        Err(error) => problems.push(Problem {
            place: Place::WholeFile(path.to_owned()),
            reason: format!("the settings cannot be read: {error}"),
            help: None,
        }),
    }
}

fn read_text(
    source: Source,
    problems: &mut Vec<Problem>,
    mut set: impl FnMut(&'static Setting, &str, usize) -> Result<(), String>,
) {
    let source = Arc::new(source);
    let mut report = |reason: String, span: Range<usize>, help| {
        problems.push(Problem {
            place: Place::File(source.clone(), span),
            reason,
            help,
        });
    };
    let (table, errors) = DeTable::parse_recoverable(source.text());
    if !errors.is_empty() {
        // What could be read of a broken file may not be what was meant: nothing is said of it.
        for error in errors {
            let span = error.span().unwrap_or_default();
            report(error.message().to_owned(), span, None);
        }
        return;
    }
    let mut table: Vec<_> = table.get_ref().iter().collect();
    table.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in table {
        let name = &**key.get_ref();
        let Some(setting) = Settings::all().iter().find(|known| known.key() == name) else {
            let near = nearest(name, Settings::all().iter().map(Setting::key));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            report(format!("there is no setting `{name}`"), key.span(), help);
            continue;
        };
        let (line, _) = source.line(value.span().start);
        let done = text(value, setting.written())
            .and_then(|text| set(setting, &text, line).map_err(|reason| (reason, value.span())));
        if let Err((reason, span)) = done {
            report(reason, span, None);
        }
    }
}

/// A value as it would be written for a flag.
fn text(value: &Spanned<DeValue<'_>>, written: Written) -> Result<String, (String, Range<usize>)> {
    let refuse = |reason: &str| Err((reason.to_owned(), value.span()));
    match value.get_ref() {
        DeValue::Array(values) if written == Written::Often => {
            let texts: Result<Vec<_>, _> = values
                .iter()
                .map(|value| text(value, Written::Once))
                .collect();
            Ok(texts?.join(","))
        }
        DeValue::Array(_) => refuse("one value is expected, not an array"),
        DeValue::Table(_) => refuse("a value is expected, not a table"),
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Boolean(value) => Ok(value.to_string()),
        DeValue::Datetime(value) => Ok(value.to_string()),
        DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
            Ok(value) => Ok(value.to_string()),
            Err(_) => refuse("the number is too large"),
        },
        DeValue::Float(value) => Ok(match value.as_str().parse::<f64>() {
            Ok(value) => value.to_string(),
            Err(_) => value.to_string(),
        }),
    }
}
