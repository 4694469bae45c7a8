//! Values that stand in for absent members.

use super::{Interface, Shape, Type, Use};
use serde_json::{Value, json};

impl Interface {
    /// The default of a use as it would travel, if it is a value of the type and within its bounds. Numbers
    /// and truth values may be written as texts, as definitions do.
    pub fn default_value(&self, at: &Use) -> Option<Value> {
        let given = at.default.as_ref()?;
        match &at.ty {
            Type::Boolean => match given {
                Value::Bool(value) => Some(json!(value)),
                Value::String(text) => Some(json!(text.parse::<bool>().ok()?)),
                _ => None,
            },
            Type::Integer { bits, signed } => {
                let number: i128 = number_text(given)?.parse().ok()?;
                let (least, greatest) = if *signed {
                    (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
                } else {
                    (0, (1i128 << bits) - 1)
                };
                let fits = (least..=greatest).contains(&number) && holds(at, number);
                let value = match i64::try_from(number) {
                    Ok(number) => json!(number),
                    Err(_) => json!(u64::try_from(number).ok()?),
                };
                fits.then_some(value)
            }
            Type::Float { .. } => {
                let number: f64 = number_text(given)?.parse().ok()?;
                let fits =
                    number.is_finite() && at.range.is_none_or(|range| range.holds_float(number));
                fits.then(|| json!(number))
            }
            Type::Text | Type::Time => {
                let text = given.as_str()?;
                holds(at, text.len() as i128).then(|| json!(text))
            }
            Type::Named(id) => {
                let Shape::Enumeration(enumeration) = &self.definition(*id).shape else {
                    return None;
                };
                let text = given.as_str()?;
                let mut known = enumeration.texts.iter();
                known.any(|known| known.wire == text).then(|| json!(text))
            }
            Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => {
                let empty = given.as_array()?.is_empty() && holds(at, 0);
                empty.then(|| json!([]))
            }
            Type::Null
            | Type::Bytes(_)
            | Type::InstanceId
            | Type::Json
            | Type::AnyObject
            | Type::Instance(_) => None,
        }
    }
}

fn number_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn holds(at: &Use, number: i128) -> bool {
    at.range.is_none_or(|range| range.holds(number))
}
