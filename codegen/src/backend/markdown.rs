//! Reference documentation for people, as GitHub-flavoured Markdown.
//!
//! The shape is that of the API references Thunder publishes: front matter, introduction, then methods,
//! properties and notifications, each with an overview table and a section per endpoint that ends in
//! example messages.
//!
//! Three layers keep the texts of a definition from ever becoming markup:
//!
//! - `phrase` holds running text as spans. Fixed words are `&'static str` and printed as they are;
//!   whatever comes from a definition is another kind of span and is escaped when it is printed.
//! - `page` holds blocks (headings, paragraphs, tables, code) and resolves links: a section is linked by
//!   its meaning, and the anchor that its heading gets is worked out when the page is printed.
//! - the rest of this module writes the page from the model and knows no Markdown.
//!
//! Neither HTML nor link definitions are used, so the page reads well as plain text too. A bare address in
//! a text of the definition stays bare: renderers may make a link of it, which is welcome.

mod endpoint;
mod escape;
mod event;
mod front;
mod message;
mod method;
mod page;
mod phrase;
mod plugin;
mod property;
mod table;

#[cfg(test)]
mod tests;

use crate::model::{Interface, Plugin};
use page::Page;

/// The reference documentation of an interface, one Markdown page that ends with a line break.
///
/// Sections without content are left out: an interface without events has no notifications section.
pub fn generate(interface: &Interface) -> String {
    let mut page = Page::new(interface);
    front::write(&mut page, interface);
    method::write(&mut page, interface);
    property::write(&mut page, interface);
    event::write(&mut page, interface);
    page.print()
}

/// The documentation of a plugin, one Markdown page that ends with a line break: how it is configured, and which
/// interfaces it serves. Their own pages are expected beside it.
pub fn generate_plugin(plugin: &Plugin) -> String {
    let mut page = Page::new(&plugin.about);
    plugin::write(&mut page, plugin);
    page.print()
}
