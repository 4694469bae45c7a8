//! The interface as meaning: what can be called, what is announced, and which values travel.
//!
//! The model knows no input format and no output language. Definitions are lowered into it, back ends
//! read it, and `codegen explain` prints it as JSON. Four rules keep back ends thin:
//!
//! - **Wire rules are data.** Index form, presence, encodings and wire error codes are fields here; no
//!   back end works them out again.
//! - **Names are settled.** Every [`Name`] is unique in its scope under every case convention, so a back
//!   end only maps case and escapes the keywords of its language.
//! - **Places are kept.** A part of the model knows where it is written, so that a problem which is found late
//!   can be shown there; places are no part of its meaning, and are not printed.
//! - **Order is the definition's.** Endpoints, members and enum texts keep the order they were written in.

mod default;
mod designator;
mod encoding;
mod example;
mod instance;
pub mod message;
mod name;
mod plugin;
mod types;

pub use designator::{Blank, Designator, Part, RegistrationForm};
pub(crate) use example::is_moment;
pub use example::{Examples, request_params};
pub use instance::{InstanceObject, ObjectId, addressed};
pub use name::{Name, Scope};
pub use plugin::Plugin;
pub use types::{
    Bound, Encoding, EnumText, Enumeration, Member, Object, Presence, Range, Shape, Type,
    TypeDefinition, TypeId, Use,
};

use crate::source::Place;
use serde::Serialize;

/// Version of the model as JSON: the first number is raised when a reader of it would break, the second when
/// something is added.
pub const MODEL_VERSION: &str = "1.0";

/// One interface: the unit that a definition describes and that a server mounts under a callsign.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Interface {
    /// The interface's name, `info.class` of the definition, such as `Messenger`.
    pub name: Name,
    /// Title of the documentation, such as `Messenger API`.
    pub title: String,
    /// What the interface is for, in one sentence.
    pub description: Option<String>,
    /// Version of the interface; its major number is the one callers put into a designator.
    pub version: Version,
    /// How settled the interface is.
    pub status: Status,
    /// Name of the interface in its IDL, such as `IMessenger`.
    pub source_interface: Option<String>,
    /// File that declares the interface in its IDL, such as `IMessenger.h`.
    pub source_file: Option<String>,
    /// Names on the wire follow the all-lower-case convention that the next major version leaves.
    pub legacy_lowercase: bool,
    /// Which of Thunder's three rules for params and property values holds.
    pub format: Format,
    /// The definition asks for the format. One that does not counts as compliant today; before August 2022
    /// the others were meant.
    pub format_declared: bool,
    /// Objects and enumerations, in the order in which the endpoints first use them.
    pub types: Vec<TypeDefinition>,
    /// Kinds of objects in the server of which there are many instances, each called by its id.
    pub objects: Vec<InstanceObject>,
    /// Methods, in the definition's order.
    pub methods: Vec<Method>,
    /// Properties, in the definition's order.
    pub properties: Vec<Property>,
    /// Events (notifications), in the definition's order.
    pub events: Vec<Event>,
    /// Where its name is written.
    #[serde(skip)]
    pub place: Place,
    /// Where its version is written.
    #[serde(skip)]
    pub version_place: Place,
    /// Where its format is written.
    #[serde(skip)]
    pub format_place: Place,
}

impl Interface {
    /// The definition of a named type.
    pub fn definition(&self, id: TypeId) -> &TypeDefinition {
        &self.types[id.index()]
    }

    /// A kind of objects that are called by their ids.
    pub fn object(&self, id: ObjectId) -> &InstanceObject {
        &self.objects[id.index()]
    }
}

/// Suffixes of the type names that back ends derive from the interface's name (`MessengerService`,
/// `MessengerClient` and so on). The model's type names never collide with them.
pub const ROLE_SUFFIXES: [&str; 4] = ["service", "dispatcher", "events", "client"];

