//! The properties section.

use super::endpoint::{self, Head, Kind};
use super::page::Page;
use super::phrase::{Phrase, Section};
use super::{message, table};
use crate::model::{
    Designator, Examples, Index, Interface, Presence, Property, message as example,
};
use serde_json::Value;

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
    let index = property.index();
    let instance = endpoint::instance_remark(interface, &designator(property, index), index);
    let head = Head {
        wire_name: &property.wire_name,
        docs: &property.docs,
        alternative: property.alternative.as_ref(),
        kind: PROPERTY,
        section,
        remarks: remark.into_iter().chain(instance).collect(),
    };
    endpoint::head(page, head);

    values(page, interface, property);
    write_indexes(page, interface, property);
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

/// The name of a property, with the index if it has one.
fn designator(property: &Property, index: Option<&Index>) -> Designator {
    Designator::call(&property.wire_name, property.instance, index.is_some())
}

/// The index for reading and the one for writing: one table if they are the same.
fn write_indexes(page: &mut Page, interface: &Interface, property: &Property) {
    let get = property.get.as_ref().and_then(|get| get.index.as_ref());
    let set = property.set.as_ref().and_then(|set| set.index.as_ref());
    match (get, set) {
        (Some(get), Some(set)) if get != set => {
            page.heading(4, "Index When Read");
            write_index(page, interface, property, get);
            page.heading(4, "Index When Written");
            write_index(page, interface, property, set);
        }
        (Some(only), _) | (None, Some(only)) => {
            page.heading(4, "Index");
            write_index(page, interface, property, only);
        }
        (None, None) => {}
    }
}

fn write_index(page: &mut Page, interface: &Interface, property: &Property, index: &Index) {
    let name = endpoint::placeholders(interface, &designator(property, Some(index)), Some(index));
    page.paragraph(
        Phrase::fixed("The ")
            .and_code(&index.wire_name)
            .and(" parameter shall be passed as the index to the property, i.e. ")
            .and_code(&endpoint::designator(interface, &name))
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
    let called = |index| endpoint::example(interface, &designator(property, index), index);
    page.heading(4, "Example");
    if let Some(get) = &property.get {
        let request = example::request(&called(get.index.as_ref()), None);
        message::show(page, "Get Request", request);
        let value = Examples(interface).value(&get.value);
        message::show(page, "Get Response", example::response(value));
    }
    if let Some(set) = &property.set {
        let params = Examples(interface).set_params(set);
        let request = example::request(&called(set.index.as_ref()), Some(params));
        message::show(page, "Set Request", request);
        message::show(page, "Set Response", example::response(Value::Null));
    }
}
