//! How a call reaches a service: the dispatcher that is generated for each interface.

use crate::code::Code;
use crate::connection::ConnectionId;
use crate::context::Context;
use crate::error::ErrorObject;
use crate::event::{Completion, Registration, Selection};
use crate::params;
use crate::validate::{Validate, Violation};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

/// A future on the heap.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an interface offers, known before any call.
#[derive(Debug)]
pub struct Descriptor {
    /// Name of the interface, such as `Messenger`.
    pub interface: &'static str,
    /// Major, minor and patch number of the interface.
    pub version: (u32, u32, u32),
    /// Methods and properties by their names on the wire, in the definition's order, and behind them the
    /// second names of some.
    pub methods: &'static [&'static str],
    /// Prefixes of the objects whose instances are called by their ids, `prefix#<id>::method`.
    pub instances: &'static [&'static str],
    /// Events, in the definition's order.
    pub events: &'static [EventDescriptor],
}

/// What the runtime must know of an event to register for it.
#[derive(Debug)]
pub struct EventDescriptor {
    /// Its name on the wire, with its prefix if it has one.
    pub name: &'static str,
    /// Its second name, under which it can be registered for too.
    pub alternative: Option<&'static str>,
    /// Instances announce it: a registration is for one of them, `prefix#<id>::register`.
    pub of_instances: bool,
    /// How the index is given; `None`: the event has none.
    pub index: Option<IndexForm>,
}

impl EventDescriptor {
    /// An event of the service itself, without a second name or an index.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            alternative: None,
            of_instances: false,
            index: None,
        }
    }

    /// What stands before the `::` of its name.
    pub fn prefix(&self) -> Option<&'static str> {
        self.name.rsplit_once("::").map(|(prefix, _)| prefix)
    }
}

/// How a client names the index of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexForm {
    /// `register@<index>`.
    Designator {
        /// Without index: the events of all.
        optional: bool,
    },
    /// `register` with the id `<index>.<client>`, or `register@<index>`.
    ClientId,
}

/// One call of a method or property.
#[derive(Debug)]
pub struct Call<'a> {
    /// Its name on the wire, without instance.
    pub method: &'a str,
    /// The instance that it is called on.
    pub instance: Option<&'a str>,
    /// The text after `@` in the designator.
    pub index: Option<&'a str>,
    /// The params as they were sent, a JSON value; `None`: absent or null.
    pub params: Option<&'a str>,
    /// Who calls.
    pub context: &'a Context,
}

impl<'a> Call<'a> {
    /// Decodes the params.
    ///
    /// # Errors
    ///
    /// As [`params::decode`].
    pub fn params<T: Deserialize<'a> + Validate>(&self) -> Result<T, ErrorObject> {
        params::decode(self.params)
    }

    /// Decodes the value of a property that travels as the only member of an object, which is called
    /// `member`.
    ///
    /// # Errors
    ///
    /// As [`params::decode`].
    pub fn wrapped_params<T: Deserialize<'a> + Validate>(
        &self,
        member: &'static str,
    ) -> Result<T, ErrorObject> {
        params::decode_wrapped(self.params, member)
    }

    /// Decodes the id of the instance that the method is called on.
    ///
    /// # Errors
    ///
    /// -32602 if there is none or it is not of the type.
    pub fn instance<T>(&self) -> Result<T, ErrorObject>
    where
        T: for<'b> Deserialize<'b> + Validate,
    {
        match self.instance {
            Some(instance) => params::decode_instance(instance),
            None => Err(ErrorObject::from(Code::InvalidParams)
                .with_data("the designator needs an instance: <prefix>#<id>::<method>")),
        }
    }

    /// What the service tells the caller when the method has ended. The caller's id for it is the member
    /// `id_member` of the params, and `name` follows it in the notification.
    ///
    /// # Errors
    ///
    /// -31044 if the caller could not be told (an HTTP request), -32602 if the id is absent or longer than
    /// the connection's limit.
    pub fn completion<P>(
        &self,
        id_member: &'static str,
        name: &str,
    ) -> Result<Completion<P>, ErrorObject> {
        let connection = self.context.connection();
        let Some(subscriptions) = connection.subscriptions() else {
            return Err(ErrorObject::from(Code::NotSupported).with_data(
                "the method announces its end, which needs a WebSocket: there is nowhere to deliver it over HTTP",
            ));
        };
        let id: String = params::decode_wrapped(self.params, id_member)?;
        let longest = subscriptions.limits().id_length;
        if id.len() > longest {
            let reason = format!("longer than {longest} bytes");
            return Err(Violation::shape(reason).within(id_member).into());
        }
        let connection = connection.clone();
        Ok(Completion::new(connection, &format!("{id}.{name}")))
    }

    /// Decodes the index.
    ///
    /// # Errors
    ///
    /// -32602 if there is none or it is not of the type.
    pub fn index<T>(&self) -> Result<T, ErrorObject>
    where
        T: for<'b> Deserialize<'b> + Validate,
    {
        self.optional_index()?.ok_or_else(|| {
            ErrorObject::from(Code::InvalidParams)
                .with_data("the designator needs an index: <method>@<index>")
        })
    }

    /// Decodes the index if there is one.
    ///
    /// # Errors
    ///
    /// -32602 if it is not of the type.
    pub fn optional_index<T>(&self) -> Result<Option<T>, ErrorObject>
    where
        T: for<'b> Deserialize<'b> + Validate,
    {
        self.index.map(params::decode_index).transpose()
    }
}

