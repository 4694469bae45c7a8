//! The methods that every service has (Thunder): `versions`, `exists`, `register`, `unregister`.

use crate::code::Code;
use crate::connection::InsertError;
use crate::context::Context;
use crate::designator::{Designator, split_prefix};
use crate::dispatch::{Descriptor, Dispatcher, EventDescriptor, IndexForm, Invocation, Reply};
use crate::envelope::string;
use crate::error::ErrorObject;
use crate::event::{Registration, Selection, Subscription};
use crate::observer::Bound;
use crate::params;
use crate::quote::quote;
use crate::validate::{Validate, Violation};
use std::borrow::Cow;
use std::sync::Arc;

/// Calls a built-in method; `None`: the name is none of them. `refused` is told when a bound is met.
pub(crate) fn call(
    method: &str,
    designator: &Designator<'_>,
    params: Option<&str>,
    context: &Context,
    service: u32,
    dispatcher: &Arc<dyn Dispatcher>,
    refused: &dyn Fn(Bound),
) -> Option<Invocation> {
    let descriptor = dispatcher.descriptor();
    let (prefix, method) = match split_prefix(method) {
        Some((prefix, method)) => (Some(prefix), method),
        None => (None, method),
    };
    let has_event = || {
        let mut events = descriptor.events.iter();
        prefix.map_or(!descriptor.events.is_empty(), |prefix| {
            events.any(|event| event.prefix() == Some(prefix))
        })
    };
    if matches!(method, "register" | "unregister") && has_event() {
        let request = match Request::read(descriptor, designator, params, context, refused) {
            Ok(request) => request,
            Err(error) => return Some(Invocation::failed(error)),
        };
        return Some(match method {
            "register" => request.register(context, service, dispatcher, refused),
            _ => request.unregister(context, service, dispatcher),
        });
    }
    match method {
        _ if prefix.is_some() => None,
        "versions" => Some(Invocation::Done(versions(descriptor))),
        "exists" => Some(Invocation::Done(exists(descriptor, params))),
        _ => None,
    }
}

/// The interfaces of the service and their versions.
fn versions(descriptor: &Descriptor) -> Result<Reply, ErrorObject> {
    #[derive(serde::Serialize)]
    struct Version {
        name: String,
        major: u32,
        minor: u32,
        patch: u32,
    }
    let (major, minor, patch) = descriptor.version;
    Reply::of(&[Version {
        name: format!("J{}", descriptor.interface),
        major,
        minor,
        patch,
    }])
}

/// Whether there is such a method: `{"method": name}` answers a boolean, the older bare name 0 or 22.
fn exists(descriptor: &Descriptor, params: Option<&str>) -> Result<Reply, ErrorObject> {
    let known = |name: &str| {
        matches!(name, "versions" | "exists")
            || matches!(name, "register" | "unregister") && !descriptor.events.is_empty()
            || descriptor.methods.contains(&name)
            || instance_method(name).is_some_and(|name| descriptor.methods.contains(&&*name))
    };
    if let Some(name) = params.and_then(string) {
        return Reply::of(&if known(&name) { 0 } else { 22 });
    }
    let params: ExistsParams = params::decode(params)?;
    Reply::of(&known(&params.method))
}

/// The method that is called on an instance, without the instance.
fn instance_method(name: &str) -> Option<Cow<'_, str>> {
    let designator = Designator::parse(name);
    let plain = designator.method == name && designator.instance.is_some();
    plain.then(|| designator.plain_method())
}

struct ExistsParams {
    method: String,
}
crate::deserialize_object!(ExistsParams { method: required "method" });

struct RegisterParams {
    event: String,
    id: String,
}
crate::deserialize_object!(RegisterParams { event: required "event", id: required "id" });

impl Validate for ExistsParams {
    fn validate(&self) -> Result<(), Violation> {
        Ok(())
    }
}

impl Validate for RegisterParams {
    fn validate(&self) -> Result<(), Violation> {
        Ok(())
    }
}

/// A request to register or unregister, understood.
struct Request {
    event: &'static EventDescriptor,
    /// The event as the client calls it, with its instance: notifications are named so.
    name: String,
    client: String,
    /// What is asked for, wherever it stood.
    selection: Selection,
    /// The index if it stood in the designator.
    designator_index: Option<String>,
}

