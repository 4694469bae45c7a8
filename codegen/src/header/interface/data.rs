//! Plain data and enumerations.

use super::Definer;
use super::attributes::Attributes;
use super::node::{Members, Properties, node, texts};
use crate::definition::json::Value;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::constant::Number;
use crate::header::meaning::Meaning;
use crate::header::tag::{self, Place};
use crate::header::tree::{EntityKind, Field, Id};
use crate::source::Span;

/// Deepest nesting of plain data in itself.
const DEEPEST: usize = 32;

impl<'t> Definer<'t, '_> {
    /// The schema of plain data: its members, after those of its bases.
    pub(super) fn data(&mut self, id: Id, at: Span) -> Option<Members> {
        let name = self.names.tree.get(id).name;
        if self.active.contains(&id) || self.active.len() >= DEEPEST {
            let message = format!("{} contains itself", quoted(name));
            let diagnostic = Diagnostic::new(&rule::RECURSIVE_TYPE, message, at);
            self.diagnostics
                .report(diagnostic.help("take the inner one out"));
            return None;
        }
        self.active.push(id);
        let mut properties = Properties::default();
        let complete = self.inherit(id, &mut properties);
        self.active.pop();
        if complete && properties.is_empty() {
            return self.unsupported(
                at,
                "a struct without members",
                "give it members, or leave the parameter out",
            );
        }
        let place = self.names.tree.get(id).span;
        complete.then(|| properties.into_schema(at, place))
    }

    /// Adds the members of a struct and of its bases. Tells whether all could be carried.
    fn inherit(&mut self, id: Id, properties: &mut Properties) -> bool {
        let names = self.names;
        let Some(structure) = names.tree.structure(id) else {
            return true;
        };
        let scope = names.tree.get(id).parent.unwrap_or(id);
        let mut complete = true;
        for base in &structure.bases {
            match names.find(base, scope) {
                Some(base) if !self.active.contains(&base) && self.active.len() < DEEPEST => {
                    self.active.push(base);
                    complete &= self.inherit(base, properties);
                    self.active.pop();
                }
                Some(_) => {}
                None => {
                    let message = format!("the base {} is not declared", quoted(&base.text()));
                    let diagnostic = Diagnostic::new(&rule::UNKNOWN_TYPE, message, base.span);
                    self.diagnostics
                        .report(diagnostic.help("include the header that declares it"));
                    complete = false;
                }
            }
        }
        for field in &structure.fields {
            match self.member(field, id) {
                Some((name, members, optional)) => {
                    let value = members.into_node(field.span);
                    if let Err(name) = properties.add(name, field.span, value, !optional) {
                        self.refuse_duplicate(field.span, &name);
                    }
                }
                None => complete = false,
            }
        }
        complete
    }

    /// A member: its name, its schema, and whether it may be left out.
    fn member(&mut self, field: &Field<'t>, scope: Id) -> Option<(String, Members, bool)> {
        if !self.count_value(field.span) {
            return None;
        }
        let attributes = self.attributes(field, Place::Member);
        let name = self.value_name(field, &attributes, self.convention.members)?;
        let mut members = self.value(field, scope, &attributes, attributes.brief.as_ref())?;
        let optional = attributes.optional || members.get("@optionaltype").is_some();
        self.finish(&mut members, field, &attributes, attributes.brief.as_ref());
        members.put("@originalname", field.span, field.name);
        members.flag("optional", field.span, attributes.optional);
        let is_data = matches!(self.understand(&field.ty, scope).meaning, Meaning::Data(_));
        if is_data {
            members.remove("@proto");
        }
        Some((name, members, optional))
    }

    /// The name of a parameter or a member on the wire.
    pub(super) fn value_name(
        &mut self,
        field: &Field<'t>,
        attributes: &Attributes<'t>,
        case: crate::header::case::Case,
    ) -> Option<String> {
        if let Some(name) = attributes.name {
            return Some(name.to_owned());
        }
        let name = case.apply(field.name);
        if name.is_empty() {
            let diagnostic =
                Diagnostic::new(&rule::EMPTY_NAME, "this value has no name", field.span);
            self.diagnostics
                .report(diagnostic.help("give it the name that it has on the wire"));
            return None;
        }
        Some(name)
    }

    /// Adds what all values have in common.
    pub(super) fn finish(
        &mut self,
        members: &mut Members,
        field: &Field<'t>,
        attributes: &Attributes<'t>,
        doc: Option<&super::attributes::Doc>,
    ) {
        self.describe(members, doc);
        members.flag("deprecated", field.span, attributes.deprecated);
    }

    pub(super) fn refuse_duplicate(&mut self, at: Span, name: &str) {
        let message = format!("{} stands twice in one object", quoted(name));
        let diagnostic = Diagnostic::new(&rule::DUPLICATE_KEY, message, at);
        self.diagnostics
            .report(diagnostic.help("give one of the two another name with `@text`"));
    }

    /// The texts of an enumeration, with their names and values in C++.
    pub(super) fn enumeration(&mut self, id: Id, at: Span) -> Members {
        let names = self.names;
        let mut members = Members::default();
        let EntityKind::Enumeration(enumeration) = &names.tree.get(id).kind else {
            return members;
        };
        let first = self.checked.insert(names.tree.get(id).span);
        self.values += enumeration.enumerators.len();
        let mut wire = Vec::new();
        let mut ids = Vec::new();
        let mut values = Some(Vec::new());
        let mut explicit = false;
        let mut end = None;
        for enumerator in &enumeration.enumerators {
            let source = enumerator.span.source;
            if first && !names.is_built_in(id) {
                tag::check(
                    &enumerator.tags,
                    Place::Enumerator,
                    source,
                    self.diagnostics,
                );
            }
            let mut text = None;
            for tag in &enumerator.tags {
                let span = self.tag_span(tag, source);
                match tag.name {
                    "text" => text = self.literal_name(tag, span),
                    "end" if end.is_none() => end = Some(enumerator),
                    _ => {}
                }
            }
            let text = text.map_or_else(
                || self.convention.enumerators.apply(enumerator.name),
                str::to_owned,
            );
            wire.push((enumerator.span, text));
            ids.push((enumerator.span, enumerator.name));
            explicit |= enumerator.explicit;
            let value = self.constants.value(enumerator.constant, names);
            values = match (values, value) {
                (Some(mut values), Some(Number::Integer(value))) => {
                    values.push(node(enumerator.span, value));
                    Some(values)
                }
                _ => None,
            };
        }
        let place = names.tree.get(id).span;
        members.put_node(
            "enum",
            at,
            texts(
                place,
                wire.iter().map(|(span, text)| (*span, text.as_str())),
            ),
        );
        members.flag("scoped", at, enumeration.scoped);
        members.put_node("ids", at, texts(place, ids));
        if explicit && let Some(values) = values {
            members.put_node("values", at, node(place, Value::Array(values)));
        }
        if let Some(end) = end {
            members.put("@endmarker", end.span, end.name);
        }
        if wire.is_empty() {
            let message = format!(
                "the enumeration {} has no values",
                quoted(names.tree.get(id).name)
            );
            let diagnostic = Diagnostic::new(&rule::UNSUPPORTED_TYPE, message, at);
            self.diagnostics.report(diagnostic.help("give it values"));
        }
        members
    }
}
