//! A first conversation.

use super::{names, package};
use crate::backend::sdk::package::PackageOptions;
use crate::backend::sdk::plan::{IndexPlan, MemberPlan, Operation, Params, Plan, ShapePlan};
use crate::model::{Examples, Type, Use};
use serde_json::Value;

/// The program `example.cpp`.
pub(super) fn program(plan: &Plan<'_>, options: &PackageOptions) -> String {
    conversation(plan, options)
}

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// Listens to an event that needs no index, makes one call, and says what came.
pub(super) fn conversation(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let interface = plan.interface;
    let class = names::type_name(&plan.client);
    let namespace = package::namespace(interface, options);
    let mut out = format!(
        "// A first conversation: ./example [URL]\n\n\
         #include <{}/{}.hpp>\n\n#include <iostream>\n\n\
         int main(int count, char** arguments) {{\n  \
         {namespace}::Client client(count > 1 ? arguments[1] : {});\n  \
         const {namespace}::{class} service(client);\n",
        namespace.replace("::", "/"),
        names::module(interface),
        names::literal(URL)
    );
    let event = plan.subscriptions.iter().find(|event| {
        event.instance.is_none()
            && event
                .index
                .as_ref()
                .is_none_or(|index| index.index.optional)
    });
    if let Some(event) = event {
        out.push_str(&format!(
            "\n  auto events = service.{}().wait();\n  \
             if (events) {{\n    events->for_each([](const auto& item) {{\n      \
             std::cout << {} << (item.event() ? \": an event\" : \": a gap\") << std::endl;\n    }});\n  }}\n",
            names::method(&event.name),
            names::literal(event.wire_name)
        ));
    }
    let call = plan
        .operations
        .iter()
        .find(|operation| operation.instance.is_none());
    match call {
        Some(operation) => {
            out.push_str(&format!(
                "\n  const auto outcome = service.{}({}).wait();\n  \
                 if (!outcome) {{\n    std::cerr << outcome.error()->what() << std::endl;\n    return 1;\n  }}\n",
                names::method(&operation.name),
                arguments(plan, operation, &namespace)
            ));
            let printable = matches!(
                operation.result.ty,
                Type::Text
                    | Type::Time
                    | Type::InstanceId
                    | Type::Integer { .. }
                    | Type::Float { .. }
                    | Type::Boolean
            ) && !operation.result.nullable
                && operation.completion.is_none();
            out.push_str(if printable {
                "  std::cout << *outcome << std::endl;\n"
            } else {
                "  std::cout << \"done\" << std::endl;\n"
            });
        }
        None if event.is_none() => {
            out.push_str("\n  std::cout << service.callsign() << std::endl;\n")
        }
        None => {}
    }
    out.push_str("  client.close();\n}\n");
    out
}

fn arguments(plan: &Plan<'_>, operation: &Operation<'_>, namespace: &str) -> String {
    let examples = Examples(plan.interface);
    let mut arguments = Vec::new();
    let index = operation.index.as_ref();
    if let Some(index) = index.filter(|index| !index.index.optional) {
        arguments.push(index_value(plan, index, namespace));
    }
    match operation.params {
        Params::None => {}
        Params::Object(_, at) if operation.completion.is_some() => {
            let example = examples.value(at);
            for (_, member) in plan.flattened(operation, &[]) {
                if member.is_required() {
                    arguments.push(member_value(plan, member, &example, namespace));
                }
            }
        }
        Params::Object(_, at) | Params::Value(at) | Params::Wrapped(at, _) => {
            arguments.push(value(plan, at, &examples.value(at), namespace));
        }
    }
    arguments.join(", ")
}

fn index_value(plan: &Plan<'_>, index: &IndexPlan<'_>, namespace: &str) -> String {
    let at = Use {
        ty: index.ty.clone(),
        ..index.index.value.clone()
    };
    value(plan, &at, &Examples(plan.interface).value(&at), namespace)
}

fn member_value(
    plan: &Plan<'_>,
    member: &MemberPlan<'_>,
    object: &Value,
    namespace: &str,
) -> String {
    let json = object.get(&member.member.wire_name);
    value(
        plan,
        &member.member.value,
        json.unwrap_or(&Value::Null),
        namespace,
    )
}

/// An example value as an expression; of objects only what must be there, of what has no simple form nothing.
fn value(plan: &Plan<'_>, at: &Use, json: &Value, namespace: &str) -> String {
    match (&at.ty, json) {
        (Type::Integer { bits, signed }, Value::Number(number)) => {
            let sign = if *signed { "" } else { "u" };
            // The least number cannot be written as a literal with a sign.
            if number.as_i64() == Some(i64::MIN) {
                "{}".to_owned()
            } else if *bits == 64 {
                format!("{}{}", number, if *signed { "LL" } else { "ULL" })
            } else {
                format!("std::{sign}int{}_t{{{number}}}", bits.next_power_of_two())
            }
        }
        (Type::Float { .. }, Value::Number(number)) => {
            format!("{:?}", number.as_f64().unwrap_or_default())
        }
        (Type::Boolean, Value::Bool(value)) => value.to_string(),
        (Type::Bytes(_), _) => "{1, 2, 3}".to_owned(),
        (Type::Named(id), json) => {
            let name = format!("{namespace}::{}", super::types::type_name(plan, *id));
            match &plan.type_plan(*id).shape {
                ShapePlan::Object(members) => {
                    let known: Vec<&MemberPlan<'_>> = members.iter().collect();
                    let last = known.iter().rposition(|member| member.is_required());
                    let given: Vec<String> = known
                        .iter()
                        .take(last.map_or(0, |last| last + 1))
                        .map(|member| {
                            if member.is_required() {
                                member_value(plan, member, json, namespace)
                            } else {
                                "{}".to_owned()
                            }
                        })
                        .collect();
                    format!("{name}{{{}}}", given.join(", "))
                }
                ShapePlan::Enumeration(_) => {
                    format!(
                        "{name}({})",
                        names::literal(json.as_str().unwrap_or_default())
                    )
                }
            }
        }
        (Type::Text | Type::Time | Type::InstanceId, Value::String(text)) => names::literal(text),
        (Type::Instance(id), json) => {
            let ty = plan.object(*id).id.clone();
            value(plan, &Use { ty, ..at.clone() }, json, namespace)
        }
        _ => "{}".to_owned(),
    }
}
