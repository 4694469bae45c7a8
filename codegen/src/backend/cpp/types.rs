//! Types of the wire: how they are written in C++, and their codecs.

use super::{docs, names};
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, Plan, ShapePlan, TextPlan};
use crate::backend::sdk::text::Source;
use crate::model::{Encoding, Type, TypeId, Use};

/// The type of a value.
pub(super) fn use_type(plan: &Plan<'_>, at: &Use) -> String {
    let ty = written(plan, &at.ty);
    if at.nullable {
        format!("std::optional<{ty}>")
    } else {
        ty
    }
}

/// A value as a parameter.
pub(super) fn parameter(plan: &Plan<'_>, at: &Use, name: &str) -> String {
    let ty = use_type(plan, at);
    let scalar = matches!(
        at.ty,
        Type::Boolean | Type::Integer { .. } | Type::Float { .. }
    );
    if scalar && !at.nullable {
        format!("{ty} {name}")
    } else {
        format!("const {ty}& {name}")
    }
}

/// The type and the codec of what comes back or is announced: nothing at all instead of null.
pub(super) fn outcome(plan: &Plan<'_>, at: Option<&Use>) -> (String, String) {
    match at.filter(|at| at.ty != Type::Null) {
        Some(at) => (use_type(plan, at), use_codec(plan, at)),
        None => ("rpc::Nothing".to_owned(), "rpc::Void".to_owned()),
    }
}

/// A type.
pub(super) fn written(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Null => "rpc::Nothing".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Integer { bits, signed } => integer(*bits, *signed),
        Type::Float { .. } => "double".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "std::string".to_owned(),
        Type::Bytes(_) => "rpc::Bytes".to_owned(),
        Type::Json => "rpc::Json".to_owned(),
        Type::AnyObject => "rpc::JsonObject".to_owned(),
        Type::Array(items) | Type::OneOrMany(items) => {
            format!("std::vector<{}>", use_type(plan, items))
        }
        Type::Set(id) => format!("std::vector<{}>", type_name(plan, *id)),
        Type::Named(id) => type_name(plan, *id),
        Type::Instance(id) => names::type_name(&plan.object(*id).id_name),
    }
}

/// The codec of a value.
pub(super) fn use_codec(plan: &Plan<'_>, at: &Use) -> String {
    let codec = codec(plan, &at.ty);
    if at.nullable {
        format!("rpc::Nullable<{codec}>")
    } else {
        codec
    }
}

fn codec(plan: &Plan<'_>, ty: &Type) -> String {
    match ty {
        Type::Null => "rpc::Null".to_owned(),
        Type::Boolean => "rpc::Boolean".to_owned(),
        Type::Integer { bits, signed } => format!("rpc::Integer<{}>", integer(*bits, *signed)),
        Type::Float { .. } => "rpc::Number".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "rpc::Text".to_owned(),
        Type::Bytes(Encoding::Base64) => "rpc::Base64".to_owned(),
        Type::Bytes(Encoding::Hex) => "rpc::Hex".to_owned(),
        Type::Bytes(Encoding::Mac) => "rpc::Mac".to_owned(),
        Type::Json => "rpc::Any".to_owned(),
        Type::AnyObject => "rpc::AnyObject".to_owned(),
        Type::Array(items) => format!("rpc::List<{}>", use_codec(plan, items)),
        Type::OneOrMany(items) => format!("rpc::OneOrMany<{}>", use_codec(plan, items)),
        Type::Set(id) => format!("rpc::List<{}>", named_codec(plan, *id)),
        Type::Named(id) => named_codec(plan, *id),
        Type::Instance(id) => codec(plan, &plan.object(*id).id),
    }
}

fn named_codec(plan: &Plan<'_>, id: TypeId) -> String {
    let name = type_name(plan, id);
    match plan.type_plan(id).shape {
        ShapePlan::Object(_) => format!("rpc::Object<{name}>"),
        ShapePlan::Enumeration(_) => format!("rpc::Enumeration<{name}>"),
    }
}

/// A whole number; a width of 24 bits is the server's to check.
fn integer(bits: u8, signed: bool) -> String {
    let sign = if signed { "" } else { "u" };
    format!("std::{sign}int{}_t", bits.next_power_of_two())
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
            "using {} = {};",
            names::type_name(&object.id_name),
            written(plan, &object.id)
        ));
    }
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
        source.line(format!("/// Reads {name}; see `decode`."));
        source.line(format!(
            "bool read_value(const rpc::Json& json, {name}& value, rpc::Misfit& misfit);"
        ));
        source.line(format!("/// Writes {name}; see `encode`."));
        source.line(format!(
            "bool write_value(const {name}& value, rpc::Json& json, rpc::Misfit& misfit);"
        ));
    }
}

