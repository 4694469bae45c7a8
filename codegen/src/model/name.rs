//! Names of generated code, before any language's case or keywords.

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use serde::{Serialize, Serializer};
use std::collections::{HashMap, HashSet};

/// A name as a row of lower-case words, `room_update`.
///
/// Two names of one [`Scope`] differ even when case and separators are ignored, so every case
/// convention keeps them apart. A name may still start with a digit or be a keyword somewhere: that is
/// the back end's to escape, and escaping by an underscore never makes two names equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The words of `text`, split at case changes and at everything that is neither letter nor digit.
    ///
    /// A text without letters and digits gives `unnamed`.
    pub fn new(text: &str) -> Self {
        let separated: String = text
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '_' })
            .collect();
        let words = separated.to_snake_case();
        Self(if words.is_empty() {
            "unnamed".to_owned()
        } else {
            words
        })
    }

    /// This name's words followed by those of `other`.
    pub fn join(&self, other: &Name) -> Self {
        Self(format!("{}_{}", self.0, other.0))
    }

    /// This name's words followed by the one lower-case word `word`.
    pub fn with(&self, word: &str) -> Self {
        Self(format!("{}_{word}", self.0))
    }

    /// `room_update`
    pub fn snake(&self) -> &str {
        &self.0
    }

    /// `RoomUpdate`
    pub fn pascal(&self) -> String {
        self.0.to_upper_camel_case()
    }

    /// `roomUpdate`
    pub fn camel(&self) -> String {
        self.0.to_lower_camel_case()
    }

    /// `ROOM_UPDATE`
    pub fn upper_snake(&self) -> String {
        self.0.to_shouty_snake_case()
    }

    /// The name with every letter beyond ASCII written as its code point, for languages or tools that want
    /// plain letters. Two names may become equal; a [`Scope`] tells them apart again.
    pub fn ascii(&self) -> Self {
        if self.0.is_ascii() {
            return self.clone();
        }
        let mut text = String::new();
        for c in self.0.chars() {
            if c.is_ascii() {
                text.push(c);
            } else {
                text.push_str(&format!("u{:04x}", u32::from(c)));
            }
        }
        Self::new(&text)
    }

    /// What is compared for uniqueness: the letters and digits alone.
    fn key(&self) -> String {
        self.0
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "model-schema")]
impl schemars::JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A name as a row of lower-case words with underscores between them.",
            "type": "string",
        })
    }
}

/// Hands out names that are unique under every case convention.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
    /// The least number that may still be free behind a name, by what is compared of it. Without it, equal
    /// names would cost the square of their number.
    next: HashMap<String, u64>,
}

impl Scope {
    /// A scope with nothing taken.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes `name`, with the least number from 2 on behind it if it is taken already.
    pub fn unique(&mut self, name: Name) -> Name {
        let key = name.key();
        if self.taken.insert(key.clone()) {
            return name;
        }
        let mut number = self.next.get(&key).copied().unwrap_or(2);
        let numbered = loop {
            let candidate = Name(format!("{}{number}", name.0));
            number += 1;
            if self.taken.insert(candidate.key()) {
                break candidate;
            }
        };
        self.next.insert(key, number);
        numbered
    }

    /// Whether `name` could be taken unchanged.
    pub fn is_free(&self, name: &Name) -> bool {
        !self.taken.contains(&name.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_every_case() {
        let name = Name::new("RoomUpdate");
        assert_eq!(name.snake(), "room_update");
        assert_eq!(name.pascal(), "RoomUpdate");
        assert_eq!(name.camel(), "roomUpdate");
        assert_eq!(name.upper_snake(), "ROOM_UPDATE");
    }

    #[test]
    fn names_without_letters_have_a_name() {
        assert_eq!(Name::new("*/").snake(), "unnamed");
    }

    #[test]
    fn collisions_under_any_case_are_numbered() {
        let mut scope = Scope::new();
        let names: Vec<String> = ["foo", "Foo", "f_oo", "foo2", "foo_2"]
            .iter()
            .map(|text| scope.unique(Name::new(text)).snake().to_owned())
            .collect();
        assert_eq!(names, ["foo", "foo2", "f_oo3", "foo22", "foo_23"]);
    }
}
