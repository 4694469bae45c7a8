//! What a value is written back as.

use crate::backend::sdk::plan::{Plan, ShapePlan};
use crate::model::{Type, Use};
use serde_json::{Map, Value};

/// The value as a reader writes it again: known members only, no null ones, defaults in the place of what
/// was absent.
pub(super) fn canonical(plan: &Plan<'_>, at: &Use, value: &Value) -> Value {
    match (&at.ty, value) {
        (Type::Array(items), Value::Array(values)) => values
            .iter()
            .map(|value| canonical(plan, items, value))
            .collect(),
        (Type::OneOrMany(items), Value::Array(values)) => match values.as_slice() {
            [value] => canonical(plan, items, value),
            values => values
                .iter()
                .map(|value| canonical(plan, items, value))
                .collect(),
        },
        (Type::OneOrMany(items), value) => canonical(plan, items, value),
        (Type::Named(id), Value::Object(given)) => {
            let ShapePlan::Object(members) = &plan.type_plan(*id).shape else {
                return value.clone();
            };
            let written = members.iter().filter_map(|member| {
                let wire_name = &member.member.wire_name;
                let given = given.get(wire_name);
                let value = given.filter(|value| member.is_required() || !value.is_null());
                let value = match value {
                    Some(value) => canonical(plan, &member.member.value, value),
                    None => member.default.clone()?,
                };
                Some((wire_name.clone(), value))
            });
            Value::Object(written.collect::<Map<_, _>>())
        }
        _ => value.clone(),
    }
}
