//! What can be wrong with a reference.

use super::headers::types_in;
use super::{BESIDE, LONGEST_CHAIN, OVERRIDING};
use crate::definition::json::Node;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::source::Span;

pub(super) fn reference_span(node: &Node) -> Span {
    node.get("$ref")
        .or(node.get("$cppref"))
        .map_or(node.mark(), |value| value.span)
}

pub(super) fn unknown(
    node: &Node,
    at: &Node,
    walked: &[String],
    step: &str,
    file: &str,
    declared: &[Node],
) -> Diagnostic {
    let place = match (walked, file) {
        ([], "") => "this file".to_owned(),
        ([], file) => quoted(file),
        (walked, file) => quoted(&format!("{file}#/{}", walked.join("/"))),
    };
    let diagnostic = Diagnostic::new(
        &rule::UNKNOWN_REFERENCE,
        format!("there is no {} in {place}", quoted(step)),
        reference_span(node),
    );
    let members = at
        .as_object()
        .map(|object| object.members())
        .unwrap_or_default();
    let mut types = Vec::new();
    if step.starts_with("::") {
        types_in(at, &mut types);
        declared
            .iter()
            .for_each(|declared| types_in(declared, &mut types));
    }
    let names: Vec<&str> = match at.as_array() {
        _ if !types.is_empty() => types,
        Some(definitions) => definitions.iter().filter_map(interface_name).collect(),
        None => members.iter().map(|member| member.key.as_str()).collect(),
    };
    let keys = names.iter().copied();
    // Of a type, its own name is what was mistyped, whatever it stands in.
    let own = |name: &str| name.rsplit("::").next().map(str::to_owned);
    let of_type = || {
        let meant = own(step)?;
        let known: Vec<String> = keys.clone().filter_map(own).collect();
        let near = nearest(&meant, known.iter().map(String::as_str))?;
        keys.clone().find(|name| own(name).as_deref() == Some(near))
    };
    let near =
        nearest(step, keys.clone()).or_else(|| step.starts_with("::").then(of_type).flatten());
    // By convention, shared errors and results are in a file of that name.
    if near.is_none() && walked.is_empty() && file.is_empty() && step == "common" {
        return diagnostic.help("add `\"common\": {\"$ref\": \"common.json\"}` to the file, and name the directory of `common.json` with `-I` unless it is beside it");
    }
    let help = did_you_mean(near).unwrap_or_else(|| {
        let known: Vec<String> = keys.take(8).map(quoted).collect();
        if known.is_empty() {
            format!("define it in {place}, or correct the reference")
        } else {
            let more = if names.len() > known.len() {
                ", ..."
            } else {
                ""
            };
            format!(
                "define it there, or correct the reference; {place} has {}{more}",
                known.join(", ")
            )
        }
    });
    diagnostic.help(help)
}

pub(super) fn cycle_error(cycle: &[&Node]) -> Diagnostic {
    let texts: Vec<String> = cycle
        .iter()
        .chain(cycle.first())
        .map(|node| quoted(node.get("$ref").and_then(Node::as_text).unwrap_or_default()))
        .collect();
    let at = cycle.first().map(|node| reference_span(node));
    let message = "these references lead in a circle";
    let mut diagnostic = match at {
        Some(at) => Diagnostic::new(&rule::REFERENCE_CYCLE, message, at),
        None => Diagnostic::nowhere(&rule::REFERENCE_CYCLE, message),
    }
    .note(texts.join(" -> "))
    .help("let one of them hold the definition itself");
    for node in cycle.iter().skip(1).take(8) {
        diagnostic = diagnostic.also(reference_span(node), "");
    }
    diagnostic
}

pub(super) fn too_long(node: &Node) -> Diagnostic {
    Diagnostic::new(
        &rule::TOO_DEEP,
        format!("more than {LONGEST_CHAIN} references follow each other"),
        reference_span(node),
    )
    .help("refer to the definition directly")
}

pub(super) fn warn_of_siblings(node: &Node, diagnostics: &mut Diagnostics) {
    let members = node
        .as_object()
        .map(|object| object.members())
        .unwrap_or_default();
    for member in members {
        let key = member.key.as_str();
        if !OVERRIDING.contains(&key) && !BESIDE.contains(&key) && !key.starts_with("x-") {
            diagnostics.report(
                Diagnostic::new(
                    &rule::IGNORED_KEYWORD,
                    format!("{} beside `$ref` has no effect", quoted(key)),
                    member.key_span,
                )
                .also(reference_span(node), "the target decides")
                .help("remove it; only `description`, `summary`, `example`, `default`, `deprecated` and `optional` win over the target"),
            );
        }
    }
}

/// The name of the interface that a definition is about.
fn interface_name(definition: &Node) -> Option<&str> {
    let info = definition.get("info")?;
    info.get("interface").or(info.get("class"))?.as_text()
}
