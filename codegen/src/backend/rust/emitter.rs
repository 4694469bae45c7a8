//! The events of an interface as one value to emit them with.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{EventNames, function_lints};
use super::service::{endpoint_docs, index_docs};
use super::types::is_copied;
use crate::model::{Event, Index, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(super) fn section(bindings: &Bindings<'_>) -> Section {
    let mut out = Section::new("Events");
    let Bindings {
        interface, names, ..
    } = bindings;
    if interface.events.is_empty() {
        return out;
    }
    let emitter = &names.emitter;
    let docs = Docs::new()
        .markdown(&format!(
            "Emits the events of the {} interface.",
            interface.name.pascal()
        ))
        .markdown(&format!(
            "A [`{}`] admits registrations to its channels.",
            names.service
        ))
        .attributes();
    let events = || interface.events.iter().zip(&names.events);
    let fields = events().map(|(event, names)| {
        let (field, params) = (&names.emit, bindings.event_type(event));
        let ty = bindings.channel_type(event, &params);
        quote!(#field: #ty)
    });
    out.items(quote! {
        #docs
        #[derive(Debug, Default)]
        pub struct #emitter {
            #(#fields,)*
        }
    });
    let functions = events().map(|(event, names)| bindings.emit(event, names));
    let lints = function_lints(names.events.iter().map(|names| &names.emit));
    out.items(quote! {
        #lints
        impl #emitter {
            /// An emitter that nobody has registered with yet.
            pub fn new() -> Self {
                <Self as ::std::default::Default>::default()
            }

            #(#functions)*
        }
    });
    out
}

impl Bindings<'_> {
    fn emit(&self, event: &Event, names: &EventNames) -> TokenStream {
        let EventNames { emit, channel, .. } = names;
        let is_indexed = event.index.is_some() || event.instance.is_some();
        let to = match (&event.index, event.instance) {
            (None, None) => "to everybody who registered",
            (Some(_), None) => {
                "to those who registered for this index, and to those who registered for all"
            }
            (None, Some(_)) => "to those who registered for this instance",
            (Some(Index { optional: true, .. }), Some(_)) => {
                "to those who registered for this index of the instance, and to those who registered for all of them"
            }
            (Some(_), Some(_)) => "to those who registered for this index of the instance",
        };
        let docs = endpoint_docs(&event.docs)
            .markdown(&format!("Emits the event {} {to}.", code(&event.wire_name)));
        let docs = index_docs(docs, event.index.as_ref()).attributes();
        let params = self.event_type(event);
        let instance_parameter = event.instance.map(|id| {
            let id = self.id_name(id);
            quote!(instance: &#id,)
        });
        let index_parameter = event.index.as_ref().map(|index| {
            let ty = self.borrowed(&self.index_type(index));
            quote!(index: #ty,)
        });
        let (parameter, argument) = match &event.params {
            Some(at) if at.ty != Type::Null => (Some(quote!(params: &#params)), quote!(params)),
            _ => (None, quote!(&())),
        };
        let send = self.send(event, emit, &argument);
        // A channel is one of its params' type, so the params cannot be taken as a slice.
        let lints = event
            .params
            .as_ref()
            .is_some_and(|at| !matches!(at.ty, Type::Named(_)))
            .then(|| quote!(#[allow(clippy::ptr_arg)]));
        let channel_docs = Docs::new()
            .markdown(&if is_indexed {
                format!(
                    "The channels of the event {}, one for each index.",
                    code(&event.wire_name)
                )
            } else {
                format!("The channel of the event {}.", code(&event.wire_name))
            })
            .attributes();
        let channel_type = self.channel_type(event, &params);
        quote! {
            #docs
            #lints
            pub fn #emit(&self, #instance_parameter #index_parameter #parameter) {
                #send
            }

            #channel_docs
            pub fn #channel(&self) -> &#channel_type {
                &self.#emit
            }
        }
    }

    fn channel_type(&self, event: &Event, params: &TokenStream) -> TokenStream {
        match self.event_index(event) {
            None => quote!(::jsonrpc_runtime::Channel<#params>),
            Some((index, _)) if index.to_string() == "str" => {
                quote!(::jsonrpc_runtime::IndexedEvent<#params>)
            }
            Some((index, _)) => quote!(::jsonrpc_runtime::IndexedEvent<#params, #index>),
        }
    }

    /// Sends `params` to the channels that they are for.
    fn send(&self, event: &Event, field: &Ident, params: &TokenStream) -> TokenStream {
        let index = event.index.as_ref().map(|index| self.index_type(index));
        match (event.instance, &index) {
            (None, None) => quote!(self.#field.emit(#params);),
            (Some(_), None) => quote!(self.#field.emit(instance, #params);),
            (None, Some(ty)) => {
                let reference = is_copied(ty).then(|| quote!(&));
                quote!(self.#field.emit(#reference index, #params);)
            }
            (Some(_), Some(ty)) => {
                let owned = match ty {
                    Type::Text => quote!(::std::string::String::from(index)),
                    ty if is_copied(ty) => quote!(index),
                    _ => quote!(::std::clone::Clone::clone(index)),
                };
                let instance = quote!(::std::clone::Clone::clone(instance));
                if event.index.as_ref().is_some_and(|index| index.optional) {
                    quote! {
                        let one = self.#field.existing(
                            &(#instance, ::std::option::Option::Some(#owned)),
                        );
                        let all = self.#field.existing(&(#instance, ::std::option::Option::None));
                        ::jsonrpc_runtime::emit_all(one.iter().chain(&all), #params);
                    }
                } else {
                    quote!(self.#field.emit(&(#instance, #owned), #params);)
                }
            }
        }
    }
}
