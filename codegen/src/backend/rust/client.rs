//! The typed client.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{ErrorNames, EventNames, MethodNames, PropertyNames, function_lints};
use super::service::{endpoint_docs, index_docs};
use super::types::is_copied;
use crate::model::{Event, Index, Method, Property, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) fn section(bindings: &Bindings<'_>) -> Section {
    let mut out = Section::new("Client");
    let Bindings {
        interface, names, ..
    } = bindings;
    let client = &names.client;
    let callsign = interface.name.pascal();
    let docs = Docs::new()
        .markdown(&format!(
            "Calls a server's {callsign} interface and listens to its events."
        ))
        .attributes();
    out.items(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #client {
            client: ::jsonrpc_runtime::client::Client,
            callsign: ::std::string::String,
        }
    });
    let methods = interface
        .methods
        .iter()
        .zip(&names.methods)
        .map(|(method, names)| bindings.client_method(method, names));
    let properties = interface
        .properties
        .iter()
        .zip(&names.properties)
        .map(|(property, names)| bindings.client_property(property, names));
    let events = interface
        .events
        .iter()
        .zip(&names.events)
        .enumerate()
        .map(|(position, (event, names))| bindings.client_event(position, event, names));
    let lints = function_lints(bindings.operations());
    let new_docs = Docs::new()
        .markdown(&format!(
            "A client of the service that is mounted under the callsign {}.",
            code(&callsign)
        ))
        .attributes();
    let descriptor = &names.descriptor;
    let is_used = !(interface.methods.is_empty()
        && interface.properties.is_empty()
        && interface.events.is_empty());
    let destination = is_used.then(|| {
        quote! {
            fn destination<'a>(
                &'a self,
                index: ::std::option::Option<&'a str>,
            ) -> ::jsonrpc_runtime::client::Destination<'a> {
                ::jsonrpc_runtime::client::Destination {
                    callsign: &self.callsign,
                    major: #descriptor.version.0,
                    index,
                }
            }
        }
    });
    out.items(quote! {
        #lints
        impl #client {
            #new_docs
            pub fn new(client: ::jsonrpc_runtime::client::Client) -> Self {
                Self::with_callsign(client, #callsign)
            }

            /// A client of the service that is mounted under `callsign`.
            pub fn with_callsign(
                client: ::jsonrpc_runtime::client::Client,
                callsign: impl ::std::convert::Into<::std::string::String>,
            ) -> Self {
                Self { client, callsign: ::std::convert::Into::into(callsign) }
            }

            /// The connection that is used.
            pub fn client(&self) -> &::jsonrpc_runtime::client::Client {
                &self.client
            }

            /// The callsign of the service.
            pub fn callsign(&self) -> &str {
                &self.callsign
            }

            #destination
            #(#methods)*
            #(#properties)*
            #(#events)*
        }
    });
    out
}

