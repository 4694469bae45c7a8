//! The values that travel.

use super::{Name, ObjectId};
use crate::source::Place;
use serde::Serialize;
use serde_json::Value;

/// Reference to a [`TypeDefinition`] of the same interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct TypeId(u32);

impl TypeId {
    /// The type at this position of [`Interface::types`](super::Interface::types).
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a definition holds fewer than 2^32 types"))
    }

    /// Position in [`Interface::types`](super::Interface::types).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An object or an enumeration: what a back end gives a name of its own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct TypeDefinition {
    /// Its name in generated code; unique among all types and roles of the interface.
    pub name: Name,
    /// What it is.
    pub description: Option<String>,
    /// What it consists of.
    pub shape: Shape,
    /// It occurs in what a caller sends: a server checks it strictly.
    pub in_params: bool,
    /// It occurs in what a server sends: a reader tolerates what it does not know.
    pub in_results: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// What a named type consists of.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A JSON object with known members.
    Object(Object),
    /// One of several texts.
    Enumeration(Enumeration),
}

/// A JSON object with known members; others are ignored when read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Object {
    /// Its members, in the definition's order.
    pub members: Vec<Member>,
}

/// One member of an object.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Its name in generated code; unique in the object.
    pub name: Name,
    /// Its name on the wire.
    pub wire_name: String,
    /// Its value.
    pub value: Use,
    /// Whether it may be absent.
    pub presence: Presence,
    /// Still understood, but senders should stop using it.
    pub deprecated: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// Whether a member may be absent. Null counts as absent (Thunder).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// Always there.
    Required,
    /// May be absent or null.
    Optional,
}

/// One of several texts. Readers of results and events keep texts they do not know.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Enumeration {
    /// The texts, in the definition's order, none twice.
    pub texts: Vec<EnumText>,
}

/// One text of an enumeration.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct EnumText {
    /// Its name in generated code; unique in the enumeration.
    pub name: Name,
    /// The text on the wire, matched exactly.
    pub wire: String,
    /// Its number in the IDL, which never travels.
    pub value: Option<i64>,
    /// It is understood, but not documented: it and all after it stand behind the end marker of the
    /// enumeration in the IDL.
    pub hidden: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// The use of a type at one place, with what that place says about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Use {
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What the value means here.
    pub description: Option<String>,
    /// An example value, as written in the definition.
    pub example: Option<Value>,
    /// The value that stands in when it is absent; a remark for readers unless the member is optional.
    pub default: Option<Value>,
    /// Bounds that a server checks.
    pub range: Option<Range>,
    /// Null may stand for it where it cannot be left out: a result, the value of a property. Of a member,
    /// [`Presence`] tells.
    pub nullable: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

impl Use {
    /// A use of `ty` that says nothing more about it.
    pub fn plain(ty: Type) -> Self {
        Self {
            ty,
            description: None,
            example: None,
            default: None,
            range: None,
            nullable: false,
            place: Place::UNKNOWN,
        }
    }
}

/// A type of the wire.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Type {
    /// Always null.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// Width: 8, 16, 24, 32 or 64.
        bits: u8,
        /// Whether it can be negative.
        signed: bool,
    },
    /// A number with a fraction.
    Float {
        /// Width: 32 or 64.
        bits: u8,
    },
    /// A text.
    Text,
    /// Bytes in a text encoding.
    Bytes(Encoding),
    /// A moment, as ISO 8601 text.
    Time,
    /// Identifies an instance in the server, as text such as `0x1f00`.
    InstanceId,
    /// Any JSON value, passed on as it is.
    Json,
    /// Any JSON object, passed on as it is.
    AnyObject,
    /// A list.
    Array(Box<Use>),
    /// A list that travels as the item alone when it has exactly one (`@extract`), and as a list
    /// otherwise. Readers take a list of one item too.
    OneOrMany(Box<Use>),
    /// A set of an enumeration's texts, written as a list.
    Set(TypeId),
    /// An object or an enumeration of its own.
    Named(TypeId),
    /// The id of an instance, of the type that [`InstanceObject::id`](super::InstanceObject::id) says.
    Instance(ObjectId),
}

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Base64 with padding (RFC 4648, section 4).
    Base64,
    /// Pairs of hexadecimal digits.
    Hex,
    /// Pairs of hexadecimal digits with a colon between them.
    Mac,
}

/// Inclusive bounds: of a number's value, a text's or a list's length, or the count of decoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// The least; `None`: open.
    pub minimum: Option<Bound>,
    /// The greatest; `None`: open.
    pub maximum: Option<Bound>,
}

/// One end of a [`Range`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "model-schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Bound {
    /// A whole number.
    Whole(i128),
    /// A number with a fraction; only values of [`Type::Float`] have such bounds.
    Fraction(f64),
}

impl From<i128> for Bound {
    fn from(number: i128) -> Self {
        Self::Whole(number)
    }
}

impl Bound {
    /// The bound if it is a whole number.
    pub fn whole(self) -> Option<i128> {
        match self {
            Self::Whole(number) => Some(number),
            Self::Fraction(_) => None,
        }
    }

    /// The bound as a floating-point number, rounded where it must be.
    pub fn float(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Fraction(number) => number,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Fraction(number) => write!(f, "{number}"),
        }
    }
}

impl Range {
    /// Whether a whole number is within the bounds.
    pub fn holds(&self, number: i128) -> bool {
        let above = |bound: Bound| match bound {
            Bound::Whole(least) => number >= least,
            Bound::Fraction(least) => number as f64 >= least,
        };
        let below = |bound: Bound| match bound {
            Bound::Whole(greatest) => number <= greatest,
            Bound::Fraction(greatest) => number as f64 <= greatest,
        };
        self.minimum.is_none_or(above) && self.maximum.is_none_or(below)
    }

    /// Whether a floating-point number is within the bounds.
    pub fn holds_float(&self, number: f64) -> bool {
        self.minimum.is_none_or(|bound| number >= bound.float())
            && self.maximum.is_none_or(|bound| number <= bound.float())
    }
}
