//! Values that stand in for absent members, as Rust expressions.

use super::Bindings;
use super::check::{float, integer};
use crate::model::{Shape, Type, Use};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// A default that can be written in Rust.
pub(super) struct DefaultValue {
    /// As it would travel.
    pub(super) json: Value,
    /// The expression.
    pub(super) expression: TokenStream,
}

impl Bindings<'_> {
    /// The default of a use, if it has a usable one.
    pub(super) fn default_value(&self, at: &Use) -> Option<DefaultValue> {
        let json = self.interface.default_value(at)?;
        let expression = match (&at.ty, &json) {
            (_, Value::Bool(value)) => quote!(#value),
            (Type::Integer { .. }, Value::Number(number)) => integer(number.as_i128()?),
            (_, Value::Number(number)) => float(number.as_f64()?),
            (Type::Named(id), Value::String(text)) => {
                let Shape::Enumeration(enumeration) = &self.interface.definition(*id).shape else {
                    return None;
                };
                let mut known = enumeration.texts.iter();
                let position = known.position(|known| known.wire == *text)?;
                let names = &self.names.types[id.index()];
                let (name, variant) = (&names.name, &names.parts[position]);
                quote!(#name::#variant)
            }
            (_, Value::String(text)) if text.is_empty() => quote!(::std::string::String::new()),
            (_, Value::String(text)) => quote!(::std::string::String::from(#text)),
            (Type::OneOrMany(_), Value::Array(_)) => {
                quote!(::jsonrpc_runtime::OneOrMany(::std::vec::Vec::new()))
            }
            (_, Value::Array(_)) => quote!(::std::vec::Vec::new()),
            (_, Value::Null | Value::Object(_)) => return None,
        };
        Some(DefaultValue { json, expression })
    }
}
