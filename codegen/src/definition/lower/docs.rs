//! What an endpoint says about itself.

use super::Lowering;
use super::endpoints::Endpoint;
use crate::definition::json::{Node, Value};
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Docs, RelatedEvent};

impl<'a> Lowering<'a, '_> {
    /// What an endpoint says about itself.
    pub(super) fn docs(&mut self, endpoint: &Endpoint<'a>) -> Docs {
        let summary = self.prose(endpoint.get("summary"), "`summary`");
        if summary.is_none()
            && endpoint
                .get("summary")
                .is_none_or(|node| node.as_text().is_some())
        {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::MISSING_SUMMARY,
                    format!("{} has no summary", quoted(&endpoint.wire_name)),
                    endpoint.key,
                )
                .help(self.in_json_or_header(
                    "add a `summary` of one line; the documentation of generated code begins with it",
                    "add a comment with `@brief` and one line; the documentation of generated code begins with it",
                )),
            );
        }
        let obsolete = self.flag(endpoint.get("obsolete"), "`obsolete`");
        let deprecated = self.flag(endpoint.get("deprecated"), "`deprecated`");
        Docs {
            summary,
            description: self.prose(endpoint.get("description"), "`description`"),
            deprecated: deprecated || obsolete,
            obsolete,
            precondition: self.prose(endpoint.get("@precondition"), "`@precondition`"),
            postcondition: self.prose(endpoint.get("@postcondition"), "`@postcondition`"),
            related_events: self.related_events(endpoint.get("events")),
        }
    }

    /// The events that an endpoint mentions: one name, a list of names, or names with a remark on each.
    fn related_events(&mut self, node: Option<&'a Node>) -> Vec<RelatedEvent> {
        let Some(node) = node else { return Vec::new() };
        let mentioned: Vec<(&'a str, &'a Node, Option<String>)> = match &node.value {
            Value::Text(name) => vec![(name, node, None)],
            Value::Array(items) => items
                .iter()
                .filter_map(|item| {
                    let name = self.text(Some(item), "the name of an event")?;
                    Some((name, item, None))
                })
                .collect(),
            Value::Object(object) => object
                .members()
                .iter()
                .map(|member| {
                    let remark = self.prose(Some(&member.value), "the remark on an event");
                    (member.key.as_str(), &member.value, remark)
                })
                .collect(),
            _ => {
                self.wrong_kind(node, "`events`", "a list of the names of events");
                return Vec::new();
            }
        };
        let mut events = Vec::with_capacity(mentioned.len());
        for (name, at, description) in mentioned {
            if self.event_names.contains(name) {
                events.push(RelatedEvent {
                    wire_name: name.to_owned(),
                    description,
                });
                continue;
            }
            let mut known: Vec<&str> = self.event_names.iter().map(String::as_str).collect();
            known.sort_unstable();
            let help = did_you_mean(nearest(name, known))
                .unwrap_or_else(|| "remove it, or define the event".to_owned());
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::UNKNOWN_EVENT,
                    format!("the interface has no event {}", quoted(name)),
                    at.mark(),
                )
                .help(help),
            );
        }
        events
    }
}