impl Bindings<'_> {
    fn client_method(&self, method: &Method, names: &MethodNames) -> TokenStream {
        let docs = self.method_docs(method, &names.error).attributes();
        let deprecated = deprecated(method.docs.deprecated);
        let (operation, wire) = (&names.operation, &method.wire_name);
        let result = call_result(&self.owned(&method.result.ty), &names.error);
        let (parameter, argument) = match self.params_type(method.params.as_ref()) {
            Some(ty) => {
                let borrowed = self.borrowed(ty);
                let reference = is_copied(ty).then(|| quote!(&));
                (
                    Some(quote!(params: #borrowed,)),
                    quote!(::std::option::Option::Some(#reference params)),
                )
            }
            None => (None, quote!(::std::option::Option::None::<&()>)),
        };
        quote! {
            #docs
            #deprecated
            pub async fn #operation(&self, #parameter) -> #result {
                self.client
                    .call(self.destination(::std::option::Option::None), #wire, #argument)
                    .await
            }
        }
    }

    fn client_property(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let wire = &property.wire_name;
        let deprecated = deprecated(property.docs.deprecated);
        let (parameter, prepare, index) = self.client_index(property.index());
        let get = property.get.as_ref().zip(names.get.as_ref()).map(|(get, operation)| {
            let docs = self.getter_docs(property, get, &names.error).attributes();
            let result = call_result(&self.owned(&get.value.ty), &names.error);
            quote! {
                #docs
                #deprecated
                pub async fn #operation(&self, #parameter) -> #result {
                    #prepare
                    self.client
                        .call(self.destination(#index), #wire, ::std::option::Option::None::<&()>)
                        .await
                }
            }
        });
        let set = property.set.as_ref().zip(names.set.as_ref()).map(|(set, operation)| {
            let docs = self.setter_docs(property, set, &names.error).attributes();
            let result = call_result(&quote!(()), &names.error);
            let value = self.borrowed(&set.value.ty);
            let reference = is_copied(&set.value.ty).then(|| quote!(&));
            let params = if set.wrapper.is_some() {
                quote!(&::jsonrpc_runtime::params::wrap(#reference value))
            } else {
                quote!(#reference value)
            };
            quote! {
                #docs
                #deprecated
                pub async fn #operation(&self, #parameter value: #value) -> #result {
                    #prepare
                    self.client
                        .call(self.destination(#index), #wire, ::std::option::Option::Some(#params))
                        .await
                }
            }
        });
        quote!(#get #set)
    }

    /// The parameter for the index of a property, what prepares its text, and that text as an option.
    fn client_index(
        &self,
        index: Option<&Index>,
    ) -> (Option<TokenStream>, Option<TokenStream>, TokenStream) {
        let Some(index) = index else {
            return (None, None, quote!(::std::option::Option::None));
        };
        let ty = self.index_type(index);
        let borrowed = self.borrowed(&ty);
        match (&ty, index.optional) {
            (Type::Text, true) => (
                Some(quote!(index: ::std::option::Option<&str>,)),
                None,
                quote!(index),
            ),
            (Type::Text, false) => (
                Some(quote!(index: &str,)),
                None,
                quote!(::std::option::Option::Some(index)),
            ),
            (_, true) => (
                Some(quote!(index: ::std::option::Option<#borrowed>,)),
                Some(quote!(
                    let index = index.map(|index| ::std::string::ToString::to_string(&index));
                )),
                quote!(index.as_deref()),
            ),
            (_, false) => (
                Some(quote!(index: #borrowed,)),
                Some(quote!(let index = ::std::string::ToString::to_string(&index);)),
                quote!(::std::option::Option::Some(&index)),
            ),
        }
    }

    fn client_event(&self, position: usize, event: &Event, names: &EventNames) -> TokenStream {
        let subscribe = &names.subscribe;
        let docs = endpoint_docs(&event.docs).markdown(&format!(
            "Registers for the event {}; dropping the subscription ends it.",
            code(&event.wire_name)
        ));
        let docs = index_docs(docs, event.index.as_ref()).attributes();
        let deprecated = deprecated(event.docs.deprecated);
        let params = self.event_type(event);
        let (parameter, index) = match &event.index {
            None => (None, quote!(::std::option::Option::None)),
            Some(index) if index.optional => (
                Some(quote!(index: ::std::option::Option<&str>,)),
                quote!(index),
            ),
            Some(_) => (
                Some(quote!(index: &str,)),
                quote!(::std::option::Option::Some(index)),
            ),
        };
        let descriptor = &self.names.descriptor;
        let position = Literal::usize_unsuffixed(position);
        quote! {
            #docs
            #deprecated
            pub async fn #subscribe(&self, #parameter) -> ::std::result::Result<
                ::jsonrpc_runtime::client::Subscription<#params>,
                ::jsonrpc_runtime::client::CallError<::jsonrpc_runtime::client::NoError>,
            > {
                self.client
                    .subscribe(self.destination(#index), &#descriptor.events[#position])
                    .await
            }
        }
    }
}

fn deprecated(is: bool) -> Option<TokenStream> {
    is.then(|| quote!(#[deprecated]))
}

fn call_result(value: &TokenStream, errors: &ErrorNames) -> TokenStream {
    let error: &Ident = &errors.name;
    quote!(::std::result::Result<#value, ::jsonrpc_runtime::client::CallError<#error>>)
}
