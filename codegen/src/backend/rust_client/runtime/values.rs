//! What travels in a form of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error, Serializer};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

macro_rules! bytes {
    ($(#[$doc:meta] $name:ident: $what:literal, $write:path, $read:path;)*) => {$(
        #[$doc]
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub Vec<u8>);

        impl<T: Into<Vec<u8>>> From<T> for $name {
            fn from(bytes: T) -> Self {
                Self(bytes.into())
            }
        }

        impl Deref for $name {
            type Target = Vec<u8>;

            fn deref(&self) -> &Vec<u8> {
                &self.0
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Vec<u8> {
                &mut self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$write(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let bytes = $read(&text);
                bytes.map(Self).ok_or_else(|| de::Error::custom(concat!($what, " was expected")))
            }
        }
    )*};
}

bytes! {
    /// Bytes that travel in base64 with padding.
    Base64: "base64", to_base64, from_base64;
    /// Bytes that travel as pairs of hexadecimal digits.
    Hex: "an even number of hexadecimal digits", to_hex, from_hex;
    /// Bytes that travel as pairs of hexadecimal digits with colons between them.
    MacAddress: "pairs of hexadecimal digits with colons between them", to_mac, from_mac;
}

fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pairs = digits.chunks(2).map(pair);
    pairs.collect()
}

fn to_mac(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(":")
}

fn from_mac(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split(':')
        .map(|digits| pair(digits.as_bytes()))
        .collect()
}

fn pair(digits: &[u8]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    match digits {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    }
}

/// A list that travels as the item alone when it has exactly one. It is read from either form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T> FromIterator<T> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for OneOrMany<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [only] => only.serialize(serializer),
            items => items.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

macro_rules! only {
    ($($visit:ident($type:ty);)*) => {$(
        fn $visit<E: de::Error>(self, value: $type) -> Result<Self::Value, E> {
            T::deserialize(value.into_deserializer()).map(|only| OneOrMany(vec![only]))
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or its only item")
    }

    only! {
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
        visit_str(&str);
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        T::deserialize(().into_deserializer()).map(|only| OneOrMany(vec![only]))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|only| OneOrMany(vec![only]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(OneOrMany)
    }
}

/// A text of an enumeration that this version of the package does not know. It can be shown, compared and
/// sent back.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownText(Box<str>);

impl UnknownText {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Implements what an enumeration needs that survives texts of a newer peer.
macro_rules! open_enum {
    ($type:ident { $($variant:ident = $wire:literal),* $(,)? } else $unknown:ident) => {
        impl $type {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(text) => text.as_str(),
                }
            }
        }

        impl ::core::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    unknown => Self::$unknown($crate::runtime::UnknownText::new(unknown)),
                }
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::runtime::IndexText for $type {
            fn index_text(&self) -> ::core::option::Option<::std::string::String> {
                ::core::option::Option::Some(self.as_str().into())
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::from(text.as_str()))
            }
        }
    };
}
pub(crate) use open_enum;

/// Reads a member whose default stands in for null too.
pub(crate) fn or_default<'de, D, T>(deserializer: D, default: fn() -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(|value| value.unwrap_or_else(default))
}

/// What holds numbers that JSON may not be able to carry.
pub(crate) trait Finite {
    /// Whether it is able to.
    fn is_carried(&self) -> bool;
}

macro_rules! finite {
    ($($type:ty),*) => {$(
        impl Finite for $type {
            fn is_carried(&self) -> bool {
                self.is_finite()
            }
        }
    )*};
}

finite!(f32, f64);

impl<T: Finite + ?Sized> Finite for &T {
    fn is_carried(&self) -> bool {
        (**self).is_carried()
    }
}

impl<T: Finite> Finite for Option<T> {
    fn is_carried(&self) -> bool {
        self.as_ref().is_none_or(T::is_carried)
    }
}

impl<T: Finite> Finite for [T] {
    fn is_carried(&self) -> bool {
        self.iter().all(T::is_carried)
    }
}

impl<T: Finite> Finite for Vec<T> {
    fn is_carried(&self) -> bool {
        self.iter().all(T::is_carried)
    }
}

impl<T: Finite> Finite for OneOrMany<T> {
    fn is_carried(&self) -> bool {
        self.iter().all(T::is_carried)
    }
}

/// Writes numbers that must be finite; JSON has no others.
pub(crate) fn finite<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Finite + Serialize,
    S: Serializer,
{
    if value.is_carried() {
        value.serialize(serializer)
    } else {
        Err(S::Error::custom("a finite number was expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_three_forms() {
        let written = |json: serde_json::Result<String>| json.unwrap_or_default();
        assert_eq!(
            written(serde_json::to_string(&Base64(vec![1, 255]))),
            r#""Af8=""#
        );
        assert_eq!(
            written(serde_json::to_string(&Hex(vec![1, 255]))),
            r#""01ff""#
        );
        assert_eq!(
            written(serde_json::to_string(&MacAddress(vec![1, 255]))),
            r#""01:ff""#
        );
        assert_eq!(from_hex("01fF"), Some(vec![1, 255]));
        assert_eq!(from_hex("01f"), None);
        assert_eq!(from_hex("+1ff"), None);
        assert_eq!(from_mac(""), Some(vec![]));
        assert_eq!(from_mac("01:"), None);
        assert_eq!(from_base64("Af8"), None);
    }

    #[test]
    fn one_item_travels_bare_and_is_read_in_either_form() {
        let read = |text| serde_json::from_str::<OneOrMany<u8>>(text).map(|list| list.0);
        assert_eq!(read("7").ok(), Some(vec![7]));
        assert_eq!(read("[7]").ok(), Some(vec![7]));
        assert_eq!(read("[7, 8]").ok(), Some(vec![7, 8]));
        assert!(read("\"7\"").is_err());
        let written = |items: &[u8]| serde_json::to_string(&OneOrMany(items.to_vec())).ok();
        assert_eq!(written(&[7]).as_deref(), Some("7"));
        assert_eq!(written(&[]).as_deref(), Some("[]"));
    }

    #[test]
    fn what_is_not_finite_is_not_written() {
        let write = |value: f64| finite(&value, serde_json::value::Serializer);
        assert!(write(0.5).is_ok());
        assert!(write(f64::NAN).is_err());
        assert!(finite(&vec![Some(f32::INFINITY)], serde_json::value::Serializer).is_err());
    }
}
