//! Members of one object, and texts of one enumeration, that people confuse, and that languages which fold case
//! cannot tell apart without numbers behind them.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::Parts;
use crate::source::Place;
use std::collections::HashMap;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    for object in &parts.objects {
        let members = object.members.iter();
        compare(
            members.map(|member| (member.wire_name.as_str(), member.place)),
            diagnostics,
        );
    }
    for enumeration in &parts.enumerations {
        let texts = enumeration.texts.iter();
        compare(
            texts.map(|text| (text.wire.as_str(), text.place)),
            diagnostics,
        );
    }
}

fn compare<'a>(names: impl Iterator<Item = (&'a str, Place)>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, (&str, Place)> = HashMap::new();
    for (name, place) in names {
        let folded = fold(name);
        let Some((other, first)) = seen.get(&folded) else {
            seen.insert(folded, (name, place));
            continue;
        };
        // Texts such as `+` and `-` consist of nothing else.
        if let (false, Some(span)) = (folded.is_empty(), place.span()) {
            let message = format!("{} and {} are easily confused", quoted(name), quoted(other));
            let mut problem = Diagnostic::new(&rule::SIMILAR_NAMES, message, span)
                .help("let names differ by more than case and separators");
            if let Some(first) = first.span() {
                problem = problem.also(first, "the other one");
            }
            diagnostics.report(problem);
        }
    }
}

/// A name without what people hardly see. Signs such as `!` and `+` are seen.
fn fold(name: &str) -> String {
    let seen = |c: &char| !matches!(c, '_' | '-' | '.' | ' ');
    name.chars()
        .filter(seen)
        .flat_map(char::to_lowercase)
        .collect()
}