/// The result of a call, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(Cow<'static, str>);

impl Reply {
    /// The result null.
    pub const NULL: Self = Self(Cow::Borrowed("null"));

    /// The result `value`.
    ///
    /// # Errors
    ///
    /// -32603 if the value has no form in JSON; only hand-written types can.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, ErrorObject> {
        serde_json::to_string(value)
            .map(|text| Self(Cow::Owned(text)))
            .map_err(|_| ErrorObject::from(Code::Internal))
    }

    /// A result that is JSON already.
    pub(crate) fn of_json(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

/// A call under way: answered already, or a future that will answer.
pub enum Invocation {
    /// The answer is known.
    Done(Result<Reply, ErrorObject>),
    /// The answer is being worked out.
    Running(BoxFuture<'static, Result<Reply, ErrorObject>>),
}

impl Invocation {
    /// The call of a method that answers a value.
    pub fn of<T, E>(future: impl Future<Output = Result<T, E>> + Send + 'static) -> Self
    where
        T: Serialize,
        E: Into<ErrorObject>,
    {
        Self::Running(Box::pin(async move {
            future
                .await
                .map_err(Into::into)
                .and_then(|value| Reply::of(&value))
        }))
    }

    /// The call of a method that only confirms.
    pub fn confirming<E>(future: impl Future<Output = Result<(), E>> + Send + 'static) -> Self
    where
        E: Into<ErrorObject>,
    {
        Self::Running(Box::pin(async move {
            future.await.map_err(Into::into).map(|()| Reply::NULL)
        }))
    }

    /// The answer -32601.
    pub fn unknown_method() -> Self {
        Self::failed(Code::UnknownMethod)
    }

    /// An error for an answer.
    pub fn failed(error: impl Into<ErrorObject>) -> Self {
        Self::Done(Err(error.into()))
    }
}

impl std::fmt::Debug for Invocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done(answer) => f.debug_tuple("Done").field(answer).finish(),
            Self::Running(_) => f.write_str("Running"),
        }
    }
}

/// Calls a service by the names on the wire. Generated for each interface; implement the generated
/// service trait instead.
pub trait Dispatcher: Send + Sync + 'static {
    /// What the interface offers.
    fn descriptor(&self) -> &'static Descriptor;

    /// Decodes the params and starts the call. Unknown names answer -32601.
    fn call(&self, call: Call<'_>) -> Invocation;

    /// Puts a registration before the service. `event` is a name of the descriptor.
    fn register(
        &self,
        event: &str,
        registration: Registration,
    ) -> BoxFuture<'static, Result<(), ErrorObject>>;

    /// Asks the service whether a subscription of this event may end. `event` is a name of the descriptor.
    fn unregister(
        &self,
        event: &str,
        selection: Selection,
        context: Context,
    ) -> BoxFuture<'static, Result<(), ErrorObject>>;

    /// Tells the service that a connection has closed.
    fn connection_closed(&self, connection: ConnectionId);
}

/// What a service may want to know beside its calls.
pub trait Lifecycle {
    /// A connection has closed. No call of it is under way any more, and its subscriptions are about to end.
    fn connection_closed(&self, connection: ConnectionId) {
        let _ = connection;
    }
}