/// Version of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Version {
    /// Raised when callers break.
    pub major: u32,
    /// Raised when something is added.
    pub minor: u32,
    /// Raised when only the text changes.
    pub patch: u32,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// How settled an interface is (`info.status`); the documentation shows it as zero to three filled circles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// `dev` or `development`: no circle.
    Development,
    /// `alpha`, the default: one circle.
    Alpha,
    /// `beta`: two circles.
    Beta,
    /// `prod` or `production`: three circles.
    Production,
}

/// Thunder's three formats of params and property values (`info.format`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Params are an object; a property's value is wrapped as `{"value": X}` when it is set.
    Compliant,
    /// Params are an object or an array; a property is set by its bare value.
    UncompliantExtended,
    /// Params are anything; a single parameter may be bare.
    UncompliantCollapsed,
}

/// What an endpoint says about itself.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// The details.
    pub description: Option<String>,
    /// Still served, but callers should stop using it. An obsolete endpoint is deprecated too.
    pub deprecated: bool,
    /// Served for old callers alone; it may be gone at any time.
    pub obsolete: bool,
    /// What must hold before it is called.
    pub precondition: Option<String>,
    /// What holds after it was called.
    pub postcondition: Option<String>,
    /// Events that have to do with it.
    pub related_events: Vec<RelatedEvent>,
}

/// An event that an endpoint mentions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct RelatedEvent {
    /// Its name on the wire; the interface has such an event.
    pub wire_name: String,
    /// What it has to do with the endpoint.
    pub description: Option<String>,
}

/// A second name of an endpoint, which does the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Alternative {
    /// The name on the wire. An event can be registered for under it, and is then announced under it.
    pub wire_name: String,
    /// Callers should use the first name. An obsolete name is deprecated too.
    pub deprecated: bool,
    /// Kept for old callers alone; it may be gone at any time.
    pub obsolete: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// A method: called with params, answers a result or one of its errors.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Method {
    /// Its name in generated code.
    pub name: Name,
    /// Its name on the wire. With a prefix it is `prefix::name`; if it belongs to instances, a call puts
    /// the id of one behind the prefix, `prefix#<id>::name` ([`addressed`]).
    pub wire_name: String,
    /// A second name on the wire, of the same form.
    pub alternative: Option<Alternative>,
    /// The kind of objects on whose instances it is called; `None`: on the service itself.
    pub instance: Option<ObjectId>,
    /// Its documentation.
    pub docs: Docs,
    /// What it takes; `None`: nothing.
    pub params: Option<Use>,
    /// What it answers; [`Type::Null`] when it only confirms.
    pub result: Use,
    /// What the caller is told later, when what the method began has ended; `None`: it ends with the
    /// answer.
    pub completion: Option<Completion>,
    /// Name of the type that enumerates its errors.
    pub error_name: Name,
    /// The errors it declares, in order, none twice.
    pub errors: Vec<ErrorCase>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// The end of what an asynchronous method began: one notification to the caller, `<id>.<name>`, for which
/// nobody registers. The caller chooses the id anew with each call.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Completion {
    /// Its name on the wire, what follows the caller's id; mostly that of the method.
    pub wire_name: String,
    /// The member of the method's params, a required text, that holds the caller's id.
    pub id_member: String,
    /// What it says.
    pub description: Option<String>,
    /// What it carries; `None`: nothing.
    pub params: Option<Use>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// A property: a value that can be read, written or both.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Property {
    /// Its name in generated code.
    pub name: Name,
    /// Its name on the wire. With a prefix it is `prefix::name`; if it belongs to instances, a call puts
    /// the id of one behind the prefix, `prefix#<id>::name` ([`addressed`]).
    pub wire_name: String,
    /// A second name on the wire, of the same form.
    pub alternative: Option<Alternative>,
    /// The kind of objects on whose instances it is called; `None`: on the service itself.
    pub instance: Option<ObjectId>,
    /// Its documentation.
    pub docs: Docs,
    /// Name of the operation that reads it, and the value that comes back; `None`: write-only.
    pub get: Option<Getter>,
    /// Name of the operation that writes it, and the params that travel; `None`: read-only.
    pub set: Option<Setter>,
    /// Name of the type that enumerates its errors.
    pub error_name: Name,
    /// The errors it declares, in order, none twice.
    pub errors: Vec<ErrorCase>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

