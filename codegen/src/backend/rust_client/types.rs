//! Types of the wire as Rust types.

use super::docs;
use super::layout::{attribute, field, fields, function};
use super::names::{self, literal};
use super::{Package, example};
use crate::backend::rustdoc::code;
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, ShapePlan, TextPlan};
use crate::backend::sdk::text::Source;
use crate::model::{Encoding, Type, TypeId, Use};

impl<'a> Package<'a> {
    /// The type of a value that a program holds.
    pub(super) fn owned_use(&self, at: &Use) -> String {
        let ty = self.owned(&at.ty);
        if at.nullable {
            format!("{}<{ty}>", self.names.option())
        } else {
            ty
        }
    }

    /// The type of a value that a method reads.
    pub(super) fn borrowed_use(&self, at: &Use) -> String {
        let ty = self.borrowed(&at.ty);
        if at.nullable {
            format!("{}<{ty}>", self.names.option())
        } else {
            ty
        }
    }

    /// The type of a value that a program holds.
    pub(super) fn owned(&self, ty: &Type) -> String {
        match ty {
            Type::Null => "()".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer { bits, signed } => {
                let width = bits.next_power_of_two().clamp(8, 64);
                format!("{}{width}", if *signed { "i" } else { "u" })
            }
            Type::Float { bits: 32 } => "f32".to_owned(),
            Type::Float { .. } => "f64".to_owned(),
            Type::Text | Type::Time | Type::InstanceId => self.names.string().to_owned(),
            Type::Bytes(Encoding::Base64) => "rpc::Base64".to_owned(),
            Type::Bytes(Encoding::Hex) => "rpc::Hex".to_owned(),
            Type::Bytes(Encoding::Mac) => "rpc::MacAddress".to_owned(),
            Type::Json => "::serde_json::Value".to_owned(),
            Type::AnyObject => {
                let string = self.names.string();
                format!("::serde_json::Map<{string}, ::serde_json::Value>")
            }
            Type::Array(items) => format!("{}<{}>", self.names.vec(), self.owned_use(items)),
            Type::OneOrMany(items) => format!("rpc::OneOrMany<{}>", self.owned_use(items)),
            Type::Set(id) => format!("{}<{}>", self.names.vec(), self.type_name(*id)),
            Type::Named(id) => self.type_name(*id),
            Type::Instance(id) => names::type_name(&self.plan.object(*id).id_name),
        }
    }

    /// The type of a value that a method reads.
    pub(super) fn borrowed(&self, ty: &Type) -> String {
        match ty {
            Type::Null | Type::Boolean | Type::Integer { .. } | Type::Float { .. } => {
                self.owned(ty)
            }
            Type::Text | Type::Time | Type::InstanceId => "&str".to_owned(),
            Type::Array(items) => format!("&[{}]", self.owned_use(items)),
            Type::Set(id) => format!("&[{}]", self.type_name(*id)),
            Type::Instance(id) => self.borrowed(&self.plan.object(*id).id),
            Type::Bytes(_) | Type::Json | Type::AnyObject | Type::OneOrMany(_) | Type::Named(_) => {
                format!("&{}", self.owned(ty))
            }
        }
    }

    /// The name of a type.
    pub(super) fn type_name(&self, id: TypeId) -> String {
        names::type_name(&self.plan.type_plan(id).name)
    }

