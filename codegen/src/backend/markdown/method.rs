//! The methods section.

use super::endpoint::{self, Kind};
use super::page::Page;
use super::phrase::{Phrase, Section};
use super::{message, table};
use crate::model::{Examples, Interface, Method, Presence, request_params};

const METHOD: Kind = Kind {
    singular: "method",
    plural: "methods",
};

pub(super) fn write(page: &mut Page, interface: &Interface) {
    if interface.methods.is_empty() {
        return;
    }
    page.heading(2, "Methods");
    endpoint::overview(page, interface, METHOD);
    let rows = interface
        .methods
        .iter()
        .enumerate()
        .map(|(position, method)| {
            let section = Section::Method(position);
            let (name, summary) =
                endpoint::overview_cells(&method.wire_name, &method.docs, section);
            vec![name, summary]
        });
    page.table(&["Method", "Description"], rows.collect());
    for (position, method) in interface.methods.iter().enumerate() {
        write_method(page, interface, method, Section::Method(position));
    }
}

fn write_method(page: &mut Page, interface: &Interface, method: &Method, section: Section) {
    endpoint::head(
        page,
        &method.wire_name,
        &method.docs,
        METHOD,
        section,
        Vec::new(),
    );

    page.heading(4, "Parameters");
    match &method.params {
        Some(params) => table::write(page, interface, "params", params, Presence::Required),
        None => page.paragraph(Phrase::fixed("This method takes no parameters.")),
    }
    page.heading(4, "Result");
    table::write(
        page,
        interface,
        "result",
        &method.result,
        Presence::Required,
    );
    endpoint::errors(page, &method.errors);

    page.heading(4, "Example");
    let designator = endpoint::designator(interface, &method.wire_name);
    let params = request_params(interface, method.params.as_ref());
    message::request(page, "Request", &designator, params);
    message::response(page, "Response", Examples(interface).value(&method.result));
}