impl Property {
    /// The index for reading, else the one for writing: they rarely differ.
    pub fn index(&self) -> Option<&Index> {
        let get = self.get.as_ref().and_then(|get| get.index.as_ref());
        get.or(self.set.as_ref().and_then(|set| set.index.as_ref()))
    }
}

/// How a property is read: a call without params whose result is the value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Getter {
    /// Name in generated code, `get_x`; unique among all operations of the interface.
    pub name: Name,
    /// The part of the designator after `@` that chooses one of several values.
    pub index: Option<Index>,
    /// The value.
    pub value: Use,
}

/// How a property is written: a call with params and the result null.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Setter {
    /// Name in generated code, `set_x`; unique among all operations of the interface.
    pub name: Name,
    /// The part of the designator after `@` that chooses one of several values.
    pub index: Option<Index>,
    /// The value.
    pub value: Use,
    /// The value travels as the only member of an object, which has this name, mostly `value`; `None`: it
    /// travels bare.
    pub wrapper: Option<String>,
}

/// An event: sent by the server to those who registered for it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Its name in generated code.
    pub name: Name,
    /// Its name on the wire. With a prefix it is `prefix::name`. Registered for are events as
    /// `register` with this name, or as `prefix::register` with the name alone; those of instances as
    /// `prefix#<id>::register` with the name alone. Notifications are named `<client>.<name>`, with prefix
    /// and id of the instance as [`addressed`] gives it.
    pub wire_name: String,
    /// A second name on the wire, of the same form.
    pub alternative: Option<Alternative>,
    /// The kind of objects whose instances announce it; a registration is for one of them. `None`: the
    /// service itself does.
    pub instance: Option<ObjectId>,
    /// Its documentation.
    pub docs: Docs,
    /// What it carries; `None`: nothing.
    pub params: Option<Use>,
    /// Registrations are for one instance, chosen by this index; `None`: everybody gets every event.
    pub index: Option<Index>,
    /// A new listener is first told the current state.
    pub status_listener: bool,
    /// Name of the operation that admits a registration, `register_x`; unique among all operations.
    pub register_name: Name,
    /// Name of the operation that is told about its end, `unregister_x`; unique among all operations.
    pub unregister_name: Name,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// The index of a property or an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Index {
    /// Its name in the definition, such as `roomId`; used in documentation only.
    pub wire_name: String,
    /// What the index means; the type of its text.
    pub value: Use,
    /// How the index reaches the server when registering for an event.
    pub form: IndexForm,
    /// The index may be left out: all instances.
    pub optional: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

impl Index {
    /// The type of an index in a program: what a single text can hold (a truth value, a number, an
    /// enumeration), else the text itself.
    pub fn text_type(&self, interface: &Interface) -> Type {
        match &self.value.ty {
            ty @ (Type::Boolean | Type::Integer { .. } | Type::Float { .. }) => ty.clone(),
            Type::Named(id) if matches!(interface.definition(*id).shape, Shape::Enumeration(_)) => {
                Type::Named(*id)
            }
            _ => Type::Text,
        }
    }
}

/// Where an index stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IndexForm {
    /// `method@index`; notifications are named `<client>.<event>@<index>`.
    Designator,
    /// The older form of events: register with the id `<index>.<client>`, notifications are named
    /// `<index>.<client>.<event>`. Servers take [`IndexForm::Designator`] too.
    ClientId,
}

/// One error that an endpoint declares.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct ErrorCase {
    /// Its name in generated code, `illegal_state`; unique among the endpoint's errors.
    pub name: Name,
    /// Its symbolic name, such as `ERROR_ILLEGAL_STATE`: the `message` on the wire.
    pub message: String,
    /// The `code` on the wire, such as -31005.
    pub code: i32,
    /// When it happens: the `data` on the wire.
    pub description: Option<String>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}
