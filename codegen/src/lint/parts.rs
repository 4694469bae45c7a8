//! The parts of an interface that rules look at, each once: endpoints, objects, enumerations and values.

use crate::model::{
    Alternative, Docs, Enumeration, ErrorCase, Interface, Member, Object, Shape, Type, Use,
};
use crate::source::{Place, Span};

/// All parts of an interface, in its order.
pub(super) struct Parts<'a> {
    pub(super) interface: &'a Interface,
    pub(super) endpoints: Vec<Endpoint<'a>>,
    pub(super) objects: Vec<&'a Object>,
    pub(super) enumerations: Vec<&'a Enumeration>,
    pub(super) values: Vec<Value<'a>>,
}

/// A method, a property or an event.
pub(super) struct Endpoint<'a> {
    pub(super) wire_name: &'a str,
    pub(super) alternative: Option<&'a Alternative>,
    pub(super) docs: &'a Docs,
    pub(super) errors: &'a [ErrorCase],
    pub(super) place: Place,
}

/// What a value is to the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What a method or an event carries as a whole.
    Params,
    /// What a method answers.
    Result,
    /// What is read or written.
    Property,
    /// What chooses one of several.
    Index,
    /// A part of an object.
    Member,
    /// A part of a list.
    Item,
}

/// One use of a type.
pub(super) struct Value<'a> {
    pub(super) role: Role,
    /// The member that it is, or the endpoint that it belongs to.
    pub(super) name: &'a str,
    pub(super) at: &'a Use,
    place: Place,
}

impl Value<'_> {
    /// What it is called in a sentence.
    pub(super) fn called(&self) -> String {
        let name = crate::diagnostic::quoted(self.name);
        match self.role {
            Role::Member | Role::Property => name,
            Role::Params => format!("what {name} carries"),
            Role::Result => format!("the result of {name}"),
            Role::Index => format!("the index of {name}"),
            Role::Item => format!("an item of {name}"),
        }
    }

    /// Where it is named, or else where it is written.
    pub(super) fn named_at(&self) -> Option<Span> {
        self.place.span().or(self.at.place.span())
    }

    /// Where it is written, or else where it is named.
    pub(super) fn written_at(&self) -> Option<Span> {
        self.at.place.span().or(self.place.span())
    }
}

impl<'a> Parts<'a> {
    pub(super) fn of(interface: &'a Interface) -> Self {
        let mut parts = Self {
            interface,
            endpoints: Vec::new(),
            objects: Vec::new(),
            enumerations: Vec::new(),
            values: Vec::new(),
        };
        parts.methods();
        parts.properties();
        parts.events();
        for definition in &interface.types {
            match &definition.shape {
                Shape::Object(object) => {
                    parts.objects.push(object);
                    for member in &object.members {
                        parts.member(member);
                    }
                }
                Shape::Enumeration(enumeration) => parts.enumerations.push(enumeration),
            }
        }
        parts
    }

    fn methods(&mut self) {
        for method in &self.interface.methods {
            let (name, place) = (method.wire_name.as_str(), method.place);
            self.endpoints.push(Endpoint {
                wire_name: name,
                alternative: method.alternative.as_ref(),
                docs: &method.docs,
                errors: &method.errors,
                place,
            });
            if let Some(params) = &method.params {
                self.value(Role::Params, name, params, place);
            }
            self.value(Role::Result, name, &method.result, place);
            let completion = method.completion.as_ref();
            if let Some(params) = completion.and_then(|completion| completion.params.as_ref()) {
                self.value(Role::Params, name, params, place);
            }
        }
    }

    fn properties(&mut self) {
        for property in &self.interface.properties {
            let (name, place) = (property.wire_name.as_str(), property.place);
            self.endpoints.push(Endpoint {
                wire_name: name,
                alternative: property.alternative.as_ref(),
                docs: &property.docs,
                errors: &property.errors,
                place,
            });
            let get = property.get.as_ref().map(|get| &get.value);
            let set = property.set.as_ref().map(|set| &set.value);
            if let Some(value) = get {
                self.value(Role::Property, name, value, place);
            }
            if let Some(value) = set.filter(|set| get != Some(*set)) {
                self.value(Role::Property, name, value, place);
            }
            if let Some(index) = property.index() {
                self.value(Role::Index, name, &index.value, index.place);
            }
        }
    }

    fn events(&mut self) {
        for event in &self.interface.events {
            let (name, place) = (event.wire_name.as_str(), event.place);
            self.endpoints.push(Endpoint {
                wire_name: name,
                alternative: event.alternative.as_ref(),
                docs: &event.docs,
                errors: &[],
                place,
            });
            if let Some(params) = &event.params {
                self.value(Role::Params, name, params, place);
            }
            if let Some(index) = &event.index {
                self.value(Role::Index, name, &index.value, index.place);
            }
        }
    }

    fn member(&mut self, member: &'a Member) {
        self.value(Role::Member, &member.wire_name, &member.value, member.place);
    }

    /// A value and the items in it.
    fn value(&mut self, role: Role, name: &'a str, at: &'a Use, place: Place) {
        self.values.push(Value {
            role,
            name,
            at,
            place,
        });
        if let Type::Array(items) | Type::OneOrMany(items) = &at.ty {
            self.value(Role::Item, name, items, place);
        }
    }
}
