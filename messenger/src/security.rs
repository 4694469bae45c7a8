//! Who may enter.
//!
//! The transport asks a [`Gate`] about every request, and knows nothing else of this:
//!
//! - `hosts`: under which names the server may be asked for, against DNS rebinding,
//! - [`origin`], [`pattern`]: origins of web pages, and patterns of them in linear time,
//! - [`token`]: what a token says, and whether that is true; [`authority`]: from tokens to callers,
//! - [`access`]: what the callers of an origin may do,
//! - [`certificates`]: TLS; [`proxies`]: whose requests a reverse proxy brings,
//! - `refusals`: how often somebody was turned away, and why,
//! - [`setup`]: all of it as the settings ask for.

pub mod access;
pub mod authority;
pub mod certificates;
mod gate;
mod hosts;
pub mod origin;
pub mod pattern;
pub mod proxies;
mod refusals;
pub mod setup;
pub mod token;

pub use authority::Authority;
pub use gate::Gate;
pub use hosts::{Host, Hosts};
pub use refusals::{Reason, Refusals};
