//! The trait that a server implements.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{ErrorNames, EventNames, PropertyNames, function_lints};
use crate::model::{self, Event, Index, Method, Presence, Property, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::json;

pub(super) fn section(bindings: &Bindings<'_>) -> Section {
    let mut out = Section::new("Service");
    let Bindings {
        interface, names, ..
    } = bindings;
    let service = &names.service;
    let docs = Docs::new()
        .maybe_prose(interface.description.as_deref())
        .markdown(&format!(
            "What a server implements to serve the {} interface, version {}. A [`{}`] makes it mountable.",
            interface.name.pascal(),
            interface.version,
            names.dispatcher
        ))
        .markdown(
            "The calls of one connection run one after the other. When the connection closes, a call that is \
             waiting for something is dropped there and goes no further.",
        )
        .attributes();
    let emitter = &names.emitter;
    let events = (!interface.events.is_empty()).then(|| {
        quote! {
            /// The emitter whose registrations this service admits.
            fn events(&self) -> &#emitter;
        }
    });
    let methods = interface
        .methods
        .iter()
        .zip(&names.methods)
        .map(|(method, names)| bindings.service_method(method, &names.operation, &names.error));
    let properties = interface
        .properties
        .iter()
        .zip(&names.properties)
        .map(|(property, names)| bindings.service_property(property, names));
    let registrations = interface
        .events
        .iter()
        .zip(&names.events)
        .map(|(event, names)| bindings.service_event(event, names));
    let lints = function_lints(bindings.operations());
    out.items(quote! {
        #docs
        #lints
        pub trait #service:
            ::jsonrpc_runtime::Lifecycle + ::std::marker::Send + ::std::marker::Sync + 'static
        {
            #events
            #(#methods)*
            #(#properties)*
            #(#registrations)*
        }
    });
    out
}

impl Bindings<'_> {
    /// The functions that stand for methods and properties.
    pub(super) fn operations(&self) -> impl Iterator<Item = &Ident> {
        let methods = self.names.methods.iter().map(|names| &names.operation);
        let properties = self
            .names
            .properties
            .iter()
            .flat_map(|names| names.get.iter().chain(&names.set));
        methods.chain(properties)
    }

    fn service_method(
        &self,
        method: &Method,
        operation: &Ident,
        errors: &ErrorNames,
    ) -> TokenStream {
        let docs = self.method_docs(method, errors);
        let docs = self.request_example(
            docs,
            &method.wire_name,
            self.example_params(method.params.as_ref()),
        );
        let docs = docs.attributes();
        let params = self.params_type(method.params.as_ref()).map(|ty| {
            let ty = self.owned(ty);
            quote!(params: #ty,)
        });
        let result = self.owned(&method.result.ty);
        let future = future(&result, &errors.name);
        quote! {
            #docs
            fn #operation(&self, context: &::jsonrpc_runtime::Context, #params) -> #future;
        }
    }

    fn service_property(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let index = property.index().map(|index| {
            let ty = self.owned(&self.index_type(index));
            if index.optional {
                quote!(index: ::std::option::Option<#ty>,)
            } else {
                quote!(index: #ty,)
            }
        });
        let name = self.indexed_name(&property.wire_name, property.index());
        let get = property
            .get
            .as_ref()
            .zip(names.get.as_ref())
            .map(|(get, operation)| {
                let docs = self.getter_docs(property, get, &names.error);
                let docs = self.request_example(docs, &name, None).attributes();
                let value = self.owned(&get.value.ty);
                let future = future(&value, &names.error.name);
                quote! {
                    #docs
                    fn #operation(&self, context: &::jsonrpc_runtime::Context, #index) -> #future;
                }
            });
        let set = property
            .set
            .as_ref()
            .zip(names.set.as_ref())
            .map(|(set, operation)| {
                let value = self.example_value(&set.value);
                let params = match &set.wrapper {
                    Some(member) => json!({ member: value }),
                    None => value,
                };
                let docs = self.setter_docs(property, set, &names.error);
                let docs = self.request_example(docs, &name, Some(params)).attributes();
                let value = self.owned(&set.value.ty);
                let future = future(&quote!(()), &names.error.name);
                quote! {
                    #docs
                    fn #operation(
                        &self,
                        context: &::jsonrpc_runtime::Context,
                        #index
                        value: #value,
                    ) -> #future;
                }
            });
        quote!(#get #set)
    }

    fn service_event(&self, event: &Event, names: &EventNames) -> TokenStream {
        let EventNames {
            register,
            unregister,
            channel,
            ..
        } = names;
        let wire = code(&event.wire_name);
        let mut docs =
            Docs::new().markdown(&format!("Admits a registration for the event {wire}."));
        if event.status_listener {
            docs = docs.markdown(
                "The new listener expects to be told the current state first: accept the registration, then \
                 notify the subscriber of it, both while that state cannot change. The default tells it nothing.",
            );
        }
        let docs = docs.markdown(&format!("By default everybody is accepted to the channel of the emitter, [`{}::{channel}`].", self.names.emitter)).attributes();
        let params = self.event_type(event);
        let chosen = if event.index.is_some() {
            quote!(&Self::events(self).#channel().choose(registration.index()))
        } else {
            quote!(Self::events(self).#channel())
        };
        let done = quote!(
            impl ::std::future::Future<
                Output = ::std::result::Result<(), ::jsonrpc_runtime::ErrorObject>,
            > + ::std::marker::Send
        );
        let end_docs = Docs::new()
            .markdown(&format!("Told before a registration for the event {wire} ends on its client's wish; an error keeps it."))
            .attributes();
        quote! {
            #docs
            fn #register(&self, registration: ::jsonrpc_runtime::Registration<#params>) -> #done {
                let channel = #chosen;
                ::std::future::ready(registration.accept(channel).map(::std::mem::drop))
            }

            #end_docs
            fn #unregister(
                &self,
                context: &::jsonrpc_runtime::Context,
                index: ::std::option::Option<&str>,
            ) -> #done {
                let _ = (context, index);
                ::std::future::ready(::std::result::Result::Ok(()))
            }
        }
    }

    /// The type of params that are worth passing on.
    pub(super) fn params_type<'a>(&self, params: Option<&'a model::Use>) -> Option<&'a Type> {
        params
            .map(|params| &params.ty)
            .filter(|ty| **ty != Type::Null)
    }

    /// The type that an event carries.
    pub(super) fn event_type(&self, event: &Event) -> TokenStream {
        self.owned(
            event
                .params
                .as_ref()
                .map_or(&Type::Null, |params| &params.ty),
        )
    }

    /// The documentation of a method, for service and client alike.
    pub(super) fn method_docs(&self, method: &Method, errors: &ErrorNames) -> Docs {
        let docs = endpoint_docs(&method.docs)
            .or(&format!("Calls the method {}.", code(&method.wire_name)));
        let docs = match (&method.result.ty, &method.result.description) {
            (Type::Null, _) | (_, None) => docs,
            (_, Some(description)) => docs.prose(&format!("Answers: {description}")),
        };
        let docs = self.params_remarks(docs, method.params.as_ref());
        error_docs(docs, &errors.name, method.errors.is_empty())
    }

    /// Remarks on params that are no object of their own.
    fn params_remarks(&self, docs: Docs, params: Option<&model::Use>) -> Docs {
        match params {
            Some(params) if !matches!(params.ty, Type::Named(_) | Type::Null) => {
                let remarks = self.remarks(params, Presence::Required, false);
                let docs = docs.maybe_prose(params.description.as_deref());
                if remarks.is_empty() {
                    docs
                } else {
                    docs.markdown(&remarks)
                }
            }
            _ => docs,
        }
    }

    pub(super) fn getter_docs(
        &self,
        property: &Property,
        get: &model::Getter,
        errors: &ErrorNames,
    ) -> Docs {
        let docs = Docs::new().markdown(&format!(
            "Reads the property {}.",
            code(&property.wire_name)
        ));
        self.property_docs(docs, property, &get.value, errors)
    }

    pub(super) fn setter_docs(
        &self,
        property: &Property,
        set: &model::Setter,
        errors: &ErrorNames,
    ) -> Docs {
        let docs = Docs::new().markdown(&format!(
            "Writes the property {}.",
            code(&property.wire_name)
        ));
        self.property_docs(docs, property, &set.value, errors)
    }

    fn property_docs(
        &self,
        docs: Docs,
        property: &Property,
        value: &model::Use,
        errors: &ErrorNames,
    ) -> Docs {
        let docs = docs
            .maybe_prose(property.docs.summary.as_deref())
            .maybe_prose(property.docs.description.as_deref());
        let docs = deprecation(docs, &property.docs);
        let docs = match &value.description {
            Some(description) => docs.prose(&format!("Value: {description}")),
            None => docs,
        };
        let remarks = self.remarks(value, Presence::Required, false);
        let docs = if remarks.is_empty() {
            docs
        } else {
            docs.markdown(&remarks)
        };
        let docs = index_docs(docs, property.index());
        error_docs(docs, &errors.name, property.errors.is_empty())
    }

    /// The name of a property in an example request.
    fn indexed_name(&self, wire_name: &str, index: Option<&Index>) -> String {
        let Some(index) = index.filter(|index| !index.optional) else {
            return wire_name.to_owned();
        };
        let at = model::Use {
            ty: self.index_type(index),
            ..index.value.clone()
        };
        match self.example_value(&at) {
            serde_json::Value::String(text) => format!("{wire_name}@{text}"),
            value => format!("{wire_name}@{value}"),
        }
    }
}

