//! Restrictions and defaults.

use super::Definer;
use super::attributes::{Attributes, Written};
use super::node::{Members, node};
use crate::definition::json::{Node, Value};
use crate::header::constant::{Number, expression};
use crate::header::tree::Id;
use crate::source::Span;

impl<'t> Definer<'t, '_> {
    /// Adds the range that `@restrict` tells.
    pub(super) fn restriction(
        &mut self,
        members: &mut Members,
        scope: Id,
        attributes: &Attributes<'t>,
    ) {
        let Some(restrict) = attributes.restrict else {
            return;
        };
        match self.range(restrict, scope) {
            Some([minimum, maximum]) => {
                members.remove("range");
                members.put("range", restrict.span, vec![minimum, maximum]);
            }
            None => self.bad_tag(
                restrict.span,
                "this is no range",
                "write `@restrict:MOST`, `@restrict:LEAST..MOST` or `@restrict:nonempty`, with numbers or constants, without blanks",
            ),
        }
    }

    fn range(&mut self, written: Written<'t>, scope: Id) -> Option<[Node; 2]> {
        let at = written.span;
        let open = || node(at, Value::Null);
        if written.text == "nonempty" {
            return Some([node(at, 1), open()]);
        }
        let start = at.start + written.text.len() - written.text.trim_start_matches('(').len();
        let end = at.end - (written.text.len() - written.text.trim_end_matches(')').len());
        let brackets = (start - at.start).min(at.end - end);
        let inner = at.start + brackets..at.end - brackets;
        let text = self.source_text(at.source);
        let Some(dots) = text[inner.clone()].find("..") else {
            return Some([node(at, 0), self.bound(inner, at, scope)?]);
        };
        let (least, most) = (
            inner.start..inner.start + dots,
            inner.start + dots + 2..inner.end,
        );
        if text[least.clone()].trim().is_empty() && text[most.clone()].trim().is_empty() {
            return None;
        }
        let mut bound = |range: std::ops::Range<usize>| match text[range.clone()].trim() {
            "" => Some(open()),
            _ => self.bound(range, at, scope),
        };
        Some([bound(least)?, bound(most)?])
    }

    fn bound(&mut self, range: std::ops::Range<usize>, at: Span, scope: Id) -> Option<Node> {
        let span = Span {
            start: range.start,
            end: range.end,
            ..at
        };
        let text = self.source_text(at.source);
        let number = self
            .constants
            .evaluate(&expression(text, span), scope, self.names)?;
        Some(node(span, number))
    }

    /// Adds the default, as a value of the type that the members describe.
    pub(super) fn default(&mut self, members: &mut Members, written: Written<'t>, scope: Id) {
        let at = written.span;
        let text = self.source_text(at.source);
        let number = self
            .constants
            .evaluate(&expression(text, at), scope, self.names);
        let unquoted = written
            .text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(written.text);
        let kind = members.text("type").unwrap_or_default().to_owned();
        let value: Value = match (kind.as_str(), number, written.text) {
            ("boolean", _, "true") => true.into(),
            ("boolean", _, "false") => false.into(),
            ("integer" | "number", Some(number), _) => number.into(),
            ("string", _, _) => match self.text_of_id(members, written.text) {
                Some(text) => text.into(),
                None => unquoted.into(),
            },
            ("array", _, "[]" | "{}") => Value::Array(Vec::new()),
            _ => {
                let help =
                    "write a value of the type, without blanks or in quotes, such as `@default:1`";
                self.bad_tag(at, "this default is no value of the type", help);
                return;
            }
        };
        members
            .put("@default", at, clone(&value))
            .put("default", at, value);
    }

    /// The text of an enumeration's value, which C++ names.
    fn text_of_id(&self, members: &Members, name: &str) -> Option<String> {
        let name = name.rsplit("::").next().unwrap_or(name);
        let ids = members.get("ids")?.as_array()?;
        let index = ids.iter().position(|id| id.as_text() == Some(name))?;
        let texts = members.get("enum")?.as_array()?;
        texts.get(index)?.as_text().map(str::to_owned)
    }
}

/// The same value again; defaults are no deep ones.
fn clone(value: &Value) -> Value {
    match value {
        Value::Boolean(value) => Value::Boolean(*value),
        Value::Number(text) => Value::Number(text.clone()),
        Value::Text(text) => Value::Text(text.clone()),
        _ => Value::Array(Vec::new()),
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(value) => value.into(),
            // With a fraction in any case, so that it is seen to be no whole number.
            Number::Float(value) => Self::Number(format!("{value:?}")),
        }
    }
}
