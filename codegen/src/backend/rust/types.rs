//! Types of the wire as Rust types.

use super::Bindings;
use crate::model::{Index, Type, TypeId};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Bindings<'_> {
    /// The identifier of a named type.
    pub(super) fn type_name(&self, id: TypeId) -> &Ident {
        &self.names.types[id.index()].name
    }

    /// The owned Rust type.
    pub(super) fn owned(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Null => quote!(()),
            Type::Boolean => quote!(bool),
            Type::Integer { bits, signed } => {
                let width = bits.next_power_of_two().clamp(8, 64);
                let name = format_ident!("{}{width}", if *signed { "i" } else { "u" });
                quote!(#name)
            }
            Type::Float { bits: 32 } => quote!(f32),
            Type::Float { .. } => quote!(f64),
            Type::Text | Type::Bytes(_) | Type::Time | Type::InstanceId => {
                quote!(::std::string::String)
            }
            Type::Json => quote!(::jsonrpc_runtime::serde_json::Value),
            Type::AnyObject => quote!(
                ::jsonrpc_runtime::serde_json::Map<
                    ::std::string::String,
                    ::jsonrpc_runtime::serde_json::Value,
                >
            ),
            Type::Array(items) | Type::OneOrMany(items) => {
                let item = self.owned(&items.ty);
                quote!(::std::vec::Vec<#item>)
            }
            Type::Set(id) => {
                let item = self.type_name(*id);
                quote!(::std::vec::Vec<#item>)
            }
            Type::Named(id) => {
                let name = self.type_name(*id);
                quote!(#name)
            }
            Type::Instance(id) => self.owned(&self.interface.object(*id).id),
        }
    }

    /// The type of a parameter that is only read.
    pub(super) fn borrowed(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Null | Type::Boolean | Type::Integer { .. } | Type::Float { .. } => {
                self.owned(ty)
            }
            Type::Text | Type::Bytes(_) | Type::Time | Type::InstanceId => quote!(&str),
            Type::Array(items) | Type::OneOrMany(items) => {
                let item = self.owned(&items.ty);
                quote!(&[#item])
            }
            Type::Set(id) => {
                let item = self.type_name(*id);
                quote!(&[#item])
            }
            Type::Instance(id) => self.borrowed(&self.interface.object(*id).id),
            Type::Json | Type::AnyObject | Type::Named(_) => {
                let owned = self.owned(ty);
                quote!(&#owned)
            }
        }
    }

    /// The type of an index: what a single text can hold, else the text itself.
    pub(super) fn index_type(&self, index: &Index) -> Type {
        index.text_type(self.interface)
    }

    /// How deep lists nest in a type.
    pub(super) fn depth(ty: &Type) -> usize {
        match ty {
            Type::Array(items) => 1 + Self::depth(&items.ty),
            _ => 0,
        }
    }
}

/// Whether a parameter of the type is given by value, so that a reference must be taken to pass it on.
pub(super) fn is_copied(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Null | Type::Boolean | Type::Integer { .. } | Type::Float { .. }
    )
}
