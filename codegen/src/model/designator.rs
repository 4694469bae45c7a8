//! Names of calls and notifications on the wire, with blanks for what callers choose.

use super::{Event, IndexForm, ObjectId};

/// What a caller chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// The id of an instance of this kind of objects.
    Instance(ObjectId),
    /// The index of the property or event.
    Index,
    /// The client id of a registration.
    Client,
}

/// A part of a [`Designator`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Letters that stand there as they are.
    Text(String),
    /// What a caller chooses.
    Blank(Blank),
}

/// A name on the wire without callsign and version: `brightness@`, then an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Designator {
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

impl Designator {
    /// The name of a method or property that is called, on an instance if it belongs to one, with an index
    /// behind it if it has one.
    pub fn call(wire_name: &str, instance: Option<ObjectId>, index: bool) -> Self {
        let designator = Self::default().name(wire_name, instance);
        if index {
            designator.text("@").blank(Blank::Index)
        } else {
            designator
        }
    }

    fn name(self, wire_name: &str, instance: Option<ObjectId>) -> Self {
        let prefix = wire_name.rsplit_once("::");
        match (instance, prefix) {
            (Some(object), Some((prefix, name))) => self
                .text(prefix)
                .text("#")
                .blank(Blank::Instance(object))
                .text("::")
                .text(name),
            _ => self.text(wire_name),
        }
    }

    fn text(mut self, text: &str) -> Self {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
        self
    }

    fn blank(mut self, blank: Blank) -> Self {
        self.parts.push(Part::Blank(blank));
        self
    }

    /// The name with its blanks filled in.
    pub fn fill(&self, mut write: impl FnMut(Blank) -> String) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Blank(blank) => write(*blank),
            })
            .collect()
    }

    /// The whole name if there is nothing to choose.
    pub fn fixed(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// One way to register for an event, and what its notifications are then called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationForm {
    /// The method that is called to begin.
    pub register: Designator,
    /// The method that is called to end, with the same params.
    pub unregister: Designator,
    /// Its param `event`.
    pub event: String,
    /// Its param `id`.
    pub id: Designator,
    /// The name of the notifications.
    pub notification: Designator,
}

impl Event {
    /// Every way to register for this event, the one that the definition asks for first.
    pub fn registration_forms(&self) -> Vec<RegistrationForm> {
        self.registration_forms_as(&self.wire_name)
    }

    /// The same under another of its names.
    pub fn registration_forms_as(&self, wire_name: &str) -> Vec<RegistrationForm> {
        let places: &[Place] = match &self.index {
            None => &[Place::Nowhere],
            Some(index) => match (index.form, index.optional) {
                (IndexForm::ClientId, false) => &[Place::BeforeClient, Place::Behind],
                (IndexForm::ClientId, true) => {
                    &[Place::BeforeClient, Place::Behind, Place::Nowhere]
                }
                (IndexForm::Designator, false) => &[Place::Behind],
                (IndexForm::Designator, true) => &[Place::Behind, Place::Nowhere],
            },
        };
        places
            .iter()
            .map(|place| self.registration_form(wire_name, *place))
            .collect()
    }

    fn registration_form(&self, wire_name: &str, place: Place) -> RegistrationForm {
        let behind = place == Place::Behind;
        // What belongs to an instance is registered for on that instance, by its name alone.
        let (prefix, event) = match wire_name.rsplit_once("::") {
            Some((prefix, name)) if self.instance.is_some() => (format!("{prefix}::"), name),
            _ => (String::new(), wire_name),
        };
        let method = |name| Designator::call(&format!("{prefix}{name}"), self.instance, behind);
        let id = match place {
            Place::BeforeClient => Designator::default().blank(Blank::Index).text("."),
            Place::Nowhere | Place::Behind => Designator::default(),
        }
        .blank(Blank::Client);
        let mut notification = id.clone().text(".").name(wire_name, self.instance);
        if behind {
            notification = notification.text("@").blank(Blank::Index);
        }
        RegistrationForm {
            register: method("register"),
            unregister: method("unregister"),
            event: event.to_owned(),
            id,
            notification,
        }
    }
}

/// Where the index stands when registering.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    BeforeClient,
    Behind,
}
