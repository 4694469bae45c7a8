//! Whether a reader of one type understands values of another.

use super::change::Severity;
use super::walk::Flow;
use crate::model::{Interface, Object, Presence, Shape, Type};

/// A type with the interface that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) interface: &'a Interface,
    pub(super) ty: &'a Type,
}

impl<'a> Typed<'a> {
    fn with(&self, ty: &'a Type) -> Self {
        Self {
            interface: self.interface,
            ty,
        }
    }

    fn shape(&self) -> Option<&'a Shape> {
        match self.ty {
            Type::Named(id) => Some(&self.interface.definition(*id).shape),
            _ => None,
        }
    }

    fn object(&self) -> Option<&'a Object> {
        match self.shape()? {
            Shape::Object(object) => Some(object),
            Shape::Enumeration(_) => None,
        }
    }

    fn is_enumeration(&self) -> bool {
        matches!(self.shape(), Some(Shape::Enumeration(_)))
    }

    /// Whether its values are texts in JSON.
    fn is_text(&self) -> bool {
        match self.ty {
            Type::Text | Type::Bytes(_) | Type::Time | Type::InstanceId => true,
            Type::Instance(id) => self.with(&self.interface.object(*id).id).is_text(),
            _ => self.is_enumeration(),
        }
    }
}

/// What a reader of `wanted` makes of values of `given`, where the values travel so. Parts of objects that
/// both have are not looked into.
pub(super) fn reads(wanted: Typed<'_>, given: Typed<'_>, flow: Flow) -> Severity {
    use Severity::{Breaking, None, Risky};
    // Clients keep texts and widths that they do not know as well as they can; servers refuse them.
    let tolerated = match flow {
        Flow::Sent => Breaking,
        Flow::Answered => Risky,
    };
    match (wanted.ty, given.ty) {
        (Type::Json, _) => None,
        (
            Type::Integer { bits, signed },
            Type::Integer {
                bits: given_bits,
                signed: given_signed,
            },
        ) => match (signed, given_signed) {
            (false, true) => Breaking,
            (true, false) if bits > given_bits => None,
            (true, false) => tolerated,
            _ if bits >= given_bits => None,
            _ => tolerated,
        },
        (Type::Float { .. }, Type::Integer { .. }) => None,
        (Type::Float { bits }, Type::Float { bits: given }) if bits >= given => None,
        (Type::Float { .. }, Type::Float { .. }) => Risky,
        (Type::Text, _) if given.is_text() => None,
        (Type::Named(_), _) if wanted.is_enumeration() && given.is_text() => tolerated,
        (Type::AnyObject, Type::Named(_)) if given.object().is_some() => None,
        (Type::Named(_), Type::AnyObject) => match wanted.object() {
            Some(object)
                if object
                    .members
                    .iter()
                    .any(|m| m.presence == Presence::Required) =>
            {
                Breaking
            }
            Some(_) => Risky,
            Option::None => Breaking,
        },
        (Type::Array(_) | Type::OneOrMany(_) | Type::Set(_), _) => {
            with_item(wanted, |item| match item {
                Some(item) => with_item(given, |given_item| match given_item {
                    Some(given_item) => reads(item, given_item, flow),
                    // The only item may travel alone.
                    Option::None if matches!(wanted.ty, Type::OneOrMany(_)) => {
                        reads(item, given, flow)
                    }
                    Option::None => Breaking,
                }),
                Option::None => Breaking,
            })
        }
        (wanted, given) if wanted == given => None,
        _ => Breaking,
    }
}

/// Calls `look` with the items of a list, those of a set too, or with `None` if it is no list.
fn with_item<R>(list: Typed<'_>, look: impl FnOnce(Option<Typed<'_>>) -> R) -> R {
    match list.ty {
        Type::Array(items) | Type::OneOrMany(items) => look(Some(list.with(&items.ty))),
        Type::Set(id) => {
            let item = Type::Named(*id);
            look(Some(Typed {
                interface: list.interface,
                ty: &item,
            }))
        }
        _ => look(None),
    }
}
