//! An interface as a client package presents it.

use crate::model::{
    Completion, Docs, ErrorCase, Event, Index, IndexForm, Interface, Member, Method, Name,
    ObjectId, Presence, Property, Scope, Shape, Type, TypeDefinition, TypeId, Use,
};
use crate::source::Place;
use serde_json::Value;

/// Everything that a client package of an interface offers, in the definition's order.
///
/// Every [`Name`] in it is made of ASCII letters and digits and is unique where it stands: types, errors
/// and the client together; operations and subscriptions together; the members of an object, the texts of
/// an enumeration, the cases of an error, the parameters of an operation each among themselves. What is
/// left to a language is case, keywords, and a first character that is a digit ([`identifier`]).
#[derive(Debug)]
pub struct Plan<'a> {
    /// The interface.
    pub interface: &'a Interface,
    /// Name of the generated client, such as `messenger_client`.
    pub client: Name,
    /// Objects and enumerations, by the position of their [`TypeId`].
    pub types: Vec<TypePlan<'a>>,
    /// Kinds of objects in the server, by the position of their [`ObjectId`].
    pub objects: Vec<ObjectPlan>,
    /// Declared errors of the endpoints that declare any.
    pub errors: Vec<ErrorSet<'a>>,
    /// Methods and property accesses.
    pub operations: Vec<Operation<'a>>,
    /// Events that can be subscribed to.
    pub subscriptions: Vec<Subscription<'a>>,
    /// Where each type travels first as a whole, by the position of its [`TypeId`]; `None`: only inside of others.
    pub occasions: Vec<Option<Occasion<'a>>>,
}

/// A place where a type travels as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion<'a> {
    /// The operation of this wire name takes it.
    Taken(&'a str),
    /// The operation of this wire name answers it.
    Answered(&'a str),
    /// The event of this wire name carries it.
    Carried(&'a str),
}

/// A named type.
#[derive(Debug)]
pub struct TypePlan<'a> {
    /// Its name.
    pub name: Name,
    /// Its definition.
    pub definition: &'a TypeDefinition,
    /// Its parts.
    pub shape: ShapePlan<'a>,
}

/// The parts of a named type.
#[derive(Debug)]
pub enum ShapePlan<'a> {
    /// Members of an object.
    Object(Vec<MemberPlan<'a>>),
    /// Texts of an enumeration; it is open, so a language adds a way to hold an unknown text.
    Enumeration(Vec<TextPlan<'a>>),
}

/// A member of an object.
#[derive(Debug)]
pub struct MemberPlan<'a> {
    /// Its name.
    pub name: Name,
    /// Its wire name, value and presence.
    pub member: &'a Member,
    /// The value that a reader puts in the place of an absent one, as it would travel; only where the
    /// member is optional.
    pub default: Option<Value>,
}

impl MemberPlan<'_> {
    /// Whether a value must be given.
    pub fn is_required(&self) -> bool {
        self.member.presence == Presence::Required
    }
}

/// A kind of objects in the server whose instances are called by their ids.
#[derive(Debug)]
pub struct ObjectPlan {
    /// Its name, such as `accessory`; also that of the parameter that takes an id.
    pub name: Name,
    /// Name of the type of its ids, such as `accessory_id`: an alias, where a language has such.
    pub id_name: Name,
    /// The wire type of an id: a text, an instance id or a whole number.
    pub id: Type,
}

/// A text of an enumeration.
#[derive(Debug)]
pub struct TextPlan<'a> {
    /// Its name.
    pub name: Name,
    /// The text on the wire.
    pub wire: &'a str,
}

/// The errors that an endpoint declares.
#[derive(Debug)]
pub struct ErrorSet<'a> {
    /// Name of the error type, such as `join_error`.
    pub name: Name,
    /// The method or property that declares them, by its wire name.
    pub wire_name: &'a str,
    /// The cases, in order, none twice.
    pub cases: Vec<(Name, &'a ErrorCase)>,
}

/// Position of an [`ErrorSet`] in [`Plan::errors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorSetId(pub usize);

