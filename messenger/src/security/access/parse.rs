//! From the text of an access file to its rules, with the place of everything that is wrong.

use super::role::{Entry, Mount, Role};
use super::{AccessRules, glob};
use crate::config::problem::{Place, Problem, Problems, Source, nearest};
use crate::security::pattern::Pattern;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Everything that is wrong with an access file.
pub type Mistakes = Problems;

impl AccessRules {
    /// Reads an access file for what is mounted.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn read(path: &Path, mounts: &[Mount]) -> Result<Self, Mistakes> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(path, text, mounts),
            Err(error) => Err(Problems::from(Problem {
                place: Place::WholeFile(path.to_owned()),
                reason: format!("the access rules cannot be read: {error}"),
                help: None,
            })),
        }
    }

    /// Understands the text of an access file.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn parse(path: &Path, text: String, mounts: &[Mount]) -> Result<Self, Mistakes> {
        let source = Arc::new(Source::new(path, text));
        let mut reader = Reader {
            source: source.clone(),
            mounts,
            problems: Vec::new(),
        };
        let rules = reader.rules(source.text());
        Problems::check(reader.problems).map(|()| rules)
    }
}

/// An object in the order of the text; what stands twice is there twice.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

struct Reader<'a> {
    source: Arc<Source>,
    mounts: &'a [Mount],
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn rules(&mut self, text: &str) -> AccessRules {
        let whole = match serde_json::from_str::<&RawValue>(text) {
            Ok(whole) => whole,
            Err(error) => {
                let place = self.source.offset(error.line(), error.column());
                self.report(place..place + 1, format!("this is no JSON: {error}"), None);
                return AccessRules::default();
            }
        };
        let mut rules = AccessRules::default();
        let members = self.object(whole, &["assign", "anonymous", "roles"], "access rules");
        let get = |name| {
            members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| *value)
        };
        let mut roles = HashMap::new();
        for (name, value) in get("roles")
            .map(|roles| self.members(roles))
            .unwrap_or_default()
        {
            let role = self.role(value);
            roles.insert(name.into_owned(), Arc::new(role));
        }
        if let Some(name) = get("anonymous") {
            rules.anonymous = self.named_role(name, &roles);
        }
        match get("assign") {
            Some(list) => {
                for item in self.list(list) {
                    rules.assign.extend(self.assignment(item, &roles));
                }
            }
            None if !self.problems.is_empty() => {}
            None => {
                let reason = "`assign` is missing: nobody has a role".to_owned();
                self.report_at(whole, reason, None);
            }
        }
        rules
    }

    fn assignment(
        &mut self,
        item: &RawValue,
        roles: &HashMap<String, Arc<Role>>,
    ) -> Option<(Pattern, Arc<Role>)> {
        let members = self.object(item, &["url", "role"], "an assignment");
        let get = |name| {
            members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| *value)
        };
        let (Some(url), Some(role)) = (get("url"), get("role")) else {
            let reason = "an assignment needs `url` and `role`".to_owned();
            self.report_at(item, reason, None);
            return None;
        };
        let pattern = self
            .text(url)
            .and_then(|text| match Pattern::lenient(&text) {
                Ok(pattern) => Some(pattern),
                Err(too_long) => {
                    self.report_at(url, format!("the pattern is {too_long}"), None);
                    None
                }
            });
        if let Some(pattern) = &pattern
            && !pattern.is_made_like_an_origin()
        {
            let reason = format!("`{pattern}` stands for no origin");
            let help = "origins are written https://app.example.com, https://*.example.com or *://localhost:*";
            self.report_at(url, reason, Some(help.to_owned()));
        }
        let role = self.named_role(role, roles);
        pattern.zip(role)
    }

    fn named_role(
        &mut self,
        value: &RawValue,
        roles: &HashMap<String, Arc<Role>>,
    ) -> Option<Arc<Role>> {
        let name = self.text(value)?;
        let role = roles.get(&name);
        if role.is_none() {
            let mut known: Vec<_> = roles.keys().map(String::as_str).collect();
            known.sort_unstable();
            let near = nearest(&name, known).map(|near| format!("did you mean `{near}`?"));
            self.report_at(value, format!("there is no role `{name}`"), near);
        }
        role.cloned()
    }

    fn role(&mut self, value: &RawValue) -> Role {
        let mut entries = Vec::new();
        let mut default = false;
        for (key, value) in self.members(value) {
            if key == "default" {
                default = self.allowed(value);
            } else {
                entries.push(self.entry(key.into_owned(), value));
            }
        }
        Role::new(entries, default, self.mounts)
    }

    fn entry(&mut self, callsign: String, value: &RawValue) -> Entry {
        self.warn_of_misspelled(&callsign);
        let mut entry = Entry {
            callsign,
            default: false,
            exceptions: Vec::new(),
        };
        for (key, value) in self.object(value, &["default", "methods"], "the rules of a callsign") {
            if key == "default" {
                entry.default = self.allowed(value);
                continue;
            }
            for method in self.list(value) {
                let Some(name) = self.text(method) else {
                    continue;
                };
                self.check_method(&entry.callsign, &name, method);
                entry.exceptions.push(name);
            }
        }
        entry
    }

    /// Rules for what is not mounted are no mistake, since several servers may share a file. That they seem to be
    /// meant for what is mounted is worth a word: it goes by the other rules.
    fn warn_of_misspelled(&self, callsign: &str) {
        let mounted = || self.mounts.iter().map(|mount| &*mount.callsign);
        if mounted().any(|mounted| glob::matches(callsign, mounted)) {
            return;
        }
        if let Some(near) = nearest(callsign, mounted()) {
            tracing::warn!(
                callsign,
                mounted = near,
                "rules for what is not mounted, a misspelling perhaps"
            );
        }
    }

    /// A method that a mounted service does not have would be neither allowed nor blocked, but a mistake.
    fn check_method(&mut self, callsign: &str, name: &str, place: &RawValue) {
        let Some(mount) = self.mounts.iter().find(|mount| mount.callsign == callsign) else {
            return;
        };
        let known = || mount.methods.iter().chain(&mount.rights).copied();
        if !known().any(|method| glob::matches(name, method)) {
            let near = nearest(name, known()).map(|near| format!("did you mean `{near}`?"));
            let reason = format!("{callsign} has no method `{name}`");
            self.report_at(place, reason, near);
        }
    }

    fn allowed(&mut self, value: &RawValue) -> bool {
        match self.text(value).as_deref() {
            Some("allowed") => true,
            Some("blocked") | None => false,
            Some(other) => {
                let reason = format!("`{other}` is neither `allowed` nor `blocked`");
                self.report_at(value, reason, None);
                false
            }
        }
    }

    /// The members of an object that has no others than these.
    fn object<'a>(
        &mut self,
        value: &'a RawValue,
        known: &[&str],
        what: &str,
    ) -> Vec<(Cow<'a, str>, &'a RawValue)> {
        let members = self.members(value);
        for (key, value) in &members {
            if !known.contains(&&**key) {
                let near = nearest(key, known.iter().copied());
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.report_at(value, format!("`{key}` is no member of {what}"), help);
            }
        }
        members
    }

    fn members<'a>(&mut self, value: &'a RawValue) -> Vec<(Cow<'a, str>, &'a RawValue)> {
        let Ok(Members(members)) = serde_json::from_str(value.get()) else {
            self.report_at(value, "an object is expected here".to_owned(), None);
            return Vec::new();
        };
        for (place, (key, value)) in members.iter().enumerate() {
            if members[..place].iter().any(|(other, _)| other == key) {
                self.report_at(value, format!("`{key}` stands twice in one object"), None);
            }
        }
        members
    }

    fn list<'a>(&mut self, value: &'a RawValue) -> Vec<&'a RawValue> {
        serde_json::from_str(value.get()).unwrap_or_else(|_| {
            self.report_at(value, "a list is expected here".to_owned(), None);
            Vec::new()
        })
    }

    fn text(&mut self, value: &RawValue) -> Option<String> {
        let text = serde_json::from_str(value.get()).ok();
        if text.is_none() {
            self.report_at(value, "a text is expected here".to_owned(), None);
        }
        text
    }

    /// Raw values are pieces of the text, so where they begin in memory tells where they stand.
    fn report_at(&mut self, value: &RawValue, reason: String, help: Option<String>) {
        let start = value.get().as_ptr() as usize - self.source.text().as_ptr() as usize;
        self.report(start..start + value.get().len(), reason, help);
    }

    fn report(&mut self, span: Range<usize>, reason: String, help: Option<String>) {
        self.problems.push(Problem {
            place: Place::File(self.source.clone(), span),
            reason,
            help,
        });
    }
}
