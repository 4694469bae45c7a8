//! Where names of generated code come from.

use crate::definition::json::Node;
use crate::definition::reference::Resolved;
use crate::model::Name;

/// What a value is called if it turns out to need a type of its own.
#[derive(Clone)]
pub(super) struct Naming {
    /// The name of its type.
    pub(super) name: Name,
    /// What the names of types inside it begin with.
    pub(super) stem: Name,
}

impl Naming {
    /// A name that the types inside begin with as well.
    pub(super) fn plain(name: Name) -> Self {
        Self {
            stem: name.clone(),
            name,
        }
    }

    /// A name made of a stem and a role, where the types inside begin with the stem alone.
    pub(super) fn role(stem: &Name, role: &str) -> Self {
        Self {
            name: stem.with(role),
            stem: stem.clone(),
        }
    }

    /// The name of a member's type.
    pub(super) fn member(&self, member: &Name) -> Self {
        Self::plain(self.stem.join(member))
    }
}

/// The words for something that is called `wire` on the wire.
///
/// `hint` is the author's word for it. The name in C++ only tells where words begin: if its letters are
/// others, it is a name that users of the interface have never seen.
pub(super) fn name(hint: Option<&str>, original: Option<&str>, wire: &str) -> Name {
    let original = original.filter(|original| fold(original) == fold(wire));
    Name::new(hint.or(original).unwrap_or(wire))
}

/// The prefix of an endpoint's name, if it has one, and the name behind it.
pub(super) fn split_prefix(wire_name: &str) -> (Option<&str>, &str) {
    match wire_name.rsplit_once("::") {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, wire_name),
    }
}

/// A name that holds the place of an instance's id, `prefix#ID::name`, without it.
pub(super) fn split_instance(key: &str) -> Option<String> {
    let (prefix, rest) = key.split_once('#')?;
    let (_, name) = rest.split_once("::")?;
    Some(format!("{prefix}::{name}"))
}

/// What two names have in common that differ in case and separators alone.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a value is called, given what its place would call it.
pub(super) fn naming(value: &Resolved<'_>, place: &Naming) -> Naming {
    let text = |key| value.node.get(key).and_then(Node::as_text);
    let hint = text("hint").or_else(|| text("class"));
    if let Some(hint) = hint.filter(|hint| hint.chars().any(char::is_alphanumeric)) {
        return Naming::plain(Name::new(hint));
    }
    if let Some(original) = original_type(value.node) {
        let last = original.rsplit("::").next().unwrap_or(original);
        return Naming::plain(Name::new(last));
    }
    match &value.pointer {
        Some(pointer) => pointed(pointer),
        None => place.clone(),
    }
}

/// The C++ type of a value, if it is a plain one.
pub(super) fn original_type(node: &Node) -> Option<&str> {
    let text = node.get("@originaltype").and_then(Node::as_text)?;
    let plain = text
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    (plain && text.chars().any(char::is_alphanumeric)).then_some(text)
}

/// The name of what a pointer leads to. It does not depend on who points.
fn pointed(pointer: &[String]) -> Naming {
    let steps: Vec<&str> = pointer.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["methods", method, "params", rest @ ..] => {
            inside(Naming::role(&Name::new(method), "params"), rest)
        }
        ["methods", method, "result", rest @ ..] => {
            inside(Naming::plain(Name::new(method).with("result")), rest)
        }
        ["events", event, "params", rest @ ..] => {
            inside(Naming::role(&Name::new(event), "event"), rest)
        }
        ["properties", property, "params" | "result", rest @ ..] => {
            inside(Naming::role(&Name::new(property), "value"), rest)
        }
        steps => {
            // The named thing is what stands before the first step into a schema.
            let end = steps
                .iter()
                .position(|step| matches!(*step, "properties" | "items"));
            let end = end.filter(|end| *end > 0).unwrap_or(steps.len());
            let name = steps[..end].last().copied().unwrap_or("unnamed");
            inside(Naming::plain(Name::new(name)), &steps[end..])
        }
    }
}

fn inside(mut naming: Naming, mut steps: &[&str]) -> Naming {
    loop {
        match steps {
            ["properties", member, rest @ ..] => {
                naming = naming.member(&Name::new(member));
                steps = rest;
            }
            ["items", rest @ ..] => steps = rest,
            _ => return naming,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pointer: &str) -> String {
        let steps: Vec<String> = pointer.split('/').map(str::to_owned).collect();
        pointed(&steps).name.snake().to_owned()
    }

    #[test]
    fn targets_are_named_after_their_own_place() {
        assert_eq!(of("definitions/appType"), "app_type");
        assert_eq!(of("definitions/enums/mode"), "mode");
        assert_eq!(of("definitions/room/properties/state"), "room_state");
        assert_eq!(of("methods/join/params"), "join_params");
        assert_eq!(of("methods/join/params/properties/secure"), "join_secure");
        assert_eq!(of("methods/list/result/items"), "list_result");
        assert_eq!(
            of("events/start/params/properties/application"),
            "start_application"
        );
        assert_eq!(of("properties/volume/params"), "volume_value");
        assert_eq!(of("properties"), "properties");
    }

    #[test]
    fn names_are_taken_apart_at_the_prefix() {
        assert_eq!(split_prefix("device::enable"), (Some("device"), "enable"));
        assert_eq!(split_prefix("enable"), (None, "enable"));
        assert_eq!(
            split_instance("device#ID::changed").as_deref(),
            Some("device::changed")
        );
        assert_eq!(split_instance("device#ID"), None);
        assert_eq!(split_instance("device::enable"), None);
    }

    #[test]
    fn words_come_from_the_author_or_from_matching_letters() {
        assert_eq!(
            name(None, Some("RoomUpdate"), "roomupdate").snake(),
            "room_update"
        );
        assert_eq!(name(None, Some("cb"), "id").snake(), "id");
        assert_eq!(
            name(Some("Switch"), Some("Toggle"), "toggle").snake(),
            "switch"
        );
    }
}
