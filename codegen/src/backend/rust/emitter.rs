//! The events of an interface as one value to emit them with.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{EventNames, function_lints};
use super::service::{endpoint_docs, index_docs};
use crate::model::{Event, Type};
use proc_macro2::TokenStream;
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
        match event.index {
            Some(_) => quote!(#field: ::jsonrpc_runtime::IndexedEvent<#params>),
            None => quote!(#field: ::jsonrpc_runtime::Channel<#params>),
        }
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
        let to = if event.index.is_some() {
            "to those who registered for this index, and to those who registered for all"
        } else {
            "to everybody who registered"
        };
        let docs = endpoint_docs(&event.docs)
            .markdown(&format!("Emits the event {} {to}.", code(&event.wire_name)));
        let docs = index_docs(docs, event.index.as_ref()).attributes();
        let params = self.event_type(event);
        let index = event
            .index
            .as_ref()
            .map(|_| (quote!(index: &str,), quote!(index,)));
        let (index_parameter, index_argument) = index.unzip();
        let (parameter, argument) = match &event.params {
            Some(at) if at.ty != Type::Null => (Some(quote!(params: &#params)), quote!(params)),
            _ => (None, quote!(&())),
        };
        // A channel is one of its params' type, so the params cannot be taken as a slice.
        let lints = event
            .params
            .as_ref()
            .is_some_and(|at| !matches!(at.ty, Type::Named(_)))
            .then(|| quote!(#[allow(clippy::ptr_arg)]));
        let channel_docs = Docs::new()
            .markdown(&if event.index.is_some() {
                format!(
                    "The channels of the event {}, one for each index.",
                    code(&event.wire_name)
                )
            } else {
                format!("The channel of the event {}.", code(&event.wire_name))
            })
            .attributes();
        let channel_type = match event.index {
            Some(_) => quote!(::jsonrpc_runtime::IndexedEvent<#params>),
            None => quote!(::jsonrpc_runtime::Channel<#params>),
        };
        quote! {
            #docs
            #lints
            pub fn #emit(&self, #index_parameter #parameter) {
                self.#emit.emit(#index_argument #argument);
            }

            #channel_docs
            pub fn #channel(&self) -> &#channel_type {
                &self.#emit
            }
        }
    }
}
