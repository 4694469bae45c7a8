//! Whether examples and defaults are values of their type.
//!
//! Definitions write them more loosely than the wire does: numbers and JSON as text. That is accepted here
//! as it is where examples are used.

use super::Lowering;
use crate::definition::json::{Node, Object as JsonObject, Value};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Bound, Object, Presence, Range, Shape, Type, TypeId, Use, is_moment};
use std::collections::HashSet;

impl<'a> Lowering<'a, '_> {
    /// Reports an example or default (`what`) that is no value of the type.
    pub(super) fn check_example(&mut self, node: &'a Node, at: &Use, what: &str) {
        let fits = self.fits(node, &at.ty);
        let Err(reason) = fits.and_then(|()| self.is_within(node, at)) else {
            return;
        };
        let article = if what.starts_with('e') { "an" } else { "a" };
        let help = match (&at.ty, &node.value) {
            (Type::Integer { signed: false, .. }, Value::Number(text)) if text.starts_with('-') => {
                "add `\"signed\": true` to the type, or correct the value".to_owned()
            }
            (Type::Named(id) | Type::Set(id), Value::Text(_)) => self.texts_of(*id),
            _ => format!("write {article} {what} that is a value of the type, or correct the type"),
        };
        self.diagnostics.report(
            Diagnostic::new(
                &rule::EXAMPLE_MISMATCH,
                format!("the {what} is not a value of its type: {reason}"),
                node.mark(),
            )
            .help(help),
        );
    }

    fn texts_of(&self, id: TypeId) -> String {
        match &self.types[id.index()].shape {
            Shape::Enumeration(enumeration) => {
                let texts: Vec<String> = enumeration
                    .texts
                    .iter()
                    .take(8)
                    .map(|text| quoted(&text.wire))
                    .collect();
                format!("write one of {}", texts.join(", "))
            }
            Shape::Object(_) => "write an object".to_owned(),
        }
    }

    fn fits(&self, node: &Node, ty: &Type) -> Result<(), String> {
        let expected = |what: &str| Err(format!("it must be {what}, but is {}", node.kind()));
        match (ty, &node.value) {
            (Type::Integer { bits, signed }, Value::Number(text) | Value::Text(text)) => {
                whole(text.trim(), *bits, *signed)
            }
            (Type::Integer { .. }, _) => expected("a number"),
            (Type::Float { .. }, Value::Number(_)) => Ok(()),
            (Type::Float { .. }, Value::Text(text)) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(()),
                _ => Err(format!("{} is not a number", quoted(text))),
            },
            (Type::Float { .. }, _) => expected("a number"),
            (Type::Boolean, Value::Boolean(_)) => Ok(()),
            (Type::Boolean, Value::Text(text)) if text == "true" || text == "false" => Ok(()),
            (Type::Boolean, _) => expected("a boolean"),
            (Type::Text | Type::Time | Type::Bytes(_) | Type::InstanceId, Value::Text(_)) => Ok(()),
            (Type::Text | Type::Time | Type::Bytes(_) | Type::InstanceId, _) => expected("a text"),
            (Type::Null, Value::Null) | (Type::Json, _) => Ok(()),
            (Type::Null, _) => expected("null"),
            (Type::AnyObject, Value::Object(_)) => Ok(()),
            (Type::AnyObject, Value::Text(text)) if json(text).is_some_and(|v| v.is_object()) => {
                Ok(())
            }
            (Type::AnyObject, _) => expected("an object"),
            (Type::Array(_) | Type::OneOrMany(_) | Type::Set(_), Value::Text(text))
                if json(text).is_some_and(|value| value.is_array()) =>
            {
                Ok(())
            }
            (Type::Array(items) | Type::OneOrMany(items), Value::Array(list)) => {
                list.iter().try_for_each(|item| self.fits(item, &items.ty))
            }
            (Type::OneOrMany(items), _) => self.fits(node, &items.ty),
            (Type::Instance(id), _) => self.fits(node, &self.objects[id.index()].0.id),
            (Type::Set(id), Value::Array(list)) => list
                .iter()
                .try_for_each(|item| self.fits(item, &Type::Named(*id))),
            (Type::Array(_) | Type::Set(_), _) => expected("a list"),
            (Type::Named(id), value) => match (&self.types[id.index()].shape, value) {
                (Shape::Object(object), Value::Object(given)) => self.fits_members(given, object),
                (Shape::Object(_), Value::Text(text))
                    if json(text).is_some_and(|value| value.is_object()) =>
                {
                    Ok(())
                }
                (Shape::Object(_), _) => expected("an object"),
                (Shape::Enumeration(enumeration), Value::Text(text)) => {
                    if enumeration.texts.iter().any(|known| known.wire == *text) {
                        Ok(())
                    } else {
                        Err(format!("the enumeration has no {}", quoted(text)))
                    }
                }
                (Shape::Enumeration(_), _) => expected("one of the texts"),
            },
        }
    }
}

