//! What a back end is given.

use crate::model::{Interface, MODEL_VERSION};
use serde::Serialize;
use std::collections::BTreeMap;

/// Version of the two documents. It is raised when a back end that knows this version could not work with
/// the next; what is merely added leaves it as it is.
pub const PROTOCOL_VERSION: u32 = 1;

/// What a back end reads.
#[derive(Debug, Serialize)]
pub struct Request<'a> {
    /// [`PROTOCOL_VERSION`].
    pub protocol: u32,
    /// Who asks.
    pub compiler: Compiler,
    /// [`MODEL_VERSION`].
    pub model: &'static str,
    /// The interface.
    pub interface: &'a Interface,
    /// Options, as the user gave them. From the command line each value is a text, from a project file it is
    /// what TOML has: texts, numbers, booleans, lists and tables.
    pub options: &'a BTreeMap<String, serde_json::Value>,
}

/// Who asks.
#[derive(Debug, Serialize)]
pub struct Compiler {
    /// `codegen`.
    pub name: &'static str,
    /// Its version, such as `0.1.0`.
    pub version: &'static str,
}

impl<'a> Request<'a> {
    /// A request about an interface.
    pub fn new(interface: &'a Interface, options: &'a BTreeMap<String, serde_json::Value>) -> Self {
        Self {
            protocol: PROTOCOL_VERSION,
            compiler: Compiler {
                name: "codegen",
                version: env!("CARGO_PKG_VERSION"),
            },
            model: MODEL_VERSION,
            interface,
            options,
        }
    }

    /// The document as it is sent, ending with a line break.
    pub fn text(&self) -> Vec<u8> {
        // The model has nothing that JSON cannot hold.
        let mut text = serde_json::to_vec(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}
