//! What is asked about named types again and again, worked out once: an interface may have very many.

use super::check::adds_checks;
use super::docs::code;
use crate::model::{Interface, Member, Shape, Type, TypeId, Use};
use std::collections::HashSet;

/// How the types of an interface are used.
pub(super) struct Uses<'a> {
    /// Where each type occurs first, if an endpoint uses it for itself.
    occasions: Vec<Option<String>>,
    /// Members that hold the id under which the caller is told of the end of a method.
    completion_ids: HashSet<(TypeId, &'a str)>,
    /// Whether `Validate` finds anything in a value of each type.
    checked: Vec<bool>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(interface: &'a Interface) -> Self {
        let mut uses = Self {
            occasions: vec![None; interface.types.len()],
            completion_ids: HashSet::new(),
            checked: Vec::new(),
        };
        uses.note_occasions(interface);
        uses.note_completions(interface);
        let mut checks = Checks {
            interface,
            known: vec![None; interface.types.len()],
        };
        uses.checked = (0..interface.types.len())
            .map(|position| checks.of_definition(TypeId::new(position)))
            .collect();
        uses
    }

    /// Where a type occurs, as a sentence for its documentation; `None`: only inside of other values.
    pub(super) fn occasion(&self, id: TypeId) -> Option<&str> {
        self.occasions[id.index()].as_deref()
    }

    /// Whether a member holds the id under which the caller is told of the end of a method.
    pub(super) fn is_completion_id(&self, id: TypeId, member: &Member) -> bool {
        self.completion_ids
            .contains(&(id, member.wire_name.as_str()))
    }

    /// Whether `Validate` finds anything in a value of the type.
    pub(super) fn is_checked(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(items) | Type::OneOrMany(items) => self.is_checked(&items.ty),
            Type::Set(id) | Type::Named(id) => self.checked[id.index()],
            _ => false,
        }
    }

    fn note_occasions(&mut self, interface: &Interface) {
        let mut note = |at: Option<&Use>, before: &str, wire_name: &str, after: &str| {
            if let Some(Type::Named(id)) = at.map(|at| &at.ty) {
                self.occasions[id.index()]
                    .get_or_insert_with(|| format!("{before} {}{after}.", code(wire_name)));
            }
        };
        for method in &interface.methods {
            let name = &method.wire_name;
            note(method.params.as_ref(), "What the method", name, " takes");
            note(Some(&method.result), "What the method", name, " answers");
            let completion = method.completion.as_ref();
            let told = completion.and_then(|completion| completion.params.as_ref());
            note(told, "What is told when the method", name, " has ended");
        }
        for property in &interface.properties {
            let value = property.get.as_ref().map(|get| &get.value);
            let value = value.or(property.set.as_ref().map(|set| &set.value));
            note(value, "The value of the property", &property.wire_name, "");
        }
        for event in &interface.events {
            let name = &event.wire_name;
            note(event.params.as_ref(), "What the event", name, " carries");
        }
    }

    fn note_completions(&mut self, interface: &'a Interface) {
        for method in &interface.methods {
            let params = method.params.as_ref().map(|params| &params.ty);
            if let (Some(Type::Named(id)), Some(completion)) = (params, &method.completion) {
                self.completion_ids.insert((*id, &completion.id_member));
            }
        }
    }
}

/// Finds out which types are checked.
struct Checks<'a> {
    interface: &'a Interface,
    known: Vec<Option<bool>>,
}

impl Checks<'_> {
    fn of_definition(&mut self, id: TypeId) -> bool {
        if let Some(known) = self.known[id.index()] {
            return known;
        }
        let checked = match &self.interface.definition(id).shape {
            Shape::Enumeration(_) => true,
            Shape::Object(object) => object
                .members
                .iter()
                .any(|member| adds_checks(&member.value) || self.of_type(&member.value.ty)),
        };
        self.known[id.index()] = Some(checked);
        checked
    }

    fn of_type(&mut self, ty: &Type) -> bool {
        match ty {
            Type::Array(items) | Type::OneOrMany(items) => self.of_type(&items.ty),
            Type::Set(id) | Type::Named(id) => self.of_definition(*id),
            _ => false,
        }
    }
}
