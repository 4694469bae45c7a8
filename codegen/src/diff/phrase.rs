//! What types are called in messages.

use crate::model::{Encoding, Interface, Range, Shape, Type};

/// A type, with its article.
pub(super) fn of(interface: &Interface, ty: &Type) -> String {
    match ty {
        Type::Null => "null".to_owned(),
        Type::Boolean => "a boolean".to_owned(),
        Type::Integer { bits, signed } => {
            let sign = if *signed { "a signed" } else { "an unsigned" };
            format!("{sign} whole number of {bits} bits")
        }
        Type::Float { bits } => format!("a floating number of {bits} bits"),
        Type::Text => "a text".to_owned(),
        Type::Bytes(Encoding::Base64) => "bytes in Base64".to_owned(),
        Type::Bytes(Encoding::Hex) => "bytes in hexadecimal digits".to_owned(),
        Type::Bytes(Encoding::Mac) => "bytes as in a MAC address".to_owned(),
        Type::Time => "a moment in ISO 8601".to_owned(),
        Type::InstanceId => "the id of an instance".to_owned(),
        Type::Json => "any JSON value".to_owned(),
        Type::AnyObject => "any object".to_owned(),
        Type::Array(items) => format!("a list of which each item is {}", of(interface, &items.ty)),
        Type::OneOrMany(items) => {
            format!("one or more, each {}", of(interface, &items.ty))
        }
        Type::Set(_) => "a set of texts".to_owned(),
        Type::Named(id) => match interface.definition(*id).shape {
            Shape::Object(_) => "an object".to_owned(),
            Shape::Enumeration(_) => "one of several texts".to_owned(),
        },
        Type::Instance(id) => {
            let object = interface.object(*id);
            format!("the id of {} instance", object.name)
        }
    }
}

/// Bounds, such as `1 to 10`.
pub(super) fn range(range: Option<&Range>) -> String {
    match range.map(|range| (range.minimum, range.maximum)) {
        None | Some((None, None)) => "not bounded".to_owned(),
        Some((Some(least), Some(greatest))) => format!("{least} to {greatest}"),
        Some((Some(least), None)) => format!("{least} or more"),
        Some((None, Some(greatest))) => format!("at most {greatest}"),
    }
}
