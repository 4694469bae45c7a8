//! Values as expressions, and a first conversation.

use super::Package;
use super::layout::{binding, call};
use super::names::{self, literal};
use crate::backend::sdk::plan::{IndexPlan, Operation, Params, ShapePlan};
use crate::model::{Encoding, Examples, Type, Use};
use serde_json::Value;

/// The default of a member as an expression in the module of the interface.
pub(super) fn default(package: &Package<'_>, at: &Use, json: &Value) -> Option<String> {
    let names = &package.names;
    Some(match (&at.ty, json) {
        (_, Value::Bool(value)) => value.to_string(),
        (Type::Integer { .. }, Value::Number(number)) => number.as_i128()?.to_string(),
        (_, Value::Number(number)) => float(number.as_f64()?),
        (Type::Named(id), Value::String(text)) => {
            let ShapePlan::Enumeration(texts) = &package.plan.type_plan(*id).shape else {
                return None;
            };
            let known = texts.iter().find(|known| known.wire == text)?;
            let variant = names::variant(&known.name, names::UNKNOWN);
            format!("{}::{variant}", package.type_name(*id))
        }
        (Type::Bytes(_), Value::String(text)) if text.is_empty() => {
            format!("{}(::std::vec::Vec::new())", package.owned(&at.ty))
        }
        (Type::Bytes(_), _) => return None,
        (_, Value::String(text)) if text.is_empty() => format!("{}::new()", names.string()),
        (_, Value::String(text)) => format!("{}::from({})", names.string(), literal(text)),
        (Type::OneOrMany(_), Value::Array(items)) if items.is_empty() => {
            format!("rpc::OneOrMany({}::new())", names.vec())
        }
        (Type::Array(_) | Type::Set(_), Value::Array(items)) if items.is_empty() => {
            format!("{}::new()", names.vec())
        }
        _ => return None,
    })
}

fn float(number: f64) -> String {
    format!("{number:?}")
}

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// The program `examples/conversation.rs`.
pub(super) fn program(package: &Package<'_>) -> String {
    format!(
        "//! A first conversation: `cargo run --example conversation [URL]`.\n\n{}",
        conversation(
            package,
            &format!(
                "let url = std::env::args().nth(1);\n    let url = url.as_deref().unwrap_or({});\n    \
                 let client = Client::new(url, Options::new())?;",
                literal(URL)
            )
        )
    )
}

/// The program in the README.
pub(super) fn short(package: &Package<'_>) -> String {
    let opening = format!(
        "let client = Client::new({}, Options::new())?;",
        literal(URL)
    );
    conversation(package, &opening)
}

/// Listens to an event that needs no index, makes one call, and says what came.
fn conversation(package: &Package<'_>, opening: &str) -> String {
    let plan = package.plan;
    let class = names::type_name(&plan.client);
    let library = package.library();
    let mut imported = ["Client".to_owned(), class.clone(), "Options".to_owned()];
    // As rustfmt sorts them.
    imported.sort_by_key(|name| (!name.starts_with('_'), name.clone()));
    let mut out = format!(
        "use {library}::{{{}}};\n\n\
         #[tokio::main]\n\
         async fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
             {opening}\n    \
             let service = {class}::new(&client);\n",
        imported.join(", ")
    );
    let event = plan.subscriptions.iter().find(|event| {
        event.instance.is_none()
            && !event.docs.deprecated
            && event
                .index
                .as_ref()
                .is_none_or(|index| index.index.optional)
    });
    if let Some(event) = event {
        let index = if event.index.is_some() { "None" } else { "" };
        out.push_str(&format!(
            "\n    let subscription = service.{}({index}).await?;\n    \
             let listener = subscription.listen(|item| println!(\"{{item:?}}\"));\n",
            names::operation(&event.name),
        ));
    }
    let operation = plan.operations.iter().find(|operation| {
        let is_short = operation
            .params
            .value()
            .is_none_or(|at| is_short(package, &at.ty));
        operation.instance.is_none()
            && operation.completion.is_none()
            && !operation.docs.deprecated
            && is_short
    });
    match operation {
        Some(operation) => out.push_str(&calling(package, operation)),
        None => out.push_str("\n    println!(\"{service:?}\");\n"),
    }
    if event.is_some() {
        out.push_str("    drop(listener);\n");
    }
    out.push_str("    client.close().await;\n    Ok(())\n}\n");
    out
}