/// A call: of a method, or to read or write a property.
#[derive(Debug)]
pub struct Operation<'a> {
    /// Its name: `join`, `get_brightness`, `set_brightness`.
    pub name: Name,
    /// Which kind of call it is.
    pub kind: OperationKind,
    /// The method name in the designator; with an instance, its id belongs into it
    /// ([`addressed`](crate::model::addressed)).
    pub wire_name: &'a str,
    /// The kind of objects on an instance of which it is called; the id is its first parameter.
    pub instance: Option<ObjectId>,
    /// Its documentation.
    pub docs: &'a Docs,
    /// The index behind the designator.
    pub index: Option<IndexPlan<'a>>,
    /// What travels as params.
    pub params: Params<'a>,
    /// What comes back; [`Type::Null`]: nothing but the confirmation.
    pub result: &'a Use,
    /// What the caller is told later, when what the call began has ended. The runtime chooses the id for
    /// it and puts it into the params; callers do not give that member.
    pub completion: Option<&'a Completion>,
    /// The errors it declares; `None`: none.
    pub errors: Option<ErrorSetId>,
}

/// Which kind of call an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// A method.
    Method,
    /// Reads a property.
    Get,
    /// Writes a property.
    Set,
}

/// What travels as the params of a call.
#[derive(Clone, Copy, Debug)]
pub enum Params<'a> {
    /// Nothing: `params` is left out.
    None,
    /// An object with members of its own: a language may take it as one value, or member by member
    /// ([`Plan::flattened`]).
    Object(TypeId, &'a Use),
    /// A single value as it is; the definition's format allows that.
    Value(&'a Use),
    /// The value of a property as the only member of an object, which has this name.
    Wrapped(&'a Use, &'a str),
}

impl<'a> Params<'a> {
    /// The value that a caller gives.
    pub fn value(&self) -> Option<&'a Use> {
        match *self {
            Self::None => None,
            Self::Object(_, at) | Self::Value(at) | Self::Wrapped(at, _) => Some(at),
        }
    }
}

/// The index of a property or an event, as a parameter.
#[derive(Debug)]
pub struct IndexPlan<'a> {
    /// Name of the parameter, such as `room_id`; it is not `value`, `params` or `options`.
    pub name: Name,
    /// The type that a caller gives: a truth value, a number, an enumeration or a text.
    pub ty: Type,
    /// What the definition says about it.
    pub index: &'a Index,
}

/// An event that can be subscribed to.
#[derive(Debug)]
pub struct Subscription<'a> {
    /// Name of the operation, `subscribe_room_update`.
    pub name: Name,
    /// Name of the event, `room_update`; unique among the events.
    pub event_name: Name,
    /// The event's name on the wire; with an instance, its id belongs into it.
    pub wire_name: &'a str,
    /// The kind of objects of which one announces it; the id is the first parameter.
    pub instance: Option<ObjectId>,
    /// Its documentation.
    pub docs: &'a Docs,
    /// Which one is meant; [`Index::form`] says where it travels.
    pub index: Option<IndexPlan<'a>>,
    /// What the event carries; `None`: nothing.
    pub params: Option<&'a Use>,
    /// Upon registration the server tells the current state first.
    pub snapshot: bool,
}

impl Subscription<'_> {
    /// Where the index travels; `None`: there is none.
    pub fn index_form(&self) -> Option<IndexForm> {
        self.index.as_ref().map(|index| index.index.form)
    }
}

impl<'a> Plan<'a> {
    /// The plan of an interface.
    pub fn new(interface: &'a Interface) -> Self {
        let mut type_names = Scope::new();
        let client = type_names.unique(interface.name.ascii().with("client"));
        let types = interface
            .types
            .iter()
            .map(|definition| TypePlan {
                name: type_names.unique(definition.name.ascii()),
                definition,
                shape: shape(interface, &definition.shape),
            })
            .collect();
        let objects = interface
            .objects
            .iter()
            .map(|object| ObjectPlan {
                name: object.name.ascii(),
                id_name: type_names.unique(object.id_name.ascii()),
                id: object.id.clone(),
            })
            .collect();
        let mut plan = Self {
            interface,
            client,
            types,
            objects,
            errors: Vec::new(),
            operations: Vec::new(),
            subscriptions: Vec::new(),
            occasions: vec![None; interface.types.len()],
        };
        let (mut operations, mut events) = (Scope::new(), Scope::new());
        for method in &interface.methods {
            plan.add_method(method, &mut type_names, &mut operations);
        }
        for property in &interface.properties {
            plan.add_property(property, &mut type_names, &mut operations);
        }
        for event in &interface.events {
            plan.add_event(event, &mut events, &mut operations);
        }
        plan.note_occasions();
        plan
    }

