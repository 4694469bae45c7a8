//! Events.

use super::anchor::Anchors;
use super::code::example;
use super::endpoint::{self, Head, Section, placeholders};
use super::node::{Node, code, element, text};
use super::{property, table};
use crate::model::{Event, Examples, Interface, Presence, RegistrationForm, message};

pub(super) fn sections(interface: &Interface, anchors: &Anchors) -> Vec<Section> {
    let events = interface.events.iter().zip(&anchors.events);
    events
        .map(|(event, anchor)| section(interface, anchors, event, anchor))
        .collect()
}

fn section(interface: &Interface, anchors: &Anchors, event: &Event, anchor: &str) -> Section {
    let head = Head {
        anchors,
        anchor,
        kind: "event",
        wire_name: &event.wire_name,
        docs: &event.docs,
        alternative: event.alternative.as_ref(),
    };
    let mut facts = Vec::new();
    if event.status_listener {
        facts.push(element("p").holding([text("Who registers is first told the current state.")]));
    }
    match &event.params {
        Some(params) => {
            facts.extend(table::value(
                interface,
                "Parameters",
                "params",
                params,
                Presence::Required,
            ));
        }
        None => facts.push(element("p").holding([text("It carries no parameters.")])),
    }
    if let Some(index) = &event.index {
        facts.extend(property::index(interface, "Index", index));
    }
    let forms = event.registration_forms();
    facts.push(element("h4").holding([text("Registration")]));
    facts.extend(
        forms
            .iter()
            .map(|form| registration(interface, event, form)),
    );
    endpoint::section(&head, facts, examples(interface, event, &forms))
}

/// One way to register, and what the notifications are then called.
fn registration(interface: &Interface, event: &Event, form: &RegistrationForm) -> Node {
    let index = event.index.as_ref();
    let method = interface.qualified(
        "<callsign>",
        &placeholders(interface, &form.register, index),
    );
    element("p").holding([
        text("Call "),
        code(&method),
        text(" with the id "),
        code(&placeholders(interface, &form.id, index)),
        text("; the notifications are named "),
        code(&placeholders(interface, &form.notification, index)),
        text("."),
    ])
}

fn examples(interface: &Interface, event: &Event, forms: &[RegistrationForm]) -> Vec<Node> {
    let Some(form) = forms.first() else {
        return Vec::new();
    };
    let examples = Examples(interface);
    let index = event.index.as_ref();
    let called = endpoint::example_designator(interface, &form.register, index);
    let params = message::registration_params(form, |blank| examples.blank(blank, index));
    let named = examples.designator(&form.notification, index);
    let carried = event.params.as_ref().map(|params| examples.value(params));
    vec![
        example("Registration", &message::request(&called, Some(params))),
        example("Notification", &message::notification(&named, carried)),
    ]
}
