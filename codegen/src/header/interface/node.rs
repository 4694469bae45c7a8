//! Building the definition tree.
//!
//! Every value has the place in the header that it comes from, so that a problem which is found in the
//! definition is shown in the header.

use crate::definition::json::{Member, Node, Object, Value};
use crate::source::Span;
use std::collections::HashSet;

/// An object that is being built.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<Member>);

impl Members {
    /// Adds a member. `at` is where it comes from.
    pub(super) fn put(&mut self, key: &str, at: Span, value: impl Into<Value>) -> &mut Self {
        self.put_node(key, at, node(at, value))
    }

    /// Adds a member that is a value of its own.
    pub(super) fn put_node(&mut self, key: &str, at: Span, value: Node) -> &mut Self {
        self.0.push(Member {
            key: key.to_owned(),
            key_span: at,
            value,
        });
        self
    }

    /// Adds the member `true` if it is.
    pub(super) fn flag(&mut self, key: &str, at: Span, value: bool) -> &mut Self {
        if value {
            self.put(key, at, true);
        }
        self
    }

    /// Adds the member `false` if it is `known`.
    pub(super) fn flag_false(&mut self, key: &str, at: Span, known: bool) -> &mut Self {
        if known {
            self.put(key, at, false);
        }
        self
    }

    /// Removes a member.
    pub(super) fn remove(&mut self, key: &str) {
        self.0.retain(|member| member.key != key);
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let index = self.0.iter().position(|member| member.key == key)?;
        Some(self.0.remove(index).value)
    }

    /// Takes a member out, and gives its own members.
    pub(super) fn take_object(&mut self, key: &str) -> Vec<Member> {
        match self.take(key).map(|node| node.value) {
            Some(Value::Object(object)) => object.into_members(),
            _ => Vec::new(),
        }
    }

    /// Adds all members of another object.
    pub(super) fn extend(&mut self, other: Self) -> &mut Self {
        self.0.extend(other.0);
        self
    }

    /// The value of a member.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// The text of a member.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_text)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object.
    pub(super) fn into_node(self, at: Span) -> Node {
        node(at, Value::Object(Object::new(self.0)))
    }
}

/// The members of an object value, none twice, and which of them must be there.
#[derive(Debug, Default)]
pub(super) struct Properties {
    members: Members,
    names: HashSet<String>,
    required: Vec<(Span, String)>,
}

impl Properties {
    /// Adds a member. The error is its name, if there is one of that name already.
    pub(super) fn add(
        &mut self,
        name: String,
        at: Span,
        value: Node,
        required: bool,
    ) -> Result<(), String> {
        if !self.names.insert(name.clone()) {
            return Err(name);
        }
        self.members.put_node(&name, at, value);
        if required {
            self.required.push((at, name));
        }
        Ok(())
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The schema of the object. `at` is where it stands, and `inner` where its members are listed.
    pub(super) fn into_schema(self, at: Span, inner: Span) -> Members {
        let required = texts(
            inner,
            self.required
                .iter()
                .map(|(span, name)| (*span, name.as_str())),
        );
        let mut members = Members::default();
        members
            .put("type", at, "object")
            .put_node("properties", at, self.members.into_node(inner))
            .put_node("required", at, required);
        members
    }
}

impl From<Object> for Members {
    fn from(object: Object) -> Self {
        Self(object.into_members())
    }
}

/// A value with its place.
pub(super) fn node(span: Span, value: impl Into<Value>) -> Node {
    Node {
        span,
        value: value.into(),
    }
}

/// A list of texts.
pub(super) fn texts<'a>(at: Span, texts: impl IntoIterator<Item = (Span, &'a str)>) -> Node {
    let items = texts.into_iter().map(|(span, text)| node(span, text));
    node(at, Value::Array(items.collect()))
}

/// A part of a place that differs from the place itself and from its other parts, for values that have no
/// place of their own: no two values of a definition stand at the same one.
pub(super) fn part(span: Span, number: usize) -> Span {
    Span {
        end: (span.start + number)
            .min(span.end.saturating_sub(1))
            .max(span.start),
        ..span
    }
}
