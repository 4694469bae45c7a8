//! Types of the wire, as they are written in Go.

use super::docs;
use super::names::{Package as Names, exported, literal, raw_literal};
use super::package::Package;
use super::source;
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, Params, Plan, ShapePlan, TextPlan};
use crate::backend::sdk::text::Source;
use crate::model::{Encoding, Type, TypeId, Use};

/// The file with all types and ids of instances.
pub(super) fn file(plan: &Plan<'_>, names: &Names, package: &Package) -> String {
    let mut body = source();
    let mut uses_runtime = false;
    for object in &plan.objects {
        let name = exported(&object.id_name);
        let words = object.name.snake().replace('_', " ");
        body.gap();
        docs::comment(
            &mut body,
            &[format!("{name} is the id of an instance of {words}.")],
        );
        body.line(format!("type {name} = {}", written(plan, &object.id)));
    }
    for (position, ty) in plan.types.iter().enumerate() {
        let id = TypeId::new(position);
        let mut paragraphs: Vec<String> = named_type(plan, position)
            .iter()
            .map(|text| docs::prose(text))
            .collect();
        let name = exported(&ty.name);
        if let Some(first) = paragraphs.first_mut() {
            *first = docs::named(&name, first);
        }
        body.gap();
        docs::comment(&mut body, &paragraphs);
        match &ty.shape {
            ShapePlan::Object(members) => {
                let filled_in = filled_in(plan, id);
                let members: Vec<_> = members
                    .iter()
                    .filter(|member| Some(member.member.wire_name.as_str()) != filled_in)
                    .collect();
                uses_runtime |= members
                    .iter()
                    .any(|member| member_type(plan, member).contains("rpc."));
                object(plan, &mut body, &name, &members);
            }
            ShapePlan::Enumeration(texts) => enumeration(&mut body, names, id, &name, texts),
        }
    }
    let imports = if uses_runtime {
        package.imports(&[])
    } else {
        String::new()
    };
    imports + &body.finish()
}

/// The member of params that the runtime fills in with the id of a completion, if nothing else uses their type: it is
/// none of the caller's business then.
fn filled_in<'a>(plan: &Plan<'a>, id: TypeId) -> Option<&'a str> {
    let mut member = None;
    for operation in &plan.operations {
        let own = matches!(operation.params, Params::Object(of, _) if of == id);
        match operation.completion {
            Some(completion) if own => {
                let found = completion.id_member.as_str();
                if *member.get_or_insert(found) != found {
                    return None;
                }
            }
            _ if own => return None,
            _ => {}
        }
        let end = operation
            .completion
            .and_then(|completion| completion.params.as_ref());
        if [Some(operation.result), end]
            .into_iter()
            .flatten()
            .any(|at| holds(at, id))
        {
            return None;
        }
    }
    let announced = plan.subscriptions.iter().filter_map(|event| event.params);
    let members = plan.types.iter().flat_map(|ty| match &ty.shape {
        ShapePlan::Object(members) => members.as_slice(),
        ShapePlan::Enumeration(_) => &[],
    });
    let mut others = announced.chain(members.map(|member| &member.member.value));
    if others.any(|at| holds(at, id)) {
        return None;
    }
    member
}

fn holds(at: &Use, id: TypeId) -> bool {
    match &at.ty {
        Type::Named(of) => *of == id,
        Type::Array(items) | Type::OneOrMany(items) => holds(items, id),
        _ => false,
    }
}

/// The type of a value.
pub(super) fn use_type(plan: &Plan<'_>, at: &Use) -> String {
    let ty = written(plan, &at.ty);
    if at.nullable && at.ty != Type::Json {
        format!("*{ty}")
    } else {
        ty
    }
}

/// The type of what comes back or is announced: nothing at all instead of null.
pub(super) fn outcome(plan: &Plan<'_>, at: Option<&Use>) -> String {
    match at.filter(|at| at.ty != Type::Null) {
        Some(at) => use_type(plan, at),
        None => NOTHING.to_owned(),
    }
}

/// The type of what carries nothing.
pub(super) const NOTHING: &str = "rpc.Nothing";

/// A type, as it is written in the package itself.
pub(super) fn written(plan: &Plan<'_>, ty: &Type) -> String {
    spelled(plan, ty, "")
}

