//! Wire vectors: values that every reader of an interface must take or refuse, as JSON.
//!
//! The format, and what a reader makes of it, is described in `docs/sdk/vectors.md`. Everything comes from
//! the model, so that packages, servers and external back ends are measured against the same values.
//!
//! - `cases`: everything about one value,
//! - `sample`: a value of a type that keeps all rules,
//! - `edit`: the changes to it that are still right, wrong, or of the future,
//! - `canonical`: what a value is written back as.

mod canonical;
mod cases;
mod edit;
mod sample;
#[cfg(test)]
mod tests;

use super::sdk::plan::{
    ErrorSetId, IndexPlan, Operation, OperationKind, Params, Plan, Subscription,
};
use super::visible::shown;
use crate::model::{IndexForm, Interface, Name, ObjectId, Shape, Type, TypeId, Use};
use cases::Cases;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Version of the format.
const FORMAT: u32 = 1;

/// The vectors of an interface, as one JSON document.
pub fn generate(interface: &Interface) -> String {
    let plan = &Plan::new(interface);
    let of_kind = |kind| {
        let operations = plan.operations.iter();
        operations.filter(move |operation| operation.kind == kind)
    };
    let by_name = |kind| -> HashMap<&str, &Operation<'_>> {
        let operations = of_kind(kind);
        operations
            .map(|operation| (operation.wire_name, operation))
            .collect()
    };
    let (gets, sets) = (by_name(OperationKind::Get), by_name(OperationKind::Set));
    let types = (0..interface.types.len()).map(TypeId::new);
    let properties = interface.properties.iter().map(|property| {
        let name = property.wire_name.as_str();
        let (get, set) = (gets.get(name).copied(), sets.get(name).copied());
        PropertyVectors::new(plan, name, get, set)
    });
    let events = plan.subscriptions.iter();
    let document = Document {
        vectors: FORMAT,
        interface: interface.name.pascal(),
        version: interface.version.to_string(),
        types: types.map(|id| Cases::of_type(plan, id)).collect(),
        methods: of_kind(OperationKind::Method)
            .map(|operation| MethodVectors::new(plan, operation))
            .collect(),
        properties: properties.collect(),
        events: events.map(|event| EventVectors::new(plan, event)).collect(),
    };
    // Texts, numbers and lists can always be written.
    shown(serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

/// The document. The cases in it are made while they are written, because all together they are large.
#[derive(Serialize)]
struct Document<'a> {
    vectors: u32,
    interface: String,
    version: String,
    types: Vec<Cases<'a>>,
    methods: Vec<MethodVectors<'a>>,
    properties: Vec<PropertyVectors<'a>>,
    events: Vec<EventVectors<'a>>,
}

#[derive(Serialize)]
struct MethodVectors<'a> {
    method: &'a str,
    operation: &'a Name,
    instance: Option<&'a Name>,
    params: Option<Cases<'a>>,
    result: Cases<'a>,
    completion: Option<CompletionVectors<'a>>,
    errors: Value,
}

impl<'a> MethodVectors<'a> {
    fn new(plan: &'a Plan<'a>, operation: &'a Operation<'a>) -> Self {
        let completion = operation.completion;
        Self {
            method: operation.wire_name,
            operation: &operation.name,
            instance: instance(plan, operation.instance),
            params: operation.params.value().map(|at| Cases::new(plan, at)),
            result: Cases::new(plan, operation.result),
            completion: completion.map(|completion| CompletionVectors {
                event: &completion.wire_name,
                id_member: &completion.id_member,
                params: completion.params.as_ref().map(|at| Cases::new(plan, at)),
            }),
            errors: errors(plan, operation.errors),
        }
    }
}

#[derive(Serialize)]
struct CompletionVectors<'a> {
    event: &'a str,
    id_member: &'a str,
    params: Option<Cases<'a>>,
}

#[derive(Serialize)]
struct PropertyVectors<'a> {
    property: &'a str,
    get_operation: Option<&'a Name>,
    set_operation: Option<&'a Name>,
    instance: Option<&'a Name>,
    index: Option<Value>,
    get: Option<Cases<'a>>,
    set: Option<Cases<'a>>,
    errors: Value,
}

