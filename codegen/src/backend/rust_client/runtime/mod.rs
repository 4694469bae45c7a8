//! The runtime: one connection, calls, events. It is the same in every package, and knows no interface.
//!
//! - `client`: the connection as programs see it; `calls`: what waits for answers; `socket` and `http`: the
//!   two ways to a server,
//! - `call`, `batch`, `subscription`, `completion`: what programs hold,
//! - `binding`: what generated methods are written with,
//! - `values`, `decode`, `encode`: what travels.

mod batch;
mod binding;
mod buffer;
mod call;
mod calls;
mod client;
mod completion;
mod connect;
mod decode;
mod encode;
mod error;
mod http;
mod listeners;
mod options;
mod socket;
mod subscription;
mod values;
mod wire;

pub use batch::{Batch, Pending};
pub use call::{Call, Start, Subscribe};
pub use client::Client;
pub use completion::{Completion, Started};
pub use decode::decode;
pub use encode::encode;
pub use error::{CallError, ClientError, RpcError};
pub use options::{Options, Policy, State};
pub use subscription::{Cause, Closer, Events, Gap, Item, Listener, Subscription};
pub use values::{Base64, Hex, MacAddress, OneOrMany, UnknownText};

pub(crate) use {
    binding::{Binding, IndexText},
    encode::{checked, wrapped},
    error::{method_error, recognise},
    values::{finite, open_enum, or_default},
};
