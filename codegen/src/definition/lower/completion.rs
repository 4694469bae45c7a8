//! What a caller is told when an asynchronous method has ended.

use super::Lowering;
use super::endpoints::Endpoint;
use super::names::{self, Naming};
use crate::definition::json::Node;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Completion, Name};

impl<'a> Lowering<'a, '_> {
    /// The notification that a member of the params, the caller's id for it, describes.
    pub(super) fn completion(
        &mut self,
        endpoint: &Endpoint<'a>,
        name: &Name,
    ) -> Option<Completion> {
        let params = endpoint.get("params");
        let params = params.and_then(|node| self.references.follow(node));
        let members = params
            .as_ref()
            .and_then(|params| params.get("properties"))
            .and_then(|properties| self.references.follow(properties))
            .and_then(|properties| properties.node.as_object());
        let found = members.and_then(|members| {
            members.members().iter().find_map(|member| {
                let value = self.references.follow(&member.value)?;
                let description = value.get("@async")?;
                description.as_object()?;
                Some((member, description))
            })
        });
        let Some((member, description)) = found else {
            if self.flag(endpoint.get("@async"), "`@async`") {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::IGNORED_KEYWORD,
                        format!(
                            "{} is asynchronous, but no member of its params says what follows",
                            quoted(&endpoint.wire_name)
                        ),
                        endpoint.key,
                    )
                    .help("let one member of the params be a text with `\"@async\": {\"params\": ...}`"),
                );
            }
            return None;
        };
        let own = names::split_prefix(&endpoint.wire_name).1;
        let wire_name = self
            .prose(description.get("name"), "`name`")
            .unwrap_or_else(|| own.to_owned());
        Some(Completion {
            wire_name,
            id_member: member.key.clone(),
            description: self
                .prose(description.get("summary"), "`summary`")
                .or_else(|| self.prose(description.get("description"), "`description`")),
            params: self.params(
                endpoint,
                description.get("params"),
                &Naming::plain(name.with("completion")),
                "completion",
            ),
            place: member.key_span.into(),
        })
    }

    /// Whether a value is the id that a caller chooses for a completion.
    pub(super) fn is_completion_id(node: &Node) -> bool {
        node.get("@async")
            .is_some_and(|value| value.as_object().is_some())
    }
}
