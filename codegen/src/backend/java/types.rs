//! Types of the wire: how they are written in Java, and their codecs.

mod enumeration;
mod object;

pub(super) use object::{construction, example_construction};

use super::names;
use crate::backend::sdk::plan::{Plan, ShapePlan};
use crate::model::{Encoding, Type, TypeId, Use};

/// Names and texts of the files of all named types.
pub(super) fn all(plan: &Plan<'_>) -> Vec<(String, String)> {
    plan.types
        .iter()
        .enumerate()
        .map(|(position, ty)| {
            let name = names::type_name(&ty.name);
            let text = match &ty.shape {
                ShapePlan::Object(members) => object::text(plan, position, &name, members),
                ShapePlan::Enumeration(texts) => enumeration::text(plan, position, &name, texts),
            };
            (name, text)
        })
        .collect()
}

/// The type of a value that is always there; a primitive one where that is possible.
pub(super) fn plain(plan: &Plan<'_>, at: &Use) -> String {
    if at.nullable {
        return boxed(plan, at);
    }
    match resolved(plan, &at.ty) {
        Type::Boolean => "boolean".to_owned(),
        Type::Integer { bits, signed } => match whole(*bits, *signed).0 {
            "Integer" => "int".to_owned(),
            "Long" => "long".to_owned(),
            other => other.to_owned(),
        },
        Type::Float { .. } => "double".to_owned(),
        _ => boxed(plan, at),
    }
}

/// The type of a value as an object, as type arguments need it.
pub(super) fn boxed(plan: &Plan<'_>, at: &Use) -> String {
    let ty = written(plan, &at.ty);
    if at.nullable { optional(&ty) } else { ty }
}

/// The type of a value that may be absent.
pub(super) fn maybe(plan: &Plan<'_>, at: &Use) -> String {
    optional(&written(plan, &at.ty))
}

fn optional(ty: &str) -> String {
    if ty.starts_with('@') {
        ty.to_owned()
    } else {
        format!("@Nullable {ty}")
    }
}

/// The type and the codec of what comes back or is announced: nothing at all instead of null.
pub(super) fn outcome(plan: &Plan<'_>, at: Option<&Use>) -> (String, String) {
    match at.filter(|at| at.ty != Type::Null) {
        Some(at) => (boxed(plan, at), use_codec(plan, at)),
        None => (
            "@Nullable Void".to_owned(),
            "Codecs.CONFIRMATION".to_owned(),
        ),
    }
}

/// The type behind an id of an instance.
fn resolved<'a>(plan: &'a Plan<'_>, ty: &'a Type) -> &'a Type {
    match ty {
        Type::Instance(id) => &plan.object(*id).id,
        ty => ty,
    }
}

/// The type and the codec of a whole number. A width of 24 bits is the server's to check.
fn whole(bits: u8, signed: bool) -> (&'static str, &'static str) {
    match (bits.next_power_of_two(), signed) {
        (0..=8, true) => ("Integer", "INT8"),
        (0..=8, false) => ("Integer", "UINT8"),
        (16, true) => ("Integer", "INT16"),
        (16, false) => ("Integer", "UINT16"),
        (32, true) => ("Integer", "INT32"),
        (32, false) => ("Long", "UINT32"),
        (_, true) => ("Long", "INT64"),
        (_, false) => ("BigInteger", "UINT64"),
    }
}

fn written(plan: &Plan<'_>, ty: &Type) -> String {
    match resolved(plan, ty) {
        Type::Null => "@Nullable Void".to_owned(),
        Type::Boolean => "Boolean".to_owned(),
        Type::Integer { bits, signed } => whole(*bits, *signed).0.to_owned(),
        Type::Float { .. } => "Double".to_owned(),
        Type::Text | Type::Time | Type::InstanceId | Type::Instance(_) => "String".to_owned(),
        Type::Bytes(_) => "Bytes".to_owned(),
        Type::Json => "JsonNode".to_owned(),
        Type::AnyObject => "ObjectNode".to_owned(),
        Type::Array(items) | Type::OneOrMany(items) => format!("List<{}>", boxed(plan, items)),
        Type::Set(id) => format!("List<{}>", type_name(plan, *id)),
        Type::Named(id) => type_name(plan, *id),
    }
}

/// The codec of a value.
pub(super) fn use_codec(plan: &Plan<'_>, at: &Use) -> String {
    let codec = codec(plan, &at.ty);
    if at.nullable && at.ty != Type::Null {
        format!("Codecs.nullable({codec})")
    } else {
        codec
    }
}

fn codec(plan: &Plan<'_>, ty: &Type) -> String {
    let constant = |name: &str| format!("Codecs.{name}");
    match resolved(plan, ty) {
        Type::Null => constant("NULL"),
        Type::Boolean => constant("BOOLEAN"),
        Type::Integer { bits, signed } => constant(whole(*bits, *signed).1),
        Type::Float { .. } => constant("FLOAT"),
        Type::Text | Type::Time | Type::InstanceId | Type::Instance(_) => constant("TEXT"),
        Type::Bytes(Encoding::Base64) => constant("BASE64"),
        Type::Bytes(Encoding::Hex) => constant("HEX"),
        Type::Bytes(Encoding::Mac) => constant("MAC"),
        Type::Json => constant("JSON"),
        Type::AnyObject => constant("ANY_OBJECT"),
        Type::Array(items) => format!("Codecs.list({})", use_codec(plan, items)),
        Type::OneOrMany(items) => format!("Codecs.oneOrMany({})", use_codec(plan, items)),
        Type::Set(id) => format!("Codecs.list({}.CODEC)", type_name(plan, *id)),
        Type::Named(id) => format!("{}.CODEC", type_name(plan, *id)),
    }
}

/// The name of a type.
pub(super) fn type_name(plan: &Plan<'_>, id: TypeId) -> String {
    names::type_name(&plan.type_plan(id).name)
}
