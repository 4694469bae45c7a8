//! Writing JSON.

use super::error::ClientError;
use super::values::{Finite, finite};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// The JSON that stands for a value on the wire.
///
/// # Errors
///
/// [`ClientError::InvalidArgument`] for what JSON cannot carry, such as an infinite number.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Value, ClientError> {
    serde_json::to_value(value).map_err(|error| ClientError::argument(error.to_string()))
}

/// The text of a value.
pub(super) fn to_wire<T: Serialize + ?Sized>(value: &T) -> Result<Box<RawValue>, ClientError> {
    let raw = serde_json::value::to_raw_value(value);
    raw.map_err(|error| ClientError::argument(error.to_string()))
}

/// A value as the only member of an object.
pub(crate) fn wrapped<T: Serialize>(member: &'static str, value: T) -> impl Serialize {
    Wrapped { member, value }
}

/// A value whose numbers must be finite.
pub(crate) fn checked<T: Finite + Serialize>(value: T) -> impl Serialize {
    Checked(value)
}

struct Checked<T>(T);

impl<T: Finite + Serialize> Serialize for Checked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        finite(&self.0, serializer)
    }
}

struct Wrapped<T> {
    member: &'static str,
    value: T,
}

impl<T: Serialize> Serialize for Wrapped<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.member, &self.value)?;
        map.end()
    }
}