    fn note_occasions(&mut self) {
        let mut note = |at: Option<&Use>, occasion| {
            if let Some(Type::Named(id)) = at.map(|at| &at.ty) {
                self.occasions[id.index()].get_or_insert(occasion);
            }
        };
        for operation in &self.operations {
            let name = operation.wire_name;
            note(operation.params.value(), Occasion::Taken(name));
            note(Some(operation.result), Occasion::Answered(name));
        }
        for event in &self.subscriptions {
            note(event.params, Occasion::Carried(event.wire_name));
        }
    }

    fn add_method(&mut self, method: &'a Method, types: &mut Scope, operations: &mut Scope) {
        let errors = self.add_errors(types, &method.error_name, &method.wire_name, &method.errors);
        self.operations.push(Operation {
            name: operations.unique(method.name.ascii()),
            kind: OperationKind::Method,
            wire_name: &method.wire_name,
            instance: method.instance,
            docs: &method.docs,
            index: None,
            params: params(self.interface, method.params.as_ref(), None),
            result: &method.result,
            completion: method.completion.as_ref(),
            errors,
        });
    }

    fn add_errors(
        &mut self,
        scope: &mut Scope,
        name: &Name,
        wire_name: &'a str,
        cases: &'a [ErrorCase],
    ) -> Option<ErrorSetId> {
        if cases.is_empty() {
            return None;
        }
        let mut names = Scope::new();
        self.errors.push(ErrorSet {
            name: scope.unique(name.ascii()),
            wire_name,
            cases: cases
                .iter()
                .map(|case| (names.unique(case.name.ascii()), case))
                .collect(),
        });
        Some(ErrorSetId(self.errors.len() - 1))
    }

    fn add_property(&mut self, property: &'a Property, types: &mut Scope, operations: &mut Scope) {
        let Property {
            error_name,
            wire_name,
            errors,
            ..
        } = property;
        let errors = self.add_errors(types, error_name, wire_name, errors);
        let interface = self.interface;
        let operation = |name, kind, given, params, result| Operation {
            name,
            kind,
            wire_name,
            instance: property.instance,
            docs: &property.docs,
            index: index(interface, given),
            params,
            result,
            completion: None,
            errors,
        };
        if let Some(get) = &property.get {
            let name = operations.unique(get.name.ascii());
            let (given, params) = (get.index.as_ref(), Params::None);
            let get = operation(name, OperationKind::Get, given, params, &get.value);
            self.operations.push(get);
        }
        if let Some(set) = &property.set {
            let name = operations.unique(set.name.ascii());
            let params = params(interface, Some(&set.value), set.wrapper.as_deref());
            let given = set.index.as_ref();
            let set = operation(name, OperationKind::Set, given, params, &NOTHING);
            self.operations.push(set);
        }
    }

    fn add_event(&mut self, event: &'a Event, events: &mut Scope, operations: &mut Scope) {
        let event_name = events.unique(event.name.ascii());
        self.subscriptions.push(Subscription {
            name: operations.unique(Name::new("subscribe").join(&event_name)),
            event_name,
            wire_name: &event.wire_name,
            instance: event.instance,
            docs: &event.docs,
            index: index(self.interface, event.index.as_ref()),
            params: event.params.as_ref(),
            snapshot: event.status_listener,
        });
    }

