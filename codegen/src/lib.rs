//! The interface compiler: definitions of JSON-RPC interfaces in, typed bindings and documentation out.
//!
//! # A first interface
//!
//! An interface is defined in JSON, in the format of Thunder's interface definitions:
//!
//! ```json
//! {
//!   "info": { "class": "Lamp", "version": "1.0.0", "description": "A lamp." },
//!   "methods": {
//!     "switch": {
//!       "summary": "Switches the lamp",
//!       "params": {
//!         "type": "object",
//!         "properties": { "on": { "type": "boolean", "description": "Whether it shines" } },
//!         "required": ["on"]
//!       },
//!       "errors": [{ "message": "ERROR_UNAVAILABLE", "description": "There is no lamp" }]
//!     }
//!   }
//! }
//! ```
//!
//! A build script compiles it, without any tool to install:
//!
//! ```no_run
//! // in main() of build.rs
//! codegen::Config::new().compile("lamp.json");
//! ```
//!
//! and the crate includes the result:
//!
//! ```text
//! // src/lib.rs
//! include!(concat!(env!("OUT_DIR"), "/lamp.rs"));
//! ```
//!
//! In `Cargo.toml`, this crate is a build dependency without its default features: they are for the
//! command line only.
//!
//! # When something is wrong
//!
//! Every problem of a definition is reported in one run, in `cargo build` as on the command line, with its
//! place, the reason and a way out:
//!
//! ```text
//! error[unknown-type]: there is no type `bolean`
//!  --> lamp.json:8:41
//!   |
//! 8 |         "properties": { "on": { "type": "bolean", "description": "Whether it shines" } },
//!   |                                         ^^^^^^^^
//!   |
//!   = help: did you mean `boolean`?
//! ```
//!
//! Nothing is written while there is an error. The word in brackets is a rule; [`diagnostic::RULES`]
//! explains them all.
//!
//! # In steps
//!
//! [`Config`] is made of parts that can be used by themselves. [`load`] reads a definition; what comes out
//! is the [model], free of any input format and output language; a [`Target`] turns it into files:
//!
//! ```
//! use codegen::{LoadOptions, load_text};
//!
//! let text = r#"{
//!     "info": { "class": "Lamp", "version": "1.0.0" },
//!     "methods": { "toggle": { "summary": "Switches the lamp on or off" } }
//! }"#;
//! let loaded = load_text("lamp.json", text, &LoadOptions::default());
//! let interface = loaded.interface.expect("the definition has no errors");
//! assert_eq!(interface.methods[0].wire_name, "toggle");
//! ```
//!
//! # How it is built
//!
//! ```text
//! text -> definition (a tree with places) -> model -> back end -> file
//! ```
//!
//! Each step knows only the one before it: the model knows no JSON keyword, and no back end knows a
//! definition. The same input gives the same bytes, without a look at clock or environment.

pub mod backend;
#[cfg(feature = "cli")]
pub mod cli;
mod config;
mod definition;
pub mod diagnostic;
pub mod diff;
#[cfg(feature = "cli")]
pub mod external;
mod files;
#[cfg(feature = "cli")]
mod generation;
mod header;
mod import;
pub mod lint;
mod load;
pub mod model;
mod output;
#[cfg(feature = "cli")]
mod project;
pub mod schema;
pub mod source;

pub use config::{CompileError, Config};
pub use import::{Imported, ImportedDefinition, import};
pub use load::{LoadOptions, Loaded, load, load_text, load_with_plugins};
pub use output::{Options, OutputFile, Ownership, Target, write_files};
