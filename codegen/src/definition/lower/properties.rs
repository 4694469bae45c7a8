//! Properties.

use super::Lowering;
use super::endpoints::{Endpoint, Endpoints};
use super::names::Naming;
use super::object;
use crate::definition::json::{Member, Node, Value};
use crate::definition::keywords;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{
    Format, Getter, Index, IndexForm, Name, Presence, Property, Scope, Setter, Shape, Type, Use,
};

impl<'a> Lowering<'a, '_> {
    pub(super) fn properties(&mut self, endpoints: &Endpoints<'a>) -> Vec<Property> {
        let mut scope = Scope::new();
        let list = endpoints.properties.iter();
        list.map(|endpoint| {
            keywords::check(endpoint.object, &keywords::PROPERTY, self.diagnostics);
            self.property(endpoint, scope.unique(endpoint.name()))
        })
        .collect()
    }

    fn property(&mut self, endpoint: &Endpoint<'a>, name: Name) -> Property {
        let readonly = self.flag(endpoint.get("readonly"), "`readonly`");
        let writeonly = self.flag(endpoint.get("writeonly"), "`writeonly`");
        if readonly && writeonly {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::READ_AND_WRITE_ONLY,
                    format!(
                        "{} is read-only and write-only at once",
                        quoted(&endpoint.wire_name)
                    ),
                    endpoint.key,
                )
                .help("keep one of `readonly` and `writeonly`, or neither to allow both"),
            );
        }
        let (params, result) = (endpoint.get("params"), endpoint.get("result"));
        // Some definitions add that setting it answers nothing.
        let result = result.filter(|node| params.is_none() || !self.is_null(node));
        if params.is_none() && result.is_none() {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::MISSING_PARAMS,
                    format!(
                        "the property {} does not say what its value is",
                        quoted(&endpoint.wire_name)
                    ),
                    endpoint.key,
                )
                .help("add `params` with the type of the value, such as `{\"type\": \"string\"}`"),
            );
        }
        let naming = Naming::role(&name, "value");
        let error_name = self.type_names.unique(name.with("error"));
        let mut read = None;
        if !writeonly && let Some(node) = result.or(params) {
            read = Some(self.value(node, &naming, 0));
        }
        let mut write = None;
        if !readonly && let Some(node) = params.or(result) {
            let other = if writeonly { None } else { result };
            write = Some(self.set_value(node, other, writeonly, &naming));
        }
        let [get_index, set_index] = match endpoint.get("index") {
            Some(node) => self.property_index(node, &name),
            None => [None, None],
        };
        Property {
            docs: self.docs(endpoint),
            errors: self.errors(endpoint.get("errors")),
            wire_name: endpoint.wire_name.clone(),
            alternative: endpoint.alternative.clone(),
            instance: endpoint.instance,
            get: read.map(|value| Getter {
                name: self.operations.unique(Name::new("get").join(&name)),
                index: get_index,
                value,
            }),
            set: write.map(|(value, wrapper)| Setter {
                name: self.operations.unique(Name::new("set").join(&name)),
                index: set_index,
                value,
                wrapper,
            }),
            error_name,
            name,
            place: endpoint.key.into(),
        }
    }

    fn is_null(&self, node: &'a Node) -> bool {
        let value = self.references.follow(node);
        let name = value.as_ref().and_then(|value| value.get("type"));
        name.and_then(Node::as_text) == Some("null")
    }

    /// What travels when a property is set, and the name of the only member of the object in which it
    /// travels.
    ///
    /// Definitions that were made from headers spell the object out, beside the value that is read
    /// (`read`) or alone (`only`); then the value is what it holds.
    fn set_value(
        &mut self,
        node: &'a Node,
        read: Option<&'a Node>,
        only: bool,
        naming: &Naming,
    ) -> (Use, Option<String>) {
        if self.format != Format::Compliant {
            return (self.value(node, naming, 0), None);
        }
        if (only || read.is_some())
            && let Some(member) = self.wrapped(node, read)
        {
            return (
                self.value(&member.value, naming, 0),
                Some(member.key.clone()),
            );
        }
        let value = self.value(node, naming, 0);
        let object = match &value.ty {
            Type::AnyObject => true,
            Type::Named(id) => matches!(self.types[id.index()].shape, Shape::Object(_)),
            _ => false,
        };
        let wrapper = (!object).then(|| "value".to_owned());
        (value, wrapper)
    }

    /// The only member of an object, if it is required and holds what is read: it is called `value`, or,
    /// where names are kept as they are in the header, has the type of that.
    fn wrapped(&self, node: &'a Node, read: Option<&'a Node>) -> Option<&'a Member> {
        let resolved = self.references.follow(node)?;
        let [member] = resolved.get("properties")?.as_object()?.members() else {
            return None;
        };
        let required = match resolved.get("required") {
            Some(list) => list
                .as_array()?
                .iter()
                .any(|name| name.as_text() == Some(&member.key)),
            None => true,
        };
        let same = || {
            let read = self.references.follow(read?)?;
            let written = self.references.follow(&member.value)?;
            let equal = object::fingerprint(read.node) == object::fingerprint(written.node);
            Some(self.generated && equal)
        };
        let held = member.key == "value" || same().unwrap_or(false);
        (held && required).then_some(member)
    }

    /// The index for reading and the one for writing: one for both, or a list of the two.
    fn property_index(&mut self, node: &'a Node, name: &Name) -> [Option<Index>; 2] {
        let form = IndexForm::Designator;
        let Some(list) = node.as_array() else {
            let index = self.index(node, name, form);
            return [index.clone(), index];
        };
        let [get, set] = list else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::WRONG_KIND,
                    "a list of indexes has two items: for reading and for writing",
                    node.mark(),
                )
                .help("write one object if both are the same, or null for the one that is absent"),
            );
            return [None, None];
        };
        [get, set].map(|item| match item.value {
            Value::Null => None,
            _ => self.index(item, name, form),
        })
    }
}

/// Whether a member may be absent.
pub(super) fn presence(optional: bool) -> Presence {
    if optional {
        Presence::Optional
    } else {
        Presence::Required
    }
}
