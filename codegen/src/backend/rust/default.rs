//! Values that stand in for absent members.

use super::Bindings;
use super::check::{float, integer};
use crate::model::{Shape, Type, Use};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

/// A default that can be written in Rust.
pub(super) struct DefaultValue {
    /// As it would travel.
    pub(super) json: Value,
    /// The expression.
    pub(super) expression: TokenStream,
}

impl Bindings<'_> {
    /// The default of a use, if it is a value of the type and within its bounds. Numbers and truth values
    /// may be written as texts, as definitions do.
    pub(super) fn default_value(&self, at: &Use) -> Option<DefaultValue> {
        let given = at.default.as_ref()?;
        match &at.ty {
            Type::Boolean => {
                let value = match given {
                    Value::Bool(value) => *value,
                    Value::String(text) => text.parse().ok()?,
                    _ => return None,
                };
                Some(DefaultValue {
                    json: json!(value),
                    expression: quote!(#value),
                })
            }
            Type::Integer { bits, signed } => {
                let number: i128 = number_text(given)?.parse().ok()?;
                let (least, greatest) = if *signed {
                    (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
                } else {
                    (0, (1i128 << bits) - 1)
                };
                let fits = (least..=greatest).contains(&number)
                    && at.range.is_none_or(|range| range.holds(number));
                let json = match i64::try_from(number) {
                    Ok(number) => json!(number),
                    Err(_) => json!(u64::try_from(number).ok()?),
                };
                fits.then(|| DefaultValue {
                    json,
                    expression: integer(number),
                })
            }
            Type::Float { .. } => {
                let number: f64 = number_text(given)?.parse().ok()?;
                let fits =
                    number.is_finite() && at.range.is_none_or(|range| range.holds_float(number));
                fits.then(|| DefaultValue {
                    json: json!(number),
                    expression: float(number),
                })
            }
            Type::Text => {
                let text = given.as_str()?;
                at.range
                    .is_none_or(|range| range.holds(text.len() as i128))
                    .then(|| DefaultValue {
                        json: json!(text),
                        expression: if text.is_empty() {
                            quote!(::std::string::String::new())
                        } else {
                            quote!(::std::string::String::from(#text))
                        },
                    })
            }
            Type::Named(id) => {
                let Shape::Enumeration(enumeration) = &self.interface.definition(*id).shape else {
                    return None;
                };
                let text = given.as_str()?;
                let position = enumeration
                    .texts
                    .iter()
                    .position(|known| known.wire == text)?;
                let names = &self.names.types[id.index()];
                let (name, variant) = (&names.name, &names.parts[position]);
                Some(DefaultValue {
                    json: json!(text),
                    expression: quote!(#name::#variant),
                })
            }
            Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => {
                let empty =
                    given.as_array()?.is_empty() && at.range.is_none_or(|range| range.holds(0));
                empty.then(|| DefaultValue {
                    json: json!([]),
                    expression: quote!(::std::vec::Vec::new()),
                })
            }
            Type::Null
            | Type::Bytes(_)
            | Type::Time
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
