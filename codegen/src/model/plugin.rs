//! What a plugin's description says.

use super::{Interface, Use};

/// A plugin: a library for Thunder that serves interfaces under a callsign, as its description (`FooPlugin.json`)
/// tells.
#[derive(Debug)]
pub struct Plugin {
    /// Name, title, description, version and status of the plugin. It has no endpoints, and the types in it are those
    /// of the configuration.
    pub about: Interface,
    /// The callsign that it is usually given.
    pub callsign: Option<String>,
    /// Its class in C++, if it is not called as its callsign.
    pub class: Option<String>,
    /// The library that holds it.
    pub locator: Option<String>,
    /// What can be configured beside what every plugin has.
    pub configuration: Option<Use>,
    /// The interfaces that it serves, in order.
    pub interfaces: Vec<Interface>,
}
