//! JSON with places: a tree in which every value and every key knows where it stands.

mod parse;
mod print;
mod syntax;

pub(crate) use parse::parse;
pub(crate) use print::print;

use crate::source::Span;
use std::collections::HashMap;

/// A value and its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// A JSON value.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    /// As it was written.
    Number(String),
    Text(String),
    Array(Vec<Node>),
    Object(Object),
}

/// The members of an object, in order.
#[derive(Debug, Default)]
pub(crate) struct Object {
    members: Vec<Member>,
    index: HashMap<String, usize>,
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Object {
    /// An object with these members, no two of which have one key.
    pub(crate) fn new(members: Vec<Member>) -> Self {
        let keys = members.iter().enumerate();
        let index = keys
            .map(|(index, member)| (member.key.clone(), index))
            .collect();
        Self { members, index }
    }

    /// The members, in order.
    pub(crate) fn into_members(self) -> Vec<Member> {
        self.members
    }

    /// The member with this key.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.index.get(key).map(|index| &self.members[*index])
    }

    /// The value of the member with this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// All members, in order.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }
}

impl Node {
    /// This value as an object.
    pub(crate) fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// This value as a list.
    pub(crate) fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// This value as a text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The member with this key, if this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// What kind of JSON this is, with its article.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// The place to point at for the value as a whole: an object or a list by its opening bracket.
    pub(crate) fn mark(&self) -> Span {
        match &self.value {
            Value::Array(_) | Value::Object(_) => Span {
                end: self.span.start + 1,
                ..self.span
            },
            _ => self.span,
        }
    }

    /// This value without its places. A number that no machine number holds becomes its text.
    pub(crate) fn plain(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Boolean(value) => (*value).into(),
            Value::Number(text) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
            }
            Value::Text(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Node::plain).collect(),
            Value::Object(object) => {
                let members = object.members().iter();
                members
                    .map(|member| (member.key.clone(), member.value.plain()))
                    .collect()
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Value {
            fn from(value: $integer) -> Self {
                Self::Number(value.to_string())
            }
        })*
    };
}

from_integers!(i32 i128 usize);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Node>> for Value {
    fn from(items: Vec<Node>) -> Self {
        Self::Array(items)
    }
}
