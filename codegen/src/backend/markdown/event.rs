//! The notifications section.

use super::endpoint::{self, Head, Kind, placeholders};
use super::message;
use super::page::Page;
use super::phrase::{Phrase, Section, Target};
use super::table;
use crate::model::{
    Event, Examples, Index, IndexForm, Interface, Presence, RegistrationForm, Type,
    message as example,
};

const EVENT: Kind = Kind {
    singular: "notification",
    plural: "events",
};

pub(super) fn write(page: &mut Page, interface: &Interface) {
    if interface.events.is_empty() {
        return;
    }
    page.heading(2, "Notifications");
    // The brackets belong to the text: this is how the references are cited.
    page.paragraph(
        Phrase::fixed(
            "Notifications are autonomous events triggered by the internals of the implementation and \
             broadcasted via JSON-RPC to all registered observers. Refer to [",
        )
        .and_phrase(Phrase::link(
            Phrase::fixed("Thunder"),
            Target::Section(Section::References),
        ))
        .and("] for information on how to register for a notification."),
    );
    endpoint::overview(page, interface, EVENT);
    let rows = interface
        .events
        .iter()
        .enumerate()
        .map(|(position, event)| {
            let section = Section::Event(position);
            let (name, summary) = endpoint::overview_cells(&event.wire_name, &event.docs, section);
            vec![name, summary]
        });
    page.table(&["Notification", "Description"], rows.collect());
    for (position, event) in interface.events.iter().enumerate() {
        write_event(page, interface, event, Section::Event(position));
    }
}

fn write_event(page: &mut Page, interface: &Interface, event: &Event, section: Section) {
    // The way that the definition asks for.
    let forms = event.registration_forms();
    let Some(form) = forms.first() else { return };
    let index = event.index.as_ref();
    let listener = event
        .status_listener
        .then(|| Phrase::fixed("This notification may also be triggered by client registration."));
    let instance = endpoint::instance_remark(interface, &form.register, index);
    let head = Head {
        wire_name: &event.wire_name,
        docs: &event.docs,
        alternative: event.alternative.as_ref(),
        kind: EVENT,
        section,
        remarks: listener.into_iter().chain(instance).collect(),
    };
    endpoint::head(page, head);

    if let Some(index) = index {
        write_index(page, interface, index, form);
    }
    page.heading(4, "Notification Parameters");
    match &event.params {
        Some(params) => table::write(page, interface, "params", params, Presence::Required),
        None => page.paragraph(Phrase::fixed("This notification carries no parameters.")),
    }
    examples(page, interface, event, form);
    designators(page, interface, event, form);
}

/// How the index is passed when registering, and what it is if that needs saying.
fn write_index(page: &mut Page, interface: &Interface, index: &Index, form: &RegistrationForm) {
    page.heading(4, "Parameters");
    let shown = |name| placeholders(interface, name, Some(index));
    let passed = match index.form {
        IndexForm::ClientId => Phrase::fixed(" parameter shall be passed within the ")
            .and_code("id")
            .and(" parameter to the ")
            .and_code("register")
            .and(" call, i.e. ")
            .and_code(&shown(&form.id)),
        IndexForm::Designator => Phrase::fixed(" parameter shall be passed as the index to the ")
            .and_code("register")
            .and(" call, i.e. ")
            .and_code(&shown(&form.register)),
    };
    page.paragraph(
        Phrase::fixed("The ")
            .and_code(&index.wire_name)
            .and_phrase(passed)
            .and("."),
    );
    if index.optional {
        page.paragraph(Phrase::fixed(
            "Without it, the notifications of all instances are received.",
        ));
    }
    let value = &index.value;
    let plain = value.ty == Type::Text
        && value.description.is_none()
        && value.range.is_none()
        && value.default.is_none();
    if !plain || index.optional {
        let presence = if index.optional {
            Presence::Optional
        } else {
            Presence::Required
        };
        table::write(page, interface, &index.wire_name, value, presence);
    }
}

fn examples(page: &mut Page, interface: &Interface, event: &Event, form: &RegistrationForm) {
    let examples = Examples(interface);
    let index = event.index.as_ref();
    page.heading(4, "Example");
    let called = endpoint::example(interface, &form.register, index);
    let params = example::registration_params(form, |blank| examples.blank(blank, index));
    message::show(
        page,
        "Registration",
        example::request(&called, Some(params)),
    );
    let named = examples.designator(&form.notification, index);
    let params = event.params.as_ref().map(|params| examples.value(params));
    message::show(page, "Notification", example::notification(&named, params));
}

/// Where the client id and the index are found in a notification.
fn designators(page: &mut Page, interface: &Interface, event: &Event, form: &RegistrationForm) {
    let index = event.index.as_ref();
    let designator = placeholders(interface, &form.notification, index);
    let within = |subject: Phrase| {
        Phrase::fixed("The ")
            .and_phrase(subject)
            .and(" parameter is passed within the notification designator, i.e. ")
            .and_code(&designator)
            .and(".")
    };
    page.paragraph(within(Phrase::fixed("client ID")));
    if let Some(index) = index {
        page.paragraph(within(Phrase::code(&index.wire_name)));
    }
}
