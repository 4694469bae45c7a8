//! Names that cannot be told apart.

use super::Lowering;
use super::endpoints::Endpoint;
use super::names;
use crate::definition::json::Node;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::source::Span;
use std::collections::HashMap;

/// Names that every service answers to by itself.
pub(in crate::definition) const RESERVED: [&str; 4] =
    ["exists", "versions", "register", "unregister"];

impl<'a> Lowering<'a, '_> {
    /// Reports names that cannot be told apart, on the wire or by people.
    pub(super) fn refuse_clashes<'e>(
        &mut self,
        endpoints: impl Iterator<Item = &'e Endpoint<'a>>,
        callable: bool,
    ) where
        'a: 'e,
    {
        let mut exact: HashMap<&str, Span> = HashMap::new();
        let mut folded: HashMap<String, (&str, Span)> = HashMap::new();
        let names = endpoints.flat_map(|endpoint| {
            let second = endpoint.alternative.as_ref().map(|alternative| {
                let at = endpoint.get("alt").map_or(endpoint.key, Node::mark);
                (alternative.wire_name.as_str(), at, true)
            });
            [(endpoint.wire_name.as_str(), endpoint.key, false)]
                .into_iter()
                .chain(second)
        });
        for (name, at, is_alternative) in names {
            let own = names::split_prefix(name).1.to_lowercase();
            if callable && RESERVED.contains(&own.as_str()) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::RESERVED_NAME,
                        format!("every service already has a method {}", quoted(&own)),
                        at,
                    )
                    .help("choose another name; `exists`, `versions`, `register` and `unregister` are taken in any case"),
                );
            }
            if let Some(first) = exact.get(name) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::NAME_CLASH,
                        format!("two endpoints are called {}", quoted(name)),
                        at,
                    )
                    .label("the second one")
                    .also(*first, "the first one")
                    .help("rename one of them: methods and properties are called the same way"),
                );
                continue;
            }
            exact.insert(name, at);
            let fold = names::fold(name);
            match folded.get(&fold) {
                // A second name is often the first one in another case.
                Some(_) if is_alternative => {}
                Some((other, span)) => self.diagnostics.report(
                    Diagnostic::new(
                        &rule::SIMILAR_NAMES,
                        format!("{} and {} are easily confused", quoted(name), quoted(other)),
                        at,
                    )
                    .also(*span, "the other one")
                    .help("let names differ by more than case and separators"),
                ),
                None => {
                    folded.insert(fold, (name, at));
                }
            }
        }
    }
}
