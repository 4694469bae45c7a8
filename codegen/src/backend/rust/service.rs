//! The trait that a server implements.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{ErrorNames, EventNames, PropertyNames, function_lints};
use crate::model::{self, Completion, Event, Index, Method, ObjectId, Presence, Property, Type};
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
            &self.example_name(&method.wire_name, method.instance, None),
            self.example_params(method.params.as_ref()),
        );
        let docs = docs.attributes();
        let instance = self.instance_parameter(method.instance);
        let params = self.passed_params(method).map(|params| {
            let ty = self.owned(&params.ty);
            quote!(params: #ty,)
        });
        let completion = method.completion.as_ref().map(|completion| {
            let ty = self.completion_type(completion);
            quote!(completion: ::jsonrpc_runtime::Completion<#ty>,)
        });
        let result = self.owned_use(&method.result);
        let future = future(&result, &errors.name);
        quote! {
            #docs
            fn #operation(
                &self,
                context: &::jsonrpc_runtime::Context,
                #instance
                #params
                #completion
            ) -> #future;
        }
    }

    fn instance_parameter(&self, object: Option<ObjectId>) -> Option<TokenStream> {
        object.map(|object| {
            let id = self.id_name(object);
            quote!(instance: #id,)
        })
    }

    /// What a caller is told when a method has ended.
    pub(super) fn completion_type(&self, completion: &Completion) -> TokenStream {
        let params = completion.params.as_ref();
        self.owned(params.map_or(&Type::Null, |params| &params.ty))
    }

    fn service_property(&self, property: &Property, names: &PropertyNames) -> TokenStream {
        let parameter = |index: &Option<Index>| {
            index.as_ref().map(|index| {
                let ty = self.owned(&self.index_type(index));
                if index.optional {
                    quote!(index: ::std::option::Option<#ty>,)
                } else {
                    quote!(index: #ty,)
                }
            })
        };
        let instance = self.instance_parameter(property.instance);
        let example_name = |index: &Option<Index>| {
            self.example_name(&property.wire_name, property.instance, index.as_ref())
        };
        let get = property
            .get
            .as_ref()
            .zip(names.get.as_ref())
            .map(|(get, operation)| {
                let docs = self.getter_docs(property, get, &names.error);
                let name = example_name(&get.index);
                let docs = self.request_example(docs, &name, None).attributes();
                let value = self.owned_use(&get.value);
                let future = future(&value, &names.error.name);
                let index = parameter(&get.index);
                quote! {
                    #docs
                    fn #operation(
                        &self,
                        context: &::jsonrpc_runtime::Context,
                        #instance
                        #index
                    ) -> #future;
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
                let name = example_name(&set.index);
                let docs = self.request_example(docs, &name, Some(params)).attributes();
                let value = self.owned_use(&self.set_use(set));
                let future = future(&quote!(()), &names.error.name);
                let index = parameter(&set.index);
                quote! {
                    #docs
                    fn #operation(
                        &self,
                        context: &::jsonrpc_runtime::Context,
                        #instance
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
        let index = self.event_index(event).map(|(index, _)| index);
        let chosen = if index.is_some() {
            quote!(&Self::events(self).#channel().choose(registration.index()))
        } else {
            quote!(Self::events(self).#channel())
        };
        let index = index.unwrap_or(quote!(str));
        let registration = self.registration_type(event);
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
            fn #register(&self, registration: #registration) -> #done {
                let channel = #chosen;
                ::std::future::ready(registration.accept(channel).map(::std::mem::drop))
            }

            #end_docs
            fn #unregister(
                &self,
                context: &::jsonrpc_runtime::Context,
                index: ::std::option::Option<&#index>,
            ) -> #done {
                let _ = (context, index);
                ::std::future::ready(::std::result::Result::Ok(()))
            }
        }
    }

    /// What the service is asked to admit.
    fn registration_type(&self, event: &Event) -> TokenStream {
        let params = self.event_type(event);
        match self.event_index(event) {
            Some((index, _)) if index.to_string() != "str" => {
                quote!(::jsonrpc_runtime::Registration<#params, #index>)
            }
            _ => quote!(::jsonrpc_runtime::Registration<#params>),
        }
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
        let docs = match &method.completion {
            Some(completion) => docs
                .markdown("Its end is told later, to the caller alone.")
                .maybe_prose(completion.description.as_deref()),
            None => docs,
        };
        let docs = self.instance_docs(docs, method.instance);
        let docs = alternative_docs(docs, method.alternative.as_ref());
        error_docs(docs, &errors.name, method.errors.is_empty())
    }

    /// What an endpoint of instances is called on.
    pub(super) fn instance_docs(&self, docs: Docs, instance: Option<ObjectId>) -> Docs {
        let Some(id) = instance else { return docs };
        let object = self.interface.object(id).name.pascal();
        docs.markdown(&format!("It belongs to one instance of {}.", code(&object)))
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
        self.property_docs(docs, property, &get.value, get.index.as_ref(), errors)
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
        self.property_docs(docs, property, &set.value, set.index.as_ref(), errors)
    }

    fn property_docs(
        &self,
        docs: Docs,
        property: &Property,
        value: &model::Use,
        index: Option<&Index>,
        errors: &ErrorNames,
    ) -> Docs {
        let docs = docs
            .maybe_prose(property.docs.summary.as_deref())
            .maybe_prose(property.docs.description.as_deref());
        let docs = conditions(deprecation(docs, &property.docs), &property.docs);
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
        let docs = index_docs(docs, index);
        let docs = self.instance_docs(docs, property.instance);
        let docs = alternative_docs(docs, property.alternative.as_ref());
        error_docs(docs, &errors.name, property.errors.is_empty())
    }

    /// The name of an endpoint in an example request, with an instance and an index where one is needed.
    fn example_name(
        &self,
        wire_name: &str,
        instance: Option<ObjectId>,
        index: Option<&Index>,
    ) -> String {
        let shown = |at: &model::Use| match self.example_value(at) {
            serde_json::Value::String(text) => text,
            value => value.to_string(),
        };
        let name = match instance {
            Some(id) => {
                let id = shown(&model::Use::plain(Type::Instance(id)));
                model::addressed(wire_name, &id)
            }
            None => wire_name.to_owned(),
        };
        let Some(index) = index.filter(|index| !index.optional) else {
            return name;
        };
        let at = model::Use {
            ty: self.index_type(index),
            ..index.value.clone()
        };
        format!("{name}@{}", shown(&at))
    }
}

/// What the definition says about an endpoint.
pub(super) fn endpoint_docs(docs: &model::Docs) -> Docs {
    let text = Docs::new()
        .maybe_prose(docs.summary.as_deref())
        .maybe_prose(docs.description.as_deref());
    conditions(deprecation(text, docs), docs)
}

fn conditions(docs: Docs, of: &model::Docs) -> Docs {
    let docs = match &of.precondition {
        Some(text) => docs.prose(&format!("Before: {text}")),
        None => docs,
    };
    match &of.postcondition {
        Some(text) => docs.prose(&format!("Afterwards: {text}")),
        None => docs,
    }
}

/// The second name of an endpoint.
pub(super) fn alternative_docs(docs: Docs, alternative: Option<&model::Alternative>) -> Docs {
    let Some(alternative) = alternative else {
        return docs;
    };
    let how = match (alternative.deprecated, alternative.obsolete) {
        (_, true) => ", for old callers alone",
        (true, false) => ", which is deprecated",
        (false, false) => "",
    };
    docs.markdown(&format!(
        "Another name for it on the wire is {}{how}.",
        code(&alternative.wire_name)
    ))
}

fn deprecation(docs: Docs, of: &model::Docs) -> Docs {
    if of.obsolete {
        docs.markdown("Obsolete: served for old callers alone, it may be gone at any time.")
    } else if of.deprecated {
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
