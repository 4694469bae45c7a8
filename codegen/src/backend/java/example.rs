//! A first conversation.

use super::names;
use super::types::type_name;
use crate::backend::sdk::plan::{IndexPlan, Operation, Params, Plan, ShapePlan, Subscription};
use crate::backend::sdk::text::Source;
use crate::model::{Examples, Type, TypeId, Use};
use serde_json::Value;

/// The program `Conversation.java`.
pub(super) fn program(plan: &Plan<'_>, namespace: &str) -> String {
    let mut source = Source::new("  ");
    let conversation = conversation(plan);
    source.line(format!("import {namespace}.*;"));
    source.line(format!("import {namespace}.runtime.*;"));
    if conversation.contains("List.of(") {
        source.line("import java.util.List;");
    }
    source.gap();
    source.line("/** A first conversation: {@code mvn -q test-compile exec:java}, perhaps with {@code -Dexec.args=URL}. */");
    source.block("public final class Conversation {", "}", |source| {
        source.line("private Conversation() {}").gap();
        source
            .line("/**\n * Talks to a server.\n *\n * @param arguments the URL of the server\n */");
        if call(plan).is_some_and(|operation| operation.docs.deprecated)
            || event(plan).is_some_and(|event| event.docs.deprecated)
        {
            source.line("@SuppressWarnings(\"deprecation\")");
        }
        source.block(
            "public static void main(String[] arguments) {",
            "}",
            |source| {
                source.line(format!(
                    "String url = arguments.length > 0 ? arguments[0] : {};",
                    names::literal(URL)
                ));
                let text = conversation.replace(&names::literal(URL), "url");
                source.line(text.trim_end());
            },
        );
    });
    source.finish()
}

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// Listens to an event that needs no index, makes one call, and says what came.
fn conversation(plan: &Plan<'_>) -> String {
    let class = names::type_name(&plan.client);
    let mut source = Source::new("  ");
    let first = format!(
        "try (Client client = new Client({})) {{",
        names::literal(URL)
    );
    source.block(first, "} catch (ClientError error) {", |source| {
        source.line(format!("{class} service = new {class}(client);"));
        match event(plan) {
            Some(event) => {
                let name = names::member(&event.name);
                let wire = names::literal(&format!("{} ", event.wire_name));
                let first = format!("try (var events = Client.await(service.{name}())) {{");
                source.block(first, "}", |source| {
                    source.line(format!(
                        "var unused = events.listen(item -> System.out.println({wire} + item));"
                    ));
                    call_line(plan, source);
                });
            }
            None => call_line(plan, source),
        }
    });
    source.line("  System.err.println(error);\n}");
    source.finish()
}

fn event<'a>(plan: &'a Plan<'_>) -> Option<&'a Subscription<'a>> {
    plan.subscriptions.iter().find(|event| {
        let index = event.index.as_ref();
        event.instance.is_none() && index.is_none_or(|index| index.index.optional)
    })
}

/// A call that needs nothing but its params; rather one that is not deprecated.
fn call<'a>(plan: &'a Plan<'_>) -> Option<&'a Operation<'a>> {
    let plain =
        |operation: &&Operation<'_>| operation.instance.is_none() && operation.completion.is_none();
    let all = || plan.operations.iter().filter(plain);
    all()
        .find(|operation| !operation.docs.deprecated)
        .or_else(|| all().next())
}

fn call_line(plan: &Plan<'_>, source: &mut Source) {
    if let Some(operation) = call(plan) {
        let name = names::member(&operation.name);
        let arguments = arguments(plan, operation).join(", ");
        source.line(format!(
            "System.out.println(Client.await(service.{name}({arguments})));"
        ));
    }
}

fn arguments(plan: &Plan<'_>, operation: &Operation<'_>) -> Vec<String> {
    let examples = Examples(plan.interface);
    let mut arguments = Vec::new();
    let index = operation.index.as_ref();
    if let Some(index) = index.filter(|index| !index.index.optional) {
        arguments.push(index_value(plan, index));
    }
    if let Some(at) = operation.params.value()
        && !matches!(operation.params, Params::None)
    {
        arguments.push(value(plan, at, &examples.value(at)));
    }
    arguments
}

fn index_value(plan: &Plan<'_>, index: &IndexPlan<'_>) -> String {
    let at = Use {
        ty: index.ty.clone(),
        ..index.index.value.clone()
    };
    value(plan, &at, &Examples(plan.interface).value(&at))
}

/// An example value as an expression; of objects only what must be there.
fn value(plan: &Plan<'_>, at: &Use, json: &Value) -> String {
    match &at.ty {
        _ if at.nullable && json.is_null() => "null".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => json.as_bool().unwrap_or_default().to_string(),
        Type::Integer { bits, signed } => {
            let number = if json.is_number() {
                json.to_string()
            } else {
                "0".to_owned()
            };
            match (bits.next_power_of_two(), signed) {
                (64, false) => format!("new java.math.BigInteger(\"{number}\")"),
                (64, true) | (32, false) => format!("{number}L"),
                _ => number,
            }
        }
        Type::Float { .. } => format!("{:?}", json.as_f64().unwrap_or_default()),
        Type::Text | Type::Time | Type::InstanceId => {
            names::literal(json.as_str().unwrap_or_default())
        }
        Type::Bytes(_) => "Bytes.of(new byte[] {1, 2, 3})".to_owned(),
        Type::Json | Type::AnyObject => {
            "com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()".to_owned()
        }
        Type::Array(items) | Type::OneOrMany(items) => {
            let one = [json.clone()];
            let values = json.as_array().map_or(&one[..], Vec::as_slice);
            list(values.iter().map(|json| value(plan, items, json)))
        }
        Type::Set(id) => {
            let values = json.as_array().map_or(&[][..], Vec::as_slice);
            list(values.iter().map(|json| named(plan, *id, json)))
        }
        Type::Named(id) => named(plan, *id, json),
        Type::Instance(id) => {
            let ty = plan.object(*id).id.clone();
            value(plan, &Use { ty, ..at.clone() }, json)
        }
    }
}

fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.filter(|value| value != "null").collect();
    format!("List.of({})", values.join(", "))
}

fn named(plan: &Plan<'_>, id: TypeId, json: &Value) -> String {
    let name = type_name(plan, id);
    match &plan.type_plan(id).shape {
        ShapePlan::Enumeration(_) => {
            format!(
                "{name}.of({})",
                names::literal(json.as_str().unwrap_or_default())
            )
        }
        ShapePlan::Object(members) => {
            let required = members.iter().filter(|member| member.is_required());
            let given: Vec<String> = required
                .map(|member| {
                    let json = json.get(&member.member.wire_name).unwrap_or(&Value::Null);
                    value(plan, &member.member.value, json)
                })
                .collect();
            super::types::example_construction(plan, id, &given)
        }
    }
}
