//! The notifications section.

use super::endpoint::{self, Kind, placeholder};
use super::message::{self, CLIENT};
use super::page::Page;
use super::phrase::{Phrase, Section, Target};
use super::table;
use crate::model::{Event, Examples, Index, IndexForm, Interface, Presence, Type};
use serde_json::json;

const EVENT: Kind = Kind {
    singular: "notification",
    plural: "events",
};

/// How the client's id is written where it stands for any.
const ANY_CLIENT: &str = "<client-id>";

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
    let remarks = if event.status_listener {
        vec![Phrase::fixed(
            "This notification may also be triggered by client registration.",
        )]
    } else {
        Vec::new()
    };
    endpoint::head(page, &event.wire_name, &event.docs, EVENT, section, remarks);

    if let Some(index) = &event.index {
        write_index(page, interface, index);
    }
    page.heading(4, "Notification Parameters");
    match &event.params {
        Some(params) => table::write(page, interface, "params", params, Presence::Required),
        None => page.paragraph(Phrase::fixed("This notification carries no parameters.")),
    }
    examples(page, interface, event);
    designators(page, event);
}

/// How the index is passed when registering, and what it is if that needs saying.
fn write_index(page: &mut Page, interface: &Interface, index: &Index) {
    page.heading(4, "Parameters");
    let passed = match index.form {
        IndexForm::ClientId => Phrase::fixed(" parameter shall be passed within the ")
            .and_code("id")
            .and(" parameter to the ")
            .and_code("register")
            .and(" call, i.e. ")
            .and_code(&format!("{}.{ANY_CLIENT}", placeholder(index))),
        IndexForm::Designator => Phrase::fixed(" parameter shall be passed as the index to the ")
            .and_code("register")
            .and(" call, i.e. ")
            .and_code(&format!("register@{}", placeholder(index))),
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

fn examples(page: &mut Page, interface: &Interface, event: &Event) {
    let index = event.index.as_ref();
    let index_text = index.map(|index| (index.form, message::index_text(interface, index)));
    let (register, client, suffix) = match index_text {
        None => ("register".to_owned(), CLIENT.to_owned(), String::new()),
        Some((IndexForm::ClientId, index)) => (
            "register".to_owned(),
            format!("{index}.{CLIENT}"),
            String::new(),
        ),
        Some((IndexForm::Designator, index)) => (
            format!("register@{index}"),
            CLIENT.to_owned(),
            format!("@{index}"),
        ),
    };
    page.heading(4, "Example");
    let designator = endpoint::designator(interface, &register);
    let params = json!({"event": event.wire_name, "id": client});
    message::request(page, "Registration", &designator, Some(params));
    let designator = format!("{client}.{}{suffix}", event.wire_name);
    let params = event
        .params
        .as_ref()
        .map(|params| Examples(interface).value(params));
    message::notification(page, "Notification", &designator, params);
}

/// Where the client id and the index are found in a notification.
fn designators(page: &mut Page, event: &Event) {
    let index = event.index.as_ref();
    let designator = match index.map(|index| (index.form, placeholder(index))) {
        None => format!("{ANY_CLIENT}.{}", event.wire_name),
        Some((IndexForm::ClientId, index)) => {
            format!("{index}.{ANY_CLIENT}.{}", event.wire_name)
        }
        Some((IndexForm::Designator, index)) => {
            format!("{ANY_CLIENT}.{}@{index}", event.wire_name)
        }
    };
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
