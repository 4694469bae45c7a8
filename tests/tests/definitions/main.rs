//! What the compiler makes of many definitions, judged by others: validators, a browser, the Rust compiler.
//!
//! The definitions are those of the repository, or those of the folders that `TESTS_DEFINITIONS` names.

mod bindings;
mod documents;
mod search;
