//! A value as rows: one for the value itself and one for each part of it. What reference pages share.

use crate::model::{Docs, Encoding, Interface, Member, Plugin, Presence, Range, Shape, Type, Use};
use serde_json::Value;

/// What every plugin is configured with: the name, whether it must be there, what it is, and the value that this one
/// is usually given.
pub(super) const BUILT_IN_SETTINGS: [Setting; 4] = [
    (
        "callsign",
        Presence::Required,
        "Plugin instance name",
        |plugin| plugin.callsign.as_deref(),
    ),
    ("classname", Presence::Required, "Class name", |plugin| {
        plugin.class.as_deref().or(plugin.callsign.as_deref())
    }),
    ("locator", Presence::Required, "Library name", |plugin| {
        plugin.locator.as_deref()
    }),
    (
        "startmode",
        Presence::Optional,
        "Determines in which state the plugin should be moved to at startup of the framework",
        |_| None,
    ),
];

type Setting = (
    &'static str,
    Presence,
    &'static str,
    fn(&Plugin) -> Option<&str>,
);

/// What an interface offers, in order: the kind of each, its name and what is said of it.
pub(super) fn contents(interface: &Interface) -> impl Iterator<Item = (&'static str, &str, &Docs)> {
    let methods = interface.methods.iter();
    let properties = interface.properties.iter();
    let events = interface.events.iter();
    methods
        .map(|method| ("method", &*method.wire_name, &method.docs))
        .chain(properties.map(|property| ("property", &*property.wire_name, &property.docs)))
        .chain(events.map(|event| ("event", &*event.wire_name, &event.docs)))
}

/// Nesting that no sane definition reaches; it keeps a cyclic one finite.
const DEEPEST: usize = 64;

/// One value or part of a value.
#[cfg_attr(
    not(feature = "exports"),
    expect(dead_code, reason = "the Markdown shows paths alone")
)]
pub(super) struct Row<'a> {
    /// Where it is: `params.room` is a member, `params?.secure` one that may be absent, `params.acl[#]` an
    /// item of a list.
    pub(super) path: String,
    /// The last step of the path.
    pub(super) name: String,
    /// That step is into a list: the row is about each of its items.
    pub(super) is_item: bool,
    /// How many steps it has.
    pub(super) depth: usize,
    /// The type, as people call it.
    pub(super) type_name: &'static str,
    pub(super) presence: Presence,
    pub(super) deprecated: bool,
    /// Null may stand for it where it cannot be left out.
    pub(super) nullable: bool,
    /// What the definition says about it.
    pub(super) description: Option<&'a str>,
    /// It is one of these texts; those that are not documented are left out.
    pub(super) texts: Vec<&'a str>,
    /// What its bounds demand, such as `length must be at most 8 characters`.
    pub(super) bounds: Option<String>,
    /// What stands in for it when it is absent.
    pub(super) default: Option<String>,
}

/// The rows of a value that is called `name`, itself the first.
pub(super) fn outline<'a>(
    interface: &'a Interface,
    name: &str,
    value: &'a Use,
    presence: Presence,
) -> Vec<Row<'a>> {
    let mut outline = Outline {
        interface,
        rows: Vec::new(),
    };
    let root = Step {
        path: name.to_owned(),
        name: name.to_owned(),
        is_item: false,
        depth: 0,
        presence,
        deprecated: false,
    };
    outline.value(root, value);
    outline.rows
}

struct Outline<'a> {
    interface: &'a Interface,
    rows: Vec<Row<'a>>,
}

struct Step {
    path: String,
    name: String,
    is_item: bool,
    depth: usize,
    presence: Presence,
    deprecated: bool,
}

impl Step {
    fn item(&self) -> Self {
        Self {
            path: format!("{}[#]", self.path),
            name: "[#]".to_owned(),
            is_item: true,
            depth: self.depth + 1,
            presence: Presence::Required,
            deprecated: false,
        }
    }

