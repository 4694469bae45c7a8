//! What generated Thunder JSON-RPC bindings stand on.
//!
//! The interface compiler emits types, a service trait, a dispatcher, an event emitter and a client for
//! one interface. Everything that is the same for all interfaces is here, written and tested once:
//!
//! - the JSON-RPC 2.0 [`envelope`] and its [`error`] objects with Thunder's [codes](code::Code),
//! - the [`designator`] grammar, `[callsign.][version.][prefix[#instance]::]method[@index]`,
//! - [`params`]: decoding with the JSON pointer of what is wrong, and [validation](validate),
//! - [`Services`]: callsigns, versions, the built-in methods `versions`, `exists`, `register` and
//!   `unregister`, batches, and the call of a [`Dispatcher`],
//! - [`documents`]: what describes an interface, and `rpc.discover`,
//! - [`event`]: channels, subscriptions and their delivery,
//! - [`client`]: matching answers to calls and notifications to subscriptions.
//!
//! There is no transport in it. A server transport implements [`Connection`] and feeds
//! [`Services::handle`]; a client transport pumps a [`client::Link`].

pub mod client;
pub mod code;
pub mod connection;
pub mod context;
pub mod designator;
pub mod dispatch;
pub mod documents;
pub mod envelope;
pub mod error;
pub mod event;
mod flat;
pub mod index;
pub mod method_errors;
pub mod object;
pub mod observer;
pub mod one_or_many;
pub mod open_enum;
pub mod params;
pub mod services;
pub mod validate;

mod builtin;
mod quote;
mod scratch;

pub use code::Code;
pub use connection::{Connection, ConnectionId, SubscriptionLimits, Subscriptions};
pub use context::{Access, Caller, Context};
pub use dispatch::{
    BoxFuture, Call, Descriptor, Dispatcher, EventDescriptor, IndexForm, Invocation, Lifecycle,
    Reply,
};
pub use documents::Documents;
pub use error::{ErrorData, ErrorObject, Failure, MethodError};
pub use event::{
    Channel, Completion, IndexedEvent, Notification, Registration, Selection, Subscriber, emit_all,
};
pub use index::IndexValue;
pub use observer::{Bound, Called, Observer, Outcome};
pub use one_or_many::OneOrMany;
pub use open_enum::UnknownText;
pub use services::{Answer, Limits, MountError, Services, Target};
pub use validate::{Validate, Violation};

/// The serialisation library of the generated code, so that a crate with bindings needs no other dependency.
pub use serde;
/// The JSON library of the generated code.
pub use serde_json;
