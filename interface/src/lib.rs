//! The Messenger interface: rooms that users join, leave and send messages to.
//!
//! `messenger.json` beside this crate's sources is the one place where the interface is agreed. From it
//! the build generates everything here; to change the interface, change that file and build again.
//!
//! - A server implements [`MessengerService`] and mounts it as a [`MessengerDispatcher`]; it sends events
//!   through its [`MessengerEvents`].
//! - A client calls through a [`MessengerClient`].
//! - Either finds the values that travel here as types, such as [`JoinParams`], and the errors that each
//!   method declares, such as [`JoinError`].
//!
//! [`DOCUMENTS`] holds the documents of the interface, made by the same build.
//!
//! With the feature `schemars` the types that travel implement `schemars::JsonSchema`.

#![deny(warnings, missing_docs)]

include!(concat!(env!("OUT_DIR"), "/messenger.rs"));

/// The documents of the interface: the reference as HTML and Markdown, OpenRPC, AsyncAPI and JSON Schema.
pub static DOCUMENTS: jsonrpc_runtime::Documents =
    include!(concat!(env!("OUT_DIR"), "/messenger_documents.rs"));
