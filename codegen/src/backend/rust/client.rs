//! The typed client.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{ErrorNames, EventNames, MethodNames, PropertyNames, function_lints};
use super::service::{alternative_docs, endpoint_docs, index_docs};
use super::types::is_copied;
use crate::model::{Event, Index, Method, ObjectId, Property, Type};
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
                instance: ::std::option::Option<&'a str>,
                index: ::std::option::Option<&'a str>,
            ) -> ::jsonrpc_runtime::client::Destination<'a> {
                ::jsonrpc_runtime::client::Destination {
                    callsign: &self.callsign,
                    major: #descriptor.version.0,
                    instance,
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
        let answer = self.owned_use(&method.result);
        let instance = self.client_instance(method.instance);
        let (parameter, argument) = match self.passed_params(method) {
            Some(params) => {
                let borrowed = self.borrowed(&params.ty);
                let reference = is_copied(&params.ty).then(|| quote!(&));
                (
                    Some(quote!(params: #borrowed,)),
                    quote!(::std::option::Option::Some(#reference params)),
                )
            }
            None => (None, quote!(::std::option::Option::None::<&()>)),
        };
        let Parameter {
            parameter: instance_parameter,
            prepare,
            text: instance,
        } = instance;
        let destination = quote!(self.destination(#instance, ::std::option::Option::None));
        let (result, call) = match &method.completion {
            None => (
                call_result(&answer, &names.error),
                quote!(self.client.call(#destination, #wire, #argument).await),
            ),
            Some(completion) => {
                let (id, name) = (&completion.id_member, &completion.wire_name);
                let told = self.completion_type(completion);
                let told = quote!(::jsonrpc_runtime::client::Completion<#told>);
                let call = quote! {
                    self.client.begin(#destination, #wire, #argument, #id, #name).await
                };
                if method.result.ty == Type::Null {
                    let call = quote!(#call.map(|((), completion)| completion));
                    (call_result(&told, &names.error), call)
                } else {
                    (call_result(&quote!((#answer, #told)), &names.error), call)
                }
            }
        };
        quote! {
            #docs
            #deprecated
            pub async fn #operation(&self, #instance_parameter #parameter) -> #result {
                #prepare
                #call
            }
        }
    }

    fn client_property(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let wire = &property.wire_name;
        let deprecated = deprecated(property.docs.deprecated);
        let instance = self.client_instance(property.instance);
        let Parameter {
            parameter: instance_parameter,
            prepare: prepare_instance,
            text: instance,
        } = instance;
        let get = property
            .get
            .as_ref()
            .zip(names.get.as_ref())
            .map(|(get, operation)| {
                let docs = self.getter_docs(property, get, &names.error).attributes();
                let result = call_result(&self.owned_use(&get.value), &names.error);
                let Parameter {
                    parameter,
                    prepare,
                    text: index,
                } = self.client_index(get.index.as_ref());
                quote! {
                    #docs
                    #deprecated
                    pub async fn #operation(&self, #instance_parameter #parameter) -> #result {
                        #prepare_instance
                        #prepare
                        self.client
                            .call(
                                self.destination(#instance, #index),
                                #wire,
                                ::std::option::Option::None::<&()>,
                            )
                            .await
                    }
                }
            });
        let set = property
            .set
            .as_ref()
            .zip(names.set.as_ref())
            .map(|(set, operation)| {
                let docs = self.setter_docs(property, set, &names.error).attributes();
                let result = call_result(&quote!(()), &names.error);
                let at = self.set_use(set);
                let value = self.borrowed_use(&at);
                let reference = (at.nullable || is_copied(&at.ty)).then(|| quote!(&));
                let params = match &set.wrapper {
                    Some(member) => {
                        quote!(&::jsonrpc_runtime::params::wrap(#member, #reference value))
                    }
                    None => quote!(#reference value),
                };
                let Parameter {
                    parameter,
                    prepare,
                    text: index,
                } = self.client_index(set.index.as_ref());
                quote! {
                    #docs
                    #deprecated
                    pub async fn #operation(
                        &self,
                        #instance_parameter
                        #parameter
                        value: #value,
                    ) -> #result {
                        #prepare_instance
                        #prepare
                        self.client
                            .call(
                                self.destination(#instance, #index),
                                #wire,
                                ::std::option::Option::Some(#params),
                            )
                            .await
                    }
                }
            });
        quote!(#get #set)
    }

    /// The instance that is called.
    fn client_instance(&self, object: Option<ObjectId>) -> Parameter {
        let Some(object) = object else {
            return Parameter::default();
        };
        let id = self.id_name(object);
        Parameter {
            parameter: Some(quote!(instance: &#id,)),
            prepare: Some(
                quote!(let instance = ::jsonrpc_runtime::IndexValue::index_text(instance);),
            ),
            text: quote!(::std::option::Option::Some(&*instance)),
        }
    }

    /// The index of a property or an event.
    fn client_index(&self, index: Option<&Index>) -> Parameter {
        let Some(index) = index else {
            return Parameter::default();
        };
        let ty = self.index_type(index);
        let borrowed = self.borrowed(&ty);
        let parameter = match index.optional {
            true => quote!(index: ::std::option::Option<#borrowed>,),
            false => quote!(index: #borrowed,),
        };
        let reference = is_copied(&ty).then(|| quote!(&));
        let (prepare, text) = match (&ty, index.optional) {
            (Type::Text, true) => (None, quote!(index)),
            (Type::Text, false) => (None, quote!(::std::option::Option::Some(index))),
            (_, true) => (
                Some(quote! {
                    let index = index.map(|index| {
                        ::jsonrpc_runtime::IndexValue::index_text(#reference index).into_owned()
                    });
                }),
                quote!(index.as_deref()),
            ),
            (_, false) => (
                Some(quote! {
                    let index = ::jsonrpc_runtime::IndexValue::index_text(#reference index);
                }),
                quote!(::std::option::Option::Some(&*index)),
            ),
        };
        Parameter {
            parameter: Some(parameter),
            prepare,
            text,
        }
    }

    fn client_event(&self, position: usize, event: &Event, names: &EventNames) -> TokenStream {
        let subscribe = &names.subscribe;
        let docs = endpoint_docs(&event.docs).markdown(&format!(
            "Registers for the event {}; dropping the subscription ends it.",
            code(&event.wire_name)
        ));
        let docs = index_docs(docs, event.index.as_ref());
        let docs = self.instance_docs(docs, event.instance);
        let docs = alternative_docs(docs, event.alternative.as_ref()).attributes();
        let deprecated = deprecated(event.docs.deprecated);
        let params = self.event_type(event);
        let Parameter {
            parameter: instance_parameter,
            prepare: prepare_instance,
            text: instance,
        } = self.client_instance(event.instance);
        let Parameter {
            parameter,
            prepare,
            text: index,
        } = self.client_index(event.index.as_ref());
        let descriptor = &self.names.descriptor;
        let position = Literal::usize_unsuffixed(position);
        quote! {
            #docs
            #deprecated
            pub async fn #subscribe(
                &self,
                #instance_parameter
                #parameter
            ) -> ::std::result::Result<
                ::jsonrpc_runtime::client::Subscription<#params>,
                ::jsonrpc_runtime::client::CallError<::jsonrpc_runtime::client::NoError>,
            > {
                #prepare_instance
                #prepare
                self.client
                    .subscribe(self.destination(#instance, #index), &#descriptor.events[#position])
                    .await
            }
        }
    }
}

/// A part of a designator: the parameter for it, what makes a text of it, and that text as an option.
struct Parameter {
    parameter: Option<TokenStream>,
    prepare: Option<TokenStream>,
    text: TokenStream,
}

impl Default for Parameter {
    fn default() -> Self {
        Self {
            parameter: None,
            prepare: None,
            text: quote!(::std::option::Option::None),
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
