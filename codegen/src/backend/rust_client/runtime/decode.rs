//! Reading JSON strictly, with the place where something does not fit.
//!
//! serde's derived readers would take an array for the members of an object in order, and do not say where
//! they stopped. This one goes through a parsed value.

use super::error::ClientError;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt;

/// Reads a value of the interface from JSON that came from elsewhere, such as a file, by the rules of the
/// wire.
///
/// # Errors
///
/// [`ClientError::InvalidArgument`] with the place that does not fit.
pub fn decode<T: DeserializeOwned>(json: &Value) -> Result<T, ClientError> {
    from_value(json).map_err(|misfit| ClientError::InvalidArgument {
        pointer: misfit.pointer,
        reason: misfit.reason,
    })
}

/// Reads what came from a server; what is missing is null.
pub(super) fn from_wire<T: DeserializeOwned>(raw: Option<&RawValue>) -> Result<T, ClientError> {
    let text = raw.map_or("null", RawValue::get);
    let json: Value =
        serde_json::from_str(text).map_err(|error| ClientError::decode("", error.to_string()))?;
    from_value(&json).map_err(|misfit| ClientError::decode(&misfit.pointer, misfit.reason))
}

fn from_value<T: DeserializeOwned>(json: &Value) -> Result<T, Misfit> {
    let root = true;
    T::deserialize(Reader { json, root })
}

/// A value that does not fit.
#[derive(Debug)]
struct Misfit {
    pointer: String,
    reason: String,
}

impl Misfit {
    /// The same seen from what holds it.
    fn within(mut self, step: impl fmt::Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        self.pointer = format!("/{step}{}", self.pointer);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self {
            pointer: String::new(),
            reason: reason.to_string(),
        }
    }

    fn missing_field(member: &'static str) -> Self {
        Self::custom("the member is missing").within(member)
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    json: &'a Value,
    /// It is all of a result or of params. There, whatever comes confirms what gives nothing.
    root: bool,
}

impl<'a> Reader<'a> {
    fn inner(json: &'a Value) -> Self {
        Self { json, root: false }
    }

    fn misfit(self, expected: &dyn de::Expected) -> Misfit {
        let found = match self.json {
            Value::Null => Unexpected::Other("null"),
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(_) => Unexpected::Other("a number"),
            Value::String(_) => Unexpected::Other("a text"),
            Value::Array(_) => Unexpected::Other("a list"),
            Value::Object(_) => Unexpected::Other("an object"),
        };
        de::Error::invalid_type(found, expected)
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.json {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => {
                if let Some(number) = number.as_u64() {
                    visitor.visit_u64(number)
                } else if let Some(number) = number.as_i64() {
                    visitor.visit_i64(number)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
                }
            }
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Value::Object(members) => visitor.visit_map(Members {
                rest: members.iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.json {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.json {
            Value::Null => visitor.visit_unit(),
            _ if self.root => visitor.visit_unit(),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _members: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.json {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(self.misfit(&"an object")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Items<'a>(std::iter::Enumerate<std::slice::Iter<'a, Value>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some((position, json)) = self.0.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(Reader::inner(json));
        item.map(Some).map_err(|misfit| misfit.within(position))
    }
}

struct Members<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<(&'a str, &'a Value)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some((name, value));
        seed.deserialize(name.as_str().into_deserializer())
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (name, json) = self.value.take().unwrap_or(("", &Value::Null));
        let value = seed.deserialize(Reader::inner(json));
        value.map_err(|misfit| misfit.within(name))
    }
}

/// An object that a value must be.
pub(super) fn object(json: Value) -> Result<Map<String, Value>, ClientError> {
    match json {
        Value::Object(members) => Ok(members),
        _ => Err(ClientError::argument("params must be an object here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Point {
        x: i8,
        name: Option<String>,
    }

    fn refusal<T: DeserializeOwned + fmt::Debug>(json: Value) -> (String, String) {
        let misfit = from_value::<T>(&json).expect_err("does not fit");
        (misfit.pointer, misfit.reason)
    }

    #[test]
    fn misfits_have_a_place_and_a_reason() {
        let (pointer, reason) = refusal::<Vec<Point>>(json!([{ "x": 1 }, {}]));
        assert_eq!(
            (pointer.as_str(), reason.as_str()),
            ("/1/x", "the member is missing")
        );
        assert_eq!(refusal::<Vec<Point>>(json!([{ "x": 300 }])).0, "/0/x");
        assert_eq!(refusal::<Point>(json!([1, null])).0, "");
        assert_eq!(refusal::<Point>(json!({ "x": 1.5 })).0, "/x");
        assert_eq!(refusal::<Point>(json!({ "x": 1, "name": {} })).0, "/name");
        assert_eq!(refusal::<Vec<()>>(json!([null, 1])).0, "/1");
    }

    #[test]
    fn null_is_absent_and_the_unknown_is_ignored() {
        let point: Point = from_value(&json!({ "x": 1, "name": null, "more": [] })).expect("fits");
        assert_eq!(point, Point { x: 1, name: None });
        assert!(from_value::<()>(&json!({ "any": "thing" })).is_ok());
    }
}
