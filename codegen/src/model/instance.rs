//! Objects in a server that are called one by one.

use super::{Name, Type};
use serde::Serialize;

/// Reference to an [`InstanceObject`] of the same interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct ObjectId(u32);

impl ObjectId {
    /// The object at this position of [`Interface::objects`](super::Interface::objects).
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a definition holds fewer than 2^32 objects"))
    }

    /// Position in [`Interface::objects`](super::Interface::objects).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A kind of objects in the server (`@encode:lookup` and `@encode:autolookup` in an IDL header). A method
/// hands out the id of an instance; the object's endpoints are called with it, `prefix#<id>::method`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct InstanceObject {
    /// Its name in generated code, such as `accessory`; unique among the objects of the interface.
    pub name: Name,
    /// Name of the type of its ids, such as `accessory_id`; unique among all types and roles.
    pub id_name: Name,
    /// What stands before the `#` of a designator.
    pub prefix: String,
    /// The wire type of an id: [`Type::Text`], [`Type::InstanceId`] or a [`Type::Integer`].
    pub id: Type,
    /// The server numbers the instances by itself, and an id is valid on one connection alone
    /// (`@encode:autolookup`). Otherwise the service chooses the ids, and they hold for everybody.
    pub automatic: bool,
}

/// The name of an instance's endpoint on the wire: `device::enable` of the instance `7` is
/// `device#7::enable`. A name without prefix stays as it is.
pub fn addressed(wire_name: &str, instance: &str) -> String {
    match wire_name.rsplit_once("::") {
        Some((prefix, name)) => format!("{prefix}#{instance}::{name}"),
        None => wire_name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_stand_behind_the_prefix() {
        assert_eq!(addressed("device::enable", "7"), "device#7::enable");
        assert_eq!(addressed("a::b::c", "x"), "a::b#x::c");
        assert_eq!(addressed("enable", "7"), "enable");
    }
}