fn object(plan: &Plan<'_>, source: &mut Source, name: &str, members: &[MemberPlan<'_>]) {
    if members.is_empty() {
        source.line(format!("struct {name} {{}};"));
        return;
    }
    source.block(format!("struct {name} {{"), "};", |source| {
        for member in members {
            let mut paragraphs: Vec<String> = value(&member.member.value)
                .iter()
                .map(|text| docs::escape(text))
                .collect();
            if member.member.deprecated {
                paragraphs
                    .push("@deprecated Still understood, but not to be sent any more.".to_owned());
            }
            docs::comment(source, &paragraphs);
            let key = names::member(&member.name);
            let ty = use_type(plan, &member.member.value);
            source.line(if member.is_required() {
                format!("{ty} {key}{{}};")
            } else {
                format!("std::optional<{ty}> {key}{{}};")
            });
        }
    });
}

fn enumeration(source: &mut Source, name: &str, texts: &[TextPlan<'_>]) {
    source.line(format!(
        "class {name} final : public rpc::OpenEnumeration<{name}> {{"
    ));
    source.block(" public:", "};", |source| {
        source.line("/// The texts that this version of the package knows, and all others.");
        source.block("enum Kind : std::size_t {", "};", |source| {
            for text in texts {
                source.line(format!("{},", names::enumerator(&text.name)));
            }
            source.line("unknown_text,");
        });
        source.line("/// The known texts as they travel, by kind.");
        source.block(
            format!(
                "static constexpr std::array<std::string_view, {}> texts{{{{",
                texts.len()
            ),
            "}};",
            |source| {
                for text in texts {
                    source.line(format!("{},", names::view(text.wire)));
                }
            },
        );
        source.gap();
        source.line(format!("{name}() = default;"));
        source.line("/// A known text.");
        source.line(format!(
            "{name}(Kind kind) : rpc::OpenEnumeration<{name}>(text_at(texts, kind)) {{}}"
        ));
        source.line("/// Any text.");
        source.line(format!(
            "explicit {name}(std::string_view text) : rpc::OpenEnumeration<{name}>(text) {{}}"
        ));
        source.line("/// Which text it is.");
        source.line("Kind kind() const noexcept { return static_cast<Kind>(position(texts)); }");
    });
}

/// Defines the readers and writers of all types.
pub(super) fn define_all(plan: &Plan<'_>, source: &mut Source) {
    for id in plan.types_inside_out() {
        let name = type_name(plan, id);
        let (read, write) = match &plan.type_plan(id).shape {
            ShapePlan::Object(members) => {
                visitor(plan, source, &name, members);
                (
                    "rpc::read_members(".to_owned(),
                    "rpc::write_members(".to_owned(),
                )
            }
            ShapePlan::Enumeration(_) => {
                let codec = format!("rpc::Enumeration<{name}>");
                (format!("{codec}::read("), format!("{codec}::write("))
            }
        };
        source.gap();
        source.line(format!(
            "bool read_value(const rpc::Json& json, {name}& value, rpc::Misfit& misfit) {{ return {read}json, value, misfit); }}\n\
             bool write_value(const {name}& value, rpc::Json& json, rpc::Misfit& misfit) {{ return {write}value, json, misfit); }}"
        ));
    }
}

/// Names the members of an object. It stands in the package's namespace, where no name of the runtime hides
/// one of the definition's.
fn visitor(plan: &Plan<'_>, source: &mut Source, name: &str, members: &[MemberPlan<'_>]) {
    let (visitor, value) = if members.is_empty() {
        ("", "")
    } else {
        (" visitor", " value")
    };
    // No type of a definition has an underscore there.
    source
        .gap()
        .line("template <typename Visitor_, typename Value_>");
    source.block(
        format!(
            "static bool visit_members(const Visitor_&{visitor}, Value_&{value}, const {name}*) {{"
        ),
        "}",
        |source| {
            let lines: Vec<String> = members
                .iter()
                .map(|member| member_visit(plan, member))
                .collect();
            source.line(if lines.is_empty() {
                "return true;".to_owned()
            } else {
                format!("return {};", lines.join(" &&\n       "))
            });
        },
    );
}

fn member_visit(plan: &Plan<'_>, member: &MemberPlan<'_>) -> String {
    let presence = if member.is_required() {
        "required"
    } else {
        "optional"
    };
    let codec = use_codec(plan, &member.member.value);
    let wire = names::view(&member.member.wire_name);
    let stand_in = member
        .default
        .as_ref()
        .filter(|_| !member.is_required())
        .map(|default| format!(", {}", names::view(&default.to_string())))
        .unwrap_or_default();
    let key = names::member(&member.name);
    format!("visitor.template {presence}<{codec}>({wire}, value.{key}{stand_in})")
}
