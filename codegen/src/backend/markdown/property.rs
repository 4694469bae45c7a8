//! The properties section.

use super::endpoint::{self, Kind};
use super::page::Page;
use super::phrase::{Phrase, Section};
use super::{message, table};
use crate::model::{Examples, Index, Interface, Presence, Property, Setter};
use serde_json::{Value, json};

const PROPERTY: Kind = Kind {
    singular: "property",
    plural: "properties",
};

pub(super) fn write(page: &mut Page, interface: &Interface) {
    if interface.properties.is_empty() {
        return;
    }
    page.heading(2, "Properties");
    endpoint::overview(page, interface, PROPERTY);
    let rows = interface
        .properties
        .iter()
        .enumerate()
        .map(|(position, property)| {
            let section = Section::Property(position);
            let (name, summary) =
                endpoint::overview_cells(&property.wire_name, &property.docs, section);
            vec![name, Phrase::fixed(access(property)), summary]
        });
    page.table(&["Property", "Access", "Description"], rows.collect());
    for (position, property) in interface.properties.iter().enumerate() {
        write_property(page, interface, property, Section::Property(position));
    }
}

fn access(property: &Property) -> &'static str {
    match (&property.get, &property.set) {
        (Some(_), None) => "read-only",
        (None, Some(_)) => "write-only",
        _ => "read/write",
    }
}

fn write_property(page: &mut Page, interface: &Interface, property: &Property, section: Section) {
    let restricted = property.get.is_none() || property.set.is_none();
    let remark = restricted.then(|| {
        let access = Phrase::strong(Phrase::fixed(access(property)));
        Phrase::fixed("This property is ")
            .and_phrase(access)
            .and(".")
    });
    let remarks = remark.into_iter().collect();
    endpoint::head(
        page,
        &property.wire_name,
        &property.docs,
        PROPERTY,
        section,
        remarks,
    );

    values(page, interface, property);
    if let Some(index) = property.index() {
        write_index(page, interface, property, index);
    }
    endpoint::errors(page, &property.errors);
    examples(page, interface, property);
}

/// What is read and what is written: one table if they are the same.
fn values(page: &mut Page, interface: &Interface, property: &Property) {
    let name = "(property)";
    let required = Presence::Required;
    match (&property.get, &property.set) {
        (Some(get), Some(set)) if get.value != set.value => {
            page.heading(4, "Value Read");
            table::write(page, interface, name, &get.value, required);
            page.heading(4, "Value Written");
            table::write(page, interface, name, &set.value, required);
        }
        (Some(only), _) => {
            page.heading(4, "Value");
            table::write(page, interface, name, &only.value, required);
        }
        (None, Some(only)) => {
            page.heading(4, "Value");
            table::write(page, interface, name, &only.value, required);
        }
        (None, None) => {}
    }
    let wrapper = property.set.as_ref().and_then(|set| set.wrapper.as_ref());
    if let Some(member) = wrapper {
        page.paragraph(
            Phrase::fixed("To set the property, pass its value as the member ")
                .and_code(member)
                .and(" of the parameters."),
        );
    }
}

fn write_index(page: &mut Page, interface: &Interface, property: &Property, index: &Index) {
    page.heading(4, "Index");
    let example = format!("{}@{}", property.wire_name, endpoint::placeholder(index));
    page.paragraph(
        Phrase::fixed("The ")
            .and_code(&index.wire_name)
            .and(" parameter shall be passed as the index to the property, i.e. ")
            .and_code(&endpoint::designator(interface, &example))
            .and("."),
    );
    let presence = if index.optional {
        Presence::Optional
    } else {
        Presence::Required
    };
    table::write(page, interface, &index.wire_name, &index.value, presence);
}

fn examples(page: &mut Page, interface: &Interface, property: &Property) {
    let operation = match property.index() {
        Some(index) => {
            format!(
                "{}@{}",
                property.wire_name,
                message::index_text(interface, index)
            )
        }
        None => property.wire_name.clone(),
    };
    let designator = endpoint::designator(interface, &operation);
    page.heading(4, "Example");
    if let Some(get) = &property.get {
        message::request(page, "Get Request", &designator, None);
        message::response(page, "Get Response", Examples(interface).value(&get.value));
    }
    if let Some(set) = &property.set {
        message::request(
            page,
            "Set Request",
            &designator,
            Some(set_params(interface, set)),
        );
        message::response(page, "Set Response", Value::Null);
    }
}

/// The params that set a property, as they travel.
fn set_params(interface: &Interface, set: &Setter) -> Value {
    let value = Examples(interface).value(&set.value);
    match &set.wrapper {
        Some(member) => json!({ member: value }),
        None => value,
    }
}
