//! Walks two versions of an interface side by side and lets the rules look at each pair of parts.
//!
//! Endpoints are paired by their names on the wire, members and texts of enumerations likewise; types are
//! compared where they are used. A pair of types is compared once for each way it travels; what was found
//! is then noted for every further use, so types that use each other cost no more than they are long.

use super::change::{Change, ChangeRule, Impact, Severity};
use super::endpoint::{Endpoint, Kind};
use super::path;
use super::rules;
use crate::model::{Index, Interface, Member, Method, Object, Property, Shape, Type, TypeId, Use};
use crate::source::Place;
use std::collections::{HashMap, HashSet};

/// Most further uses that are noted for one change.
const MOST_USES: usize = 50;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Flow {
    /// From clients to servers: params, set values, indexes. Servers are strict readers.
    Sent,
    /// From servers to clients: results, events. Clients keep texts that they do not know.
    Answered,
}

impl Flow {
    /// What it means that values of the old version are read as the new one says (`forward`), and the other
    /// way round (`backward`).
    pub(super) fn impact(self, forward: Severity, backward: Severity) -> Impact {
        let (wire_client, wire_server) = match self {
            Self::Sent => (forward, backward),
            Self::Answered => (backward, forward),
        };
        Impact {
            wire_client,
            wire_server,
            ..Impact::NONE
        }
    }
}

/// A place in both versions.
#[derive(Clone, Debug)]
pub(super) struct At {
    /// Where in the interface.
    pub(super) path: String,
    /// Which way the value there travels.
    pub(super) flow: Flow,
}

impl At {
    pub(super) fn new(path: String, flow: Flow) -> Self {
        Self { path, flow }
    }

    /// A member of the value.
    pub(super) fn member(&self, name: &str) -> Self {
        Self {
            path: path::member(&self.path, name),
            flow: self.flow,
        }
    }

    /// The items of the value.
    fn items(&self) -> Self {
        Self {
            path: format!("{}[]", self.path),
            flow: self.flow,
        }
    }
}

/// What was found in one pair of types: the changes, each with the path within the type.
type Found = Vec<(usize, String)>;

