//! Decoding params, and telling what is wrong with them.

use crate::error::ErrorObject;
use crate::flat;
use crate::object::MISSING;
use crate::quote::{cut, quote};
use crate::validate::{Validate, Violation, pointer_segment};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use serde_path_to_error::{Path, Segment};
use std::marker::PhantomData;

/// Decodes and validates params. Absent params are read as an object without members, so a method whose
/// params are all optional may be called without any.
///
/// # Errors
///
/// -32602 for a wrong shape and -31030 for a value out of its bounds, both with `data` that holds the
/// JSON pointer and the reason.
pub fn decode<'a, T>(params: Option<&'a str>) -> Result<T, ErrorObject>
where
    T: Deserialize<'a> + Validate,
{
    let text = params.unwrap_or("{}");
    let value: T = match flat::from_str(text) {
        Some(value) => value,
        None => serde_json::from_str(text).map_err(|_| explain(text, PhantomData::<T>))?,
    };
    value.validate()?;
    Ok(value)
}

/// Decodes the value that is the member `member` of an object; others are ignored. If it is absent, what
/// null stands for is the value, if null stands for any.
///
/// # Errors
///
/// As [`decode`].
pub fn decode_wrapped<'a, T>(
    params: Option<&'a str>,
    member: &'static str,
) -> Result<T, ErrorObject>
where
    T: Deserialize<'a> + Validate,
{
    let text = params.unwrap_or("{}");
    let seed = || Wrapped {
        member,
        value: PhantomData,
    };
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let value: T = seed()
        .deserialize(deserializer)
        .map_err(|_| explain(text, seed()))?;
    value
        .validate()
        .map_err(|violation| violation.within(member))?;
    Ok(value)
}

/// Decodes an index from its text: a string as it is, anything else as JSON.
///
/// # Errors
///
/// As [`decode`]; the reason names the index.
pub fn decode_index<T>(index: &str) -> Result<T, ErrorObject>
where
    T: for<'a> Deserialize<'a> + Validate,
{
    decode_text("index", index)
}

/// Decodes the id of an instance from its text.
///
/// # Errors
///
/// As [`decode`]; the reason names the instance.
pub fn decode_instance<T>(instance: &str) -> Result<T, ErrorObject>
where
    T: for<'a> Deserialize<'a> + Validate,
{
    decode_text("instance", instance)
}

fn decode_text<T>(what: &str, text: &str) -> Result<T, ErrorObject>
where
    T: for<'a> Deserialize<'a> + Validate,
{
    let plain: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    let value = T::deserialize(plain)
        .or_else(|_| serde_json::from_str(text))
        .map_err(|error| Violation::shape(format!("{what} {}: {}", quote(text), reason(&error))))?;
    value.validate()?;
    Ok(value)
}

/// A value as the only member of an object, for sending.
pub fn wrap<T: Serialize + ?Sized>(member: &'static str, value: &T) -> impl Serialize {
    struct Wrap<'a, T: ?Sized>(&'static str, &'a T);
    impl<T: Serialize + ?Sized> Serialize for Wrap<'_, T> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut object = serializer.serialize_map(Some(1))?;
            object.serialize_entry(self.0, self.1)?;
            object.end()
        }
    }
    Wrap(member, value)
}

/// Reads the value of one member of an object.
struct Wrapped<T> {
    member: &'static str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Wrapped<T> {
    type Value = T;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Wrapped<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = None;
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if name == self.member {
                value = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        match value {
            Some(value) => Ok(value),
            None => T::deserialize(().into_deserializer())
                .map_err(|_: serde::de::value::Error| crate::object::missing(self.member)),
        }
    }
}

/// Decodes once more, slower, to learn the place of the first error.
#[cold]
fn explain<'a, D: DeserializeSeed<'a>>(text: &'a str, seed: D) -> ErrorObject {
    let mut track = serde_path_to_error::Track::new();
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let deserializer = serde_path_to_error::Deserializer::new(deserializer, &mut track);
    match seed.deserialize(deserializer) {
        Ok(_) => Violation::shape("not understood").into(),
        Err(error) => {
            let mut pointer = pointer(&track.path());
            let mut reason = reason(&error);
            if let Some(member) = reason.strip_prefix(MISSING) {
                pointer = format!("{pointer}/{}", pointer_segment(member));
                reason = "the member is missing".to_owned();
            }
            Violation {
                pointer,
                ..Violation::shape(reason)
            }
            .into()
        }
    }
}

/// The message without serde_json's line and column, which mean nothing inside one line of JSON.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    cut(text.strip_suffix(&place).unwrap_or(&text).to_owned())
}

fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", pointer_segment(key)),
            Segment::Enum { variant } => format!("/{}", pointer_segment(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}
