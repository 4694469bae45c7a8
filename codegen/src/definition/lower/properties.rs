//! Properties.

use super::Lowering;
use super::endpoints::{Endpoint, Endpoints};
use super::names::Naming;
use crate::definition::json::{Node, Value};
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
            keywords::check(
                endpoint.object,
                keywords::PROPERTY,
                "a property",
                self.diagnostics,
            );
            self.mention_unsupported(endpoint);
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
            write = Some(self.set_value(node, result.is_some() && params.is_some(), &naming));
        }
        let index = endpoint
            .get("index")
            .and_then(|node| self.property_index(node, &name));
        Property {
            docs: self.docs(endpoint),
            errors: self.errors(endpoint.get("errors")),
            wire_name: endpoint.wire_name.clone(),
            get: read.map(|value| Getter {
                name: self.operations.unique(Name::new("get").join(&name)),
                value,
            }),
            set: write.map(|(value, wrapped)| Setter {
                name: self.operations.unique(Name::new("set").join(&name)),
                value,
                wrapped,
            }),
            index,
            error_name,
            name,
        }
    }

    /// What travels when a property is set, and whether it travels as the member `value` of an object.
    ///
    /// Definitions that were made from headers spell the wrapping object out (`spelt_out`); then the value is
    /// what it wraps.
    fn set_value(&mut self, node: &'a Node, spelt_out: bool, naming: &Naming) -> (Use, bool) {
        if self.format != Format::Compliant {
            return (self.value(node, naming, 0), false);
        }
        if spelt_out && let Some(inner) = self.wrapped(node) {
            return (self.value(inner, naming, 0), true);
        }
        let value = self.value(node, naming, 0);
        let object = match &value.ty {
            Type::AnyObject => true,
            Type::Named(id) => matches!(self.types[id.index()].shape, Shape::Object(_)),
            _ => false,
        };
        (value, !object)
    }

    /// The schema of `value`, if that is the only member of an object and required.
    fn wrapped(&self, node: &'a Node) -> Option<&'a Node> {
        let resolved = self.references.follow(node)?;
        let [member] = resolved.get("properties")?.as_object()?.members() else {
            return None;
        };
        let required = match resolved.get("required") {
            Some(list) => list
                .as_array()?
                .iter()
                .any(|name| name.as_text() == Some("value")),
            None => true,
        };
        (member.key == "value" && required).then_some(&member.value)
    }

    /// One index, or a list of the one for reading and the one for writing.
    fn property_index(&mut self, node: &'a Node, name: &Name) -> Option<Index> {
        let form = IndexForm::Designator;
        let Some(list) = node.as_array() else {
            return self.index(node, name, form);
        };
        if list.len() != 2 {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::WRONG_KIND,
                    "a list of indexes has two items: for reading and for writing",
                    node.mark(),
                )
                .help("write one object if both are the same, or null for the one that is absent"),
            );
            return None;
        }
        let mut indexes = list
            .iter()
            .filter(|item| !matches!(item.value, Value::Null));
        let first = indexes.next().and_then(|item| self.index(item, name, form));
        let second = indexes.next().and_then(|item| self.index(item, name, form));
        let (Some(first), Some(second)) = (&first, &second) else {
            return first.or(second);
        };
        if first.value.ty != second.value.ty || first.optional != second.optional {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::NOT_CARRIED,
                    "the index for writing differs from the one for reading, which is used for both",
                    node.mark(),
                )
                .help("let both have one type"),
            );
        }
        let optional = first.optional || second.optional;
        Some(Index {
            optional,
            ..first.clone()
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
