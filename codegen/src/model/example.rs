//! Example values: what documentation shows and what generated tests replay.

use super::{Encoding, Interface, ObjectId, Presence, Range, Shape, Type, Use};
use serde_json::{Map, Value, json};

/// Nesting that no definition reaches, which never holds itself; it keeps a mistake finite.
const DEEPEST: usize = 64;

/// The longest list and the longest text that are made up, whatever a range demands.
const LONGEST: usize = 1024;

/// Makes example values for the types of one interface.
///
/// The rule is Thunder's: the example that the definition gives, else the default, else the second
/// text of an enumeration, else the least number of a range, else `...`, 0 or false. Definitions write
/// examples more loosely than they travel (numbers and JSON as text), and some give one that is no value of
/// the type or out of its bounds: such an example counts as not given.
#[derive(Clone, Copy, Debug)]
pub struct Examples<'a>(pub &'a Interface);

impl Examples<'_> {
    /// An example of the value at this use: a value of its type, within its bounds.
    pub fn value(&self, at: &Use) -> Value {
        self.nested(at, 0)
    }

    /// The example that the definition gives at this use, as it would travel.
    pub fn given(&self, at: &Use) -> Option<Value> {
        self.fit(at.example.as_ref()?, at, 0)
    }

    /// An example of the id of an instance.
    pub fn instance_id(&self, id: ObjectId) -> Value {
        self.value(&Use::plain(Type::Instance(id)))
    }

    fn nested(&self, at: &Use, depth: usize) -> Value {
        let given = [&at.example, &at.default].into_iter().flatten();
        let mut fitting = given.filter_map(|value| self.fit(value, at, depth));
        fitting.next().unwrap_or_else(|| self.made_up(at, depth))
    }

    /// A value when the definition gives none.
    fn made_up(&self, at: &Use, depth: usize) -> Value {
        match &at.ty {
            Type::Null => Value::Null,
            Type::Boolean => json!(false),
            Type::Integer { bits, signed } => {
                let (least, greatest) = integer_bounds(*bits, *signed, at.range);
                integer(0.clamp(least, greatest.max(least)))
            }
            Type::Float { .. } => {
                let least = at.range.and_then(|range| range.minimum);
                let greatest = at.range.and_then(|range| range.maximum);
                let start = least.map_or(0.0, |least| least.float());
                json!(greatest.map_or(start, |greatest| start.min(greatest.float())))
            }
            Type::Text => json!(".".repeat(length(at.range, 3))),
            Type::Time => json!("2026-01-31T12:00:00Z"),
            Type::Bytes(encoding) => {
                let wanted = if *encoding == Encoding::Mac { 6 } else { 4 };
                let bytes: Vec<u8> = (1..=u8::MAX)
                    .cycle()
                    .take(length(at.range, wanted))
                    .collect();
                json!(encoding.encode(&bytes))
            }
            Type::InstanceId => json!("0x0"),
            Type::Json | Type::AnyObject => json!({}),
            Type::Instance(id) => self.nested(&self.id_of(*id, at), depth + 1),
            Type::OneOrMany(items) => self.nested(items, depth + 1),
            Type::Array(items) => {
                let item = self.nested(items, depth + 1);
                json!(vec![item; length(at.range, 1)])
            }
            Type::Set(id) | Type::Named(id) => match &self.0.definition(*id).shape {
                Shape::Enumeration(enumeration) => {
                    let texts: Vec<&str> = enumeration
                        .texts
                        .iter()
                        .map(|text| text.wire.as_str())
                        .collect();
                    let second = usize::from(texts.len() > 1);
                    if matches!(at.ty, Type::Named(_)) {
                        return json!(texts.get(second).unwrap_or(&"..."));
                    }
                    let from_second = texts.iter().cycle().skip(second);
                    let count = length(at.range, 1).min(texts.len());
                    json!(from_second.take(count).collect::<Vec<_>>())
                }
                Shape::Object(_) => self.object(*id, &Map::new(), depth),
            },
        }
    }

    /// An object with the members that are given, and examples for the others.
    fn object(&self, id: super::TypeId, given: &Map<String, Value>, depth: usize) -> Value {
        let Shape::Object(object) = &self.0.definition(id).shape else {
            return json!({});
        };
        if depth > DEEPEST {
            return json!({});
        }
        let shown = object.members.iter().filter(|member| {
            let outdated = member.deprecated && member.presence == Presence::Optional;
            !outdated
                && (given.is_empty()
                    || member.presence == Presence::Required
                    || given.contains_key(&member.wire_name))
        });
        let members = shown.map(|member| {
            let given = given.get(&member.wire_name);
            let fitting = given.and_then(|value| self.fit(value, &member.value, depth + 1));
            let value = fitting.unwrap_or_else(|| self.nested(&member.value, depth + 1));
            (member.wire_name.clone(), value)
        });
        Value::Object(members.collect())
    }

    /// The use of an id, seen as a use of the type of ids.
    fn id_of(&self, id: ObjectId, at: &Use) -> Use {
        Use {
            ty: self.0.object(id).id.clone(),
            ..at.clone()
        }
    }

    /// What is given as a value of the type and within its bounds; `None` if it does not fit.
    fn fit(&self, value: &Value, at: &Use, depth: usize) -> Option<Value> {
        let holds = |length: usize| at.range.is_none_or(|range| range.holds(length as i128));
        match (&at.ty, value) {
            (Type::Integer { bits, signed }, _) => {
                let number: i128 = number_text(value)?.parse().ok()?;
                let (least, greatest) = integer_bounds(*bits, *signed, at.range);
                (least..=greatest)
                    .contains(&number)
                    .then(|| integer(number))
            }
            (Type::Float { .. }, _) => {
                let number: f64 = number_text(value)?.parse().ok()?;
                let fits =
                    number.is_finite() && at.range.is_none_or(|range| range.holds_float(number));
                fits.then(|| {
                    if value.is_number() {
                        value.clone()
                    } else {
                        json!(number)
                    }
                })
            }
            (Type::Boolean, Value::String(text)) => Some(json!(text.parse::<bool>().ok()?)),
            (Type::Boolean, Value::Bool(_)) | (Type::Null, Value::Null) => Some(value.clone()),
            (Type::Text, Value::String(text)) => holds(text.len()).then(|| value.clone()),
            (Type::Text, Value::Number(number)) => {
                let text = number.to_string();
                holds(text.len()).then(|| json!(text))
            }
            (Type::Time, Value::String(text)) => is_moment(text).then(|| value.clone()),
            (Type::Bytes(encoding), Value::String(text)) => {
                holds(encoding.decoded_length(text)?).then(|| value.clone())
            }
            (Type::InstanceId, Value::String(_)) => Some(value.clone()),
            (Type::Json, Value::String(text)) => {
                Some(serde_json::from_str(text).unwrap_or_else(|_| value.clone()))
            }
            (Type::Json, _) | (Type::AnyObject, Value::Object(_)) => Some(value.clone()),
            (Type::Instance(id), _) => self.fit(value, &self.id_of(*id, at), depth),
            (Type::OneOrMany(items), Value::Array(list)) => match list.as_slice() {
                [only] => self.fit(only, items, depth + 1),
                _ => self
                    .fit_list(list, items, depth)
                    .filter(|_| holds(list.len())),
            },
            (Type::OneOrMany(items), _) => self.fit(value, items, depth + 1),
            (Type::Array(items), Value::Array(list)) => self
                .fit_list(list, items, depth)
                .filter(|_| holds(list.len())),
            (Type::Set(id), Value::Array(list)) => {
                let items = Use::plain(Type::Named(*id));
                self.fit_list(list, &items, depth)
                    .filter(|_| holds(list.len()))
            }
            (Type::Named(id), Value::Object(given)) if depth <= DEEPEST => {
                let is_object = matches!(self.0.definition(*id).shape, Shape::Object(_));
                is_object.then(|| self.object(*id, given, depth))
            }
            (Type::Named(id) | Type::Set(id), Value::String(text)) => {
                if let Shape::Enumeration(enumeration) = &self.0.definition(*id).shape
                    && enumeration.texts.iter().any(|known| known.wire == *text)
                {
                    return Some(match at.ty {
                        Type::Set(_) => json!([text]),
                        _ => json!(text),
                    });
                }
                self.fit_json(text, at, depth)
            }
            (Type::AnyObject | Type::Array(_), Value::String(text)) => {
                self.fit_json(text, at, depth)
            }
            _ => None,
        }
    }

    fn fit_list(&self, list: &[Value], items: &Use, depth: usize) -> Option<Value> {
        let fitting = list.iter().map(|item| self.fit(item, items, depth + 1));
        fitting.collect::<Option<Vec<_>>>().map(Value::Array)
    }

    /// An object or a list that is written as a text.
    fn fit_json(&self, text: &str, at: &Use, depth: usize) -> Option<Value> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.is_object() || value.is_array() {
            self.fit(&value, at, depth)
        } else {
            None
        }
    }
}

