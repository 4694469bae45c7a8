//! What a server checks beyond the shape: bounds, encodings, texts of enumerations.
//!
//! Every named type implements `Validate`; what a *use* of a type adds (a range, an encoding) is checked
//! where it is used. Code is emitted only where there is something to check.

use super::Bindings;
use crate::model::{Bound, Encoding, Member, Object, Presence, Range, Type, TypeId, Use};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// A value to check, as the expressions that denote it.
pub(super) struct Place {
    /// The value itself.
    value: TokenStream,
    /// What methods are called on.
    receiver: TokenStream,
    /// A reference to it.
    reference: TokenStream,
}

impl Place {
    /// A variable or field that holds the value.
    pub(super) fn held(value: TokenStream) -> Self {
        Self {
            value: value.clone(),
            receiver: value.clone(),
            reference: quote!(&#value),
        }
    }

    /// A variable that holds a reference to the value.
    pub(super) fn referenced(name: &TokenStream) -> Self {
        Self {
            value: quote!(*#name),
            receiver: name.clone(),
            reference: name.clone(),
        }
    }
}

impl Bindings<'_> {
    /// The implementation of `Validate` for an object.
    pub(super) fn validate_object(&self, id: TypeId, name: &Ident, object: &Object) -> TokenStream {
        let checks: Vec<TokenStream> = self
            .fields(id, object)
            .filter_map(|(member, field)| self.check_member(member, field))
            .collect();
        quote! {
            impl ::jsonrpc_runtime::Validate for #name {
                fn validate(&self) -> ::std::result::Result<(), ::jsonrpc_runtime::Violation> {
                    #(#checks)*
                    ::std::result::Result::Ok(())
                }
            }
        }
    }

