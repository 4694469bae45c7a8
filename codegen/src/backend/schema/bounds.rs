//! Bounds, as keywords of JSON Schema.

use crate::model::{Bound, Encoding, Range, Type, Use};
use serde_json::{Value, json};

/// Adds what the width and the range of a value demand.
pub(super) fn add(mut schema: Value, at: &Use) -> Value {
    let (least, greatest) = ends(at.range);
    let (keys, least, greatest) = match &at.ty {
        Type::Integer { bits, signed } => {
            let (smallest, largest) = match signed {
                true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
                false => (0, (1i128 << bits) - 1),
            };
            let least = least
                .and_then(Bound::whole)
                .map_or(smallest, |least| least.max(smallest));
            let greatest = greatest
                .and_then(Bound::whole)
                .map_or(largest, |greatest| greatest.min(largest));
            (("minimum", "maximum"), number(least), number(greatest))
        }
        Type::Float { .. } => (
            ("minimum", "maximum"),
            least.and_then(float),
            greatest.and_then(float),
        ),
        // Thunder counts bytes, a schema characters; of one byte and up both speak alike.
        Type::Text => {
            let least = least.and_then(Bound::whole).filter(|least| *least == 1);
            (
                ("minLength", "maxLength"),
                least.and_then(count),
                greatest.and_then(Bound::whole).and_then(count),
            )
        }
        Type::Bytes(encoding) => {
            let length = |end: Option<Bound>| count(letters(*encoding, end?.whole()?));
            (("minLength", "maxLength"), length(least), length(greatest))
        }
        Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => {
            let length = |end: Option<Bound>| count(end?.whole()?);
            (("minItems", "maxItems"), length(least), length(greatest))
        }
        _ => return schema,
    };
    if let Some(least) = least.filter(|least| *least != json!(0) || keys.0 == "minimum") {
        schema[keys.0] = least;
    }
    if let Some(greatest) = greatest {
        schema[keys.1] = greatest;
    }
    schema
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
fn count(length: i128) -> Option<Value> {
    u64::try_from(length).ok().map(|length| json!(length))
}

/// A whole number of at most 64 bits.
fn number(number: i128) -> Option<Value> {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => Some(json!(number)),
        (_, Ok(number)) => Some(json!(number)),
        _ => None,
    }
}

fn float(bound: Bound) -> Option<Value> {
    match bound {
        Bound::Whole(whole) => number(whole).or_else(|| Some(json!(bound.float()))),
        Bound::Fraction(fraction) => Some(json!(fraction)),
    }
}
