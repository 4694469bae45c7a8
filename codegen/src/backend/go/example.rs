//! A first conversation.

use super::names::{self, Package as Names, exported, literal};
use super::package::Package;
use super::source;
use super::types::{NOTHING, outcome, spelled};
use crate::backend::sdk::plan::{IndexPlan, Operation, Plan, ShapePlan};
use crate::backend::sdk::text::Source;
use crate::model::{Examples, Type, Use};
use serde_json::Value;

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// The program `example/main.go`: listens to an event that needs no index, makes one call, and says what came.
pub(super) fn program(plan: &Plan<'_>, names: &Names, package: &Package) -> String {
    let mut source = source();
    source.line(format!(
        "// A first conversation: go run ./example [URL]\n\
         package main\n\n\
         import (\n\
         \t\"context\"\n\
         \t\"fmt\"\n\
         \t\"log\"\n\
         \t\"os\"\n\n\
         \t{}\n\
         \t\"{}/rpc\"\n\
         )\n",
        package.import(),
        package.module
    ));
    source.block("func main() {", "}", |source| {
        source.block(
            "if err := talk(context.Background()); err != nil {",
            "}",
            |source| {
                source.line("log.Fatal(err)");
            },
        );
    });
    source.gap();
    source.block("func talk(ctx context.Context) error {", "}", |source| {
        source.line(format!("url := {}", literal(URL)));
        source.block("if len(os.Args) > 1 {", "}", |source| {
            source.line("url = os.Args[1]");
        });
        source.line("client, err := rpc.NewClient(url, rpc.Options{})");
        source.block("if err != nil {", "}", |source| {
            source.line("return err");
        });
        source.line("defer client.Close()");
        let package = &package.name;
        source.line(format!("service := {package}.{}(client)", names.new_client));
        source.line("fmt.Println(\"calling\", service.Callsign())");
        listen(plan, source);
        call(plan, source, package);
        source.line("return nil");
    });
    source.finish()
}

fn listen(plan: &Plan<'_>, source: &mut Source) {
    let event = plan.subscriptions.iter().find(|event| {
        let index = event.index.as_ref();
        let plain = event.instance.is_none() && !event.docs.deprecated;
        plain && index.is_none_or(|index| index.index.optional)
    });
    let Some(event) = event else { return };
    let index = if event.index.is_some() { ", nil" } else { "" };
    source.gap();
    source.line(format!(
        "subscription, err := service.{}(ctx{index})",
        names::method(&event.name)
    ));
    source.block("if err != nil {", "}", |source| {
        source.line("return err");
    });
    source.block("go func() {", "}()", |source| {
        source.block(
            "for item, err := range subscription.Items(ctx) {",
            "}",
            |source| {
                source.line("fmt.Printf(\"%+v %v\\n\", item, err)");
            },
        );
    });
}

fn call(plan: &Plan<'_>, source: &mut Source, package: &str) {
    let called = plan.operations.iter().find(|operation| {
        let plain = operation.instance.is_none() && operation.completion.is_none();
        plain && !operation.docs.deprecated
    });
    let Some(operation) = called else { return };
    source.gap();
    let mut arguments = vec!["ctx".to_owned()];
    arguments.extend(arguments_of(plan, operation, package));
    let call = format!(
        "service.{}({})",
        names::method(&operation.name),
        arguments.join(", ")
    );
    if outcome(plan, Some(operation.result)) == NOTHING {
        source.block(format!("if err := {call}; err != nil {{"), "}", |source| {
            source.line("return err");
        });
        return;
    }
    source.line(format!("result, err := {call}"));
    source.block("if err != nil {", "}", |source| {
        source.line("return err");
    });
    source.line("fmt.Printf(\"%+v\\n\", result)");
}

fn arguments_of(plan: &Plan<'_>, operation: &Operation<'_>, package: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    if let Some(index) = &operation.index {
        arguments.push(if index.index.optional {
            "nil".to_owned()
        } else {
            index_value(plan, index, package)
        });
    }
    if let Some(at) = operation.params.value() {
        let example = Examples(plan.interface).value(at);
        arguments.push(value(plan, at, &example, package));
    }
    arguments
}

fn index_value(plan: &Plan<'_>, index: &IndexPlan<'_>, package: &str) -> String {
    let at = Use {
        ty: index.ty.clone(),
        ..index.index.value.clone()
    };
    value(plan, &at, &Examples(plan.interface).value(&at), package)
}

/// An example value as an expression; of objects only what must be there and is not deprecated.
fn value(plan: &Plan<'_>, at: &Use, json: &Value, package: &str) -> String {
    let ty = spelled(plan, &at.ty, &format!("{package}."));
    if at.nullable && at.ty != Type::Json {
        return "nil".to_owned();
    }
    match (&at.ty, json) {
        (Type::Null, _) => "rpc.Null{}".to_owned(),
        (Type::Bytes(_), _) => format!("{ty}{{1, 2, 3}}"),
        (Type::Json, json) => format!("{ty}({})", literal(&json.to_string())),
        (Type::AnyObject, _) => format!("{ty}{{}}"),
        (Type::Named(id), json) => {
            let ShapePlan::Object(known) = &plan.type_plan(*id).shape else {
                return json.as_str().map_or_else(|| "\"\"".to_owned(), literal);
            };
            let given: Vec<String> = known
                .iter()
                .filter(|member| member.is_required() && !member.member.deprecated)
                .filter_map(|member| {
                    let json = json.get(&member.member.wire_name)?;
                    let value = value(plan, &member.member.value, json, package);
                    Some(format!("{}: {value}", exported(&member.name)))
                })
                .collect();
            format!("{ty}{{{}}}", given.join(", "))
        }
        (Type::Array(items) | Type::OneOrMany(items), json) => {
            let values = json
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![json.clone()]);
            let values = values.iter().map(|json| value(plan, items, json, package));
            format!("{ty}{{{}}}", values.collect::<Vec<_>>().join(", "))
        }
        (Type::Set(_), json) => {
            let texts = json
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            format!(
                "{ty}{{{}}}",
                texts.map(literal).collect::<Vec<_>>().join(", ")
            )
        }
        (Type::Instance(id), json) => {
            let ty = plan.object(*id).id.clone();
            value(plan, &Use { ty, ..at.clone() }, json, package)
        }
        (_, Value::String(text)) => literal(text),
        (_, json) => json.to_string(),
    }
}
