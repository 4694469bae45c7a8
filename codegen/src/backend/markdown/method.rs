//! The methods section.

use super::endpoint::{self, Head, Kind};
use super::page::Page;
use super::phrase::{Phrase, Section};
use super::{message, table};
use crate::model::{
    Completion, Designator, Examples, Interface, Method, Presence, message as example,
    request_params,
};

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
    let designator = Designator::call(&method.wire_name, method.instance, false);
    let head = Head {
        wire_name: &method.wire_name,
        docs: &method.docs,
        alternative: method.alternative.as_ref(),
        kind: METHOD,
        section,
        remarks: endpoint::instance_remark(interface, &designator, None)
            .into_iter()
            .collect(),
    };
    endpoint::head(page, head);

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
    if let Some(completion) = &method.completion {
        write_completion(page, interface, completion);
    }

    page.heading(4, "Example");
    let called = endpoint::example(interface, &designator, None);
    let params = request_params(interface, method.params.as_ref());
    let completion = method
        .completion
        .as_ref()
        .map(|completion| Examples(interface).completion(params.as_ref(), completion));
    message::show(page, "Request", example::request(&called, params));
    let result = Examples(interface).value(&method.result);
    message::show(page, "Response", example::response(result));
    if let Some(completion) = completion {
        message::show(page, "Completion", completion);
    }
}

/// What the caller is told when what the method began has ended.
fn write_completion(page: &mut Page, interface: &Interface, completion: &Completion) {
    page.heading(4, "Completion");
    let name = format!("<{}>.{}", completion.id_member, completion.wire_name);
    page.paragraph(
        Phrase::fixed(
            "When what this method began has ended, the caller is sent the notification ",
        )
        .and_code(&name)
        .and(", without having registered for it."),
    );
    page.prose(completion.description.as_deref().unwrap_or_default());
    if let Some(params) = &completion.params {
        table::write(page, interface, "params", params, Presence::Required);
    }
}
