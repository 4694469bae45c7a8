//! Tables of values: one row for a value and for each part of it, named by its path.
//!
//! A path is written as `params.room` for a member, `params?.secure` for one that may be absent, and
//! `params.acl[#]` for the items of a list.

use super::endpoint::text_or_dots;
use super::page::Page;
use super::phrase::Phrase;
use crate::model::{Bound, Encoding, Interface, Presence, Range, Shape, Type, TypeId, Use};
use serde_json::Value;

/// Nesting that no sane definition reaches; it keeps a cyclic one finite.
const DEEPEST: usize = 64;

/// Appends the table of a value that is called `name`.
pub(super) fn write(
    page: &mut Page,
    interface: &Interface,
    name: &str,
    value: &Use,
    presence: Presence,
) {
    let mut rows = Rows {
        interface,
        rows: Vec::new(),
    };
    rows.value(name, value, presence, false, 0);
    page.table(&["Name", "Type", "M/O", "Description"], rows.rows);
}

struct Rows<'a> {
    interface: &'a Interface,
    rows: Vec<Vec<Phrase>>,
}

impl Rows<'_> {
    fn value(
        &mut self,
        path: &str,
        value: &Use,
        presence: Presence,
        deprecated: bool,
        depth: usize,
    ) {
        let mut description = self.description(value);
        if deprecated {
            description = description.and(" (deprecated)");
        }
        self.row(path, self.type_name(&value.ty), presence, description);
        if depth == DEEPEST {
            return;
        }
        match &value.ty {
            Type::Array(items) | Type::OneOrMany(items) => {
                let path = format!("{path}[#]");
                self.value(&path, items, Presence::Required, false, depth + 1);
            }
            Type::Set(id) => {
                let items = Use::plain(Type::Named(*id));
                let path = format!("{path}[#]");
                self.value(&path, &items, Presence::Required, false, depth + 1);
            }
            Type::Named(id) => self.members(path, *id, depth),
            _ => {}
        }
    }

    fn members(&mut self, path: &str, id: TypeId, depth: usize) {
        let Shape::Object(object) = &self.interface.definition(id).shape else {
            return;
        };
        for member in &object.members {
            let mark = if member.presence == Presence::Optional {
                "?"
            } else {
                ""
            };
            let path = format!("{path}{mark}.{}", member.wire_name);
            self.value(
                &path,
                &member.value,
                member.presence,
                member.deprecated,
                depth + 1,
            );
        }
    }

    fn row(
        &mut self,
        path: &str,
        type_name: &'static str,
        presence: Presence,
        description: Phrase,
    ) {
        let presence = match presence {
            Presence::Required => "mandatory",
            Presence::Optional => "optional",
        };
        let cells = [
            Phrase::code(path),
            Phrase::fixed(type_name),
            Phrase::fixed(presence),
        ];
        self.rows
            .push(cells.into_iter().chain([description]).collect());
    }

    fn type_name(&self, ty: &Type) -> &'static str {
        match ty {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer { .. } => "integer",
            Type::Float { .. } => "number",
            Type::Text => "string",
            Type::Bytes(Encoding::Base64) => "string (base64)",
            Type::Bytes(Encoding::Hex) => "string (hexadecimal)",
            Type::Bytes(Encoding::Mac) => "string (MAC address)",
            Type::Time => "string (ISO 8601)",
            Type::InstanceId => "string (instance ID)",
            Type::Json => "any",
            Type::AnyObject => "object",
            Type::Array(_) | Type::Set(_) => "array",
            Type::OneOrMany(_) => "array (or its only item)",
            Type::Instance(id) => match self.interface.object(*id).id {
                Type::Integer { .. } => "integer (instance ID)",
                _ => "string (instance ID)",
            },
            Type::Named(id) => match self.interface.definition(*id).shape {
                Shape::Object(_) => "object",
                Shape::Enumeration(_) => "string",
            },
        }
    }

    fn description(&self, value: &Use) -> Phrase {
        let given = value.description.as_deref().or_else(|| match &value.ty {
            Type::Named(id) => self.interface.definition(*id).description.as_deref(),
            _ => None,
        });
        let mut description = match (given, &value.ty) {
            (None, Type::Null) => Phrase::fixed("Always null"),
            (given, _) => text_or_dots(given),
        };
        if let Some(texts) = self.texts(&value.ty) {
            description = description
                .and(" (must be one of the following: ")
                .and_phrase(texts);
            description = description.and(")");
        }
        if let Some(range) = &value.range {
            description = description.and_phrase(bounds(range, &value.ty));
        }
        if let Some(default) = value.default.as_ref().filter(|_| value.ty != Type::Null) {
            let default = match default {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            description = description.and(" (default: ").and_code(&default).and(")");
        }
        description
    }

    /// The texts of an enumeration, with commas between them.
    fn texts(&self, ty: &Type) -> Option<Phrase> {
        let Type::Named(id) = ty else { return None };
        let Shape::Enumeration(enumeration) = &self.interface.definition(*id).shape else {
            return None;
        };
        let mut list = Phrase::default();
        for (position, text) in enumeration.texts.iter().enumerate() {
            if position > 0 {
                list = list.and(", ");
            }
            list = list.and_code(&text.wire);
        }
        Some(list)
    }
}

/// What a range demands, with a blank before it; nothing if it is open on both ends.
fn bounds(range: &Range, ty: &Type) -> Phrase {
    let (measured, unit) = match ty {
        Type::Integer { .. } | Type::Float { .. } => ("value", ""),
        Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => ("length", " items"),
        Type::Bytes(_) => ("length", " bytes"),
        _ => ("length", " characters"),
    };
    let number = |bound: Bound| bound.to_string();
    let limits = match (range.minimum, range.maximum) {
        (Some(least), Some(greatest)) if least == greatest => {
            Phrase::fixed("exactly ").and_text(&number(least))
        }
        (Some(least), Some(greatest)) => Phrase::fixed("between ")
            .and_text(&number(least))
            .and(" and ")
            .and_text(&number(greatest)),
        (Some(least), None) => Phrase::fixed("at least ").and_text(&number(least)),
        (None, Some(greatest)) => Phrase::fixed("at most ").and_text(&number(greatest)),
        (None, None) => return Phrase::default(),
    };
    Phrase::fixed(" (")
        .and(measured)
        .and(" must be ")
        .and_phrase(limits)
        .and(unit)
        .and(")")
}
