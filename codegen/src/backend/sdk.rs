//! What all client packages have in common: everything that is decided before a language's syntax.
//!
//! A target that writes a client package (the contract of its runtime is
//! `docs/sdk/contract.md`) makes a [`Plan`] of the interface and writes it down in its language. The plan
//! holds names, wire names, parameters, defaults, errors and texts, all settled; a back end maps case,
//! escapes keywords and writes syntax. Nothing here knows a language, and no package back end looks into
//! the model for a rule of its own.
//!
//! - `plan`: types, operations, subscriptions and their errors,
//! - `docs`: the texts of an operation as blocks, safe to be put into a comment,
//! - `package`: what a package is called, and what its options may be,
//! - `text`: a writer that indents.
//!
//! Files are written by plain functions over [`text::Source`]; the files that are the same for every
//! interface, the runtime above all, lie beside the back end as they are and are taken in with
//! `include_str!`.

pub mod docs;
pub mod package;
pub mod plan;
pub mod text;

pub use package::PackageOptions;
pub use plan::Plan;