/// What the definition says about an endpoint.
pub(super) fn endpoint_docs(docs: &model::Docs) -> Docs {
    let text = Docs::new()
        .maybe_prose(docs.summary.as_deref())
        .maybe_prose(docs.description.as_deref());
    deprecation(text, docs)
}

fn deprecation(docs: Docs, of: &model::Docs) -> Docs {
    if of.deprecated {
        docs.markdown("Deprecated: still served, but callers should stop using it.")
    } else {
        docs
    }
}

/// What an index is.
pub(super) fn index_docs(docs: Docs, index: Option<&Index>) -> Docs {
    let Some(index) = index else { return docs };
    let rest = if index.optional {
        "; none: all instances"
    } else {
        ""
    };
    let docs = docs.markdown(&format!(
        "The index is the {} of the instance{rest}.",
        code(&index.wire_name)
    ));
    docs.maybe_prose(index.value.description.as_deref())
}

fn error_docs(docs: Docs, error: &Ident, is_empty: bool) -> Docs {
    if is_empty {
        docs
    } else {
        docs.heading("Errors").markdown(&format!("[`{error}`]."))
    }
}

fn future(value: &TokenStream, error: &Ident) -> TokenStream {
    quote!(
        impl ::std::future::Future<Output = ::std::result::Result<#value, ::jsonrpc_runtime::Failure<#error>>> + ::std::marker::Send
    )
}
