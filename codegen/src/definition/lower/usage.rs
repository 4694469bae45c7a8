//! Which types callers send, and which servers do.

use crate::model::{Interface, Shape, Type, TypeDefinition, TypeId, Use};

/// Marks every type with the directions it travels in, through all that contains it.
pub(super) fn mark(interface: &mut Interface) {
    let mut sent = Vec::new();
    let mut answered = Vec::new();
    for method in &interface.methods {
        sent.extend(method.params.iter().filter_map(type_of));
        answered.extend(type_of(&method.result));
        let completion = method.completion.as_ref();
        let told = completion.and_then(|completion| completion.params.as_ref());
        answered.extend(told.and_then(type_of));
    }
    for property in &interface.properties {
        answered.extend(property.get.iter().filter_map(|get| type_of(&get.value)));
        sent.extend(property.set.iter().filter_map(|set| type_of(&set.value)));
        let get = property.get.as_ref().and_then(|get| get.index.as_ref());
        let set = property.set.as_ref().and_then(|set| set.index.as_ref());
        let indexes = get.into_iter().chain(set);
        sent.extend(indexes.filter_map(|index| type_of(&index.value)));
    }
    for event in &interface.events {
        answered.extend(event.params.iter().filter_map(type_of));
        sent.extend(event.index.iter().filter_map(|index| type_of(&index.value)));
    }
    spread(&mut interface.types, sent, |definition| {
        &mut definition.in_params
    });
    spread(&mut interface.types, answered, |definition| {
        &mut definition.in_results
    });
}

fn spread(
    types: &mut [TypeDefinition],
    mut pending: Vec<TypeId>,
    flag: impl Fn(&mut TypeDefinition) -> &mut bool,
) {
    while let Some(id) = pending.pop() {
        let definition = &mut types[id.index()];
        if std::mem::replace(flag(definition), true) {
            continue;
        }
        if let Shape::Object(object) = &definition.shape {
            pending.extend(
                object
                    .members
                    .iter()
                    .filter_map(|member| type_of(&member.value)),
            );
        }
    }
}

/// The named type of a value, or of the items of a list.
fn type_of(value: &Use) -> Option<TypeId> {
    let mut ty = &value.ty;
    while let Type::Array(items) | Type::OneOrMany(items) = ty {
        ty = &items.ty;
    }
    match ty {
        Type::Named(id) | Type::Set(id) => Some(*id),
        _ => None,
    }
}