    fn member(&self, member: &Member) -> Self {
        let mark = match member.presence {
            Presence::Optional => "?",
            Presence::Required => "",
        };
        Self {
            path: format!("{}{mark}.{}", self.path, member.wire_name),
            name: member.wire_name.clone(),
            is_item: false,
            depth: self.depth + 1,
            presence: member.presence,
            deprecated: member.deprecated,
        }
    }
}

impl<'a> Outline<'a> {
    fn value(&mut self, step: Step, value: &'a Use) {
        self.row(&step, &value.ty, Some(value));
        if step.depth == DEEPEST {
            return;
        }
        match &value.ty {
            Type::Array(items) | Type::OneOrMany(items) => self.value(step.item(), items),
            Type::Set(id) => self.row(&step.item(), &Type::Named(*id), None),
            Type::Named(id) => {
                if let Shape::Object(object) = &self.interface.definition(*id).shape {
                    for member in &object.members {
                        self.value(step.member(member), &member.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn row(&mut self, step: &Step, ty: &Type, at: Option<&'a Use>) {
        let named = match ty {
            Type::Named(id) => Some(self.interface.definition(*id)),
            _ => None,
        };
        let texts = match named.map(|definition| &definition.shape) {
            Some(Shape::Enumeration(enumeration)) => {
                let shown = enumeration.texts.iter().filter(|text| !text.hidden);
                shown.map(|text| text.wire.as_str()).collect()
            }
            _ => Vec::new(),
        };
        let given = at.and_then(|at| at.description.as_deref());
        let description = given.or(named.and_then(|definition| definition.description.as_deref()));
        let default = at
            .and_then(|at| at.default.as_ref())
            .filter(|_| *ty != Type::Null);
        self.rows.push(Row {
            path: step.path.clone(),
            name: step.name.clone(),
            is_item: step.is_item,
            depth: step.depth,
            type_name: type_name(self.interface, ty),
            presence: step.presence,
            deprecated: step.deprecated,
            nullable: at.is_some_and(|at| at.nullable),
            description: description.filter(|text| !text.trim().is_empty()),
            texts,
            bounds: at
                .and_then(|at| at.range)
                .and_then(|range| bounds(&range, ty)),
            default: default.map(|default| match default {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }),
        });
    }
}

fn type_name(interface: &Interface, ty: &Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Integer { .. } => "integer",
        Type::Float { .. } => "number",
        Type::Text => "string",
        Type::Bytes(Encoding::Base64) => "string (base64)",
        Type::Bytes(Encoding::Hex) => "string (hexadecimal)",
        Type::Bytes(Encoding::Mac) => "string (MAC address)",
        Type::Time => "string (ISO 8601)",
        Type::InstanceId => "string (instance ID)",
        Type::Json => "any",
        Type::AnyObject => "object",
        Type::Array(_) | Type::Set(_) => "array",
        Type::OneOrMany(_) => "array (or its only item)",
        Type::Instance(id) => match interface.object(*id).id {
            Type::Integer { .. } => "integer (instance ID)",
            _ => "string (instance ID)",
        },
        Type::Named(id) => match interface.definition(*id).shape {
            Shape::Object(_) => "object",
            Shape::Enumeration(_) => "string",
        },
    }
}

/// What a range demands; `None` if it is open on both ends.
fn bounds(range: &Range, ty: &Type) -> Option<String> {
    let (measured, unit) = match ty {
        Type::Integer { .. } | Type::Float { .. } => ("value", ""),
        Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => ("length", " items"),
        Type::Bytes(_) => ("length", " bytes"),
        _ => ("length", " characters"),
    };
    let limits = match (range.minimum, range.maximum) {
        (Some(least), Some(greatest)) if least == greatest => format!("exactly {least}"),
        (Some(least), Some(greatest)) => format!("between {least} and {greatest}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(greatest)) => format!("at most {greatest}"),
        (None, None) => return None,
    };
    Some(format!("{measured} must be {limits}{unit}"))
}
