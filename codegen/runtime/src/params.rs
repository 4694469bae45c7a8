//! Decoding params, and telling what is wrong with them.

use crate::error::ErrorObject;
use crate::object::MISSING;
use crate::quote::{cut, quote};
use crate::validate::{Validate, Violation, pointer_segment};
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

/// Decodes and validates params. Absent params are read as an object without members, so a method whose
/// params are all optional may be called without any.
///
/// # Errors
///
/// -32602 for a wrong shape and -31030 for a value out of its bounds, both with `data` that holds the
/// JSON pointer and the reason.
pub fn decode<'a, T>(params: Option<&'a RawValue>) -> Result<T, ErrorObject>
where
    T: Deserialize<'a> + Validate,
{
    let text = params.map_or("{}", RawValue::get);
    let value: T = serde_json::from_str(text).map_err(|_| explain::<T>(text))?;
    value.validate()?;
    Ok(value)
}

/// Decodes the value of a property that travels as the member `value` of an object.
///
/// # Errors
///
/// As [`decode`].
pub fn decode_wrapped<'a, T>(params: Option<&'a RawValue>) -> Result<T, ErrorObject>
where
    T: Deserialize<'a> + Validate,
{
    Ok(decode::<Wrapped<T>>(params)?.value)
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
    let text: StrDeserializer<'_, serde::de::value::Error> = index.into_deserializer();
    let value = T::deserialize(text)
        .or_else(|_| serde_json::from_str(index))
        .map_err(|error| Violation::shape(format!("index {}: {}", quote(index), reason(&error))))?;
    value.validate()?;
    Ok(value)
}

/// The value of a property as the member `value` of an object, for sending.
pub fn wrap<T: Serialize + ?Sized>(value: &T) -> impl Serialize {
    #[derive(Serialize)]
    struct Wrap<'a, T: ?Sized> {
        value: &'a T,
    }
    Wrap { value }
}

/// The property value `{"value": X}`.
struct Wrapped<T> {
    value: T,
}

impl<T: Validate> Validate for Wrapped<T> {
    fn validate(&self) -> Result<(), Violation> {
        self.value
            .validate()
            .map_err(|violation| violation.within("value"))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wrapped<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WrappedVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for WrappedVisitor<T> {
            type Value = Wrapped<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Wrapped<T>, A::Error> {
                let mut value = None;
                while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    if name == "value" {
                        value = Some(map.next_value()?);
                    } else {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
                value
                    .map(|value| Wrapped { value })
                    .ok_or_else(|| crate::object::missing("value"))
            }
        }
        deserializer.deserialize_map(WrappedVisitor(std::marker::PhantomData))
    }
}

/// Decodes once more, slower, to learn the place of the first error.
#[cold]
fn explain<'a, T: Deserialize<'a>>(text: &'a str) -> ErrorObject {
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(_) => Violation::shape("not understood").into(),
        Err(error) => {
            let mut pointer = pointer(error.path());
            let mut reason = reason(error.inner());
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
