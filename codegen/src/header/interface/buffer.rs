//! Buffers: arrays and pointers whose length is told by a tag.

use super::Definer;
use super::attributes::{Attributes, Doc, Encoding, Written};
use super::node::Members;
use super::value::{numbers, prototype};
use crate::header::constant::{Number, expression};
use crate::header::meaning::{Meaning, Understood};
use crate::header::tree::{Field, Id, Reference, TypeUse};

impl<'t> Definer<'t, '_> {
    /// Whether a value is a buffer, so that its type is that of its items.
    pub(super) fn is_buffer(&self, field: &Field<'t>, understood: &Understood<'t>) -> bool {
        let items = !matches!(
            understood.meaning,
            Meaning::Interface(_)
                | Meaning::Iterator(_)
                | Meaning::Unknown(_)
                | Meaning::Unsupported(_)
        );
        field.array.is_some() || (items && field.ty.pointers.len() == 1 && has_length(field))
    }

    /// The schema of a buffer.
    pub(super) fn buffer(
        &mut self,
        field: &Field<'t>,
        scope: Id,
        attributes: &Attributes<'t>,
        understood: &Understood<'t>,
        doc: Option<&Doc>,
    ) -> Option<Members> {
        let at = field.span;
        let ty = &field.ty;
        let expected = usize::from(field.array.is_none());
        if ty.pointers.len() != expected || ty.reference != Reference::None {
            return self.unsupported(
                ty.span,
                "an array of pointers or of references",
                "use `std::vector`",
            );
        }
        let length = match &field.array {
            Some(Some(length)) => match self.constants.evaluate(length, scope, self.names) {
                Some(Number::Integer(length @ 1..)) => Some(length),
                _ => {
                    let help = "use a positive number, or a constant that is declared in this header or in one that it includes";
                    return self.unsupported(
                        length.span,
                        "an array whose length is not known",
                        help,
                    );
                }
            },
            _ => None,
        };
        if length.is_none() && attributes.length.is_none() {
            return self.unsupported(
                ty.span,
                "a buffer of unknown length",
                "tell the length with `@length:NAME`, or use `std::vector`",
            );
        }
        // Without a length, C++ takes the brackets for a pointer.
        let pointer = TypeUse {
            pointers: if length.is_none() {
                vec![false]
            } else {
                Vec::new()
            },
            ..ty.clone()
        };
        let brackets = length.map_or_else(String::new, |length| format!("[{length}]"));
        let proto = prototype(&pointer, &understood.shown, &brackets);
        let mut members = Members::default();
        match attributes.encoding {
            Some((Encoding::Text(encoding), tag)) => {
                if !matches!(understood.meaning, Meaning::Integer { bits: 8, .. }) {
                    self.bad_tag(
                        tag,
                        "only bytes can be encoded",
                        "remove the tag, or use `uint8_t`",
                    );
                }
                members
                    .put("type", at, "string")
                    .put("@originaltype", at, understood.original(self.names))
                    .put("encode", at, encoding)
                    .put("@proto", at, proto.as_str());
            }
            _ => {
                let plain = Attributes::default();
                let mut items = self.schema(ty, scope, understood, &plain)?;
                items.flag("@bypointer", at, true);
                if ty.constant {
                    items.put("@cv", at, "const");
                }
                items.put("@proto", at, proto.as_str());
                if let Some(original) = self.original(understood) {
                    items.put("@originaltype", at, original);
                }
                self.describe(&mut items, doc);
                members.put("type", at, "array");
                members.put_node("items", at, items.into_node(ty.span));
                members.put("@proto", at, proto.as_str());
            }
        }
        for (key, written) in [
            ("@length", &attributes.length),
            ("@maxlength", &attributes.maximum_length),
        ] {
            if let Some(written) = written {
                self.length(&mut members, key, *written, scope);
            }
        }
        if let Some(length) = length {
            members.put("@arraysize", at, length);
            if attributes.restrict.is_none() {
                members.put("range", at, numbers(at, &[length, length]));
            }
        }
        self.restriction(&mut members, scope, attributes);
        Some(members)
    }

    /// The length of a buffer: a number, or what it depends on.
    fn length(&mut self, members: &mut Members, key: &str, written: Written<'t>, scope: Id) {
        let text = self.source_text(written.span.source);
        let value = self
            .constants
            .evaluate(&expression(text, written.span), scope, self.names);
        match value {
            Some(Number::Integer(value)) => members.put(key, written.span, value),
            _ => members.put(key, written.span, written.text),
        };
    }
}

/// Whether a tag tells the length of a value.
fn has_length(field: &Field<'_>) -> bool {
    let mut tags = field.tags.iter();
    tags.any(|tag| matches!(tag.name, "length" | "maxlength"))
}
