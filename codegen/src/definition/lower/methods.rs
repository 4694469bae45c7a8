//! Methods.

use super::Lowering;
use super::endpoints::{Endpoint, Endpoints};
use super::names::Naming;
use crate::definition::json::Node;
use crate::definition::keywords;
use crate::diagnostic::{Diagnostic, rules as rule};
use crate::model::{Format, Method, Shape, Type, Use};

impl<'a> Lowering<'a, '_> {
    pub(super) fn methods(&mut self, endpoints: &Endpoints<'a>) -> Vec<Method> {
        // All names before all types, so that the order of the text alone decides.
        let names: Vec<_> = endpoints
            .methods
            .iter()
            .map(|endpoint| self.operations.unique(endpoint.name()))
            .collect();
        let pairs = endpoints.methods.iter().zip(names);
        pairs
            .map(|(endpoint, name)| {
                keywords::check(endpoint.object, &keywords::METHOD, self.diagnostics);
                let params = self.params(
                    endpoint,
                    endpoint.get("params"),
                    &Naming::role(&name, "params"),
                    "method",
                );
                let result = match endpoint.get("result") {
                    Some(node) => self.value(node, &Naming::plain(name.with("result")), 0),
                    None => Use::plain(Type::Null),
                };
                let completion = self.completion(endpoint, &name);
                let error_name = self.type_names.unique(name.with("error"));
                Method {
                    docs: self.docs(endpoint),
                    errors: self.errors(endpoint.get("errors")),
                    wire_name: endpoint.wire_name.clone(),
                    alternative: endpoint.alternative.clone(),
                    instance: endpoint.instance,
                    params,
                    result,
                    completion,
                    error_name,
                    name,
                    place: endpoint.key.into(),
                }
            })
            .collect()
    }

    /// The params of a method or an event, in the shape that the format asks for; null is none.
    pub(super) fn params(
        &mut self,
        endpoint: &Endpoint<'a>,
        node: Option<&'a Node>,
        naming: &Naming,
        kind: &str,
    ) -> Option<Use> {
        let node = node?;
        let value = self.value(node, naming, 0);
        let object = match &value.ty {
            Type::Null => return None,
            Type::AnyObject => true,
            Type::Named(id) => matches!(self.types[id.index()].shape, Shape::Object(_)),
            _ => false,
        };
        // What has no type, or one that there is not, was reported, and stands for anything.
        let reported = self.references.follow(node).is_none_or(|resolved| {
            resolved.get("type").is_none()
                || (value.ty == Type::Json && resolved.get("opaque").is_none())
        });
        let array = matches!(value.ty, Type::Array(_) | Type::Set(_));
        let (allowed, shapes) = match self.format {
            Format::Compliant => (object, "an object"),
            Format::UncompliantExtended => (object || array, "an object or an array"),
            Format::UncompliantCollapsed => (true, "anything"),
        };
        if !allowed && !reported {
            let mark = self
                .references
                .follow(node)
                .and_then(|resolved| resolved.node.get("type"));
            let format = match self.format {
                Format::Compliant => "compliant",
                _ => "uncompliant-extended",
            };
            let mut diagnostic = Diagnostic::new(
                &rule::PARAMS_NOT_OBJECT,
                format!(
                    "in the format `{format}` the params of {} {kind} must be {shapes}",
                    article(kind)
                ),
                mark.map_or(node.mark(), |mark| mark.span),
            );
            if self.format_is_default {
                diagnostic = diagnostic.note("`info.format` is absent, which means `compliant`");
            }
            self.diagnostics.report(
                diagnostic
                .also(endpoint.key, format!("params of this {kind}"))
                .help(format!(
                    "make the value a member of an object, or, if it must travel bare, set `info.format` to `uncompliant-{}`",
                    if array { "extended" } else { "collapsed" }
                )),
            );
        }
        Some(value)
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}
