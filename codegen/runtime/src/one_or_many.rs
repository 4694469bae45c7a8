//! Lists that travel as their only item.

use crate::validate::{Validate, Violation};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A list that is written as the item alone when it has exactly one (Thunder's `@extract`). It is read
/// from either form.
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

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
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

/// Takes a list for the items, and anything else for the only one.
struct ListVisitor<T>(PhantomData<T>);

macro_rules! only {
    ($($visit:ident($type:ty)),* $(,)?) => {
        $(fn $visit<E: de::Error>(self, value: $type) -> Result<Self::Value, E> {
            T::deserialize(value.into_deserializer()).map(|only| OneOrMany(vec![only]))
        })*
    };
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or its only item")
    }

    only! {
        visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str),
        visit_string(String),
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

impl<T: Validate> Validate for OneOrMany<T> {
    fn validate(&self) -> Result<(), Violation> {
        match self.0.as_slice() {
            // Where the item stands depends on the form, which is not known any more.
            [only] => only.validate(),
            _ => self.0.validate(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_travels_bare_and_is_read_in_either_form() {
        let read = |text| serde_json::from_str::<OneOrMany<u8>>(text).map(|list| list.0);
        assert_eq!(read("7").ok(), Some(vec![7]));
        assert_eq!(read("[7]").ok(), Some(vec![7]));
        assert_eq!(read("[]").ok(), Some(vec![]));
        assert_eq!(read(" [7, 8]").ok(), Some(vec![7, 8]));
        assert!(read("\"7\"").is_err());
        let written = |items: &[u8]| serde_json::to_string(&OneOrMany(items.to_vec())).ok();
        assert_eq!(written(&[7]).as_deref(), Some("7"));
        assert_eq!(written(&[]).as_deref(), Some("[]"));
        assert_eq!(written(&[7, 8]).as_deref(), Some("[7,8]"));
    }
}
