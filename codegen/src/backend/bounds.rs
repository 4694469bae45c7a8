//! What JSON Schema can say of the width, the range and the encoding of a value: the exports and the schemas that
//! Rust types have of themselves say the same. Not a back end.

use crate::model::{Bound, Encoding, Interface, Range, Type, Use};
use serde_json::Number;

/// The ends of a value, as keywords of JSON Schema.
pub(super) struct Bounds {
    pub(super) measure: Measure,
    /// The value of the lower keyword.
    pub(super) least: Option<Number>,
    /// The value of the upper keyword.
    pub(super) greatest: Option<Number>,
}

/// What is bounded of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// The number itself.
    Number,
    /// The length of a text.
    Letters,
    /// The length of a list.
    Items,
}

impl Measure {
    /// The keywords for the two ends.
    pub(super) fn keywords(self) -> [&'static str; 2] {
        match self {
            Self::Number => ["minimum", "maximum"],
            Self::Letters => ["minLength", "maxLength"],
            Self::Items => ["minItems", "maxItems"],
        }
    }
}

/// What the width and the range of a value demand. Of a list that may travel as its only item, they bound the list.
pub(super) fn bounds(interface: &Interface, at: &Use) -> Option<Bounds> {
    let (least, greatest) = ends(at.range);
    let (measure, least, greatest) = match &at.ty {
        Type::Integer { bits, signed } => {
            let (smallest, largest) = width(*bits, *signed);
            let least = least
                .and_then(Bound::whole)
                .map_or(smallest, |least| least.max(smallest));
            let greatest = greatest
                .and_then(Bound::whole)
                .map_or(largest, |greatest| greatest.min(largest));
            (Measure::Number, number(least), number(greatest))
        }
        Type::Float { .. } => (
            Measure::Number,
            least.and_then(float),
            greatest.and_then(float),
        ),
        // Thunder counts bytes, a schema characters; of one byte and up both speak alike.
        Type::Text => {
            let least = least.and_then(Bound::whole).filter(|least| *least == 1);
            (
                Measure::Letters,
                least.and_then(count),
                greatest.and_then(Bound::whole).and_then(count),
            )
        }
        Type::Bytes(encoding) => {
            let length = |end: Option<Bound>| count(letters(*encoding, end?.whole()?));
            (Measure::Letters, length(least), length(greatest))
        }
        Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => {
            let length = |end: Option<Bound>| count(end?.whole()?);
            (Measure::Items, length(least), length(greatest))
        }
        Type::Instance(id) => {
            let ty = interface.object(*id).id.clone();
            return bounds(interface, &Use { ty, ..at.clone() });
        }
        _ => return None,
    };
    let says = |least: &Number| measure == Measure::Number || least.as_u64() != Some(0);
    let found = Bounds {
        measure,
        least: least.filter(says),
        greatest,
    };
    (found.least.is_some() || found.greatest.is_some()).then_some(found)
}

/// The pattern of encoded bytes.
pub(super) fn pattern(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Base64 => "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        Encoding::Hex => "^(?:[0-9A-Fa-f]{2})*$",
        Encoding::Mac => "^(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)?$",
    }
}

/// The least and the greatest whole number of a width.
pub(super) fn width(bits: u8, signed: bool) -> (i128, i128) {
    match signed {
        true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        false => (0, (1 << bits) - 1),
    }
}

fn ends(range: Option<Range>) -> (Option<Bound>, Option<Bound>) {
    range.map_or((None, None), |range| (range.minimum, range.maximum))
}

/// How many letters so many bytes take.
fn letters(encoding: Encoding, bytes: i128) -> i128 {
    match encoding {
        Encoding::Base64 => bytes.saturating_add(2) / 3 * 4,
        Encoding::Hex => bytes.saturating_mul(2),
        Encoding::Mac => bytes.saturating_mul(3).saturating_sub(1).max(0),
    }
}

/// A length; what no value reaches is no bound.
fn count(length: i128) -> Option<Number> {
    u64::try_from(length).ok().map(Number::from)
}

/// A whole number of at most 64 bits.
fn number(number: i128) -> Option<Number> {
    Number::from_i128(number)
}

fn float(bound: Bound) -> Option<Number> {
    match bound {
        Bound::Whole(whole) => number(whole).or_else(|| Number::from_f64(bound.float())),
        Bound::Fraction(fraction) => Number::from_f64(fraction),
    }
}
