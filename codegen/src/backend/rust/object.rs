//! Objects: a struct, how it is read, how it is checked.

use super::docs::{Docs, code};
use super::example::json_text;
use super::layout::Section;
use super::names::{bare, type_lints};
use super::{Bindings, schema};
use crate::model::{Encoding, Member, Object, Presence, Range, Type, TypeId, Use};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

pub(super) fn emit(bindings: &Bindings<'_>, id: TypeId, object: &Object, out: &mut Section) {
    let definition = bindings.interface.definition(id);
    let names = &bindings.names.types[id.index()];
    let name = &names.name;
    if bindings.is_hollow(id, object) {
        return;
    }
    let fields = bindings
        .fields(id, object)
        .map(|(member, field)| bindings.field(member, name, field));
    let docs = bindings
        .object_example(bindings.type_docs(id), id, name)
        .attributes();
    let occasion = bindings.occasion(id);
    let schema = schema::derive(
        bindings,
        id,
        object,
        name,
        definition.description.as_deref().unwrap_or(&occasion),
    );
    let lints = type_lints(name, &[]);
    out.items(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, ::jsonrpc_runtime::serde::Serialize)]
        #[serde(crate = "::jsonrpc_runtime::serde")]
        #schema
        #lints
        pub struct #name {
            #(#fields,)*
        }
    });

    let mut lines = Vec::new();
    let mut defaults = TokenStream::new();
    for (member, field) in bindings.fields(id, object) {
        let wire = Literal::string(&member.wire_name);
        let mode = match (member.presence, bindings.default_value(&member.value)) {
            (Presence::Required, _) => "required".to_owned(),
            (Presence::Optional, None) => "optional".to_owned(),
            (Presence::Optional, Some(default)) => {
                let (function, ty) = (default_function(field), bindings.owned(&member.value.ty));
                let expression = default.expression;
                defaults.extend(quote!(fn #function() -> #ty { #expression }));
                format!("default({name}::{function}())")
            }
        };
        lines.push(format!("{field}: {mode} {wire}"));
    }
    out.runtime_macro("deserialize_object", &name.to_string(), &lines, "");
    if !defaults.is_empty() {
        out.items(quote!(impl #name { #defaults }));
    }
    out.items(schema::add_completion_id(bindings, id, object, name));
    out.items(schema::bound_members(bindings, id, object, name));
    out.items(bindings.validate_object(id, name, object));
}

/// The function that gives the default of a member.
fn default_function(field: &Ident) -> Ident {
    format_ident!("default_{}", bare(field).trim_start_matches('_'))
}

impl Bindings<'_> {
    fn field(&self, member: &Member, object: &Ident, field: &Ident) -> TokenStream {
        let docs = self.member_docs(member).attributes();
        let owned = self.owned(&member.value.ty);
        let mut serde = Vec::new();
        if bare(field) != member.wire_name {
            let wire = &member.wire_name;
            serde.push(quote!(rename = #wire));
        }
        let is_option = self.is_option(member);
        if is_option {
            serde.push(quote!(
                skip_serializing_if = "::std::option::Option::is_none"
            ));
        }
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
        let default = (member.presence == Presence::Optional && !is_option)
            .then(|| format!("{object}::{}", default_function(field)));
        let schema = schema::member(self, member, object, field, default.as_deref());
        let ty = if is_option {
            quote!(::std::option::Option<#owned>)
        } else {
            owned
        };
        let lints =
            (Self::depth(&member.value.ty) > 3).then(|| quote!(#[allow(clippy::type_complexity)]));
        quote! {
            #docs
            #serde
            #schema
            #lints
            pub #field: #ty
        }
    }

    /// What a type is, in the definition's words or by its name.
    pub(super) fn type_docs(&self, id: TypeId) -> Docs {
        let definition = self.interface.definition(id);
        Docs::new()
            .maybe_prose(definition.description.as_deref())
            .or(&self.occasion(id))
    }

    /// Where a type without description occurs.
    fn occasion(&self, id: TypeId) -> String {
        self.uses.occasion(id).map_or_else(
            || {
                let interface = self.interface.name.pascal();
                format!("A part of other values of the {interface} interface.")
            },
            str::to_owned,
        )
    }

    fn member_docs(&self, member: &Member) -> Docs {
        let docs = Docs::new()
            .maybe_prose(member.value.description.as_deref())
            .or(&format!("The member {}.", code(&member.wire_name)));
        let remarks = self.remarks(&member.value, member.presence, member.deprecated);
        if remarks.is_empty() {
            docs
        } else {
            docs.markdown(&remarks)
        }
    }

    /// What there is to know of a value beside its description: one line of Markdown.
    pub(super) fn remarks(&self, at: &Use, presence: Presence, deprecated: bool) -> String {
        let mut remarks = Vec::new();
        if deprecated {
            remarks.push("Deprecated.".to_owned());
        }
        match &at.ty {
            Type::Bytes(Encoding::Base64) => remarks.push("Bytes in Base64.".to_owned()),
            Type::Bytes(Encoding::Hex) => {
                remarks.push("Bytes as pairs of hexadecimal digits.".to_owned())
            }
            Type::Bytes(Encoding::Mac) => {
                remarks.push(
                    "Bytes as pairs of hexadecimal digits with colons between them.".to_owned(),
                );
            }
            Type::Time => remarks.push("A moment in ISO 8601.".to_owned()),
            Type::Instance(id) => {
                let object = self.interface.object(*id).name.pascal();
                remarks.push(format!("The id of an instance of {}.", code(&object)));
            }
            Type::OneOrMany(_) => {
                remarks.push("Exactly one item travels as the item alone.".to_owned());
            }
            Type::InstanceId => remarks.push("Identifies an instance in the server.".to_owned()),
            Type::Integer { bits: 24, .. } => remarks.push("24 bits wide.".to_owned()),
            _ => {}
        }
        if let Some(range) = at.range.and_then(|range| range_text(range, &at.ty)) {
            remarks.push(range);
        }
        if let Some(default) = &at.default {
            let default = short(default);
            let applied = presence == Presence::Optional && self.default_value(at).is_some();
            remarks.push(match (applied, default) {
                (true, Some(default)) => format!("If absent: {default}."),
                (false, Some(default)) => format!("Default: {default}."),
                (true, None) => "If absent: the definition's default.".to_owned(),
                (false, None) => String::new(),
            });
        }
        if let Some(example) = at.example.as_ref().and_then(short) {
            remarks.push(format!("Example: {example}."));
        }
        remarks.retain(|remark| !remark.is_empty());
        remarks.join(" ")
    }
}

fn range_text(range: Range, ty: &Type) -> Option<String> {
    let what = match ty {
        Type::Text => "Length in bytes",
        Type::Bytes(_) => "Count of bytes",
        Type::Array(_) | Type::OneOrMany(_) | Type::Set(_) => "Count of items",
        Type::Integer { .. } | Type::Float { .. } => "Range",
        _ => return None,
    };
    match (range.minimum, range.maximum) {
        (Some(minimum), Some(maximum)) => Some(format!("{what}: {minimum} to {maximum}.")),
        (Some(minimum), None) => Some(format!("{what}: {minimum} or more.")),
        (None, Some(maximum)) => Some(format!("{what}: up to {maximum}.")),
        (None, None) => None,
    }
}

/// A value as a code span if it is short enough to stand in a line.
fn short(value: &Value) -> Option<String> {
    let text = json_text(&Value::String(value.to_string()));
    let shown = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    (text.chars().count() <= 80).then(|| code(&shown))
}