    fn check_member(&self, member: &Member, field: &Ident) -> Option<TokenStream> {
        let wire = &member.wire_name;
        let within = quote!(.map_err(|violation| violation.within(#wire))?;);
        if self.is_option(member) {
            let place = Place::referenced(&quote!(value));
            let check = self.check(&member.value, &place)?;
            Some(quote! {
                if let ::std::option::Option::Some(value) = &self.#field {
                    #check #within
                }
            })
        } else {
            let check = self.check(&member.value, &Place::held(quote!(self.#field)))?;
            Some(quote!(#check #within))
        }
    }

    /// Whether the field of a member is an `Option`: it may be absent, and nothing stands in for it.
    pub(super) fn is_option(&self, member: &Member) -> bool {
        member.presence == Presence::Optional && self.default_value(&member.value).is_none()
    }

    /// Everything that is checked of a value, as an expression of type `Result<(), Violation>`.
    fn check(&self, at: &Use, place: &Place) -> Option<TokenStream> {
        let reference = &place.reference;
        let of_type = self
            .uses
            .is_checked(&at.ty)
            .then(|| quote!(::jsonrpc_runtime::Validate::validate(#reference)));
        let of_use = self.check_use(at, place);
        debug_assert_eq!(of_use.is_some(), adds_checks(at), "{at:?}");
        match (of_type, of_use) {
            (Some(of_type), Some(of_use)) => Some(quote!(#of_type.and_then(|()| #of_use))),
            (of_type, of_use) => of_type.or(of_use),
        }
    }

    /// What this use of the type adds to the type's own checks, as such an expression.
    pub(super) fn check_use(&self, at: &Use, place: &Place) -> Option<TokenStream> {
        let Place {
            value, receiver, ..
        } = place;
        if at.nullable {
            let present = Use {
                nullable: false,
                ..at.clone()
            };
            let check = self.check_use(&present, &Place::referenced(&quote!(value)))?;
            return Some(quote! {
                #receiver.as_ref().map_or(::std::result::Result::Ok(()), |value| #check)
            });
        }
        let bounds = at
            .range
            .filter(|range| range.minimum.is_some() || range.maximum.is_some());
        let length = || {
            bounds.map(|range| {
                let bounds = bounds_arguments(range);
                quote!(::jsonrpc_runtime::validate::check_length(#receiver.len(), #bounds))
            })
        };
        match &at.ty {
            Type::Integer { bits, signed } => {
                let width = (!matches!(bits, 8 | 16 | 32 | 64)).then(|| {
                    let bits = Literal::u32_unsuffixed(u32::from(*bits));
                    quote!(::jsonrpc_runtime::validate::check_width(i128::from(#value), #bits, #signed))
                });
                let range = bounds.map(|range| {
                    let bounds = bounds_arguments(range);
                    quote!(::jsonrpc_runtime::validate::check_range(i128::from(#value), #bounds))
                });
                chain(width, range)
            }
            Type::Float { bits } => bounds.map(|range| {
                let [minimum, maximum] = [range.minimum, range.maximum]
                    .map(|end| end.map(|end| Bound::Fraction(end.float())));
                let bounds = bounds_arguments(Range { minimum, maximum });
                let value = if *bits == 32 {
                    quote!(f64::from(#value))
                } else {
                    value.clone()
                };
                quote!(::jsonrpc_runtime::validate::check_float(#value, #bounds))
            }),
            Type::Text => length(),
            Type::Bytes(encoding) => {
                let check = match encoding {
                    Encoding::Base64 => quote!(check_base64),
                    Encoding::Hex => quote!(check_hex),
                    Encoding::Mac => quote!(check_mac),
                };
                let bounds = bounds_arguments(bounds.unwrap_or(Range {
                    minimum: None,
                    maximum: None,
                }));
                let reference = &place.reference;
                Some(quote!(::jsonrpc_runtime::validate::#check(#reference, #bounds)))
            }
            Type::Array(items) | Type::OneOrMany(items) => {
                let each = self
                    .check_use(items, &Place::referenced(&quote!(item)))
                    .map(|check| {
                        let reference = &place.reference;
                        quote!(::jsonrpc_runtime::validate::check_items(#reference, |item| #check))
                    });
                chain(length(), each)
            }
            Type::Set(_) => length(),
            Type::Null
            | Type::Boolean
            | Type::Time
            | Type::InstanceId
            | Type::Json
            | Type::AnyObject
            | Type::Instance(_)
            | Type::Named(_) => None,
        }
    }
}

/// Whether a use of a type adds anything to the type's own checks, so that `check_use` gives an expression.
pub(super) fn adds_checks(at: &Use) -> bool {
    let bounded = at
        .range
        .is_some_and(|range| range.minimum.is_some() || range.maximum.is_some());
    match &at.ty {
        Type::Integer { bits, .. } => bounded || !matches!(bits, 8 | 16 | 32 | 64),
        Type::Float { .. } | Type::Text | Type::Set(_) => bounded,
        Type::Bytes(_) => true,
        Type::Array(items) | Type::OneOrMany(items) => bounded || adds_checks(items),
        Type::Null
        | Type::Boolean
        | Type::Time
        | Type::InstanceId
        | Type::Json
        | Type::AnyObject
        | Type::Instance(_)
        | Type::Named(_) => false,
    }
}

fn chain(first: Option<TokenStream>, second: Option<TokenStream>) -> Option<TokenStream> {
    match (first, second) {
        (Some(first), Some(second)) => Some(quote!(#first.and_then(|()| #second))),
        (first, second) => first.or(second),
    }
}

fn bounds_arguments(range: Range) -> TokenStream {
    let bound = |bound: Option<Bound>| match bound {
        Some(bound) => {
            let number = match bound {
                Bound::Whole(number) => integer(number),
                Bound::Fraction(number) => float(number),
            };
            quote!(::std::option::Option::Some(#number))
        }
        None => quote!(::std::option::Option::None),
    };
    let (minimum, maximum) = (bound(range.minimum), bound(range.maximum));
    quote!(#minimum, #maximum)
}

/// A whole number as an expression.
pub(super) fn integer(number: i128) -> TokenStream {
    let digits = Literal::u128_unsuffixed(number.unsigned_abs());
    if number < 0 {
        quote!(-#digits)
    } else {
        quote!(#digits)
    }
}

/// A finite number with a fraction as an expression.
pub(super) fn float(number: f64) -> TokenStream {
    let digits = Literal::f64_unsuffixed(number.abs());
    let sign = number.is_sign_negative().then(|| quote!(-));
    quote!(#sign #digits)
}
