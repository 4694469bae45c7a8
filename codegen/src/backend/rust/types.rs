//! Types of the wire as Rust types.

use super::Bindings;
use crate::model::{Event, Index, Member, Object, ObjectId, Type, TypeId, Use};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Bindings<'_> {
    /// The identifier of a named type.
    pub(super) fn type_name(&self, id: TypeId) -> &Ident {
        &self.names.types[id.index()].name
    }

    /// The identifier of the type of an instance's ids.
    pub(super) fn id_name(&self, id: ObjectId) -> &Ident {
        &self.names.ids[id.index()]
    }

    /// The owned Rust type of a value that may be null where it cannot be absent.
    pub(super) fn owned_use(&self, at: &Use) -> TokenStream {
        let owned = self.owned(&at.ty);
        if at.nullable {
            quote!(::std::option::Option<#owned>)
        } else {
            owned
        }
    }

    /// The type of a parameter for such a value that is only read.
    pub(super) fn borrowed_use(&self, at: &Use) -> TokenStream {
        let borrowed = self.borrowed(&at.ty);
        if at.nullable {
            quote!(::std::option::Option<#borrowed>)
        } else {
            borrowed
        }
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
            Type::Array(items) => {
                let item = self.owned_use(items);
                quote!(::std::vec::Vec<#item>)
            }
            Type::OneOrMany(items) => {
                let item = self.owned_use(items);
                quote!(::jsonrpc_runtime::OneOrMany<#item>)
            }
            Type::Set(id) => {
                let item = self.type_name(*id);
                quote!(::std::vec::Vec<#item>)
            }
            Type::Named(id) => {
                let name = self.type_name(*id);
                quote!(#name)
            }
            Type::Instance(id) => {
                let name = self.id_name(*id);
                quote!(#name)
            }
        }
    }

    /// The type of a parameter that is only read.
    pub(super) fn borrowed(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Null | Type::Boolean | Type::Integer { .. } | Type::Float { .. } => {
                self.owned(ty)
            }
            Type::Text | Type::Bytes(_) | Type::Time | Type::InstanceId => quote!(&str),
            Type::Array(items) => {
                let item = self.owned_use(items);
                quote!(&[#item])
            }
            Type::Set(id) => {
                let item = self.type_name(*id);
                quote!(&[#item])
            }
            Type::Json
            | Type::AnyObject
            | Type::OneOrMany(_)
            | Type::Named(_)
            | Type::Instance(_) => {
                let owned = self.owned(ty);
                quote!(&#owned)
            }
        }
    }

    /// The type of an index: what a single text can hold, else the text itself.
    pub(super) fn index_type(&self, index: &Index) -> Type {
        index.text_type(self.interface)
    }

    /// The type by which an event is registered for, and as it is held: the id of an instance, an index,
    /// or both together; `None`: it has neither.
    pub(super) fn event_index(&self, event: &Event) -> Option<(TokenStream, TokenStream)> {
        let instance = event.instance.map(|id| self.id_name(id));
        let index = event.index.as_ref().map(|index| {
            let ty = self.index_type(index);
            (self.owned(&ty), ty == Type::Text, index.optional)
        });
        match (instance, index) {
            (None, None) => None,
            (None, Some((owned, true, _))) => Some((quote!(str), owned)),
            (None, Some((owned, false, _))) => Some((owned.clone(), owned)),
            (Some(id), None) => Some((quote!(#id), quote!(#id))),
            (Some(id), Some((owned, _, optional))) => {
                let index = if optional {
                    quote!(::std::option::Option<#owned>)
                } else {
                    owned
                };
                let both = quote!((#id, #index));
                Some((both.clone(), both))
            }
        }
    }

    /// The members of an object that its struct has, and their fields. The id of a completion is none: the
    /// runtime takes care of it.
    pub(super) fn fields<'a>(
        &'a self,
        id: TypeId,
        object: &'a Object,
    ) -> impl Iterator<Item = (&'a Member, &'a Ident)> {
        let members = object.members.iter();
        let fields = members.zip(&self.names.types[id.index()].parts);
        fields.filter(move |(member, _)| !self.uses.is_completion_id(id, member))
    }

    /// Whether an object is nothing but the id of a completion, so that it has no struct.
    pub(super) fn is_hollow(&self, id: TypeId, object: &Object) -> bool {
        !object.members.is_empty() && self.fields(id, object).next().is_none()
    }

    /// How deep lists nest in a type.
    pub(super) fn depth(ty: &Type) -> usize {
        match ty {
            Type::Array(items) | Type::OneOrMany(items) => {
                1 + usize::from(items.nullable) + Self::depth(&items.ty)
            }
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