impl<'a> PropertyVectors<'a> {
    fn new(
        plan: &'a Plan<'a>,
        wire_name: &'a str,
        get: Option<&'a Operation<'a>>,
        set: Option<&'a Operation<'a>>,
    ) -> Self {
        let params = |operation: &'a Operation<'a>| {
            let cases = Cases::new(plan, operation.params.value()?);
            Some(match operation.params {
                Params::Wrapped(_, member) => cases.within(member),
                _ => cases,
            })
        };
        let any = get.or(set);
        let index = any.and_then(|any| any.index.as_ref());
        Self {
            property: wire_name,
            get_operation: get.map(|get| &get.name),
            set_operation: set.map(|set| &set.name),
            instance: instance(plan, any.and_then(|any| any.instance)),
            index: index.map(|index| indexes(plan, index)),
            get: get.map(|get| Cases::new(plan, get.result)),
            set: set.and_then(params),
            errors: errors(plan, any.and_then(|any| any.errors)),
        }
    }
}

#[derive(Serialize)]
struct EventVectors<'a> {
    event: &'a str,
    subscribe: &'a Name,
    instance: Option<&'a Name>,
    index_form: Option<IndexForm>,
    index: Option<Value>,
    params: Option<Cases<'a>>,
}

impl<'a> EventVectors<'a> {
    fn new(plan: &'a Plan<'a>, event: &'a Subscription<'a>) -> Self {
        let index = event.index.as_ref();
        Self {
            event: event.wire_name,
            subscribe: &event.name,
            instance: instance(plan, event.instance),
            index_form: event.index_form(),
            index: index.map(|index| indexes(plan, index)),
            params: event.params.map(|at| Cases::new(plan, at)),
        }
    }
}

fn instance<'a>(plan: &'a Plan<'a>, id: Option<ObjectId>) -> Option<&'a Name> {
    id.map(|id| &plan.object(id).name)
}

fn errors(plan: &Plan<'_>, declared: Option<ErrorSetId>) -> Value {
    let cases = declared.map(|id| plan.error_set(id).cases.as_slice());
    let cases = cases.unwrap_or_default();
    let mut errors: Vec<Value> = cases
        .iter()
        .map(|(name, case)| {
            let mut error = json!({ "code": case.code, "message": case.message, "kind": name });
            if let Some(description) = &case.description {
                error["data"] = json!(description);
            }
            error
        })
        .collect();
    if let Some((name, first)) = cases.first() {
        errors.push(json!({
            "code": first.code, "message": "a message of the future", "data": { "at": [1] }, "kind": name,
        }));
    }
    let unknown = (1..)
        .map(|number| -30_000 - number)
        .find(|code| cases.iter().all(|(_, case)| case.code != *code));
    errors.push(json!({ "code": unknown, "message": "ERROR_OF_THE_FUTURE", "kind": null }));
    json!(errors)
}

/// Some indexes, as they travel.
fn indexes(plan: &Plan<'_>, index: &IndexPlan<'_>) -> Value {
    let at = &index.index.value;
    let texts = match &index.ty {
        Type::Text => {
            let mut texts = vec!["one".to_owned(), "größe 2/3".to_owned()];
            if index.index.form == IndexForm::ClientId {
                texts.push("with.dot".to_owned());
            }
            texts
        }
        Type::Named(id) => match &plan.interface.definition(*id).shape {
            // Servers take what follows the last `@` for the index.
            Shape::Enumeration(enumeration) => enumeration
                .texts
                .iter()
                .map(|text| text.wire.clone())
                .filter(|text| !text.contains('@'))
                .collect(),
            Shape::Object(_) => Vec::new(),
        },
        _ => match sample::sample(
            plan,
            &Use {
                ty: index.ty.clone(),
                ..at.clone()
            },
        ) {
            Value::String(text) => vec![text],
            value => vec![value.to_string()],
        },
    };
    json!(texts)
}