/// Whether a value is no longer than an example should be.
fn is_short(package: &Package<'_>, ty: &Type) -> bool {
    let Type::Named(id) = ty else { return true };
    let members = package.members(*id);
    let mut required = members.iter().filter(|member| member.is_required());
    required.clone().count() <= 5
        && required.all(|member| is_short(package, &member.member.value.ty))
}

/// One call, its arguments first.
fn calling(package: &Package<'_>, operation: &Operation<'_>) -> String {
    let examples = Examples(package.plan.interface);
    let mut out = "\n".to_owned();
    let mut arguments = Vec::new();
    if let Some(index) = &operation.index {
        arguments.push(if index.index.optional {
            "None".to_owned()
        } else {
            let at = index_use(index);
            borrowed(&at, value(package, &at, &examples.value(&at), 8))
        });
    }
    let given = match operation.params {
        Params::None => None,
        Params::Object(_, at) => Some(("params", at)),
        Params::Value(at) | Params::Wrapped(at, _) => Some(("value", at)),
    };
    if let Some((name, at)) = given {
        let json = examples.value(at);
        let text = binding(name, 4, |indent| value(package, at, &json, indent));
        out.push_str(&format!("    {text}\n"));
        arguments.push(borrowed(at, name.to_owned()));
    }
    let name = names::operation(&operation.name);
    let head = call(&format!("service.{name}"), &arguments, 4);
    out.push_str(&format!(
        "    match {head}.await {{\n        \
             Ok(result) => println!(\"{{result:?}}\"),\n        \
             Err(error) => eprintln!(\"{{error}}\"),\n    }}\n"
    ));
    out
}

/// A value as an argument of a call.
fn borrowed(at: &Use, expression: String) -> String {
    let by_value = matches!(
        at.ty,
        Type::Null | Type::Boolean | Type::Integer { .. } | Type::Float { .. }
    );
    let is_literal = expression.starts_with('"');
    let expression = if by_value || is_literal {
        expression
    } else {
        format!("&{expression}")
    };
    if at.nullable {
        format!("Some({expression})")
    } else {
        expression
    }
}

fn index_use(index: &IndexPlan<'_>) -> Use {
    Use {
        ty: index.ty.clone(),
        ..index.index.value.clone()
    }
}

/// An example value as an expression; of objects only what must be there.
fn value(package: &Package<'_>, at: &Use, json: &Value, indent: usize) -> String {
    let library = package.library();
    match (&at.ty, json) {
        (Type::Boolean, json) => json.as_bool().unwrap_or_default().to_string(),
        (Type::Integer { .. }, Value::Number(number)) => number.to_string(),
        (Type::Float { .. }, json) => float(json.as_f64().unwrap_or_default()),
        (Type::Bytes(encoding), _) => {
            let name = match encoding {
                Encoding::Base64 => "Base64",
                Encoding::Hex => "Hex",
                Encoding::Mac => "MacAddress",
            };
            format!("{library}::{name}::from([1, 2, 3])")
        }
        (Type::Json, _) => format!("{library}::serde_json::Value::Null"),
        (Type::AnyObject, _) => format!("{library}::serde_json::Map::new()"),
        (Type::Named(id), json) => {
            let name = format!("{library}::{}", package.type_name(*id));
            match &package.plan.type_plan(*id).shape {
                ShapePlan::Enumeration(_) => {
                    let text = json.as_str().unwrap_or_default();
                    format!("{name}::from({})", literal(text))
                }
                ShapePlan::Object(_) => {
                    let required = package
                        .members(*id)
                        .into_iter()
                        .filter(|member| member.is_required());
                    let arguments: Vec<String> = required
                        .map(|member| {
                            let json = json.get(&member.member.wire_name).unwrap_or(&Value::Null);
                            value(package, &member.member.value, json, indent + 4)
                        })
                        .collect();
                    if arguments.is_empty() {
                        format!("{name}::default()")
                    } else {
                        call(&format!("{name}::new"), &arguments, indent)
                    }
                }
            }
        }
        (Type::Array(_), _) => "Vec::new()".to_owned(),
        (Type::Set(_), _) => "Vec::new()".to_owned(),
        (Type::OneOrMany(_), _) => format!("{library}::OneOrMany(Vec::new())"),
        (Type::Instance(id), json) => {
            let ty = package.plan.object(*id).id.clone();
            value(package, &Use { ty, ..at.clone() }, json, indent)
        }
        (Type::Null, _) => "()".to_owned(),
        (_, json) => literal(json.as_str().unwrap_or_default()),
    }
}
