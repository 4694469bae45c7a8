//! `schemars::JsonSchema` behind a feature of the including crate.
//!
//! Structs derive it; what serde's attributes do not say (descriptions, bounds, defaults) is added. An
//! open enumeration lists the known texts: what a server takes.

use super::Bindings;
use super::check::{float, integer};
use super::docs::code;
use super::layout::Section;
use crate::model::{Bound, Enumeration, Member, Object, Shape, Type, TypeDefinition, TypeId, Use};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The attribute that derives the schema of a struct.
pub(super) fn derive(
    bindings: &Bindings<'_>,
    id: TypeId,
    object: &Object,
    name: &Ident,
    description: &str,
) -> TokenStream {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return TokenStream::new();
    };
    let transform = completion_id(bindings, id, object).map(|_| {
        let path = quote!(#name::add_completion_id);
        quote!(transform = #path,)
    });
    // Without a description of its own it would take the documentation, example and all.
    quote! {
        #[cfg_attr(
            feature = #feature,
            derive(::schemars::JsonSchema),
            schemars(crate = "::schemars", description = #description, #transform),
        )]
    }
}

/// The member that holds the id of a completion: the struct does not have it, but it travels.
fn completion_id<'a>(
    bindings: &Bindings<'_>,
    id: TypeId,
    object: &'a Object,
) -> Option<&'a Member> {
    let mut members = object.members.iter();
    members.find(|member| bindings.uses.is_completion_id(id, member))
}

/// The function that adds such a member to the schema. A closure in the attribute would need features of the
/// derive's own dependencies that nobody else may have turned on.
pub(super) fn add_completion_id(
    bindings: &Bindings<'_>,
    id: TypeId,
    object: &Object,
    name: &Ident,
) -> TokenStream {
    let feature = bindings.options.json_schema_feature.as_ref();
    let (Some(feature), Some(member)) = (feature, completion_id(bindings, id, object)) else {
        return TokenStream::new();
    };
    let wire = &member.wire_name;
    let description = member_description(member);
    quote! {
        #[cfg(feature = #feature)]
        impl #name {
            fn add_completion_id(schema: &mut ::schemars::Schema) {
                ::jsonrpc_runtime::object::add_text_member(schema.ensure_object(), #wire, #description);
            }
        }
    }
}

