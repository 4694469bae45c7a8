//! Methods.

use super::anchor::Anchors;
use super::code::example;
use super::endpoint::{self, Head, Section};
use super::node::{Node, code, element, text};
use super::table;
use crate::model::{
    Completion, Designator, Examples, Interface, Method, Presence, Type, message, request_params,
};

pub(super) fn sections(interface: &Interface, anchors: &Anchors) -> Vec<Section> {
    let methods = interface.methods.iter().zip(&anchors.methods);
    methods
        .map(|(method, anchor)| section(interface, anchors, method, anchor))
        .collect()
}

fn section(interface: &Interface, anchors: &Anchors, method: &Method, anchor: &str) -> Section {
    let head = Head {
        anchors,
        anchor,
        kind: "method",
        wire_name: &method.wire_name,
        docs: &method.docs,
        alternative: method.alternative.as_ref(),
    };
    let designator = Designator::call(&method.wire_name, method.instance, false);
    let mut facts: Vec<Node> = endpoint::call_form(interface, &designator, None)
        .into_iter()
        .collect();
    match &method.params {
        Some(params) => {
            facts.extend(table::value(
                interface,
                "Parameters",
                "params",
                params,
                Presence::Required,
            ));
        }
        None => facts.push(element("p").holding([text("It takes no parameters.")])),
    }
    if method.result.ty == Type::Null && method.result.description.is_none() {
        facts.push(element("p").holding([text("Its result is null.")]));
    } else {
        facts.extend(table::value(
            interface,
            "Result",
            "result",
            &method.result,
            Presence::Required,
        ));
    }
    facts.extend(table::errors(&method.errors));

    let examples = Examples(interface);
    let called = endpoint::example_designator(interface, &designator, None);
    let params = request_params(interface, method.params.as_ref());
    let mut shown = vec![
        example("Request", &message::request(&called, params)),
        example(
            "Response",
            &message::response(examples.value(&method.result)),
        ),
    ];
    if let Some(completion) = &method.completion {
        let (words, notification) = self::completion(interface, method, completion);
        facts.extend(words);
        shown.push(notification);
    }
    endpoint::section(&head, facts, shown)
}

/// What the caller is told when what the method began has ended.
fn completion(
    interface: &Interface,
    method: &Method,
    completion: &Completion,
) -> (Vec<Node>, Node) {
    let mut words = vec![
        element("h4").holding([text("Completion")]),
        element("p").holding([
            text("When what it began has ended, the caller is sent the notification "),
            code(&format!(
                "<{}>.{}",
                completion.id_member, completion.wire_name
            )),
            text(", without having registered for it."),
        ]),
    ];
    words.extend(
        completion
            .description
            .as_deref()
            .map(endpoint::prose)
            .unwrap_or_default(),
    );
    if let Some(params) = &completion.params {
        words.extend(table::value(
            interface,
            "Completion parameters",
            "params",
            params,
            Presence::Required,
        ));
    }
    let params = request_params(interface, method.params.as_ref());
    let notification = Examples(interface).completion(params.as_ref(), completion);
    (words, example("Completion", &notification))
}
