//! Identifiers of a package.

use crate::backend::rust_identifier::identifier;
use crate::backend::sdk::plan::Plan;
use crate::model::Name;
use std::collections::BTreeSet;

/// What the runtime and the root of the crate offer: an interface's types give way to these names.
pub(super) const EXPORTED: &[&str] = &[
    "Base64",
    "Batch",
    "Call",
    "CallError",
    "Cause",
    "Client",
    "ClientError",
    "Closer",
    "Completion",
    "Events",
    "Gap",
    "Hex",
    "Item",
    "Listener",
    "MacAddress",
    "OneOrMany",
    "Options",
    "Pending",
    "Policy",
    "RpcError",
    "Start",
    "Started",
    "State",
    "Subscribe",
    "Subscription",
    "UnknownText",
];

/// Items of the generated client that are no operations.
const OWN_OPERATIONS: &[&str] = &["new", "with_callsign", "callsign", "client", "clone"];

/// The variant of a method's error that holds what is not declared.
pub(super) const OTHER: &str = "Other";

/// The variant of an enumeration that holds an unknown text.
pub(super) const UNKNOWN: &str = "Unknown";

/// The types of an interface, as far as they hide something of the prelude.
pub(super) struct Names {
    types: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let objects = plan.objects.iter().map(|object| &object.id_name);
        let errors = plan.errors.iter().map(|set| &set.name);
        let types = plan.types.iter().map(|ty| &ty.name);
        let all = objects.chain(errors).chain(types).chain([&plan.client]);
        Self {
            types: all.map(type_name).collect(),
        }
    }

    /// A type or trait of the prelude, by its whole path where an interface has a type of that name.
    pub(super) fn prelude(&self, path: &'static str) -> &'static str {
        let name = path.rsplit("::").next().unwrap_or(path);
        if self.types.contains(name) {
            path
        } else {
            name
        }
    }

    pub(super) fn option(&self) -> &'static str {
        self.prelude("::std::option::Option")
    }

    pub(super) fn string(&self) -> &'static str {
        self.prelude("::std::string::String")
    }

    pub(super) fn vec(&self) -> &'static str {
        self.prelude("::std::vec::Vec")
    }
}

/// A type.
pub(super) fn type_name(name: &Name) -> String {
    identifier(&name.pascal(), EXPORTED)
}

/// A variant of an error or an enumeration beside the one of the runtime.
pub(super) fn variant(name: &Name, own: &str) -> String {
    identifier(&name.pascal(), &[own])
}

/// A method of the generated client.
pub(super) fn operation(name: &Name) -> String {
    identifier(name.snake(), OWN_OPERATIONS)
}

/// A field or a parameter.
pub(super) fn value(name: &Name) -> String {
    identifier(name.snake(), &[])
}

/// An identifier without the mark of a raw one.
pub(super) fn bare(identifier: &str) -> &str {
    identifier.strip_prefix("r#").unwrap_or(identifier)
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}
