//! Wire vectors: values that every reader of an interface must take or refuse, as JSON.
//!
//! The format, and what a reader makes of it, is described in `docs/sdk/vectors.md`. Everything comes from
//! the model, so that packages, servers and external back ends are measured against the same values.
//!
//! - `sample`: a value of a type that keeps all rules,
//! - `edit`: the changes to it that are still right, wrong, or of the future,
//! - `canonical`: what a value is written back as.

mod canonical;
mod edit;
mod sample;
#[cfg(test)]
mod tests;

use super::sdk::plan::{
    ErrorSetId, IndexPlan, Operation, OperationKind, Params, Plan, Subscription,
};
use crate::model::{IndexForm, Interface, Shape, Type, TypeId, Use};
use serde_json::{Value, json};

/// Version of the format.
const FORMAT: u32 = 1;

/// The vectors of an interface, as one JSON document.
pub fn generate(interface: &Interface) -> String {
    let plan = Plan::new(interface);
    let of_kind = |kind| {
        let operations = plan.operations.iter();
        operations.filter(move |operation| operation.kind == kind)
    };
    let methods: Vec<Value> = of_kind(OperationKind::Method)
        .map(|operation| method(&plan, operation))
        .collect();
    let properties: Vec<Value> = interface
        .properties
        .iter()
        .map(|property| {
            let of_property = |kind| {
                let mut operations = of_kind(kind);
                operations.find(|operation| operation.wire_name == property.wire_name)
            };
            let get = of_property(OperationKind::Get);
            let set = of_property(OperationKind::Set);
            self::property(&plan, &property.wire_name, get, set)
        })
        .collect();
    let events: Vec<Value> = plan
        .subscriptions
        .iter()
        .map(|subscription| event(&plan, subscription))
        .collect();
    let types: Vec<Value> = (0..interface.types.len())
        .map(TypeId::new)
        .map(|id| {
            let at = Use::plain(Type::Named(id));
            let mut named = json!({ "type": plan.type_plan(id).name.pascal() });
            add(&mut named, cases(&plan, &at));
            named
        })
        .collect();
    let document = json!({
        "vectors": FORMAT,
        "interface": interface.name.pascal(),
        "version": interface.version.to_string(),
        "types": types,
        "methods": methods,
        "properties": properties,
        "events": events,
    });
    format!("{document:#}\n")
}

fn method(plan: &Plan<'_>, operation: &Operation<'_>) -> Value {
    json!({
        "method": operation.wire_name,
        "operation": operation.name,
        "instance": operation.instance.map(|id| &plan.object(id).name),
        "params": operation.params.value().map(|at| cases(plan, at)),
        "result": cases(plan, operation.result),
        "completion": operation.completion.map(|completion| json!({
            "event": completion.wire_name,
            "id_member": completion.id_member,
            "params": completion.params.as_ref().map(|at| cases(plan, at)),
        })),
        "errors": errors(plan, operation.errors),
    })
}

fn property(
    plan: &Plan<'_>,
    wire_name: &str,
    get: Option<&Operation<'_>>,
    set: Option<&Operation<'_>>,
) -> Value {
    let params = |operation: &Operation<'_>| {
        let cases = cases(plan, operation.params.value()?);
        Some(match operation.params {
            Params::Wrapped(_, member) => wrap(cases, member),
            _ => cases,
        })
    };
    let any = get.or(set);
    json!({
        "property": wire_name,
        "get_operation": get.map(|get| &get.name),
        "set_operation": set.map(|set| &set.name),
        "instance": any.and_then(|any| any.instance).map(|id| &plan.object(id).name),
        "index": any.and_then(|any| any.index.as_ref()).map(|index| indexes(plan, index)),
        "get": get.map(|get| cases(plan, get.result)),
        "set": set.and_then(params),
        "errors": errors(plan, any.and_then(|any| any.errors)),
    })
}

fn event(plan: &Plan<'_>, subscription: &Subscription<'_>) -> Value {
    json!({
        "event": subscription.wire_name,
        "subscribe": subscription.name,
        "instance": subscription.instance.map(|id| &plan.object(id).name),
        "index_form": subscription.index_form(),
        "index": subscription.index.as_ref().map(|index| indexes(plan, index)),
        "params": subscription.params.map(|at| cases(plan, at)),
    })
}

/// All cases of a value.
fn cases(plan: &Plan<'_>, at: &Use) -> Value {
    let sample = sample::sample(plan, at);
    let (mut valid, mut invalid, mut future) = (Vec::new(), Vec::new(), Vec::new());
    let taken = |name: &str, input: Value| {
        let output = canonical::canonical(plan, at, &input);
        json!({ "name": name, "input": input, "output": output })
    };
    valid.push(taken("everything", sample.clone()));
    for edit in edit::edits(plan, at) {
        let input = edit.apply(&sample);
        match edit.verdict {
            edit::Verdict::Valid => valid.push(taken(&edit.name, input)),
            edit::Verdict::Future => future.push(taken(&edit.name, input)),
            edit::Verdict::Invalid(by) => invalid.push(json!({
                "name": edit.name, "input": input, "pointer": edit.place(), "by": by,
            })),
        }
    }
    json!({ "valid": valid, "invalid": invalid, "future": future })
}

/// The cases of a value as those of an object that holds nothing but it.
fn wrap(mut cases: Value, member: &str) -> Value {
    let lists = cases
        .as_object_mut()
        .into_iter()
        .flat_map(|lists| lists.values_mut());
    for case in lists.filter_map(Value::as_array_mut).flatten() {
        for key in ["input", "output"] {
            if let Some(value) = case.get_mut(key) {
                *value = json!({ (member): value.take() });
            }
        }
        if let Some(Value::String(pointer)) = case.get_mut("pointer") {
            pointer.insert_str(0, &edit::pointer(&[member.to_owned()]));
        }
    }
    cases
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

fn add(object: &mut Value, members: Value) {
    if let (Value::Object(object), Value::Object(members)) = (object, members) {
        object.extend(members);
    }
}
