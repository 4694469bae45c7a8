//! A first conversation.

use super::{names, package, types};
use crate::backend::sdk::package::PackageOptions;
use crate::backend::sdk::plan::{Operation, OperationKind, Params, Plan, ShapePlan};
use crate::model::{Examples, Type, Use};
use serde_json::Value;
use std::collections::BTreeSet;

/// The program `example.py`.
pub(super) fn program(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let conversation = conversation(plan, options);
    let url = names::literal(URL);
    let given = format!("sys.argv[1] if len(sys.argv) > 1 else {url}");
    let conversation = conversation
        .replacen("import asyncio\n", "import asyncio\nimport sys\n", 1)
        .replacen(&url, &given, 1);
    format!("\"\"\"A first conversation: python example.py [URL].\"\"\"\n\n{conversation}")
}

const URL: &str = "ws://127.0.0.1:8080/jsonrpc";

/// Listens to an event that needs no index, makes one call, and says what came.
pub(super) fn conversation(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let class = names::type_name(&plan.client);
    let mut imports: BTreeSet<String> = [class.clone(), "Client".to_owned()].into();
    let mut body = format!("        service = {class}(client)\n");
    let event = plan.subscriptions.iter().find(|event| {
        let index = event.index.as_ref();
        event.instance.is_none() && index.is_none_or(|index| index.index.optional)
    });
    if let Some(event) = event {
        body.push_str(&format!(
            "        subscription = await service.{}()\n        listening = asyncio.create_task(subscription.for_each(print))\n",
            names::method(&event.name)
        ));
    }
    let call = plan
        .operations
        .iter()
        .find(|operation| operation.instance.is_none());
    if let Some(operation) = call {
        imports.insert("RpcError".to_owned());
        let mut writer = Writer {
            plan,
            imports: &mut imports,
        };
        let arguments = writer.arguments(operation);
        let call = format!(
            "await service.{}({arguments})",
            names::method(&operation.name)
        );
        let said = if operation.result.ty == Type::Null {
            format!("{call}\n            print(\"done\")")
        } else {
            format!("print({call})")
        };
        body.push_str(&format!(
            "        try:\n            {said}\n        except RpcError as error:\n            print(error)\n"
        ));
    }
    if event.is_none() && call.is_none() {
        body.push_str("        print(service)\n");
    }
    if event.is_some() {
        // What came has been printed when the end of the client has ended the subscription.
        body.push_str("    await listening\n");
    }
    let imports: Vec<String> = imports.into_iter().collect();
    let mut imported = imports.join(", ");
    if imported.len() > 80 {
        imported = format!("(\n    {},\n)", imports.join(",\n    "));
    }
    format!(
        "import asyncio\n\nfrom {} import {imported}\n\n\n\
         async def main() -> None:\n    async with Client({}) as client:\n{body}\n\nasyncio.run(main())\n",
        package::import_name(plan, options),
        names::literal(URL),
    )
}

/// Writes example values, and notes what must be imported for them.
struct Writer<'a> {
    plan: &'a Plan<'a>,
    imports: &'a mut BTreeSet<String>,
}

impl Writer<'_> {
    fn arguments(&mut self, operation: &Operation<'_>) -> String {
        let examples = Examples(self.plan.interface);
        let mut arguments = Vec::new();
        let index = operation.index.as_ref();
        if let Some(index) = index.filter(|index| !index.index.optional) {
            let ty = index.ty.clone();
            let at = Use {
                ty,
                ..index.index.value.clone()
            };
            arguments.push(self.value(&at, &examples.value(&at)));
        }
        match operation.params {
            Params::None => {}
            Params::Object(_, at) if operation.kind == OperationKind::Method => {
                let json = examples.value(at);
                for (name, member) in self.plan.flattened(operation, names::PARAMETERS) {
                    let given = json.get(&member.member.wire_name);
                    if let Some(json) = given.filter(|_| member.is_required()) {
                        let value = self.value(&member.member.value, json);
                        arguments.push(format!("{}={value}", names::parameter(&name)));
                    }
                }
            }
            Params::Object(_, at) | Params::Value(at) | Params::Wrapped(at, _) => {
                arguments.push(self.value(at, &examples.value(at)));
            }
        }
        arguments.join(", ")
    }

    /// An example value as an expression; of objects only what must be there.
    fn value(&mut self, at: &Use, json: &Value) -> String {
        match (&at.ty, json) {
            (Type::Bytes(_), _) => "b\"\\x01\\x02\\x03\"".to_owned(),
            (Type::Named(id) | Type::Set(id), json) => {
                let ty = self.plan.type_plan(*id);
                let name = names::type_name(&ty.name);
                let arguments = match (&ty.shape, json) {
                    (ShapePlan::Object(members), json) => {
                        let given = members.iter().filter(|member| member.is_required());
                        let mut arguments = Vec::new();
                        for member in given {
                            let json = json.get(&member.member.wire_name).unwrap_or(&Value::Null);
                            let value = self.value(&member.member.value, json);
                            arguments.push(format!("{}={value}", names::member(&member.name)));
                        }
                        arguments.join(", ")
                    }
                    (ShapePlan::Enumeration(_), Value::Array(texts)) => {
                        let texts: Vec<String> = texts
                            .iter()
                            .map(|text| format!("{name}({})", types::json(text)))
                            .collect();
                        if !texts.is_empty() {
                            self.imports.insert(name);
                        }
                        return format!("[{}]", texts.join(", "));
                    }
                    (ShapePlan::Enumeration(_), text) => types::json(text),
                };
                self.imports.insert(name.clone());
                format!("{name}({arguments})")
            }
            (Type::Array(items) | Type::OneOrMany(items), Value::Array(values)) => {
                let values: Vec<String> =
                    values.iter().map(|json| self.value(items, json)).collect();
                format!("[{}]", values.join(", "))
            }
            (Type::OneOrMany(items), json) => format!("[{}]", self.value(items, json)),
            (_, json) => types::json(json),
        }
    }
}
