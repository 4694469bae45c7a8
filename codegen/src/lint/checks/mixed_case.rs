//! Names of one kind that follow several conventions: some of several words in camelCase, some in lower case, or
//! with underscores.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::Parts;
use crate::model::Name;
use crate::source::Place;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    let endpoints = parts.endpoints.iter().map(|endpoint| {
        let own = endpoint.wire_name.rsplit("::").next();
        (own.unwrap_or_default(), endpoint.place)
    });
    compare("names of endpoints", endpoints.collect(), diagnostics);
    let members = parts.objects.iter().flat_map(|object| &object.members);
    let members = members.map(|member| (member.wire_name.as_str(), member.place));
    compare("names of members", members.collect(), diagnostics);
    for enumeration in &parts.enumerations {
        let texts = enumeration.texts.iter();
        let texts = texts.map(|text| (text.wire.as_str(), text.place));
        compare("texts of an enumeration", texts.collect(), diagnostics);
    }
}

/// How several words are written as one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Convention {
    Camel,
    Pascal,
    Snake,
    UpperSnake,
    Kebab,
}

impl Convention {
    const ALL: [Self; 5] = [
        Self::Camel,
        Self::Pascal,
        Self::Snake,
        Self::UpperSnake,
        Self::Kebab,
    ];

    fn shown(self) -> &'static str {
        match self {
            Self::Camel => "camelCase",
            Self::Pascal => "PascalCase",
            Self::Snake => "snake_case",
            Self::UpperSnake => "UPPER_SNAKE_CASE",
            Self::Kebab => "kebab-case",
        }
    }

    /// The convention of a name; `None`: it is a single word as far as can be seen, which fits many.
    fn of(name: &str) -> Option<Self> {
        let upper = name.contains(|c: char| c.is_ascii_uppercase());
        let lower = name.contains(|c: char| c.is_ascii_lowercase());
        match () {
            () if name.contains('-') => Some(Self::Kebab),
            () if name.contains('_') && !upper => Some(Self::Snake),
            () if name.contains('_') && !lower => Some(Self::UpperSnake),
            () if name.contains('_') || !upper || !lower => None,
            () if name.starts_with(|first: char| first.is_ascii_uppercase()) => Some(Self::Pascal),
            () => Some(Self::Camel),
        }
    }
}

fn compare(what: &str, names: Vec<(&str, Place)>, diagnostics: &mut Diagnostics) {
    let known: Vec<(Convention, &str, Place)> = names
        .into_iter()
        .filter_map(|(name, place)| Some((Convention::of(name)?, name, place)))
        .collect();
    let count = |convention| known.iter().filter(|(own, ..)| *own == convention).count();
    // Of equally frequent ones, the one that stands first in the list above.
    let usual = Convention::ALL
        .into_iter()
        .rev()
        .max_by_key(|one| count(*one));
    for (convention, name, place) in &known {
        if let (Some(usual), Some(span)) = (usual, place.span())
            && usual != *convention
        {
            let message = format!(
                "{} is in {}, but most {what} here are in {}",
                quoted(name),
                convention.shown(),
                usual.shown()
            );
            let words = Name::new(name);
            let alike = match usual {
                Convention::Camel => words.camel(),
                Convention::Pascal => words.pascal(),
                Convention::Snake => words.snake().to_owned(),
                Convention::UpperSnake => words.upper_snake(),
                Convention::Kebab => words.snake().replace('_', "-"),
            };
            diagnostics.report(
                Diagnostic::new(&rule::MIXED_CASE, message, span).help(format!(
                    "in a new interface write {}; where it is in use, keep it: the name travels",
                    quoted(&alike)
                )),
            );
        }
    }
}