/// A type; `prefix` stands in front of what the package declares.
pub(super) fn spelled(plan: &Plan<'_>, ty: &Type, prefix: &str) -> String {
    let held = |at: &Use| {
        let pointer = if at.nullable && at.ty != Type::Json {
            "*"
        } else {
            ""
        };
        format!("{pointer}{}", spelled(plan, &at.ty, prefix))
    };
    match ty {
        Type::Null => "rpc.Null".to_owned(),
        Type::Boolean => "bool".to_owned(),
        // A width of 24 bits is the server's to check.
        Type::Integer { bits, signed } => {
            let sign = if *signed { "" } else { "u" };
            format!("{sign}int{}", bits.next_power_of_two())
        }
        // A narrower one would lose digits on the way through a program.
        Type::Float { .. } => "float64".to_owned(),
        Type::Text | Type::Time | Type::InstanceId => "string".to_owned(),
        Type::Bytes(Encoding::Base64) => "rpc.Base64".to_owned(),
        Type::Bytes(Encoding::Hex) => "rpc.Hex".to_owned(),
        Type::Bytes(Encoding::Mac) => "rpc.MAC".to_owned(),
        Type::Json => "rpc.JSON".to_owned(),
        Type::AnyObject => "rpc.Object".to_owned(),
        Type::Array(items) => format!("[]{}", held(items)),
        Type::OneOrMany(items) => format!("rpc.OneOrMany[{}]", held(items)),
        Type::Set(id) => format!("[]{prefix}{}", exported(&plan.type_plan(*id).name)),
        Type::Named(id) => format!("{prefix}{}", exported(&plan.type_plan(*id).name)),
        Type::Instance(id) => format!("{prefix}{}", exported(&plan.object(*id).id_name)),
    }
}

/// Whether a value of this type can be nil, which stands for an absent one.
fn can_be_nil(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bytes(_)
            | Type::Json
            | Type::AnyObject
            | Type::Array(_)
            | Type::OneOrMany(_)
            | Type::Set(_)
    )
}

/// Whether a member that may be absent is given by a pointer.
pub(super) fn is_pointer(member: &MemberPlan<'_>) -> bool {
    !member.is_required() && !can_be_nil(&member.member.value.ty)
}

fn member_type(plan: &Plan<'_>, member: &MemberPlan<'_>) -> String {
    let ty = written(plan, &member.member.value.ty);
    let pointer = if is_pointer(member) { "*" } else { "" };
    format!("{pointer}{ty}")
}

fn object(plan: &Plan<'_>, source: &mut Source, name: &str, members: &[&MemberPlan<'_>]) {
    if members.is_empty() {
        source.line(format!("type {name} struct{{}}"));
        return;
    }
    source.block(format!("type {name} struct {{"), "}", |source| {
        for (position, member) in members.iter().enumerate() {
            if position > 0 {
                source.gap();
            }
            let field = exported(&member.name);
            let mut paragraphs: Vec<String> = value(&member.member.value)
                .iter()
                .map(|text| docs::prose(text))
                .collect();
            if let Some(first) = paragraphs.first_mut() {
                *first = docs::named(&field, first);
            }
            if member.member.deprecated {
                paragraphs
                    .push("Deprecated: still understood, but not to be sent any more.".to_owned());
            }
            docs::comment(source, &paragraphs);
            source.line(format!(
                "{field} {} {}",
                member_type(plan, member),
                tag(member)
            ));
        }
    });
}

/// The tag of a field: the name on the wire, whether it may be absent, and what stands in.
fn tag(member: &MemberPlan<'_>) -> String {
    let wire = &member.member.wire_name;
    let is_plain = wire
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_.:/+".contains(c));
    let mut tag = match (is_plain && !wire.is_empty(), member.is_required()) {
        (true, true) => format!("json:\"{wire}\""),
        (true, false) => format!("json:\"{wire},omitempty\""),
        (false, true) => format!("json:\"-\" wire:{}", literal(wire)),
        (false, false) => format!("json:\"-\" wire:{} optional:\"true\"", literal(wire)),
    };
    if let Some(default) = &member.default {
        tag.push_str(&format!(" default:{}", literal(&default.to_string())));
    }
    raw_literal(&tag)
}

fn enumeration(source: &mut Source, names: &Names, id: TypeId, name: &str, texts: &[TextPlan<'_>]) {
    source.line(format!("type {name} string"));
    let constants = names.texts(id);
    if !constants.is_empty() {
        let width = constants.iter().map(String::len).max().unwrap_or_default();
        source.gap();
        source.line(format!(
            "// Texts of [{name}]; there may be others in the future."
        ));
        source.block("const (", ")", |source| {
            for (constant, text) in constants.iter().zip(texts) {
                source.line(format!("{constant:width$} {name} = {}", literal(text.wire)));
            }
        });
    }
    let list = names.list(id);
    source.gap();
    source.line(format!(
        "// {list} gives the texts of [{name}] that this version of the package knows."
    ));
    source.block(format!("func {list}() []{name} {{"), "}", |source| {
        source.line(format!("return []{name}{{{}}}", constants.join(", ")));
    });
}
