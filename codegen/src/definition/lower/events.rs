//! Events.

use super::Lowering;
use super::endpoints::Endpoints;
use super::names::Naming;
use crate::definition::json::Node;
use crate::definition::keywords;
use crate::model::{Event, Index, IndexForm, Name, Scope, Type, Use};

impl<'a> Lowering<'a, '_> {
    pub(super) fn events(&mut self, endpoints: &Endpoints<'a>) -> Vec<Event> {
        let mut scope = Scope::new();
        let mut events = Vec::with_capacity(endpoints.events.len());
        for endpoint in &endpoints.events {
            keywords::check(endpoint.object, &keywords::EVENT, self.diagnostics);
            let name = scope.unique(endpoint.name());
            let params = self.params(
                endpoint,
                endpoint.get("params"),
                &Naming::role(&name, "event"),
                "event",
            );
            let index = endpoint.get("id").and_then(|node| {
                let deprecated = self
                    .references
                    .follow(node)
                    .and_then(|id| id.get("deprecated"));
                let old = self.flag(deprecated, "`deprecated`");
                let form = if old {
                    IndexForm::ClientId
                } else {
                    IndexForm::Designator
                };
                self.index(node, &name, form)
            });
            events.push(Event {
                docs: self.docs(endpoint),
                status_listener: self.flag(endpoint.get("statuslistener"), "`statuslistener`"),
                wire_name: endpoint.wire_name.clone(),
                alternative: endpoint.alternative.clone(),
                instance: endpoint.instance,
                register_name: self.operations.unique(Name::new("register").join(&name)),
                unregister_name: self.operations.unique(Name::new("unregister").join(&name)),
                params,
                index,
                name,
                place: endpoint.key.into(),
            });
        }
        events
    }

    /// The index of a property or an event: a value that is a text unless it says otherwise.
    pub(super) fn index(&mut self, node: &'a Node, owner: &Name, form: IndexForm) -> Option<Index> {
        let resolved = self.references.follow(node)?;
        self.object(resolved.node, "an index")?;
        let naming = Naming::plain(owner.with("index"));
        let mut value = if resolved.get("type").is_some() {
            self.value(node, &naming, 0)
        } else {
            let mut value = Use::plain(Type::Text);
            self.remarks(&resolved, &mut value);
            value
        };
        let optional = self.is_optional(&resolved);
        value.nullable = false;
        let name = self.prose(resolved.get("name"), "`name`");
        let wire_name = name.unwrap_or_else(|| "index".to_owned());
        Some(Index {
            wire_name,
            value,
            form,
            optional,
            place: node.mark().into(),
        })
    }
}