    /// The members of an object that a program gives or gets; the id of a completion is none of them.
    pub(super) fn members(&self, id: TypeId) -> Vec<&MemberPlan<'a>> {
        let ShapePlan::Object(members) = &self.plan.type_plan(id).shape else {
            return Vec::new();
        };
        let filled_in = self.filled_in.get(&id).copied();
        let is_given =
            |member: &&MemberPlan<'_>| filled_in != Some(member.member.wire_name.as_str());
        members.iter().filter(is_given).collect()
    }

    /// Whether an object is nothing but the id of a completion, so that it has no struct.
    pub(super) fn is_hollow(&self, id: TypeId) -> bool {
        let ShapePlan::Object(members) = &self.plan.type_plan(id).shape else {
            return false;
        };
        !members.is_empty() && self.members(id).is_empty()
    }

    /// Writes all types and ids of instances.
    pub(super) fn declare_all(&self, source: &mut Source) {
        for object in &self.plan.objects {
            let words = object.name.snake().replace('_', " ");
            source.gap();
            docs::markdown(source, &format!("The id of an instance of {words}."));
            let name = names::type_name(&object.id_name);
            source.line(format!("pub type {name} = {};", self.owned(&object.id)));
        }
        for position in 0..self.plan.types.len() {
            let id = TypeId::new(position);
            if self.is_hollow(id) {
                continue;
            }
            source.gap();
            docs::comment(source, &docs::prose(&named_type(self.plan, position)));
            match &self.plan.type_plan(id).shape {
                ShapePlan::Object(_) => self.object(source, id),
                ShapePlan::Enumeration(texts) => {
                    enumeration(source, &self.type_name(id), texts);
                }
            }
        }
    }

    fn object(&self, source: &mut Source, id: TypeId) {
        let name = self.type_name(id);
        let members = self.members(id);
        let is_required = |member: &&&MemberPlan<'_>| member.is_required();
        let has_default = |member: &&&MemberPlan<'_>| self.default_of(member).is_some();
        let required: Vec<_> = members.iter().filter(is_required).copied().collect();
        let defaulted: Vec<_> = members.iter().filter(has_default).copied().collect();
        let is_plain = required.is_empty() && defaulted.is_empty();
        let mut derives = vec!["Clone".to_owned(), "Debug".to_owned()];
        if is_plain {
            derives.push("Default".to_owned());
        }
        derives.push("PartialEq".to_owned());
        derives.push("::serde::Deserialize".to_owned());
        derives.push("::serde::Serialize".to_owned());
        source.line(format!("#[derive({})]", derives.join(", ")));
        if members.is_empty() {
            source.line(format!("pub struct {name} {{}}"));
            return;
        }
        source.block(format!("pub struct {name} {{"), "}", |source| {
            for member in &members {
                self.member(source, &name, member);
            }
        });
        if !required.is_empty() {
            source
                .gap()
                .block(format!("impl {name} {{"), "}", |source| {
                    self.constructor(source, &members, &required);
                });
        } else if !is_plain {
            let default = self.names.prelude("::std::default::Default");
            source
                .gap()
                .block(format!("impl {default} for {name} {{"), "}", |source| {
                    source.block("fn default() -> Self {", "}", |source| {
                        source.line(self.initial(&members));
                    });
                });
        }
        if !defaulted.is_empty() {
            source
                .gap()
                .block(format!("impl {name} {{"), "}", |source| {
                    for (position, member) in defaulted.iter().enumerate() {
                        if position > 0 {
                            source.gap();
                        }
                        self.defaults(source, member);
                    }
                });
        }
    }

    fn member(&self, source: &mut Source, object: &str, member: &MemberPlan<'_>) {
        let mut text = docs::prose(&value(&member.member.value));
        if member.member.deprecated {
            text = text.markdown("Still understood, but not to be sent any more.");
        }
        let text = text.or("");
        if text.lines().iter().any(|line| !line.is_empty()) {
            docs::comment(source, &text);
        } else {
            let wire = code(&member.member.wire_name);
            docs::markdown(source, &format!("The member {wire}."));
        }
        let name = names::value(&member.name);
        let mut serde = Vec::new();
        if names::bare(&name) != member.member.wire_name {
            serde.push(format!("rename = {}", literal(&member.member.wire_name)));
        }
        let default = self.default_of(member);
        let mut ty = self.owned_use(&member.member.value);
        if !member.is_required() && default.is_none() {
            let option = self.names.option();
            serde.push(format!("skip_serializing_if = \"{option}::is_none\""));
            ty = format!("{option}<{}>", self.owned(&member.member.value.ty));
        }
        if default.is_some() {
            let bare = names::bare(&name).trim_start_matches('_');
            serde.push(format!("default = \"{object}::default_{bare}\""));
            serde.push(format!("deserialize_with = \"{object}::read_{bare}\""));
        }
        if self.has_float(&member.member.value.ty) {
            serde.push("serialize_with = \"rpc::finite\"".to_owned());
        }
        for argument in serde {
            attribute(source, 1, "serde", &[argument]);
        }
        field(source, &name, &ty);
    }

    /// The functions that give a member its default.
    fn defaults(&self, source: &mut Source, member: &MemberPlan<'_>) {
        let Some(expression) = self.default_of(member) else {
            return;
        };
        let name = names::value(&member.name);
        let bare = names::bare(&name).trim_start_matches('_');
        let ty = self.owned_use(&member.member.value);
        source.block(format!("fn default_{bare}() -> {ty} {{"), "}", |source| {
            source.line(expression);
        });
        let result = self.names.prelude("::std::result::Result");
        let head = format!("fn read_{bare}<'de, D>(deserializer: D) -> {result}<{ty}, D::Error>");
        source.gap().line(head);
        source.line("where\n    D: ::serde::Deserializer<'de>,");
        source.block("{", "}", |source| {
            source.line(format!(
                "rpc::or_default(deserializer, Self::default_{bare})"
            ));
        });
    }

    /// The expression of a member's default, where it has a usable one.
    pub(super) fn default_of(&self, member: &MemberPlan<'_>) -> Option<String> {
        let json = member.default.as_ref()?;
        example::default(self, &member.member.value, json)
    }

    fn constructor(
        &self,
        source: &mut Source,
        members: &[&MemberPlan<'_>],
        required: &[&MemberPlan<'_>],
    ) {
        let is_all = members.len() == required.len();
        docs::markdown(
            source,
            if is_all {
                "With these members."
            } else {
                "With what must be there."
            },
        );
        let mut parameters: Vec<String> = Vec::new();
        for member in required {
            let name = names::value(&member.name);
            let ty = self.owned_use(&member.member.value);
            parameters.push(if self.is_text(&member.member.value) {
                let into = self.names.prelude("::std::convert::Into");
                format!("{name}: impl {into}<{ty}>")
            } else {
                format!("{name}: {ty}")
            });
        }
        function(source, "new", &parameters, "Self", |source| {
            source.line(self.initial(members));
        });
    }

    /// An object with its required members out of parameters, and everything else as if it were absent.
    fn initial(&self, members: &[&MemberPlan<'_>]) -> String {
        let entries: Vec<String> = members
            .iter()
            .map(|member| {
                let name = names::value(&member.name);
                if member.is_required() {
                    if self.is_text(&member.member.value) {
                        return format!("{name}: {name}.into()");
                    }
                    return name;
                }
                match self.default_of(member) {
                    Some(_) => {
                        let bare = names::bare(&name).trim_start_matches('_').to_owned();
                        format!("{name}: Self::default_{bare}()")
                    }
                    None => format!("{name}: None"),
                }
            })
            .collect();
        fields("Self", &entries, 0)
    }

    fn is_text(&self, at: &Use) -> bool {
        let ty = match &at.ty {
            Type::Instance(id) => &self.plan.object(*id).id,
            ty => ty,
        };
        !at.nullable && matches!(ty, Type::Text | Type::Time | Type::InstanceId)
    }

    /// Whether a value holds numbers that JSON may not be able to carry; what is in an object is its own.
    pub(super) fn has_float(&self, ty: &Type) -> bool {
        match ty {
            Type::Float { .. } => true,
            Type::Array(items) | Type::OneOrMany(items) => self.has_float(&items.ty),
            _ => false,
        }
    }
}

fn enumeration(source: &mut Source, name: &str, texts: &[TextPlan<'_>]) {
    let variant = |text: &TextPlan<'_>| names::variant(&text.name, names::UNKNOWN);
    source.line("#[derive(Clone, Debug, PartialEq, Eq, Hash)]");
    source.line("#[non_exhaustive]");
    source.block(format!("pub enum {name} {{"), "}", |source| {
        for text in texts {
            docs::markdown(source, &format!("The text {}.", code(text.wire)));
            source.line(format!("{},", variant(text)));
        }
        source.line("/// A text that this version of the package does not know.");
        source.line("#[doc(hidden)]");
        source.line(format!("{}(rpc::UnknownText),", names::UNKNOWN));
    });
    let unknown = names::UNKNOWN;
    source.gap().block(
        format!("rpc::open_enum!({name} {{"),
        format!("}} else {unknown});"),
        |source| {
            for text in texts {
                source.line(format!("{} = {},", variant(text), literal(text.wire)));
            }
        },
    );
}