/// The params of an example request for a method, as they travel; `None`: the method takes none.
pub fn request_params(interface: &Interface, params: Option<&Use>) -> Option<Value> {
    params.map(|params| Examples(interface).value(params))
}

/// What a whole number can be: as its width allows, and within its range.
fn integer_bounds(bits: u8, signed: bool, range: Option<Range>) -> (i128, i128) {
    let (least, greatest) = if signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    let minimum = range.and_then(|range| range.minimum?.whole());
    let maximum = range.and_then(|range| range.maximum?.whole());
    (
        minimum.map_or(least, |minimum| minimum.max(least)),
        maximum.map_or(greatest, |maximum| maximum.min(greatest)),
    )
}

/// A whole number of at most 64 bits as JSON.
fn integer(number: i128) -> Value {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => json!(number),
        (_, Ok(number)) => json!(number),
        _ => json!(0),
    }
}

/// The length within the range that is nearest to `wanted`.
fn length(range: Option<Range>, wanted: usize) -> usize {
    let end = |end: Option<super::Bound>| {
        let whole = end.and_then(super::Bound::whole)?;
        Some(
            usize::try_from(whole.max(0))
                .unwrap_or(LONGEST)
                .min(LONGEST),
        )
    };
    let least = end(range.and_then(|range| range.minimum)).unwrap_or(0);
    let greatest = end(range.and_then(|range| range.maximum)).unwrap_or(LONGEST);
    wanted.max(least).min(greatest)
}

fn number_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Whether a text is a moment as RFC 3339 writes it, the form of ISO 8601 that travels.
/// Whether a text is a moment as it travels: ISO 8601, in UTC.
pub(crate) fn is_moment(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    matches!(rest, "Z" | "+00:00" | "-00:00")
}
