//! Reading flat objects into their types.

use super::{behind_digits, literal_length};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Reads a value from a flat object; `None`: the text is none, or the type wants something else. Then it is for
/// `serde_json` to read it, or to say what is wrong with it; where both read a text, they read the same.
pub(crate) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    let mut object = Object {
        rest: text.strip_prefix('{')?,
        is_first: true,
    };
    let value = T::deserialize(&mut object).ok()?;
    object.rest.is_empty().then_some(value)
}

/// What of an object is still to be read; nothing once its end was seen and stood at the end of the text.
struct Object<'a> {
    rest: &'a str,
    is_first: bool,
}

/// Nothing to tell anybody: whoever gets it reads the text in another way.
#[derive(Debug)]
struct NotFlat;

impl fmt::Display for NotFlat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not flat")
    }
}

impl std::error::Error for NotFlat {}

impl serde::de::Error for NotFlat {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for &mut Object<'de> {
    type Error = NotFlat;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotFlat> {
        visitor.visit_map(self)
    }

    // Here serde_json has ways of its own.
    fn deserialize_newtype_struct<V>(self, _: &'static str, _: V) -> Result<V::Value, NotFlat>
    where
        V: Visitor<'de>,
    {
        Err(NotFlat)
    }

    fn deserialize_option<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for &mut Object<'de> {
    type Error = NotFlat;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, NotFlat> {
        if let Some(rest) = self.rest.strip_prefix('}') {
            self.rest = rest;
            return if rest.is_empty() {
                Ok(None)
            } else {
                Err(NotFlat)
            };
        }
        let name = if std::mem::take(&mut self.is_first) {
            self.rest
        } else {
            self.rest.strip_prefix(',').ok_or(NotFlat)?
        };
        let (name, rest) = split_string(name).ok_or(NotFlat)?;
        self.rest = rest;
        seed.deserialize(Item::Text(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NotFlat> {
        let value = self.rest.strip_prefix(':').ok_or(NotFlat)?;
        let (item, rest) = match split_string(value) {
            Some((text, rest)) => (Item::Text(text), rest),
            None => {
                let behind = behind_digits(value.as_bytes()).ok_or(NotFlat)?;
                let (digits, rest) = value.split_at(value.len() - behind.len());
                (Item::Number(digits.parse().map_err(|_| NotFlat)?), rest)
            }
        };
        self.rest = rest;
        seed.deserialize(item)
    }
}

/// A text without escapes, and what follows its closing quotation mark.
fn split_string(json: &str) -> Option<(&str, &str)> {
    let text = json.strip_prefix('"')?;
    let (text, rest) = text.split_at(literal_length(text.as_bytes()));
    Some((text, rest.strip_prefix('"')?))
}

/// A name or a value.
enum Item<'a> {
    Text(&'a str),
    Number(u64),
}

impl<'de> Deserializer<'de> for Item<'de> {
    type Error = NotFlat;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotFlat> {
        match self {
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::Number(number) => visitor.visit_u64(number),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotFlat> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V>(self, _: &'static str, _: V) -> Result<V::Value, NotFlat>
    where
        V: Visitor<'de>,
    {
        Err(NotFlat)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, NotFlat> {
        Err(NotFlat)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit unit_struct seq tuple tuple_struct
        map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use serde_json::value::RawValue;

    #[derive(Clone, Debug, PartialEq)]
    struct Line {
        user: String,
        text: Option<String>,
        count: u8,
        rest: Option<f64>,
    }

    crate::deserialize_object!(Line {
        user: required "user",
        text: optional "text",
        count: default(3) "count",
        rest: optional "rest",
    });

    #[test]
    fn what_is_read_is_what_serde_json_reads() {
        let text = r#"{"user":"Ann é","count":12,"other":"x","text":"}{","rest":5,"user":"Bob"}"#;
        assert!(from_str::<Line>(text).is_some_and(|line| line.user == "Bob"));
        let mut read = 0;
        for (place, first) in text.char_indices() {
            let (before, after) = text.split_at(place);
            let behind = &after[first.len_utf8()..];
            for change in [
                "", " ", "\"", "\\", ",", ":", "{", "}", "0", "9", "-", "null", "\n",
            ] {
                for text in [
                    format!("{before}{change}{behind}"),
                    format!("{before}{change}{after}"),
                ] {
                    if let Some(line) = from_str::<Line>(&text) {
                        read += 1;
                        assert_eq!(Some(line), serde_json::from_str(&text).ok(), "{text}");
                    }
                }
            }
        }
        assert!(read > 100, "only {read} are read");
    }

    #[test]
    fn types_that_want_something_else_are_left_to_serde_json() {
        for text in [
            "",
            "[]",
            "{",
            "{}x",
            r#"{"user":7}"#,
            r#"{"text":"no user"}"#,
            r#"{"user":"a","count":256}"#,
        ] {
            assert_eq!(from_str::<Line>(text), None, "{text}");
        }
        let hostile = r#"{"$serde_json::private::RawValue":"}"}"#;
        assert!(from_str::<Box<RawValue>>(hostile).is_none());
        assert!(from_str::<Option<Line>>(r#"{"user":"a"}"#).is_none());
        assert_eq!(from_str::<Value>(r#"{"n":184467440737095516160}"#), None);
        assert_eq!(
            from_str::<Value>(r#"{"n":7,"":""}"#),
            serde_json::from_str(r#"{"n":7,"":""}"#).ok()
        );
    }
}