/// The attribute of a member; `default` is the path of the function that gives its default.
pub(super) fn member(
    bindings: &Bindings<'_>,
    member: &Member,
    default: Option<&str>,
) -> TokenStream {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return TokenStream::new();
    };
    let description = member_description(member);
    let mut said = vec![quote!(description = #description)];
    if holds_one_or_many(&member.value.ty) {
        let option = bindings.is_option(member);
        let ty = bindings.schema_type(&member.value);
        let ty = if option {
            quote!(::std::option::Option<#ty>)
        } else {
            ty
        };
        let path = ty.to_string();
        said.push(quote!(with = #path));
    }
    if let Some(path) = default {
        said.push(quote!(default = #path));
    }
    if let Some(bounds) = bounds(&member.value) {
        said.push(bounds);
    }
    if member.deprecated {
        said.push(quote!(extend("deprecated" = true)));
    }
    quote!(#[cfg_attr(feature = #feature, schemars(#(#said),*))])
}

fn member_description(member: &Member) -> String {
    let unsaid = || format!("The member {}.", code(&member.wire_name));
    member.value.description.clone().unwrap_or_else(unsaid)
}

/// Derives the schema of the type of an instance's ids: that of what it holds.
pub(super) fn id(bindings: &Bindings<'_>) -> TokenStream {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return TokenStream::new();
    };
    quote! {
        #[cfg_attr(
            feature = #feature,
            derive(::schemars::JsonSchema),
            schemars(crate = "::schemars", inline),
        )]
    }
}

/// The two forms of a list that may travel as its only item, for schemas alone.
pub(super) fn one_or_many(bindings: &Bindings<'_>, out: &mut Section) {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return;
    };
    let used = bindings.interface.types.iter().any(|definition| {
        matches!(&definition.shape, Shape::Object(object)
            if object.members.iter().any(|member| holds_one_or_many(&member.value.ty)))
    });
    if !used {
        return;
    }
    let name = &bindings.names.one_or_many;
    out.items(quote! {
        #[cfg(feature = #feature)]
        #[derive(::schemars::JsonSchema)]
        #[schemars(crate = "::schemars", inline, untagged)]
        enum #name<T> {
            One(T),
            Many(::std::vec::Vec<T>),
        }
    });
}

fn holds_one_or_many(ty: &Type) -> bool {
    match ty {
        Type::OneOrMany(_) => true,
        Type::Array(items) => holds_one_or_many(&items.ty),
        _ => false,
    }
}

impl Bindings<'_> {
    /// The type whose schema a value has.
    fn schema_type(&self, at: &Use) -> TokenStream {
        let ty = match &at.ty {
            Type::OneOrMany(items) => {
                let (name, item) = (&self.names.one_or_many, self.schema_type(items));
                quote!(#name<#item>)
            }
            Type::Array(items) => {
                let item = self.schema_type(items);
                quote!(::std::vec::Vec<#item>)
            }
            ty => self.owned(ty),
        };
        if at.nullable {
            quote!(::std::option::Option<#ty>)
        } else {
            ty
        }
    }
}

/// The bounds that JSON Schema can express. Texts are counted in bytes here and in characters there, so
/// only what holds for both is said.
fn bounds(at: &Use) -> Option<TokenStream> {
    let range = at
        .range
        .filter(|range| range.minimum.is_some() || range.maximum.is_some());
    let own = |function: TokenStream, minimum: Option<Bound>, maximum: Option<Bound>| {
        let number = |bound| match bound {
            Bound::Whole(number) => integer(number),
            Bound::Fraction(number) => float(number),
        };
        let minimum = minimum.map(number).map(|number| quote!(min = #number,));
        let maximum = maximum.map(number).map(|number| quote!(max = #number,));
        (minimum.is_some() || maximum.is_some()).then(|| quote!(#function(#minimum #maximum)))
    };
    match &at.ty {
        Type::Integer { bits, signed } => {
            let (least, greatest) = match (bits, signed) {
                (24, true) => (Some(-(1 << 23)), Some((1 << 23) - 1)),
                (24, false) => (None, Some((1 << 24) - 1)),
                _ => (None, None),
            };
            let minimum = range
                .and_then(|range| range.minimum)
                .or(least.map(Bound::Whole));
            let maximum = range
                .and_then(|range| range.maximum)
                .or(greatest.map(Bound::Whole));
            own(quote!(range), minimum, maximum)
        }
        Type::Float { .. } => {
            range.and_then(|range| own(quote!(range), range.minimum, range.maximum))
        }
        Type::Text => range.and_then(|range| {
            own(
                quote!(length),
                range.minimum.filter(|minimum| *minimum == Bound::Whole(1)),
                range.maximum,
            )
        }),
        Type::Set(_) => range.and_then(|range| own(quote!(length), range.minimum, range.maximum)),
        Type::Array(items) => {
            let count = range.and_then(|range| own(quote!(length), range.minimum, range.maximum));
            let inner = bounds(items).map(|bounds| quote!(inner(#bounds)));
            match (count, inner) {
                (Some(count), Some(inner)) => Some(quote!(#count, #inner)),
                (count, inner) => count.or(inner),
            }
        }
        _ => None,
    }
}

/// The implementation for an enumeration.
pub(super) fn enumeration(
    bindings: &Bindings<'_>,
    definition: &TypeDefinition,
    enumeration: &Enumeration,
    name: &Ident,
    out: &mut Section,
) {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return;
    };
    let texts = enumeration.texts.iter().map(|text| &text.wire);
    let description = definition
        .description
        .as_ref()
        .map(|text| quote!("description": #text,));
    let name_text = name.to_string();
    out.items(quote! {
        #[cfg(feature = #feature)]
        impl ::schemars::JsonSchema for #name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(#name_text)
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let texts: &[&str] = &[#(#texts),*];
                ::schemars::json_schema!({
                    #description
                    "type": "string",
                    "enum": texts
                })
            }
        }
    });
}
