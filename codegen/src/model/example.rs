//! Example values: what documentation shows and what generated tests replay.

use super::{Interface, Presence, Shape, Type, Use};
use serde_json::{Map, Value, json};

/// Makes example values for the types of one interface.
///
/// The rule is Thunder's: the example that the definition gives, else the default, else the second
/// text of an enumeration, else the least number of a range, else `...`, 0 or false.
#[derive(Clone, Copy, Debug)]
pub struct Examples<'a>(pub &'a Interface);

impl Examples<'_> {
    /// An example of the value at this use.
    pub fn value(&self, at: &Use) -> Value {
        self.nested(at, 0)
    }

    fn nested(&self, at: &Use, depth: usize) -> Value {
        let given = at.example.as_ref().or(at.default.as_ref());
        if let Some(value) = given.and_then(|value| fit(value, &at.ty)) {
            return value;
        }
        match &at.ty {
            Type::Null => Value::Null,
            Type::Boolean => json!(false),
            Type::Integer { .. } => match at.range.and_then(|range| range.minimum?.whole()) {
                Some(least) => i64::try_from(least).map_or(json!(0), |least| json!(least)),
                None => json!(0),
            },
            Type::Float { .. } => match at.range.and_then(|range| range.minimum) {
                Some(least) => json!(least.float()),
                None => json!(0.0),
            },
            Type::Instance(id) => {
                let id = Use {
                    ty: self.0.object(*id).id.clone(),
                    ..at.clone()
                };
                self.nested(&id, depth + 1)
            }
            Type::OneOrMany(items) => self.nested(items, depth + 1),
            Type::Text | Type::Time => json!("..."),
            Type::Bytes(_) => json!(""),
            Type::InstanceId => json!("0x0"),
            Type::Json | Type::AnyObject => json!({}),
            Type::Array(items) => json!([self.nested(items, depth + 1)]),
            Type::Set(id) | Type::Named(id) => {
                let value = match &self.0.definition(*id).shape {
                    Shape::Enumeration(enumeration) => {
                        let texts = &enumeration.texts;
                        let chosen = given
                            .and_then(Value::as_str)
                            .and_then(|given| texts.iter().find(|text| text.wire == given))
                            .or(texts.get(1).or(texts.first()));
                        chosen.map_or(json!("..."), |text| json!(text.wire))
                    }
                    // A definition never holds itself; the bound only keeps a mistake finite.
                    Shape::Object(_) if depth > 64 => json!({}),
                    Shape::Object(object) => Value::Object(
                        object
                            .members
                            .iter()
                            .filter(|member| {
                                !(member.deprecated && member.presence == Presence::Optional)
                            })
                            .map(|member| {
                                (
                                    member.wire_name.clone(),
                                    self.nested(&member.value, depth + 1),
                                )
                            })
                            .collect::<Map<_, _>>(),
                    ),
                };
                if matches!(at.ty, Type::Set(_)) {
                    json!([value])
                } else {
                    value
                }
            }
        }
    }
}

/// The params of an example request for a method, as they travel; `None`: the method takes none.
pub fn request_params(interface: &Interface, params: Option<&Use>) -> Option<Value> {
    params.map(|params| Examples(interface).value(params))
}

/// The example as a value of the type, where definitions write it more loosely (numbers and JSON as
/// text); `None` if it does not fit.
fn fit(value: &Value, ty: &Type) -> Option<Value> {
    match (ty, value) {
        (Type::Integer { bits, signed }, _) => {
            let number: i128 = match value {
                Value::Number(number) => number.to_string().parse().ok()?,
                Value::String(text) => text.trim().parse().ok()?,
                _ => return None,
            };
            let (least, greatest) = if *signed {
                (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
            } else {
                (0, (1i128 << bits) - 1)
            };
            (least..=greatest).contains(&number).then(|| {
                i64::try_from(number).map_or_else(|_| json!(number as u64), |number| json!(number))
            })
        }
        (Type::Float { .. }, Value::String(text)) => {
            let number: f64 = text.trim().parse().ok()?;
            number.is_finite().then(|| json!(number))
        }
        (Type::Float { .. }, Value::Number(_)) => Some(value.clone()),
        (Type::Boolean, Value::String(text)) => match text.as_str() {
            "true" => Some(json!(true)),
            "false" => Some(json!(false)),
            _ => None,
        },
        (Type::Boolean, Value::Bool(_)) | (Type::Null, Value::Null) => Some(value.clone()),
        (Type::Text | Type::Time | Type::Bytes(_) | Type::InstanceId, Value::String(_)) => {
            Some(value.clone())
        }
        (Type::Text, Value::Number(number)) => Some(json!(number.to_string())),
        (Type::Json, Value::String(text)) => {
            Some(serde_json::from_str(text).unwrap_or_else(|_| value.clone()))
        }
        (Type::Json, _) => Some(value.clone()),
        (Type::AnyObject, Value::Object(_)) => Some(value.clone()),
        (Type::AnyObject, Value::String(text)) => {
            serde_json::from_str(text).ok().filter(Value::is_object)
        }
        _ => None,
    }
}
