//! The cases of one value: what a reader takes, refuses, and gets from the future.

use super::edit::{self, Edit, Verdict};
use super::{canonical, sample};
use crate::backend::sdk::plan::Plan;
use crate::model::{Type, TypeId, Use};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

/// All cases of a value. They are made while they are written.
pub(super) struct Cases<'a> {
    plan: &'a Plan<'a>,
    at: Cow<'a, Use>,
    /// The name of the type whose cases they are.
    type_name: Option<String>,
    /// The member that holds the value when it travels.
    wrapper: Option<&'a str>,
}

impl<'a> Cases<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, at: &'a Use) -> Self {
        Self {
            plan,
            at: Cow::Borrowed(at),
            type_name: None,
            wrapper: None,
        }
    }

    /// The cases of a named type, wherever it is used.
    pub(super) fn of_type(plan: &'a Plan<'a>, id: TypeId) -> Self {
        Self {
            plan,
            at: Cow::Owned(Use::plain(Type::Named(id))),
            type_name: Some(plan.type_plan(id).name.pascal()),
            wrapper: None,
        }
    }

    /// The same cases as those of an object that holds nothing but the value.
    pub(super) fn within(self, wrapper: &'a str) -> Self {
        Self {
            wrapper: Some(wrapper),
            ..self
        }
    }
}

impl Serialize for Cases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sample = sample::sample(self.plan, &self.at);
        let edits = edit::few(edit::edits(self.plan, &self.at), &sample);
        let list = |takes| List {
            cases: self,
            sample: &sample,
            edits: &edits,
            takes,
        };
        let mut map = serializer.serialize_map(None)?;
        if let Some(name) = &self.type_name {
            map.serialize_entry("type", name)?;
        }
        map.serialize_entry("valid", &list(|verdict| verdict == Verdict::Valid))?;
        let invalid = |verdict| matches!(verdict, Verdict::Invalid(_));
        map.serialize_entry("invalid", &list(invalid))?;
        map.serialize_entry("future", &list(|verdict| verdict == Verdict::Future))?;
        map.end()
    }
}

/// The cases of one verdict.
struct List<'a> {
    cases: &'a Cases<'a>,
    sample: &'a Value,
    edits: &'a [Edit],
    takes: fn(Verdict) -> bool,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if (self.takes)(Verdict::Valid) {
            list.serialize_element(&self.case("everything", self.sample, None))?;
        }
        for edit in self.edits.iter().filter(|edit| (self.takes)(edit.verdict)) {
            let input = edit.apply(self.sample);
            list.serialize_element(&self.case(&edit.name, &input, Some(edit)))?;
        }
        list.end()
    }
}

impl<'a> List<'a> {
    fn case(&'a self, name: &'a str, input: &'a Value, edit: Option<&'a Edit>) -> Case<'a> {
        Case {
            cases: self.cases,
            name,
            input,
            edit,
        }
    }
}

/// One case.
struct Case<'a> {
    cases: &'a Cases<'a>,
    name: &'a str,
    input: &'a Value,
    /// What was changed; `None`: nothing.
    edit: Option<&'a Edit>,
}

impl Serialize for Case<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cases {
            plan, at, wrapper, ..
        } = self.cases;
        let wrapped = |value| Wrapped {
            value,
            wrapper: *wrapper,
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("input", &wrapped(self.input))?;
        match self.edit.map(|edit| (edit, edit.verdict)) {
            Some((edit, Verdict::Invalid(by))) => {
                let outer = wrapper.map(|member| edit::pointer(&[member.to_owned()]));
                let pointer = outer.unwrap_or_default() + &edit.place();
                map.serialize_entry("pointer", &pointer)?;
                map.serialize_entry("by", &by)?;
            }
            _ => {
                let output = canonical::canonical(plan, at, self.input);
                map.serialize_entry("output", &wrapped(&output))?;
            }
        }
        map.end()
    }
}

/// A value, or an object that holds nothing but it.
struct Wrapped<'a> {
    value: &'a Value,
    wrapper: Option<&'a str>,
}

impl Serialize for Wrapped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.wrapper {
            None => self.value.serialize(serializer),
            Some(member) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(member, self.value)?;
                map.end()
            }
        }
    }
}