/// The comparison under way.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Interface,
    pub(super) new: &'a Interface,
    pub(super) changes: Vec<Change>,
    /// Pairs of types that were compared.
    compared: HashMap<(TypeId, TypeId, Flow), Found>,
    /// Pairs of types whose names and texts for people were compared.
    described: HashSet<(TypeId, TypeId)>,
    /// The changes in each of the types that are being compared, outermost first, with its path.
    open: Vec<(String, Found)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a Interface, new: &'a Interface) -> Self {
        Self {
            old,
            new,
            changes: Vec::new(),
            compared: HashMap::new(),
            described: HashSet::new(),
            open: Vec::new(),
        }
    }

    /// Notes a change down.
    pub(super) fn report(
        &mut self,
        rule: &'static ChangeRule,
        path: &str,
        message: impl Into<String>,
        impact: Impact,
        (old, new): (Place, Place),
    ) -> &mut Change {
        let index = self.changes.len();
        self.changes.push(Change {
            rule,
            path: path.to_owned(),
            more: Vec::new(),
            message: message.into(),
            impact,
            old,
            new,
            notes: Vec::new(),
            help: None,
            allowed: None,
        });
        self.note_use(index, path);
        &mut self.changes[index]
    }

    /// Notes that a change shows at a path, for the types that are being compared.
    fn note_use(&mut self, index: usize, path: &str) {
        for (start, found) in &mut self.open {
            let known = found.iter().any(|(known, _)| *known == index);
            if let Some(rest) = path.strip_prefix(start.as_str()).filter(|_| !known) {
                found.push((index, rest.to_owned()));
            }
        }
    }

    /// Compares everything.
    pub(super) fn interface(&mut self) {
        rules::interface_renamed::check(self);
        rules::format_changed::check(self);
        rules::version_changed::check(self);
        rules::docs_changed::interface(self);
        let (old, new) = (self.old, self.new);
        let old_endpoints = Endpoint::all(old);
        let new_endpoints = Endpoint::all(new);
        let mut paired = HashSet::new();
        for old in &old_endpoints {
            let same_name = new_endpoints.iter().find(|new| new.answers_like(old));
            if let Some(new) = same_name {
                paired.insert((new.kind.word(), new.wire_name));
                if old.kind == new.kind {
                    self.endpoint(old, new);
                } else {
                    rules::kind_changed::check(self, old, new);
                }
                continue;
            }
            let second_name = new_endpoints
                .iter()
                .find(|new| new.kind == old.kind && new.second_name() == Some(old.wire_name));
            if let Some(new) = second_name {
                paired.insert((new.kind.word(), new.wire_name));
                rules::endpoint_renamed::check(self, old, new);
                self.endpoint(old, new);
            } else {
                rules::endpoint_removed::check(self, old, &new_endpoints);
            }
        }
        for new in &new_endpoints {
            if !paired.contains(&(new.kind.word(), new.wire_name)) {
                rules::endpoint_added::check(self, new, &old_endpoints);
            }
        }
        rules::second_name_removed::check(self, &old_endpoints, &new_endpoints);
        rules::second_name_added::check(self, &old_endpoints, &new_endpoints);
    }

    fn endpoint(&mut self, old: &Endpoint<'a>, new: &Endpoint<'a>) {
        rules::source_name_changed::endpoint(self, old, new);
        rules::deprecation_changed::endpoint(self, old, new);
        rules::instance_changed::check(self, old, new);
        rules::docs_changed::endpoint(self, old, new);
        rules::error_added::check(self, old, new);
        rules::error_removed::check(self, old, new);
        rules::error_code_changed::check(self, old, new);
        rules::docs_changed::errors(self, old, new);
        let path = new.path();
        match (old.kind, new.kind) {
            (Kind::Method(old), Kind::Method(new)) => self.method(&path, old, new),
            (Kind::Property(old), Kind::Property(new)) => self.property(&path, old, new),
            (Kind::Event(old_event), Kind::Event(new_event)) => {
                rules::status_listener_changed::check(self, &path, old_event, new_event);
                let places = (old_event.place, new_event.place);
                self.index(&path, &old_event.index, &new_event.index, places);
                let at = At::new(format!("{path}.params"), Flow::Answered);
                self.params(&at, &old_event.params, &new_event.params, places);
            }
            _ => {}
        }
    }

    fn method(&mut self, path: &str, old: &'a Method, new: &'a Method) {
        let places = (old.place, new.place);
        let at = At::new(format!("{path}.params"), Flow::Sent);
        self.params(&at, &old.params, &new.params, places);
        let at = At::new(format!("{path}.result"), Flow::Answered);
        self.value_at(&at, &old.result, &new.result, places);
        rules::completion_changed::check(self, path, old, new);
        if let (Some(old), Some(new)) = (&old.completion, &new.completion) {
            let places = (old.place, new.place);
            let at = At::new(format!("{path}.completion"), Flow::Answered);
            self.params(&at, &old.params, &new.params, places);
        }
    }

    fn property(&mut self, path: &str, old: &'a Property, new: &'a Property) {
        rules::access_lost::check(self, path, old, new);
        rules::access_gained::check(self, path, old, new);
        let places = (old.place, new.place);
        if let (Some(old), Some(new)) = (&old.get, &new.get) {
            let path = format!("{path}.get");
            self.index(&path, &old.index, &new.index, places);
            self.value_at(
                &At::new(path, Flow::Answered),
                &old.value,
                &new.value,
                places,
            );
        }
        if let (Some(old), Some(new)) = (&old.set, &new.set) {
            let path = format!("{path}.set");
            self.index(&path, &old.index, &new.index, places);
            rules::wrapping_changed::check(self, &path, old, new);
            self.value_at(&At::new(path, Flow::Sent), &old.value, &new.value, places);
        }
    }

    /// The index of a property or an event.
    fn index(
        &mut self,
        path: &str,
        old: &'a Option<Index>,
        new: &'a Option<Index>,
        places: (Place, Place),
    ) {
        let path = format!("{path}.index");
        rules::index_added::check(self, &path, old, new, places);
        rules::index_removed::check(self, &path, old, new, places);
        if let (Some(old), Some(new)) = (old, new) {
            rules::index_presence_changed::check(self, &path, old, new);
            rules::index_form_changed::check(self, &path, old, new);
            let places = (old.place, new.place);
            self.value_at(&At::new(path, Flow::Sent), &old.value, &new.value, places);
        }
    }

    /// The params of a method, an event or a completion.
    fn params(
        &mut self,
        at: &At,
        old: &'a Option<Use>,
        new: &'a Option<Use>,
        places: (Place, Place),
    ) {
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => rules::params_added::check(self, at, new, places),
            (Some(old), None) => rules::params_removed::check(self, at, old, places),
            (Some(old), Some(new)) => self.value_at(at, old, new, places),
        }
    }

    /// A value of which it may not be known where it stands; then `places` are shown.
    fn value_at(&mut self, at: &At, old: &'a Use, new: &'a Use, places: (Place, Place)) {
        let known = |place: Place, otherwise: Place| place.span().or(otherwise.span()).into();
        let places = (known(old.place, places.0), known(new.place, places.1));
        self.value(at, old, new, places);
    }

    /// A value in both versions.
    pub(super) fn value(&mut self, at: &At, old: &'a Use, new: &'a Use, places: (Place, Place)) {
        rules::docs_changed::value(self, at, old, new, places);
        rules::null_changed::check(self, at, old, new, places);
        if let Some((old_texts, new_texts)) = self.set_and_list(&old.ty, &new.ty) {
            rules::set_changed::check(self, at, &new.ty, places);
            self.types(at, old_texts, new_texts);
            rules::range_narrowed::check(self, at, old, new, places);
            rules::range_widened::check(self, at, old, new, places);
            return;
        }
        match (&old.ty, &new.ty) {
            (Type::Named(old), Type::Named(new)) if self.same_shape(*old, *new) => {
                self.types(at, *old, *new);
            }
            (Type::Set(old), Type::Set(new)) => self.types(at, *old, *new),
            (Type::Array(old), Type::Array(new)) | (Type::OneOrMany(old), Type::OneOrMany(new)) => {
                self.value_at(&at.items(), old, new, places);
            }
            (Type::Array(old_items), Type::OneOrMany(new_items))
            | (Type::OneOrMany(old_items), Type::Array(new_items)) => {
                rules::one_or_many_changed::check(self, at, new, places);
                self.value_at(&at.items(), old_items, new_items, places);
            }
            (
                Type::Integer { .. } | Type::Float { .. },
                Type::Integer { .. } | Type::Float { .. },
            ) => {
                rules::number_width_changed::check(self, at, old, new, places);
                rules::number_sign_changed::check(self, at, old, new, places);
                rules::number_kind_changed::check(self, at, old, new, places);
            }
            (Type::Instance(old), Type::Instance(new)) => {
                let (old, new) = (self.old.object(*old), self.new.object(*new));
                if old.id != new.id {
                    rules::type_changed::report(self, at, &old.id, &new.id, places);
                }
            }
            (old, new) if old == new => {}
            (old, new) => rules::type_changed::report(self, at, old, new, places),
        }
        rules::range_narrowed::check(self, at, old, new, places);
        rules::range_widened::check(self, at, old, new, places);
    }

    /// The enumerations of a set in the one version and of a list in the other: both travel as a list of texts.
    fn set_and_list(&self, old: &Type, new: &Type) -> Option<(TypeId, TypeId)> {
        let texts = |items: &Use| match items.ty {
            Type::Named(id) if !items.nullable => Some(id),
            _ => None,
        };
        let (old, new) = match (old, new) {
            (Type::Set(old), Type::Array(items)) => (*old, texts(items)?),
            (Type::Array(items), Type::Set(new)) => (texts(items)?, *new),
            _ => return None,
        };
        self.same_shape(old, new).then_some((old, new))
    }

    /// Whether both types are objects, or both enumerations.
    fn same_shape(&self, old: TypeId, new: TypeId) -> bool {
        let (old, new) = (
            &self.old.definition(old).shape,
            &self.new.definition(new).shape,
        );
        std::mem::discriminant(old) == std::mem::discriminant(new)
    }

    /// Two types that are used at the same place.
    fn types(&mut self, at: &At, old: TypeId, new: TypeId) {
        let key = (old, new, at.flow);
        if let Some(found) = self.compared.get(&key) {
            for (index, rest) in found.clone() {
                self.used_at(index, format!("{}{rest}", at.path));
            }
            return;
        }
        self.open.push((at.path.clone(), Found::new()));
        let (old_type, new_type) = (self.old.definition(old), self.new.definition(new));
        if self.described.insert((old, new)) {
            rules::type_renamed::check(self, at, old_type, new_type);
            rules::docs_changed::definition(self, at, old_type, new_type);
        }
        match (&old_type.shape, &new_type.shape) {
            (Shape::Object(old), Shape::Object(new)) => {
                self.members(at, old, new, (old_type.place, new_type.place));
            }
            (Shape::Enumeration(old), Shape::Enumeration(new)) => {
                rules::text_added::check(self, at, old, new, old_type.place);
                rules::text_removed::check(self, at, old, new, new_type.place);
                rules::source_name_changed::texts(self, at, old, new);
                rules::docs_changed::texts(self, at, old, new, (old_type.place, new_type.place));
            }
            _ => {}
        }
        if let Some((_, found)) = self.open.pop() {
            self.compared.insert(key, found);
        }
    }

    /// Notes that a change shows at one more path.
    fn used_at(&mut self, index: usize, path: String) {
        self.note_use(index, &path);
        let change = &mut self.changes[index];
        if change.path != path && !change.more.contains(&path) && change.more.len() < MOST_USES {
            change.more.push(path);
        }
    }

    fn members(&mut self, at: &At, old: &'a Object, new: &'a Object, types: (Place, Place)) {
        for old_member in &old.members {
            let same = |new: &&Member| new.wire_name == old_member.wire_name;
            let at = at.member(&old_member.wire_name);
            let Some(new_member) = new.members.iter().find(same) else {
                rules::member_removed::check(self, &at, old_member, new, types.1);
                continue;
            };
            rules::presence_changed::check(self, &at, old_member, new_member);
            rules::default_changed::check(self, &at, old_member, new_member);
            rules::deprecation_changed::member(self, &at, old_member, new_member);
            rules::source_name_changed::member(self, &at, old_member, new_member);
            let places = (old_member.place, new_member.place);
            self.value_at(&at, &old_member.value, &new_member.value, places);
        }
        for new_member in &new.members {
            let same = |old: &Member| old.wire_name == new_member.wire_name;
            if !old.members.iter().any(same) {
                let at = at.member(&new_member.wire_name);
                rules::member_added::check(self, &at, new_member, types.0);
            }
        }
        rules::docs_changed::member_order(self, at, old, new);
    }
}
