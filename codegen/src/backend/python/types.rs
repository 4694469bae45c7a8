//! Types of the wire: how they are written in Python, and their codecs.

use super::docs;
use super::names;
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, Plan, ShapePlan, TextPlan};
use crate::backend::sdk::text::Source;
use crate::model::{Encoding, Type, TypeId, Use};
use serde_json::Value;

/// Types as a module writes them: `api.` stands in front of those that another module declares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Types<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) prefix: &'static str,
}

impl Types<'_> {
    /// The type of a value.
    pub(super) fn of(self, at: &Use) -> String {
        let ty = self.written(&at.ty);
        if at.nullable && at.ty != Type::Null {
            format!("{ty} | None")
        } else {
            ty
        }
    }

    /// The type of a value that may be left out.
    pub(super) fn optional(self, at: &Use) -> String {
        let ty = self.written(&at.ty);
        match at.ty {
            Type::Null => ty,
            _ => format!("{ty} | None"),
        }
    }

    /// The type of what comes back or is announced: nothing at all instead of null.
    pub(super) fn outcome(self, at: Option<&Use>) -> String {
        at.map_or_else(|| "None".to_owned(), |at| self.of(at))
    }

    /// A type.
    pub(super) fn written(self, ty: &Type) -> String {
        match ty {
            Type::Null => "None".to_owned(),
            Type::Boolean => "rpc.bool".to_owned(),
            Type::Integer { .. } => "rpc.int".to_owned(),
            Type::Float { .. } => "rpc.float".to_owned(),
            Type::Text | Type::Time | Type::InstanceId => "rpc.str".to_owned(),
            Type::Bytes(_) => "rpc.bytes".to_owned(),
            Type::Json => "rpc.Json".to_owned(),
            Type::AnyObject => "rpc.JsonObject".to_owned(),
            Type::Array(items) | Type::OneOrMany(items) => format!("rpc.list[{}]", self.of(items)),
            Type::Set(id) => format!("rpc.list[{}]", self.named(*id)),
            Type::Named(id) => self.named(*id),
            Type::Instance(id) => self.prefixed(names::type_name(&self.plan.object(*id).id_name)),
        }
    }

    /// The name of a type.
    fn named(self, id: TypeId) -> String {
        self.prefixed(names::type_name(&self.plan.type_plan(id).name))
    }

    /// A name of the module that declares the types.
    fn prefixed(self, name: String) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// The codec of what comes back or is announced.
pub(super) fn outcome_codec(plan: &Plan<'_>, at: Option<&Use>) -> String {
    match at.filter(|at| at.ty != Type::Null) {
        Some(at) => use_codec(plan, at),
        None => "rpc.nothing".to_owned(),
    }
}

/// The codec of a value.
pub(super) fn use_codec(plan: &Plan<'_>, at: &Use) -> String {
    let codec = codec(plan, &at.ty);
    if at.nullable && at.ty != Type::Null {
        format!("rpc.nullable({codec})")
    } else {
        codec
    }
}

fn codec(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Null => "rpc.null".to_owned(),
        Type::Boolean => "rpc.boolean".to_owned(),
        Type::Integer { bits, signed } => {
            // A width of 24 bits is the server's to check.
            let bits = bits.next_power_of_two();
            let signed = if *signed { "True" } else { "False" };
            format!("rpc.integer({bits}, signed={signed})")
        }
        Type::Float { .. } => "rpc.number".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "rpc.text".to_owned(),
        Type::Bytes(Encoding::Base64) => "rpc.base64".to_owned(),
        Type::Bytes(Encoding::Hex) => "rpc.hex".to_owned(),
        Type::Bytes(Encoding::Mac) => "rpc.mac".to_owned(),
        Type::Json => "rpc.json".to_owned(),
        Type::AnyObject => "rpc.any_object".to_owned(),
        Type::Array(items) => format!("rpc.array({})", use_codec(plan, items)),
        Type::OneOrMany(items) => format!("rpc.one_or_many({})", use_codec(plan, items)),
        Type::Set(id) => format!("rpc.array({})", named_codec(plan, *id)),
        Type::Named(id) => named_codec(plan, *id),
        Type::Instance(id) => codec(plan, &plan.object(*id).id),
    }
}

fn named_codec(plan: &Plan<'_>, id: TypeId) -> String {
    let ty = plan.type_plan(id);
    let name = names::type_name(&ty.name);
    match ty.shape {
        ShapePlan::Object(_) => format!("rpc.object_of({name})"),
        ShapePlan::Enumeration(_) => format!("rpc.enumeration({name})"),
    }
}

/// Declares all types and ids of instances.
pub(super) fn declare_all(plan: &Plan<'_>, source: &mut Source) {
    let types = Types { plan, prefix: "" };
    for object in &plan.objects {
        let words = object.name.snake().replace('_', " ");
        let name = names::type_name(&object.id_name);
        source.gap().line(format!(
            "{name}: rpc.TypeAlias = {}",
            types.written(&object.id)
        ));
        docs::paragraphs(source, &[format!("The id of an instance of {words}.")]);
    }
    // A class must be there before its codec is used in another.
    for id in plan.types_inside_out() {
        let ty = plan.type_plan(id);
        let name = types.named(id);
        let about: Vec<String> = named_type(plan, id.index())
            .iter()
            .map(|text| docs::escape(text))
            .collect();
        source.gap().line("");
        match &ty.shape {
            ShapePlan::Object(members) => {
                source.line("@rpc.dataclass(frozen=True, slots=True, kw_only=True)");
                source.block(format!("class {name}(rpc.Object):"), "", |source| {
                    docs::paragraphs(source, &about);
                    object(types, source, members);
                });
            }
            ShapePlan::Enumeration(texts) => {
                source.block(format!("class {name}(rpc.Enumeration):"), "", |source| {
                    docs::paragraphs(source, &about);
                    enumeration(source, texts);
                });
            }
        }
    }
}

fn object(types: Types<'_>, source: &mut Source, members: &[MemberPlan<'_>]) {
    for member in members {
        let at = &member.member.value;
        let mut arguments = vec![
            names::literal(&member.member.wire_name),
            use_codec(types.plan, at),
        ];
        let (ty, default) = if member.is_required() {
            (types.of(at), "")
        } else {
            arguments.extend(member.default.as_ref().map(json));
            (types.optional(at), "default=None, ")
        };
        source.gap().line(format!(
            "{}: {ty} = rpc.field({default}metadata=rpc.member({}))",
            names::member(&member.name),
            arguments.join(", ")
        ));
        let mut about: Vec<String> = value(at).iter().map(|text| docs::escape(text)).collect();
        if member.member.deprecated {
            about.push("Deprecated: still understood, but not to be sent any more.".to_owned());
        }
        docs::paragraphs(source, &about);
    }
}

fn enumeration(source: &mut Source, texts: &[TextPlan<'_>]) {
    source.gap();
    for text in texts {
        source.line(format!(
            "{} = rpc.Known({})",
            names::constant(&text.name),
            names::literal(text.wire)
        ));
    }
}

/// A value of JSON as an expression.
pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => names::literal(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", names::literal(name), json(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}
