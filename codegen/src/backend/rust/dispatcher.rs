//! From names on the wire to the functions of the service trait.

use super::Bindings;
use super::check::Place;
use super::docs::Docs;
use super::layout::Section;
use super::names::{EventNames, MethodNames, PropertyNames};
use crate::model::{Event, Index, IndexForm, Method, Property, Setter, Type, Use};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn section(bindings: &Bindings<'_>) -> Section {
    let mut out = Section::new("Dispatcher");
    bindings.descriptor(&mut out);
    bindings.dispatcher(&mut out);
    out
}

impl Bindings<'_> {
    fn descriptor(&self, out: &mut Section) {
        let Bindings {
            interface, names, ..
        } = self;
        let name = &names.descriptor;
        let interface_name = interface.name.pascal();
        let version = interface.version;
        let version = [version.major, version.minor, version.patch].map(Literal::u32_unsuffixed);
        let methods = interface.methods.iter().map(|method| &method.wire_name);
        let properties = interface
            .properties
            .iter()
            .map(|property| &property.wire_name);
        let events = interface.events.iter().map(|event| {
            let name = &event.wire_name;
            let index = match &event.index {
                None => quote!(::std::option::Option::None),
                Some(Index {
                    form: IndexForm::ClientId,
                    ..
                }) => {
                    quote!(::std::option::Option::Some(
                        ::jsonrpc_runtime::IndexForm::ClientId
                    ))
                }
                Some(Index {
                    form: IndexForm::Designator,
                    optional,
                    ..
                }) => {
                    quote!(::std::option::Option::Some(
                        ::jsonrpc_runtime::IndexForm::Designator { optional: #optional }
                    ))
                }
            };
            quote!(::jsonrpc_runtime::EventDescriptor { name: #name, index: #index })
        });
        let docs = Docs::new()
            .markdown(&format!(
                "What the {interface_name} interface offers, by its names on the wire."
            ))
            .attributes();
        out.items(quote! {
            #docs
            pub static #name: ::jsonrpc_runtime::Descriptor = ::jsonrpc_runtime::Descriptor {
                interface: #interface_name,
                version: (#(#version),*),
                methods: &[#(#methods,)* #(#properties,)*],
                events: &[#(#events),*],
            };
        });
    }

    fn dispatcher(&self, out: &mut Section) {
        let Bindings {
            interface, names, ..
        } = self;
        let super::names::Names {
            dispatcher,
            service,
            parameter,
            descriptor,
            ..
        } = names;
        let docs = Docs::new()
            .markdown(&format!("Makes a [`{service}`] mountable: decodes and checks what callers send, and calls it."))
            .attributes();
        out.items(quote! {
            #docs
            #[derive(Debug)]
            pub struct #dispatcher<#parameter> {
                service: ::std::sync::Arc<#parameter>,
            }

            impl<#parameter> ::std::clone::Clone for #dispatcher<#parameter> {
                fn clone(&self) -> Self {
                    Self { service: ::std::sync::Arc::clone(&self.service) }
                }
            }
        });

        let methods = interface
            .methods
            .iter()
            .zip(&names.methods)
            .map(|(method, names)| self.method_arm(method, names));
        let properties = interface
            .properties
            .iter()
            .zip(&names.properties)
            .map(|(property, names)| self.property_arm(property, names));
        let is_callable = !interface.methods.is_empty() || !interface.properties.is_empty();
        let start = is_callable.then(|| {
            quote! {
                fn start(
                    &self,
                    call: &::jsonrpc_runtime::Call<'_>,
                ) -> ::std::result::Result<::jsonrpc_runtime::Invocation, ::jsonrpc_runtime::ErrorObject> {
                    let service = ::std::sync::Arc::clone(&self.service);
                    let context = ::std::clone::Clone::clone(call.context);
                    ::std::result::Result::Ok(match call.method {
                        #(#methods)*
                        #(#properties)*
                        _ => ::jsonrpc_runtime::Invocation::unknown_method(),
                    })
                }
            }
        });
        out.items(quote! {
            impl<#parameter: #service> #dispatcher<#parameter> {
                /// A dispatcher to `service`.
                pub fn new(service: ::std::sync::Arc<#parameter>) -> Self {
                    Self { service }
                }

                /// The service that is called.
                pub fn service(&self) -> &::std::sync::Arc<#parameter> {
                    &self.service
                }

                #start
            }
        });

        let call = if is_callable {
            quote! {
                fn call(&self, call: ::jsonrpc_runtime::Call<'_>) -> ::jsonrpc_runtime::Invocation {
                    self.start(&call).unwrap_or_else(::jsonrpc_runtime::Invocation::failed)
                }
            }
        } else {
            quote! {
                fn call(&self, _call: ::jsonrpc_runtime::Call<'_>) -> ::jsonrpc_runtime::Invocation {
                    ::jsonrpc_runtime::Invocation::unknown_method()
                }
            }
        };
        let registrations = self.registrations();
        out.items(quote! {
            impl<#parameter: #service> ::jsonrpc_runtime::Dispatcher for #dispatcher<#parameter> {
                fn descriptor(&self) -> &'static ::jsonrpc_runtime::Descriptor {
                    &#descriptor
                }

                #call
                #registrations

                fn connection_closed(&self, connection: ::jsonrpc_runtime::ConnectionId) {
                    <#parameter as ::jsonrpc_runtime::Lifecycle>::connection_closed(&self.service, connection);
                }
            }
        });
    }

    fn method_arm(&self, method: &Method, names: &MethodNames) -> TokenStream {
        let (wire, operation) = (&method.wire_name, &names.operation);
        let (service, parameter) = (&self.names.service, &self.names.parameter);
        let params = method
            .params
            .as_ref()
            .filter(|params| params.ty != Type::Null);
        let decode = params.map(|params| {
            let ty = self.owned(&params.ty);
            let check = self.check_use(params, &Place::held(quote!(params)));
            let check = check.map(|check| quote!(#check?;));
            quote!(let params = call.params::<#ty>()?; #check)
        });
        let argument = params.map(|_| quote!(, params));
        let kind = invocation(&method.result.ty);
        quote! {
            #wire => {
                #decode
                ::jsonrpc_runtime::Invocation::#kind(async move {
                    <#parameter as #service>::#operation(&service, &context #argument).await
                })
            }
        }
    }

    fn property_arm(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let wire = &property.wire_name;
        let (service, parameter) = (&self.names.service, &self.names.parameter);
        let index = property.index().map(|index| self.decode_index(index));
        let index_argument = property.index().map(|_| quote!(, index));
        let get = match (&property.get, &names.get) {
            (Some(get), Some(operation)) => {
                let kind = invocation(&get.value.ty);
                quote! {
                    #index
                    ::jsonrpc_runtime::Invocation::#kind(async move {
                        <#parameter as #service>::#operation(&service, &context #index_argument).await
                    })
                }
            }
            _ => refusal("the property is write-only"),
        };
        let set = match (&property.set, &names.set) {
            (Some(set), Some(operation)) => {
                let (decode, value) = self.decode_value(set);
                quote! {
                    #index
                    #decode
                    ::jsonrpc_runtime::Invocation::confirming(async move {
                        <#parameter as #service>::#operation(&service, &context #index_argument, #value).await
                    })
                }
            }
            _ => refusal("the property is read-only"),
        };
        quote! {
            #wire if call.params.is_none() => { #get }
            #wire => { #set }
        }
    }

    /// Reads the index of a property, which is text on the wire, as what it is.
    fn decode_index(&self, index: &Index) -> TokenStream {
        let at = Use {
            ty: self.index_type(index),
            ..index.value.clone()
        };
        let ty = self.owned(&at.ty);
        if index.optional {
            let check = self.check_use(&at, &Place::referenced(&quote!(index))).map(
                |check| quote!(if let ::std::option::Option::Some(index) = &index { #check?; }),
            );
            quote!(let index = call.optional_index::<#ty>()?; #check)
        } else {
            let check = self
                .check_use(&at, &Place::held(quote!(index)))
                .map(|check| quote!(#check?;));
            quote!(let index = call.index::<#ty>()?; #check)
        }
    }

    /// Reads the value that a property is set to; statements, and the expression for it.
    fn decode_value(&self, set: &Setter) -> (TokenStream, TokenStream) {
        let ty = self.owned(&set.value.ty);
        let decode = if set.wrapper.is_some() {
            quote!(call.wrapped_params::<#ty>()?)
        } else {
            quote!(call.params::<#ty>()?)
        };
        if set.value.ty == Type::Null {
            return (quote!(#decode;), quote!(()));
        }
        let check = self
            .check_use(&set.value, &Place::held(quote!(value)))
            .map(|check| {
                if set.wrapper.is_some() {
                    quote!(#check.map_err(|violation| violation.within("value"))?;)
                } else {
                    quote!(#check?;)
                }
            });
        (quote!(let value = #decode; #check), quote!(value))
    }

    fn registrations(&self) -> TokenStream {
        let Bindings {
            interface, names, ..
        } = self;
        let future = quote!(
            ::jsonrpc_runtime::BoxFuture<
                'static,
                ::std::result::Result<(), ::jsonrpc_runtime::ErrorObject>,
            >
        );
        let unknown = quote!(::std::boxed::Box::pin(::std::future::ready(
            ::std::result::Result::Err(::jsonrpc_runtime::Code::RegistrationFailed.into()),
        )));
        if interface.events.is_empty() {
            return quote! {
                fn register(
                    &self,
                    _event: &str,
                    _registration: ::jsonrpc_runtime::Registration,
                ) -> #future {
                    #unknown
                }

                fn unregister(
                    &self,
                    _event: &str,
                    _index: ::std::option::Option<::std::string::String>,
                    _context: ::jsonrpc_runtime::Context,
                ) -> #future {
                    #unknown
                }
            };
        }
        let (register, unregister): (Vec<_>, Vec<_>) = interface
            .events
            .iter()
            .zip(&names.events)
            .map(|(event, names)| self.registration_arms(event, names))
            .unzip();
        quote! {
            fn register(
                &self,
                event: &str,
                registration: ::jsonrpc_runtime::Registration,
            ) -> #future {
                let service = ::std::sync::Arc::clone(&self.service);
                match event {
                    #(#register)*
                    _ => #unknown,
                }
            }

            fn unregister(
                &self,
                event: &str,
                index: ::std::option::Option<::std::string::String>,
                context: ::jsonrpc_runtime::Context,
            ) -> #future {
                let service = ::std::sync::Arc::clone(&self.service);
                match event {
                    #(#unregister)*
                    _ => #unknown,
                }
            }
        }
    }

    fn registration_arms(&self, event: &Event, names: &EventNames) -> (TokenStream, TokenStream) {
        let wire = &event.wire_name;
        let EventNames {
            register,
            unregister,
            ..
        } = names;
        let (service, parameter) = (&self.names.service, &self.names.parameter);
        let check = event.index.as_ref().and_then(|index| {
            let at = Use {
                ty: self.index_type(index),
                ..index.value.clone()
            };
            let check = self
                .check_use(&at, &Place::held(quote!(index)))
                .map(|check| quote!(#check?;));
            if at.ty == Type::Text && check.is_none() {
                return None;
            }
            let ty = self.owned(&at.ty);
            let name = if check.is_some() {
                quote!(index)
            } else {
                quote!(_index)
            };
            Some(quote! {
                if let ::std::option::Option::Some(index) = registration.index() {
                    let #name = ::jsonrpc_runtime::params::decode_index::<#ty>(index)?;
                    #check
                }
            })
        });
        let admit = quote! {
            #wire => ::std::boxed::Box::pin(async move {
                #check
                <#parameter as #service>::#register(&service, registration.typed()).await
            }),
        };
        let end = quote! {
            #wire => ::std::boxed::Box::pin(async move {
                <#parameter as #service>::#unregister(&service, &context, index.as_deref()).await
            }),
        };
        (admit, end)
    }
}

fn invocation(result: &Type) -> TokenStream {
    if *result == Type::Null {
        quote!(confirming)
    } else {
        quote!(of)
    }
}

fn refusal(reason: &str) -> TokenStream {
    quote! {
        ::jsonrpc_runtime::Invocation::failed(
            ::jsonrpc_runtime::ErrorObject::from(::jsonrpc_runtime::Code::NotSupported).with_data(#reason),
        )
    }
}
