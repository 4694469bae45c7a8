//! What one role may call.

use super::glob;
use jsonrpc_runtime::Called;

/// What is mounted under a callsign, as far as rules may speak of it.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The callsign.
    pub callsign: String,
    /// What can be called, in the order of [`Services::call_names`](jsonrpc_runtime::Services::call_names).
    pub methods: Vec<&'static str>,
    /// What else the service asks for by name.
    pub rights: Vec<&'static str>,
}

/// What the rules say of one callsign, or of a pattern of callsigns.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) callsign: String,
    pub(super) default: bool,
    /// Patterns of the methods for which it is the other way round.
    pub(super) exceptions: Vec<String>,
}

impl Entry {
    fn allows(&self, method: &str) -> bool {
        let is_exception = self
            .exceptions
            .iter()
            .any(|pattern| glob::matches(pattern, method));
        self.default != is_exception
    }
}

/// What those who have it may call.
#[derive(Debug)]
pub struct Role {
    /// For each service whether each of its methods may be called; the last is for methods that it does not have.
    table: Vec<Box<[bool]>>,
    entries: Vec<Entry>,
    default: bool,
}

impl Role {
    pub(super) fn new(entries: Vec<Entry>, default: bool, mounts: &[Mount]) -> Self {
        let mut role = Self {
            table: Vec::new(),
            entries,
            default,
        };
        for Mount {
            callsign, methods, ..
        } in mounts
        {
            let known = methods.iter().map(|method| role.grants(callsign, method));
            let unknown = role.entry(callsign).map_or(default, |entry| entry.default);
            let row = known.chain([unknown]).collect();
            role.table.push(row);
        }
        role
    }

    /// Whether it may call this; known beforehand.
    pub fn permits(&self, called: Called) -> bool {
        let Some(row) = called.service.and_then(|service| self.table.get(service)) else {
            return false;
        };
        let method = called.method.and_then(|method| row.get(method));
        *method.or(row.last()).unwrap_or(&false)
    }

    /// Whether it has the right of this name with the service under this callsign.
    pub fn grants(&self, callsign: &str, right: &str) -> bool {
        let entry = self.entry(callsign);
        entry.map_or(self.default, |entry| entry.allows(right))
    }

    fn entry(&self, callsign: &str) -> Option<&Entry> {
        let same = self.entries.iter().find(|entry| entry.callsign == callsign);
        let mut entries = self.entries.iter();
        same.or_else(|| entries.find(|entry| glob::matches(&entry.callsign, callsign)))
    }
}
