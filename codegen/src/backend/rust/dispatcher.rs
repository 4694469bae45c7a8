//! From names on the wire to the functions of the service trait.

use super::Bindings;
use super::check::Place;
use super::docs::Docs;
use super::layout::Section;
use super::names::{EventNames, MethodNames, PropertyNames};
use crate::model::{
    Alternative, Event, Index, IndexForm, Method, ObjectId, Property, Setter, Shape, Type, Use,
};
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
        let second = |alternative: &'_ Option<Alternative>| {
            let alternative = alternative.as_ref();
            alternative.map(|alternative| alternative.wire_name.clone())
        };
        let seconds = (interface.methods.iter())
            .filter_map(|method| second(&method.alternative))
            .chain(
                (interface.properties.iter()).filter_map(|property| second(&property.alternative)),
            );
        let instances = interface.objects.iter().map(|object| &object.prefix);
        let events = interface.events.iter().map(event_descriptor);
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
                methods: &[#(#methods,)* #(#properties,)* #(#seconds,)*],
                instances: &[#(#instances),*],
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
        let operation = &names.operation;
        let wire = wire_names(&method.wire_name, method.alternative.as_ref());
        let (service, parameter) = (&self.names.service, &self.names.parameter);
        let (instance, instance_argument) = self.decode_instance(method.instance);
        let params = self.passed_params(method);
        let decode = params.map(|params| {
            let ty = self.owned(&params.ty);
            let check = self.check_use(params, &Place::held(quote!(params)));
            let check = check.map(|check| quote!(#check?;));
            quote!(let params = call.params::<#ty>()?; #check)
        });
        let argument = params.map(|_| quote!(, params));
        let completion = method.completion.as_ref().map(|completion| {
            let (id, name) = (&completion.id_member, &completion.wire_name);
            let ty = self.completion_type(completion);
            quote!(let completion = call.completion::<#ty>(#id, #name)?;)
        });
        let completion_argument = completion.as_ref().map(|_| quote!(, completion));
        let kind = invocation(&method.result.ty);
        quote! {
            #wire => {
                #instance
                #completion
                #decode
                ::jsonrpc_runtime::Invocation::#kind(async move {
                    <#parameter as #service>::#operation(
                        &service,
                        &context
                        #instance_argument
                        #argument
                        #completion_argument
                    ).await
                })
            }
        }
    }

    /// The params of a method that its function takes: there are some, and they are more than the id of a
    /// completion.
    pub(super) fn passed_params<'a>(&self, method: &'a Method) -> Option<&'a Use> {
        let params = method.params.as_ref()?;
        match &params.ty {
            Type::Null => None,
            Type::Named(id) => match &self.interface.definition(*id).shape {
                Shape::Object(object) if self.is_hollow(*id, object) => None,
                _ => Some(params),
            },
            _ => Some(params),
        }
    }

    fn property_arm(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let wire = wire_names(&property.wire_name, property.alternative.as_ref());
        let (service, parameter) = (&self.names.service, &self.names.parameter);
        let (instance, instance_argument) = self.decode_instance(property.instance);
        let decode_index = |index: &Option<Index>| {
            let decode = index.as_ref().map(|index| self.decode_index(index));
            (decode, index.as_ref().map(|_| quote!(, index)))
        };
        let get = match (&property.get, &names.get) {
            (Some(get), Some(operation)) => {
                let kind = invocation(&get.value.ty);
                let (index, index_argument) = decode_index(&get.index);
                quote! {
                    #instance
                    #index
                    ::jsonrpc_runtime::Invocation::#kind(async move {
                        <#parameter as #service>::#operation(
                            &service,
                            &context
                            #instance_argument
                            #index_argument
                        ).await
                    })
                }
            }
            _ => refusal("the property is write-only"),
        };
        let set = match (&property.set, &names.set) {
            (Some(set), Some(operation)) => {
                let (decode, value) = self.decode_value(set);
                let (index, index_argument) = decode_index(&set.index);
                quote! {
                    #instance
                    #index
                    #decode
                    ::jsonrpc_runtime::Invocation::confirming(async move {
                        <#parameter as #service>::#operation(
                            &service,
                            &context
                            #instance_argument
                            #index_argument,
                            #value
                        ).await
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

    /// Reads the id of the instance that is called, and passes it on.
    fn decode_instance(
        &self,
        object: Option<ObjectId>,
    ) -> (Option<TokenStream>, Option<TokenStream>) {
        let decode = object.map(|object| {
            let id = self.id_name(object);
            quote!(let instance = call.instance::<#id>()?;)
        });
        (decode, object.map(|_| quote!(, instance)))
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
        let value = self.set_use(set);
        let ty = self.owned_use(&value);
        let decode = match &set.wrapper {
            Some(member) => quote!(call.wrapped_params::<#ty>(#member)?),
            None => quote!(call.params::<#ty>()?),
        };
        if value.ty == Type::Null && !value.nullable {
            return (quote!(#decode;), quote!(()));
        }
        let check = self
            .check_use(&value, &Place::held(quote!(value)))
            .map(|check| match &set.wrapper {
                Some(member) => quote!(#check.map_err(|violation| violation.within(#member))?;),
                None => quote!(#check?;),
            });
        (quote!(let value = #decode; #check), quote!(value))
    }

    /// The value that a property is set to. Bare, null cannot be told from none, which reads.
    pub(super) fn set_use(&self, set: &Setter) -> Use {
        Use {
            nullable: set.value.nullable && set.wrapper.is_some() && set.value.ty != Type::Null,
            ..set.value.clone()
        }
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
                    _selection: ::jsonrpc_runtime::Selection,
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
                selection: ::jsonrpc_runtime::Selection,
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
        let params = self.event_type(event);
        let admit = match self.event_index(event) {
            None => quote!(registration.typed::<#params, str>(::std::option::Option::None)),
            Some((index, _)) => quote!(registration.typed::<#params, #index>(index)),
        };
        let borrowed = self.event_index(event).map(|(index, _)| match index {
            index if index.to_string() == "str" => quote!(index.as_deref()),
            _ => quote!(index.as_ref()),
        });
        let borrowed = borrowed.unwrap_or(quote!(::std::option::Option::None));
        let of_registration = self.decode_selection(event, &quote!(registration.selection()));
        let of_unregistration = self.decode_selection(event, &quote!(selection));
        let unused = of_unregistration
            .is_none()
            .then(|| quote!(let _ = selection;));
        let register = quote! {
            #wire => ::std::boxed::Box::pin(async move {
                #of_registration
                <#parameter as #service>::#register(&service, #admit).await
            }),
        };
        let unregister = quote! {
            #wire => ::std::boxed::Box::pin(async move {
                #unused
                #of_unregistration
                <#parameter as #service>::#unregister(&service, &context, #borrowed).await
            }),
        };
        (register, unregister)
    }

    /// Reads what an event is registered for, its instance and its index, as what they are: statements that
    /// define `index`.
    fn decode_selection(&self, event: &Event, selection: &TokenStream) -> Option<TokenStream> {
        let instance = event.instance.map(|object| {
            let id = self.id_name(object);
            quote!(#selection.decode_instance::<#id>()?)
        });
        let index = event.index.as_ref().map(|index| {
            let at = Use {
                ty: self.index_type(index),
                ..index.value.clone()
            };
            let ty = self.owned(&at.ty);
            let check = self.check_use(&at, &Place::referenced(&quote!(index))).map(
                |check| quote!(if let ::std::option::Option::Some(index) = &index { #check?; }),
            );
            quote!(let index = #selection.decode_index::<#ty>()?; #check)
        });
        match (instance, index) {
            (None, index) => index,
            (Some(instance), None) => {
                Some(quote!(let index = ::std::option::Option::Some(#instance);))
            }
            (Some(instance), Some(index)) => {
                let both = match event.index.as_ref().is_some_and(|index| index.optional) {
                    true => quote!(::std::option::Option::Some((instance, index))),
                    false => quote!(index.map(|index| (instance, index))),
                };
                Some(quote! {
                    let instance = #instance;
                    #index
                    let index = #both;
                })
            }
        }
    }
}

/// The pattern that the names of an endpoint match.
fn wire_names(name: &str, alternative: Option<&Alternative>) -> TokenStream {
    match alternative {
        Some(Alternative { wire_name, .. }) => quote!(#name | #wire_name),
        None => quote!(#name),
    }
}

fn event_descriptor(event: &Event) -> TokenStream {
    let name = &event.wire_name;
    let alternative = match &event.alternative {
        Some(Alternative { wire_name, .. }) => quote!(::std::option::Option::Some(#wire_name)),
        None => quote!(::std::option::Option::None),
    };
    let of_instances = event.instance.is_some();
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
    quote!(::jsonrpc_runtime::EventDescriptor {
        name: #name,
        alternative: #alternative,
        of_instances: #of_instances,
        index: #index,
    })
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
