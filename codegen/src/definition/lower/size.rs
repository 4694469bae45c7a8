//! How large values are when they are written out.
//!
//! A definition that is used twice in another, which is used twice in a third, doubles with each: a few lines
//! describe a value that nobody could write. Types are lowered once each, but documentation and examples write
//! values out, so what is beyond reason is refused here.

use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Interface, Shape, Type, TypeId, Use};
use crate::source::Place;

/// Parts that the values of any interface may have together, however short its text is.
const ALWAYS: u64 = 200_000;

/// The longest list that is written out as an example.
const LONGEST: i128 = 1024;

/// What is wrong if the values of all endpoints together are much larger than the `text` (in bytes) that
/// describes them.
pub(super) fn excess(interface: &Interface, text: usize) -> Option<Diagnostic> {
    let mut sizes = Sizes {
        interface,
        known: vec![None; interface.types.len()],
    };
    let mut total: u64 = 0;
    let mut largest: Option<(u64, &str, Place)> = None;
    for (name, at, place) in values(interface) {
        let size = sizes.of_use(at);
        total = total.saturating_add(size);
        if largest.is_none_or(|(most, ..)| size > most) {
            largest = Some((size, name, place));
        }
    }
    let limit = ALWAYS.saturating_add(text as u64);
    let (size, name, place) = largest.filter(|_| total > limit)?;
    let count = match size {
        0..1_000_000 => size.to_string(),
        _ => "millions of".to_owned(),
    };
    let message = format!(
        "a value of {} has {count} parts when it is written out, which is beyond reason",
        quoted(name)
    );
    let problem = match place.span() {
        Some(span) => Diagnostic::new(&rule::TOO_LARGE, message, span),
        None => Diagnostic::nowhere(&rule::TOO_LARGE, message),
    };
    Some(
        problem
            .note(format!("the values of all endpoints may have {limit} parts together"))
            .help(
                "a definition that is used several times inside of others grows with each level: flatten them, or \
                 pass inner values as `\"type\": \"string\", \"opaque\": true`",
            ),
    )
}

/// What travels, each with the name and the place of its endpoint.
fn values(interface: &Interface) -> impl Iterator<Item = (&str, &Use, Place)> {
    let methods = interface.methods.iter().flat_map(|method| {
        let completion = method.completion.as_ref();
        let told = completion.and_then(|completion| completion.params.as_ref());
        let values = method.params.iter().chain([&method.result]).chain(told);
        values.map(|at| (method.wire_name.as_str(), at, method.place))
    });
    let properties = interface.properties.iter().flat_map(|property| {
        let get = property.get.iter().map(|get| &get.value);
        let values = get.chain(property.set.iter().map(|set| &set.value));
        values.map(|at| (property.wire_name.as_str(), at, property.place))
    });
    let events = interface.events.iter().flat_map(|event| {
        let values = event.params.iter();
        values.map(|at| (event.wire_name.as_str(), at, event.place))
    });
    methods.chain(properties).chain(events)
}

struct Sizes<'a> {
    interface: &'a Interface,
    known: Vec<Option<u64>>,
}

impl Sizes<'_> {
    fn of_use(&mut self, at: &Use) -> u64 {
        match &at.ty {
            Type::Array(items) | Type::OneOrMany(items) => {
                let least = at.range.and_then(|range| range.minimum?.whole());
                let count = least.unwrap_or(1).clamp(1, LONGEST) as u64;
                self.of_use(items).saturating_mul(count).saturating_add(1)
            }
            Type::Named(id) => self.of_type(*id),
            _ => 1,
        }
    }

    fn of_type(&mut self, id: TypeId) -> u64 {
        if let Some(known) = self.known[id.index()] {
            return known;
        }
        let interface = self.interface;
        let Shape::Object(object) = &interface.definition(id).shape else {
            return 1;
        };
        // A type does not hold itself; this keeps a mistake finite.
        self.known[id.index()] = Some(1);
        let mut size: u64 = 1;
        for member in &object.members {
            size = size.saturating_add(self.of_use(&member.value));
        }
        self.known[id.index()] = Some(size);
        size
    }
}
