//! Who may enter.
//!
//! The transport asks a [`Gate`] about every request, and knows nothing else of this:
//!
//! - `hosts`: under which names the server may be asked for, against DNS rebinding,
//! - [`origin`], [`pattern`]: origins of web pages, and patterns of them in linear time,
//! - `refusals`: how often somebody was turned away, and why.

mod gate;
mod hosts;
pub mod origin;
pub mod pattern;
mod refusals;

pub use gate::Gate;
pub use hosts::{Host, Hosts};
pub use refusals::Refusals;

use crate::config::Settings;
use std::sync::Arc;

impl Gate {
    /// The guard that the settings ask for.
    pub fn new(settings: &Settings) -> Self {
        Self {
            hosts: Hosts::new(settings.host_name.clone()),
            origins: settings.allow_origin.clone(),
            refusals: Arc::default(),
        }
    }
}