    /// A named type.
    pub fn type_plan(&self, id: TypeId) -> &TypePlan<'a> {
        &self.types[id.index()]
    }

    /// All named types, each after those that it holds: for languages in which a type must be known before
    /// it is used.
    pub fn types_inside_out(&self) -> Vec<TypeId> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.types.len()];
        for position in 0..self.types.len() {
            self.visit(TypeId::new(position), &mut seen, &mut order);
        }
        order
    }

    fn visit(&self, id: TypeId, seen: &mut [bool], order: &mut Vec<TypeId>) {
        if std::mem::replace(&mut seen[id.index()], true) {
            return;
        }
        if let ShapePlan::Object(members) = &self.type_plan(id).shape {
            for member in members {
                if let Some(held) = held(&member.member.value.ty) {
                    self.visit(held, seen, order);
                }
            }
        }
        order.push(id);
    }

    /// The member of an operation's params that the runtime fills in with the id of the completion.
    pub fn id_member(&self, operation: &Operation<'_>) -> Option<&MemberPlan<'a>> {
        let completion = operation.completion?;
        let Params::Object(id, _) = operation.params else {
            return None;
        };
        let ShapePlan::Object(members) = &self.type_plan(id).shape else {
            return None;
        };
        let mut members = members.iter();
        members.find(|member| member.member.wire_name == completion.id_member)
    }

    /// A kind of objects.
    pub fn object(&self, id: ObjectId) -> &ObjectPlan {
        &self.objects[id.index()]
    }

    /// Declared errors.
    pub fn error_set(&self, id: ErrorSetId) -> &ErrorSet<'a> {
        &self.errors[id.0]
    }

    /// The members of an operation's params as parameters of their own, the required ones first, under
    /// names that differ from the `reserved` ones (in snake case) of the language's calls.
    pub fn flattened(
        &self,
        operation: &Operation<'_>,
        reserved: &[&str],
    ) -> Vec<(Name, &MemberPlan<'a>)> {
        let Params::Object(id, _) = operation.params else {
            return Vec::new();
        };
        let ShapePlan::Object(members) = &self.type_plan(id).shape else {
            return Vec::new();
        };
        let filled_in = operation.completion.map(|completion| &completion.id_member);
        let mut scope = scope_with(reserved);
        let mut parameters: Vec<_> = members
            .iter()
            .filter(|member| Some(&member.member.wire_name) != filled_in)
            .map(|member| (scope.unique(member.name.clone()), member))
            .collect();
        parameters.sort_by_key(|(_, member)| !member.is_required());
        parameters
    }
}

/// The result of an operation that only confirms.
static NOTHING: Use = Use {
    ty: Type::Null,
    description: None,
    example: None,
    default: None,
    range: None,
    nullable: false,
    place: Place::UNKNOWN,
};

/// The named type in a type.
fn held(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) | Type::Set(id) => Some(*id),
        Type::Array(items) | Type::OneOrMany(items) => held(&items.ty),
        _ => None,
    }
}

fn scope_with(taken: &[&str]) -> Scope {
    let mut scope = Scope::new();
    for name in taken {
        scope.unique(Name::new(name));
    }
    scope
}

fn shape<'a>(interface: &Interface, shape: &'a Shape) -> ShapePlan<'a> {
    let mut scope = Scope::new();
    match shape {
        Shape::Object(object) => ShapePlan::Object(
            object
                .members
                .iter()
                .map(|member| MemberPlan {
                    name: scope.unique(member.name.ascii()),
                    member,
                    default: (member.presence == Presence::Optional)
                        .then(|| interface.default_value(&member.value))
                        .flatten(),
                })
                .collect(),
        ),
        Shape::Enumeration(enumeration) => ShapePlan::Enumeration(
            enumeration
                .texts
                .iter()
                .map(|text| TextPlan {
                    name: scope.unique(text.name.ascii()),
                    wire: &text.wire,
                })
                .collect(),
        ),
    }
}

fn params<'a>(
    interface: &Interface,
    given: Option<&'a Use>,
    wrapper: Option<&'a str>,
) -> Params<'a> {
    let Some(at) = given else {
        return Params::None;
    };
    if let Some(wrapper) = wrapper {
        return Params::Wrapped(at, wrapper);
    }
    match &at.ty {
        Type::Null => Params::None,
        Type::Named(id) if matches!(interface.definition(*id).shape, Shape::Object(_)) => {
            Params::Object(*id, at)
        }
        _ => Params::Value(at),
    }
}

fn index<'a>(interface: &Interface, index: Option<&'a Index>) -> Option<IndexPlan<'a>> {
    index.map(|index| IndexPlan {
        name: scope_with(&["value", "params", "options"])
            .unique(Name::new(&index.wire_name).ascii()),
        ty: index.text_type(interface),
        index,
    })
}

/// A text as an identifier of a language: with an underscore behind it when it is one of the `reserved`
/// words, and one in front of a leading digit. That never makes two different [`Name`]s equal.
pub fn identifier(text: String, reserved: &[&str]) -> String {
    if reserved.contains(&text.as_str()) {
        text + "_"
    } else if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{text}")
    } else {
        text
    }
}
