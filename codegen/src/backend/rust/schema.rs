//! `schemars::JsonSchema` behind a feature of the including crate.
//!
//! Structs derive it; what serde's attributes do not say (descriptions, bounds, defaults) is added. An
//! open enumeration lists the known texts: what a server takes. The schemas mean the same as those of the
//! JSON Schema export, which the tests prove.

use super::Bindings;
use super::check::float;
use super::docs::code;
use super::layout::Section;
use super::names::bare;
use crate::backend::bounds::{Bounds, Measure, bounds, pattern, width};
use crate::model::{
    Encoding, Enumeration, Member, Object, Shape, Type, TypeDefinition, TypeId, Use,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Number, Value};

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

/// The attribute of a member in a field of an object's struct; `default` is the path of the function that gives
/// its default.
pub(super) fn member(
    bindings: &Bindings<'_>,
    member: &Member,
    object: &Ident,
    field: &Ident,
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
        if !bindings.keywords(member).is_empty() {
            let function = bound_function(field);
            said.push(quote!(transform = #object::#function));
        }
    } else {
        said.extend(bindings.constraints(&member.value));
    }
    if let Some(path) = default {
        said.push(quote!(default = #path));
    } else if let Some(value) = bindings.default_value(&member.value) {
        // Nothing stands in for what is required, but readers may want to know what is usual.
        let value = json_tokens(&value.json);
        said.push(quote!(extend("default" = #value)));
    }
    match member.value.ty {
        Type::Time => said.push(quote!(extend("format" = "date-time"))),
        Type::Bytes(Encoding::Base64) => said.push(quote!(extend("contentEncoding" = "base64"))),
        _ => {}
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

/// The functions that bound lists which may travel as their only item: attributes reach into plain lists alone.
pub(super) fn bound_members(
    bindings: &Bindings<'_>,
    id: TypeId,
    object: &Object,
    name: &Ident,
) -> TokenStream {
    let Some(feature) = &bindings.options.json_schema_feature else {
        return TokenStream::new();
    };
    let functions = bindings.fields(id, object).filter_map(|(member, field)| {
        let keywords = bindings.keywords(member);
        if !holds_one_or_many(&member.value.ty) || keywords.is_empty() {
            return None;
        }
        let function = bound_function(field);
        let calls = keywords.iter().map(|(pointer, keyword, value)| {
            quote!(::jsonrpc_runtime::object::add_keyword(schema.ensure_object(), #pointer, #keyword, #value);)
        });
        Some(quote! {
            fn #function(schema: &mut ::schemars::Schema) {
                #(#calls)*
            }
        })
    });
    let functions: TokenStream = functions.collect();
    if functions.is_empty() {
        return functions;
    }
    quote! {
        #[cfg(feature = #feature)]
        impl #name { #functions }
    }
}

fn bound_function(field: &Ident) -> Ident {
    format_ident!("bound_{}", bare(field).trim_start_matches('_'))
}

impl Bindings<'_> {
    /// What a value demands beyond its Rust type, as arguments of the attribute.
    fn constraints(&self, at: &Use) -> Vec<TokenStream> {
        let mut said = Vec::new();
        if let Type::Bytes(encoding) = at.ty {
            let pattern = pattern(encoding);
            said.push(quote!(regex(pattern = #pattern)));
        }
        if let Some(bounds) = self.unsaid(at) {
            let function = match bounds.measure {
                Measure::Number => quote!(range),
                Measure::Letters | Measure::Items => quote!(length),
            };
            let minimum = bounds.least.as_ref().map(literal);
            let minimum = minimum.map(|least| quote!(min = #least,));
            let maximum = bounds.greatest.as_ref().map(literal);
            let maximum = maximum.map(|greatest| quote!(max = #greatest,));
            said.push(quote!(#function(#minimum #maximum)));
        }
        if let Type::Array(items) = &at.ty {
            let items = self.constraints(items);
            if !items.is_empty() {
                said.push(quote!(inner(#(#items),*)));
            }
        }
        said
    }

    /// The same as keywords, each with the place in the schema where it belongs.
    fn keywords(&self, member: &Member) -> Vec<(String, &'static str, TokenStream)> {
        let mut all = Vec::new();
        let optional = Use {
            nullable: self.is_option(member),
            ..member.value.clone()
        };
        self.add_keywords(&optional, "", &mut all);
        all
    }

    fn add_keywords(
        &self,
        at: &Use,
        place: &str,
        all: &mut Vec<(String, &'static str, TokenStream)>,
    ) {
        let one_or_many = matches!(at.ty, Type::OneOrMany(_));
        // A choice that may be null too is one of two choices.
        let place = &match one_or_many && at.nullable {
            true => format!("{place}/anyOf/0"),
            false => place.to_owned(),
        };
        let list = if one_or_many { "/anyOf/1" } else { "" };
        if let Type::Bytes(encoding) = at.ty {
            let pattern = pattern(encoding);
            all.push((place.clone(), "pattern", quote!(#pattern)));
        }
        if let Some(bounds) = self.unsaid(at) {
            let ends = [&bounds.least, &bounds.greatest];
            for (keyword, end) in bounds.measure.keywords().into_iter().zip(ends) {
                let end = end.as_ref().map(literal);
                all.extend(end.map(|end| (format!("{place}{list}"), keyword, end)));
            }
        }
        if let Type::Array(items) | Type::OneOrMany(items) = &at.ty {
            self.add_keywords(items, &format!("{place}{list}/items"), all);
            if one_or_many {
                self.add_keywords(items, &format!("{place}/anyOf/0"), all);
            }
        }
    }

    /// The bounds of a value that the schema of its Rust type does not have by itself.
    fn unsaid(&self, at: &Use) -> Option<Bounds> {
        let mut bounds = bounds(self.interface, at)?;
        let ty = match &at.ty {
            Type::Instance(id) => &self.interface.object(*id).id,
            ty => ty,
        };
        if let Type::Integer { bits, signed } = *ty {
            let (smallest, largest) = width(bits, signed);
            let is = |end: &Number, known: i128| end.as_i64().map(i128::from) == Some(known);
            bounds
                .least
                .take_if(|least| is(least, smallest) && (!signed || matches!(bits, 8 | 16)));
            bounds
                .greatest
                .take_if(|greatest| is(greatest, largest) && matches!(bits, 8 | 16));
        }
        (bounds.least.is_some() || bounds.greatest.is_some()).then_some(bounds)
    }
}

/// A default as it stands in a schema: they are plain values, or empty lists.
fn json_tokens(value: &Value) -> TokenStream {
    match value {
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => literal(number),
        Value::String(text) => quote!(#text),
        Value::Array(_) => quote!([]),
        Value::Null | Value::Object(_) => quote!(null),
    }
}

/// A bound as an expression. A literal without suffix is one of 32 bits.
fn literal(bound: &Number) -> TokenStream {
    if let Some(whole) = bound.as_i64() {
        let sign = whole.is_negative().then(|| quote!(-));
        let digits = match (i32::try_from(whole), whole.checked_abs()) {
            (Ok(_), _) => Literal::u64_unsuffixed(whole.unsigned_abs()),
            (_, Some(digits)) => Literal::i64_suffixed(digits),
            (_, None) => return quote!(i64::MIN),
        };
        return quote!(#sign #digits);
    }
    match bound.as_u64() {
        Some(whole) => {
            let digits = Literal::u64_suffixed(whole);
            quote!(#digits)
        }
        None => float(bound.as_f64().unwrap_or_default()),
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
    let mut texts = enumeration.texts.iter().map(|text| &text.wire).peekable();
    // A list of nothing is none that a schema may have.
    let list = texts.peek().is_some().then(|| quote!(, "enum": texts));
    let texts = list
        .as_ref()
        .map(|_| quote!(let texts: &[&str] = &[#(#texts),*];));
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
                #texts
                ::schemars::json_schema!({
                    #description
                    "type": "string"
                    #list
                })
            }
        }
    });
}
