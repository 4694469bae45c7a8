//! Where an endpoint of the model was written.

use super::json;
use crate::diagnostic::Diagnostics;
use crate::model::Interface;
use crate::source::{Sources, Span};

/// The place of the endpoint that a JSON pointer into the model leads to or through, such as
/// `/methods/0/params`. `None` if it leads to none, or to one that was not written as JSON.
///
/// This is for the rare case that somebody asks: the texts are parsed again, so that the model need not hold
/// places that nobody else wants.
pub(crate) fn of_endpoint(sources: &Sources, interface: &Interface, pointer: &str) -> Option<Span> {
    let mut steps = pointer.strip_prefix('/')?.split('/');
    let section = steps.next()?;
    let index: usize = steps.next()?.parse().ok()?;
    let name = match section {
        "methods" => &interface.methods.get(index)?.wire_name,
        "properties" => &interface.properties.get(index)?.wire_name,
        "events" => &interface.events.get(index)?.wire_name,
        _ => return None,
    };
    sources.ids().find_map(|id| {
        let root = json::parse(id, sources, &mut Diagnostics::default())?;
        let members = root.get(section)?.as_object()?.members().iter();
        // Older definitions write the whole designator.
        let mut found = members.filter(|member| {
            member.key == *name || member.key.rsplit('.').next() == Some(name.as_str())
        });
        found.next().map(|member| member.key_span)
    })
}
