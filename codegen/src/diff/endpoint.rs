//! Methods, properties and events, alike as far as they are.

use super::path;
use crate::model::{
    Alternative, Docs, ErrorCase, Event, Interface, Method, Name, ObjectId, Property,
};
use crate::source::Place;

/// One endpoint.
#[derive(Clone, Copy)]
pub(super) struct Endpoint<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) name: &'a Name,
    pub(super) wire_name: &'a str,
    pub(super) alternative: Option<&'a Alternative>,
    pub(super) instance: Option<ObjectId>,
    pub(super) docs: &'a Docs,
    pub(super) errors: &'a [ErrorCase],
    pub(super) place: Place,
}

/// What an endpoint is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    Method(&'a Method),
    Property(&'a Property),
    Event(&'a Event),
}

impl Kind<'_> {
    /// Its word.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Method(_) => "method",
            Self::Property(_) => "property",
            Self::Event(_) => "event",
        }
    }

    /// The section of a definition that holds its like.
    fn section(&self) -> &'static str {
        match self {
            Self::Method(_) => "methods",
            Self::Property(_) => "properties",
            Self::Event(_) => "events",
        }
    }
}

impl PartialEq for Kind<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl<'a> Endpoint<'a> {
    /// All endpoints of an interface, in order.
    pub(super) fn all(interface: &'a Interface) -> Vec<Self> {
        let methods = interface.methods.iter().map(|method| Self {
            kind: Kind::Method(method),
            name: &method.name,
            wire_name: &method.wire_name,
            alternative: method.alternative.as_ref(),
            instance: method.instance,
            docs: &method.docs,
            errors: &method.errors,
            place: method.place,
        });
        let properties = interface.properties.iter().map(|property| Self {
            kind: Kind::Property(property),
            name: &property.name,
            wire_name: &property.wire_name,
            alternative: property.alternative.as_ref(),
            instance: property.instance,
            docs: &property.docs,
            errors: &property.errors,
            place: property.place,
        });
        let events = interface.events.iter().map(|event| Self {
            kind: Kind::Event(event),
            name: &event.name,
            wire_name: &event.wire_name,
            alternative: event.alternative.as_ref(),
            instance: event.instance,
            docs: &event.docs,
            errors: &[],
            place: event.place,
        });
        methods.chain(properties).chain(events).collect()
    }

    /// Where it is in the interface.
    pub(super) fn path(&self) -> String {
        path::member(self.kind.section(), self.wire_name)
    }

    /// Its second name on the wire.
    pub(super) fn second_name(&self) -> Option<&'a str> {
        self.alternative.map(|second| second.wire_name.as_str())
    }

    /// Whether both are called, or both are listened to, and whether that is done by the same name. Methods
    /// and properties share one set of names.
    pub(super) fn answers_like(&self, other: &Self) -> bool {
        self.is_event() == other.is_event() && self.wire_name == other.wire_name
    }

    /// Whether it is served under this name, the first or the second.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.wire_name == name || self.second_name() == Some(name)
    }

    pub(super) fn is_event(&self) -> bool {
        matches!(self.kind, Kind::Event(_))
    }
}
