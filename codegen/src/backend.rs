//! Back ends: one folder a target. Each reads the [model](crate::model) and knows no other back end; what
//! several share stands beside them.

#[cfg(feature = "exports")]
pub mod asyncapi;
#[cfg(feature = "sdk")]
pub mod cpp;
#[cfg(feature = "exports")]
pub(crate) mod documents;
#[cfg(feature = "sdk")]
pub mod go;
#[cfg(feature = "exports")]
pub mod html;
#[cfg(feature = "sdk")]
pub mod java;
#[cfg(feature = "exports")]
pub mod json_schema;
pub mod markdown;
#[cfg(feature = "exports")]
pub mod openrpc;
#[cfg(feature = "sdk")]
pub mod python;
pub mod rust;
#[cfg(feature = "sdk")]
pub mod rust_client;
#[cfg(feature = "sdk")]
pub mod sdk;
#[cfg(feature = "sdk")]
pub mod typescript;
#[cfg(feature = "sdk")]
pub mod vectors;

mod bounds;
mod outline;
mod rust_identifier;
mod rustdoc;
#[cfg(feature = "exports")]
mod schema;
mod unique;
mod visible;