impl Lowering<'_, '_> {
    /// Whether an object has the members that it must have, no others, and each as it must be.
    fn fits_members(&self, given: &JsonObject, object: &Object) -> Result<(), String> {
        for member in &object.members {
            let name = quoted(&member.wire_name);
            match given.get(&member.wire_name) {
                Some(node) => {
                    let optional = member.presence == Presence::Optional;
                    if optional && matches!(node.value, Value::Null) {
                        continue;
                    }
                    self.fits(node, &member.value.ty)
                        .and_then(|()| self.is_within(node, &member.value))
                        .map_err(|reason| format!("in {name}, {reason}"))?;
                }
                None if member.presence == Presence::Required => {
                    return Err(format!("the member {name} is missing"));
                }
                None => {}
            }
        }
        let known: HashSet<&str> = object
            .members
            .iter()
            .map(|member| member.wire_name.as_str())
            .collect();
        let mut keys = given.members().iter().map(|member| member.key.as_str());
        match keys.find(|key| !known.contains(key)) {
            Some(unknown) => Err(format!("there is no member {}", quoted(unknown))),
            None => Ok(()),
        }
    }

    /// Whether a value that is one of the type is also within its bounds and in its encoding.
    fn is_within(&self, node: &Node, at: &Use) -> Result<(), String> {
        let length = |count: usize, what: &str| match at.range {
            Some(range) if !range.holds(count as i128) => Err(format!(
                "it has {count} {what}, but its range is {}",
                shown(range)
            )),
            _ => Ok(()),
        };
        match (&at.ty, &node.value) {
            (
                Type::Integer { .. } | Type::Float { .. },
                Value::Number(text) | Value::Text(text),
            ) => {
                let text = text.trim();
                let holds = |range: Range| match text.parse::<i128>() {
                    Ok(number) => range.holds(number),
                    Err(_) => text.parse().is_ok_and(|number| range.holds_float(number)),
                };
                match at.range {
                    Some(range) if !holds(range) => {
                        Err(format!("{text} is not within its range, {}", shown(range)))
                    }
                    _ => Ok(()),
                }
            }
            (Type::Text, Value::Text(text)) => length(text.len(), "bytes"),
            (Type::Bytes(encoding), Value::Text(text)) => match encoding.decoded_length(text) {
                Some(count) => length(count, "bytes"),
                None => Err(format!("{} is not in its encoding", quoted(text))),
            },
            (Type::Time, Value::Text(text)) if !is_moment(text) => Err(format!(
                "{} is not a moment as in `2026-01-31T12:00:00Z`",
                quoted(text)
            )),
            (Type::Array(items), Value::Array(list)) => {
                length(list.len(), "items")?;
                list.iter().try_for_each(|item| self.is_within(item, items))
            }
            (Type::OneOrMany(items), Value::Array(list)) => {
                list.iter().try_for_each(|item| self.is_within(item, items))
            }
            (Type::Set(_), Value::Array(list)) => length(list.len(), "items"),
            _ => Ok(()),
        }
    }
}

/// A range as definitions write it.
fn shown(range: Range) -> String {
    let end = |end: Option<Bound>| end.map_or("null".to_owned(), |end| end.to_string());
    format!("[{}, {}]", end(range.minimum), end(range.maximum))
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

fn whole(text: &str, bits: u8, signed: bool) -> Result<(), String> {
    let Ok(number) = text.parse::<i128>() else {
        return Err(format!("{} is not a whole number", quoted(text)));
    };
    let (least, greatest) = if signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    if (least..=greatest).contains(&number) {
        return Ok(());
    }
    let sign = if signed { "a signed" } else { "an unsigned" };
    Err(format!(
        "{number} is out of reach of {sign} number of {bits} bits"
    ))
}
