//! A value of a type that keeps all rules.

use crate::backend::sdk::plan::Plan;
use crate::model::{Bound, Encoding, Range, Shape, Type, Use};
use serde_json::{Map, Value, json};

/// Definitions do not hold themselves; the bound only keeps a mistake finite.
pub(super) const MAX_DEPTH: usize = 32;

/// A value with every member, each within its bounds. Numbers are such that every reader gets them exactly.
pub(super) fn sample(plan: &Plan<'_>, at: &Use) -> Value {
    nested(plan, at, 0)
}

fn nested(plan: &Plan<'_>, at: &Use, depth: usize) -> Value {
    let interface = plan.interface;
    match &at.ty {
        Type::Null => Value::Null,
        Type::Boolean => json!(true),
        Type::Integer { .. } => {
            let (least, greatest) = integer_bounds(at);
            number(1.clamp(least, greatest.max(least)))
        }
        Type::Float { .. } => json!(float(at.range)),
        Type::Text => json!(text(at)),
        Type::Time => json!("2026-01-02T03:04:05Z"),
        Type::InstanceId => json!("0x1f00"),
        Type::Bytes(encoding) => json!(bytes(*encoding, length(at.range, 3))),
        Type::Json => json!({ "any": [1, "two", null, true, 0.5] }),
        Type::AnyObject => json!({ "any": "thing", "list": [] }),
        Type::Instance(id) => {
            let ty = plan.object(*id).id.clone();
            nested(plan, &Use { ty, ..at.clone() }, depth)
        }
        Type::Array(items) | Type::OneOrMany(items) => {
            let count = length(at.range, 1).min(64);
            let item = nested(plan, items, depth + 1);
            json!(vec![item; count])
        }
        Type::Set(id) | Type::Named(id) => match &interface.definition(*id).shape {
            Shape::Enumeration(enumeration) => {
                let mut texts = enumeration.texts.iter().map(|text| json!(text.wire));
                if matches!(at.ty, Type::Set(_)) {
                    json!(texts.take(length(at.range, 1)).collect::<Vec<_>>())
                } else {
                    texts.next().unwrap_or(json!("anything"))
                }
            }
            Shape::Object(_) if depth > MAX_DEPTH => json!({}),
            Shape::Object(object) => Value::Object(
                object
                    .members
                    .iter()
                    .map(|member| {
                        let value = nested(plan, &member.value, depth + 1);
                        (member.wire_name.clone(), value)
                    })
                    .collect::<Map<_, _>>(),
            ),
        },
    }
}

/// A whole number as JSON; those of definitions fit into 64 bits.
pub(super) fn number(number: i128) -> Value {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => json!(number),
        (_, Ok(number)) => json!(number),
        _ => json!(0),
    }
}

/// The bounds of a whole number: of its width, and of its range as far as the width allows.
pub(super) fn integer_bounds(at: &Use) -> (i128, i128) {
    let (least, greatest) = width(&at.ty);
    let (minimum, maximum) = whole(at.range);
    (
        minimum.map_or(least, |minimum| minimum.max(least)),
        maximum.map_or(greatest, |maximum| maximum.min(greatest)),
    )
}

/// The ends of a range that are whole numbers.
pub(super) fn whole(range: Option<Range>) -> (Option<i128>, Option<i128>) {
    let end = |end: Option<Bound>| end.and_then(Bound::whole);
    let minimum = end(range.and_then(|range| range.minimum));
    (minimum, end(range.and_then(|range| range.maximum)))
}

/// The numbers that the width of an integer allows.
pub(super) fn width(ty: &Type) -> (i128, i128) {
    match ty {
        Type::Integer { bits, signed: true } => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        Type::Integer { bits, .. } => (0, (1i128 << bits) - 1),
        _ => (0, 0),
    }
}

/// A number with a fraction that is exact in 32 bits, within the range if that has any.
fn float(range: Option<Range>) -> f64 {
    let fits = |number: &f64| range.is_none_or(|range| range.holds_float(*number));
    let start = range.and_then(|range| range.minimum.or(range.maximum));
    let start = start.map_or(0.0, Bound::float);
    let mut candidates = [0.5, start + 0.5, start - 0.5, start].into_iter();
    candidates.find(fits).unwrap_or(start)
}

/// The example, or as many letters as the range wants.
fn text(at: &Use) -> String {
    let example = at.example.as_ref().and_then(Value::as_str);
    let fits = |text: &&str| holds(at, text.len());
    match example.filter(fits) {
        Some(example) => example.to_owned(),
        None => "a".repeat(length(at.range, 3)),
    }
}

/// Bytes in their encoding.
pub(super) fn bytes(encoding: Encoding, count: usize) -> String {
    let bytes: Vec<u8> = (0..count)
        .map(|position| (position * 83 + 171) as u8)
        .collect();
    match encoding {
        Encoding::Base64 => base64(&bytes),
        Encoding::Hex => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Encoding::Mac => {
            let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            pairs.join(":")
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .enumerate()
            .fold(0u32, |bits, (position, byte)| {
                bits | u32::from(*byte) << (16 - 8 * position)
            });
        for place in 0..4 {
            if place <= group.len() {
                let digit = bits >> (18 - 6 * place) & 63;
                out.push(char::from(DIGITS[digit as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// A length within the range, as near to `wanted` as can be; huge ones are cut.
pub(super) fn length(range: Option<Range>, wanted: usize) -> usize {
    let (minimum, maximum) = whole(range);
    let least = minimum.unwrap_or(0).clamp(0, 4096) as usize;
    let greatest = maximum.map_or(usize::MAX, |maximum| maximum.clamp(0, 1 << 20) as usize);
    wanted.max(least).min(greatest.max(least))
}

/// Whether a length is within the range of a value.
pub(super) fn holds(at: &Use, length: usize) -> bool {
    at.range.is_none_or(|range| range.holds(length as i128))
}
