//! Types of the wire: how they are written in TypeScript, and their codecs.

use super::docs;
use super::names;
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, Plan, ShapePlan, TextPlan};
use crate::backend::sdk::text::Source;
use crate::backend::visible::shown;
use crate::model::{Encoding, Type, TypeId, Use};

/// The type of a value.
pub(super) fn use_type(plan: &Plan<'_>, at: &Use) -> String {
    let ty = written(plan, &at.ty);
    if at.nullable {
        format!("{ty} | null")
    } else {
        ty
    }
}

/// The type and the codec of what comes back or is announced: nothing at all instead of null.
pub(super) fn outcome(plan: &Plan<'_>, at: Option<&Use>) -> (String, String) {
    match at.filter(|at| at.ty != Type::Null) {
        Some(at) => (use_type(plan, at), use_codec(plan, at)),
        None => ("void".to_owned(), "rpc.nothing".to_owned()),
    }
}

/// A type.
pub(super) fn written(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer { bits: 64, .. } => "bigint".to_owned(),
        Type::Integer { .. } | Type::Float { .. } => "number".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "string".to_owned(),
        Type::Bytes(_) => "rpc.Bytes".to_owned(),
        Type::Json => "rpc.Json".to_owned(),
        Type::AnyObject => "rpc.JsonObject".to_owned(),
        Type::Array(items) | Type::OneOrMany(items) => {
            let item = use_type(plan, items);
            if item.contains('|') {
                format!("({item})[]")
            } else {
                format!("{item}[]")
            }
        }
        Type::Set(id) => format!("{}[]", type_name(plan, *id)),
        Type::Named(id) => type_name(plan, *id),
        Type::Instance(id) => names::type_name(&plan.object(*id).id_name),
    }
}

/// The codec of a value.
pub(super) fn use_codec(plan: &Plan<'_>, at: &Use) -> String {
    let codec = codec(plan, &at.ty);
    if at.nullable {
        format!("rpc.nullable({codec})")
    } else {
        codec
    }
}

fn codec(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Null => "rpc.nullValue".to_owned(),
        Type::Boolean => "rpc.boolean".to_owned(),
        Type::Integer { bits: 64, signed } => format!("rpc.longInteger({signed})"),
        // A width of 24 bits is the server's to check.
        Type::Integer { bits, signed } => {
            format!("rpc.integer({}, {signed})", bits.next_power_of_two())
        }
        Type::Float { .. } => "rpc.float".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "rpc.text".to_owned(),
        Type::Bytes(Encoding::Base64) => "rpc.base64".to_owned(),
        Type::Bytes(Encoding::Hex) => "rpc.hex".to_owned(),
        Type::Bytes(Encoding::Mac) => "rpc.mac".to_owned(),
        Type::Json => "rpc.json".to_owned(),
        Type::AnyObject => "rpc.anyObject".to_owned(),
        Type::Array(items) => format!("rpc.array({})", use_codec(plan, items)),
        Type::OneOrMany(items) => format!("rpc.oneOrMany({})", use_codec(plan, items)),
        Type::Set(id) => format!("rpc.array({})", type_name(plan, *id)),
        Type::Named(id) => type_name(plan, *id),
        Type::Instance(id) => codec(plan, &plan.object(*id).id),
    }
}

/// The name of a type.
pub(super) fn type_name(plan: &Plan<'_>, id: TypeId) -> String {
    names::type_name(&plan.type_plan(id).name)
}

/// Declares all types and ids of instances.
pub(super) fn declare_all(plan: &Plan<'_>, source: &mut Source) {
    for object in &plan.objects {
        let words = object.name.snake().replace('_', " ");
        source.gap();
        docs::comment(source, &[format!("The id of an instance of {words}.")]);
        source.line(format!(
            "export type {} = {};",
            names::type_name(&object.id_name),
            written(plan, &object.id)
        ));
    }
    // A codec must be there before it is used in another.
    for id in plan.types_inside_out() {
        source.gap();
        let ty = plan.type_plan(id);
        let name = type_name(plan, id);
        let paragraphs: Vec<String> = named_type(plan, id.index())
            .iter()
            .map(|text| docs::escape(text))
            .collect();
        docs::comment(source, &paragraphs);
        match &ty.shape {
            ShapePlan::Object(members) => object(plan, source, &name, members),
            ShapePlan::Enumeration(texts) => enumeration(source, &name, texts),
        }
    }
}

fn object(plan: &Plan<'_>, source: &mut Source, name: &str, members: &[MemberPlan<'_>]) {
    if members.is_empty() {
        source.line(format!("export type {name} = rpc.Empty;"));
    } else {
        source.block(format!("export interface {name} {{"), "}", |source| {
            for member in members {
                let mut paragraphs: Vec<String> = value(&member.member.value)
                    .iter()
                    .map(|text| docs::escape(text))
                    .collect();
                if member.member.deprecated {
                    paragraphs.push(
                        "@deprecated Still understood, but not to be sent any more.".to_owned(),
                    );
                }
                docs::comment(source, &paragraphs);
                let key = names::member(&member.name);
                let ty = use_type(plan, &member.member.value);
                source.line(if member.is_required() {
                    format!("{key}: {ty};")
                } else {
                    format!("{key}?: {ty} | undefined;")
                });
            }
        });
    }
    source.line(format!("/** Reads and writes {name}. */"));
    source.block(
        format!("export const {name}: rpc.Codec<{name}> = rpc.object({{"),
        "});",
        |source| {
            for member in members {
                let wire = names::literal(&member.member.wire_name);
                let codec = use_codec(plan, &member.member.value);
                let key = names::member(&member.name);
                source.line(match &member.default {
                    _ if member.is_required() => format!("{key}: rpc.required({wire}, {codec}),"),
                    Some(default) => {
                        let default = shown(default.to_string());
                        format!("{key}: rpc.optional({wire}, {codec}, {default}),")
                    }
                    None => format!("{key}: rpc.optional({wire}, {codec}),"),
                });
            }
        },
    );
}

fn enumeration(source: &mut Source, name: &str, texts: &[TextPlan<'_>]) {
    let literals: Vec<String> = texts.iter().map(|text| names::literal(text.wire)).collect();
    let mut union = literals.clone();
    union.push("rpc.UnknownText".to_owned());
    source.line(format!("export type {name} = {};", union.join(" | ")));
    source.line(format!(
        "/** Reads and writes {name}, and knows its texts. */"
    ));
    source.line(format!(
        "export const {name}: rpc.Enumeration<{name}> = rpc.enumeration([{}]);",
        literals.join(", ")
    ));
}