impl Request {
    fn read(
        descriptor: &'static Descriptor,
        designator: &Designator<'_>,
        params: Option<&str>,
        context: &Context,
        refused: &dyn Fn(Bound),
    ) -> Result<Self, ErrorObject> {
        let Some(subscriptions) = context.connection().subscriptions() else {
            return Err(ErrorObject::from(Code::NotSupported)
                .with_data("events need a WebSocket: there is nowhere to deliver them over HTTP"));
        };
        let params: RegisterParams = params::decode(params)?;
        let longest = subscriptions.limits().id_length;
        if params.id.len() > longest {
            refused(Bound::IdLength);
            let reason = format!("longer than {longest} bytes");
            return Err(Violation::shape(reason).within("id").into());
        }
        // The prefix stands before the method or before the event, and the instance with it.
        let name = match designator.method.rsplit_once("::") {
            Some((prefix, _)) => format!("{prefix}::{}", params.event),
            None => params.event,
        };
        let (plain, instance) = match Designator::parse(&name) {
            part if part.method == name && part.instance.is_some() => {
                (part.plain_method().into_owned(), part.instance)
            }
            _ => (name.clone(), None),
        };
        for (part, what) in [(designator.index, "index"), (instance, "instance")] {
            if part.is_some_and(|part| part.len() > longest) {
                refused(Bound::IdLength);
                let reason = format!("the {what} is longer than {longest} bytes");
                return Err(Violation::shape(reason).into());
            }
        }
        let event = descriptor
            .events
            .iter()
            .find(|event| event.name == plain || event.alternative == Some(&plain));
        let event = event.ok_or_else(|| {
            failed(format!(
                "{} has no event {}",
                descriptor.interface,
                quote(&plain)
            ))
        })?;
        match (event.of_instances, instance) {
            (true, None) => {
                let prefix = event.prefix().unwrap_or_default();
                let reason = format!(
                    "the event {:?} needs an instance: {prefix}#<id>::register",
                    event.name
                );
                return Err(ErrorObject::from(Code::InvalidParams).with_data(&reason));
            }
            (false, Some(_)) => {
                return Err(failed(format!(
                    "the event {:?} has no instances",
                    event.name
                )));
            }
            _ => {}
        }
        let instance = instance.map(str::to_owned);
        let given = designator.index.map(str::to_owned);
        let index = match (event.index, &given) {
            (None, Some(_)) => {
                return Err(failed(format!("the event {:?} has no index", event.name)));
            }
            (Some(IndexForm::ClientId), None) => {
                let index = params
                    .id
                    .split_once('.')
                    .map_or(&*params.id, |(index, _)| index);
                Some(index.to_owned())
            }
            (Some(IndexForm::Designator { optional: false }), None) => {
                let reason = format!(
                    "the event {:?} needs an index: register@<index>",
                    event.name
                );
                return Err(ErrorObject::from(Code::InvalidParams).with_data(&reason));
            }
            (_, given) => given.clone(),
        };
        Ok(Self {
            event,
            name,
            client: params.id,
            selection: Selection { instance, index },
            designator_index: given,
        })
    }

    fn subscription(&self, context: &Context, service: u32) -> Subscription {
        let index = self.designator_index.as_deref();
        let connection = context.connection().clone();
        Subscription::new(
            connection,
            service,
            self.event,
            &self.name,
            &self.client,
            index,
        )
    }

    fn register(
        self,
        context: &Context,
        service: u32,
        dispatcher: &Arc<dyn Dispatcher>,
        refused: &dyn Fn(Bound),
    ) -> Invocation {
        let connection = context.connection().clone();
        let Some(subscriptions) = connection.subscriptions() else {
            return Invocation::failed(Code::NotSupported);
        };
        let subscription = Arc::new(self.subscription(context, service));
        // In the list before the service sees it, so that a channel that closes meanwhile finds it there.
        match subscriptions.insert(&subscription) {
            Ok(()) => {}
            Err(InsertError::Duplicate) => {
                return Invocation::failed(failed("this subscription exists already".into()));
            }
            Err(InsertError::Full) => {
                refused(Bound::Subscriptions);
                let most = subscriptions.limits().count;
                let reason = format!("the connection has {most} subscriptions, the most allowed");
                let error = ErrorObject::from(Code::LimitReached).with_data(&reason);
                return Invocation::failed(error);
            }
        }
        // Ends it again unless all goes well, also if the service panics or the connection closes meanwhile.
        let attempt = Attempt(Some(subscription.clone()));
        let registration = Registration::new(context.clone(), self.selection, subscription.clone());
        let admitted = dispatcher.register(self.event.name, registration);
        Invocation::confirming(async move {
            let attempt = attempt;
            admitted.await?;
            if !subscription.is_accepted() {
                return Err(failed("the service did not accept the subscription".into()));
            }
            attempt.succeed();
            Ok(())
        })
    }

    fn unregister(
        self,
        context: &Context,
        service: u32,
        dispatcher: &Arc<dyn Dispatcher>,
    ) -> Invocation {
        let pattern = self.subscription(context, service);
        let connection = context.connection().clone();
        let allowed = dispatcher.unregister(self.event.name, self.selection, context.clone());
        Invocation::confirming(async move {
            allowed.await?;
            let found = connection
                .subscriptions()
                .and_then(|subscriptions| subscriptions.remove_same(&pattern));
            match found {
                Some(subscription) => {
                    subscription.end();
                    Ok(())
                }
                None => Err(failed("there is no such subscription".into())),
            }
        })
    }
}

/// A registration that has not succeeded yet.
struct Attempt(Option<Arc<Subscription>>);

impl Attempt {
    fn succeed(mut self) {
        self.0 = None;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(subscription) = self.0.take() {
            subscription.cancel();
        }
    }
}

fn failed(reason: String) -> ErrorObject {
    ErrorObject::from(Code::RegistrationFailed).with_data(&reason)
}
