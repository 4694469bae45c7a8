//! A first conversation.

use super::{names, package};
use crate::backend::sdk::package::PackageOptions;
use crate::backend::sdk::plan::{IndexPlan, Operation, Params, Plan, ShapePlan};
use crate::backend::visible::shown;
use crate::model::{Examples, Shape, Type, Use};
use serde_json::Value;

/// The program `example.mjs`.
pub(super) fn program(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let conversation = conversation(plan, options);
    let url = format!("process.argv[2] ?? {}", names::literal(URL));
    let conversation = conversation.replace(&names::literal(URL), &url);
    format!("// A first conversation: node example.mjs [URL]\n\n{conversation}")
}

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// Listens to an event that needs no index, makes one call, and says what came.
pub(super) fn conversation(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let class = names::type_name(&plan.client);
    let package = names::literal(&package::name(plan, options));
    let mut out = format!(
        "import {{ Client, {class} }} from {package};\n\n\
         const client = new Client({});\n\
         const service = new {class}(client);\n",
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
            "\nconst subscription = await service.{}();\n\
             subscription.forEach((item) => console.log({}, item));\n",
            names::method(&event.name),
            names::literal(event.wire_name)
        ));
    }
    let call = plan
        .operations
        .iter()
        .find(|operation| operation.instance.is_none());
    if let Some(operation) = call {
        out.push_str(&format!(
            "\ntry {{\n  console.log(await service.{}({}));\n}} catch (error) {{\n  console.error(String(error));\n}}\n",
            names::method(&operation.name),
            arguments(plan, operation)
        ));
    }
    out.push_str("await client.close();\n");
    out
}

fn arguments(plan: &Plan<'_>, operation: &Operation<'_>) -> String {
    let examples = Examples(plan.interface);
    let mut arguments = Vec::new();
    let index = operation.index.as_ref();
    if let Some(index) = index.filter(|index| !index.index.optional) {
        arguments.push(index_value(plan, index));
    }
    match operation.params {
        Params::None => {}
        Params::Object(_, at) | Params::Value(at) | Params::Wrapped(at, _) => {
            arguments.push(value(plan, at, &examples.value(at)));
        }
    }
    arguments.join(", ")
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
    match (&at.ty, json) {
        (Type::Integer { bits: 64, .. }, Value::Number(number)) => format!("{number}n"),
        (Type::Bytes(_), _) => "new Uint8Array([1, 2, 3])".to_owned(),
        (Type::Named(id), Value::Object(members)) => {
            let ShapePlan::Object(known) = &plan.type_plan(*id).shape else {
                return shown(json.to_string());
            };
            let given: Vec<String> = known
                .iter()
                .filter(|member| member.is_required())
                .filter_map(|member| {
                    let json = members.get(&member.member.wire_name)?;
                    let value = value(plan, &member.member.value, json);
                    Some(format!("{}: {value}", names::member(&member.name)))
                })
                .collect();
            if given.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", given.join(", "))
            }
        }
        (Type::Named(id), _)
            if matches!(plan.interface.definition(*id).shape, Shape::Object(_)) =>
        {
            "{}".to_owned()
        }
        (Type::Array(items) | Type::OneOrMany(items), Value::Array(values)) => {
            let values: Vec<String> = values.iter().map(|json| value(plan, items, json)).collect();
            format!("[{}]", values.join(", "))
        }
        (Type::OneOrMany(items), json) => format!("[{}]", value(plan, items, json)),
        (Type::Instance(id), json) => {
            let ty = plan.object(*id).id.clone();
            value(plan, &Use { ty, ..at.clone() }, json)
        }
        (_, Value::String(text)) => names::literal(text),
        (_, json) => shown(json.to_string()),
    }
}
