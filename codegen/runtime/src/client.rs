//! The client side: answers find their calls, notifications their subscriptions.
//!
//! [`Client`] is what generated clients stand on. It talks to a [`Link`], which a transport pumps: every
//! text from [`Outgoing::next`] goes to the server, every text from the server to [`Incoming::receive`].
//! Dropping the link ends everything that waits with [`CallError::Closed`].
//!
//! There is no clock in it: a call waits for as long as the connection lives. Whoever wants a deadline
//! drops the future when it has passed; every future here may be dropped at any time.

mod completion;
mod message;
mod queue;
mod routes;
mod subscription;

pub use completion::{Completion, CompletionError};
pub use subscription::{EventError, Subscription};

use crate::designator::addressed;
use crate::dispatch::EventDescriptor;
use crate::error::{ErrorObject, MethodError};
use crate::quote::quote;
use message::Outcome;
use routes::{Ended, Handle, Routes};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use subscription::{Address, Listening};

/// How much waits where. A zero counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Calls that wait for the transport; further ones wait until there is room.
    pub outgoing: usize,
    /// Events that wait in one subscription; further ones are dropped and counted
    /// ([`EventError::Missed`]). What a server tells of its state upon a registration waits here too.
    pub events: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            outgoing: 64,
            events: 256,
        }
    }
}

/// One connection to a server, shared by any number of generated clients.
///
/// A clone is another handle on the same connection. When the last client and the last subscription are
/// gone, the transport is told: [`Outgoing::next`] ends.
#[derive(Clone, Debug)]
pub struct Client {
    routes: Arc<Handle>,
    events: usize,
}

/// The two ends that a transport pumps.
#[derive(Debug)]
pub struct Link {
    /// What goes to the server.
    pub outgoing: Outgoing,
    /// Where texts from the server go.
    pub incoming: Incoming,
}

/// Texts for the server. Dropping it ends the calls that it has not given out, and those that come.
#[derive(Debug)]
pub struct Outgoing(Arc<Routes>);

impl Outgoing {
    /// The next text to send; `None`: all clients and subscriptions are gone, or [`Incoming`] is. Safe
    /// to cancel.
    pub async fn next(&mut self) -> Option<String> {
        self.0.next_text().await
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.0.end_sending();
    }
}

/// Takes texts from the server. Dropping it ends all calls and subscriptions, and [`Outgoing`].
#[derive(Debug)]
pub struct Incoming(Arc<Routes>);

impl Incoming {
    /// Handles one message, or a batch of them. What nobody waits for is ignored, whatever it is.
    pub fn receive(&self, text: &str) {
        self.0.receive(text);
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.0.end_receiving();
    }
}

/// Why a call failed. `E` are the errors that its method declares.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum CallError<E: std::error::Error> {
    /// An error that the method declares.
    #[error("{0}")]
    Method(E),
    /// Any other error of the server.
    #[error("{0}")]
    Rpc(ErrorObject),
    /// The params or the result do not fit their types, or the answer is none of JSON-RPC 2.0; the text
    /// says how.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// The index or the instance cannot be told to a server; the text says why. Nothing was sent.
    #[error("cannot be addressed: {0}")]
    Index(String),
    /// The connection ended before the answer came; whether the call ran is not known.
    #[error("the connection is closed")]
    Closed,
}

impl<E: std::error::Error> From<Ended> for CallError<E> {
    fn from(Ended: Ended) -> Self {
        Self::Closed
    }
}

/// The errors of a method that declares none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoError {}

impl MethodError for NoError {
    fn code(&self) -> i32 {
        match *self {}
    }

    fn message(&self) -> &'static str {
        match *self {}
    }

    fn detail(&self) -> Option<&'static str> {
        match *self {}
    }

    fn from_wire(_code: i32, _message: &str) -> Option<Self> {
        None
    }
}

/// What is called, or registered for: a service, its version, a name, an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination<'a> {
    /// Under which callsign the service is mounted.
    pub callsign: &'a str,
    /// Major version of the interface.
    pub major: u32,
    /// The instance that is called. It may hold anything but `::`.
    pub instance: Option<&'a str>,
    /// Which of several values is meant. It may hold anything but `@`.
    pub index: Option<&'a str>,
}

impl Destination<'_> {
    fn without_index(self) -> Self {
        Self {
            index: None,
            ..self
        }
    }

    /// Servers take what follows the last `@` of a designator for the index, and what stands before the
    /// first `::` for the instance.
    fn check_index(&self) -> Result<(), String> {
        match (self.instance, self.index) {
            (Some(instance), _) if instance.contains("::") => {
                Err(format!("the instance {} contains `::`", quote(instance)))
            }
            (_, Some(index)) if index.contains('@') => {
                Err(format!("the index {} contains `@`", quote(index)))
            }
            _ => Ok(()),
        }
    }

    fn designator(&self, method: &str) -> String {
        let Self {
            callsign,
            major,
            instance,
            index,
        } = *self;
        let method = addressed(method, instance);
        match index {
            Some(index) => format!("{callsign}.{major}.{method}@{index}"),
            None => format!("{callsign}.{major}.{method}"),
        }
    }
}

impl Client {
    /// A client, and the link for a transport to pump.
    pub fn new(options: Options) -> (Self, Link) {
        let routes = Arc::new(Routes::new(options.outgoing));
        let link = Link {
            outgoing: Outgoing(routes.clone()),
            incoming: Incoming(routes.clone()),
        };
        (
            Self {
                routes: Arc::new(Handle::new(routes)),
                events: options.events.max(1),
            },
            link,
        )
    }

    /// Calls a method and waits for its answer. Dropping the future gives the answer up; a call that the
    /// transport has not taken by then is not sent.
    ///
    /// # Errors
    ///
    /// [`CallError`]; the method's declared errors as [`CallError::Method`].
    pub async fn call<P, T, E>(
        &self,
        destination: Destination<'_>,
        method: &str,
        params: Option<&P>,
    ) -> Result<T, CallError<E>>
    where
        P: Serialize + ?Sized,
        T: DeserializeOwned,
        E: MethodError,
    {
        destination.check_index().map_err(CallError::Index)?;
        let designator = destination.designator(method);
        decode_answer(self.exchange(&designator, params, None).await?)
    }

    /// Calls a method that announces its end: waits for its answer, and gives what the server tells later
    /// beside it. The id under which it does is put into the params as the member `id_member`; `name`
    /// follows it in the notification.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn begin<P, T, C, E>(
        &self,
        destination: Destination<'_>,
        method: &str,
        params: Option<&P>,
        id_member: &'static str,
        name: &str,
    ) -> Result<(T, Completion<C>), CallError<E>>
    where
        P: Serialize + ?Sized,
        T: DeserializeOwned,
        E: MethodError,
    {
        destination.check_index().map_err(CallError::Index)?;
        let designator = destination.designator(method);
        let id = format!("completion{}", self.routes.next_number());
        let params = completion::params(params, id_member, &id).map_err(CallError::Json)?;
        // Listening before the server knows: it may be done before it answers.
        let listening = Listening::once(&self.routes, format!("{id}.{name}"))?;
        let answer = self.exchange(&designator, Some(&params), None).await?;
        Ok((decode_answer(answer)?, Completion::new(listening)))
    }

    /// Registers for an event. Events that arrive from then on, also before the server has confirmed,
    /// wait in the subscription. Dropping the future ends the registration if there is one by then.
    ///
    /// # Errors
    ///
    /// [`CallError`]; a server's refusal as [`CallError::Rpc`].
    pub async fn subscribe<P: DeserializeOwned>(
        &self,
        destination: Destination<'_>,
        event: &EventDescriptor,
    ) -> Result<Subscription<P>, CallError<NoError>> {
        let number = self.routes.next_number();
        let address = Address::new(destination, event, number).map_err(CallError::Index)?;
        // Listening before the server knows, so that the initial state is not missed. It ends with this
        // future if that is dropped, after the exchange: a register that has not left is withdrawn by then.
        let listening = Listening::new(&self.routes, &address, self.events)?;
        let Address {
            register,
            params,
            notification,
            ..
        } = address;
        match self
            .exchange(&register, Some(&params), Some(notification))
            .await?
        {
            Outcome::Result(_) => Ok(Subscription::new(listening)),
            Outcome::Error(error) => Err(CallError::Rpc(error)),
            Outcome::Unreadable(reason) => Err(CallError::Json(reason)),
        }
    }

    /// Sends a request and waits for its answer. `registers` names the listener that it registers.
    async fn exchange<P, E>(
        &self,
        designator: &str,
        params: Option<&P>,
        registers: Option<String>,
    ) -> Result<Outcome, CallError<E>>
    where
        P: Serialize + ?Sized,
        E: MethodError,
    {
        #[derive(Serialize)]
        struct Request<'a, P: ?Sized> {
            jsonrpc: &'static str,
            id: u64,
            method: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            params: Option<&'a P>,
        }
        let id = self.routes.next_number();
        let request = Request {
            jsonrpc: "2.0",
            id,
            method: designator,
            params,
        };
        let text =
            serde_json::to_string(&request).map_err(|error| CallError::Json(error.to_string()))?;
        let pending = self.routes.send(id, text, registers).await?;
        Ok(pending.answer().await?)
    }
}

fn decode_answer<T: DeserializeOwned, E: MethodError>(outcome: Outcome) -> Result<T, CallError<E>> {
    match outcome {
        Outcome::Result(result) => {
            serde_json::from_str(result.get()).map_err(|error| CallError::Json(error.to_string()))
        }
        Outcome::Error(error) => Err(match E::from_wire(error.code, &error.message) {
            Some(error) => CallError::Method(error),
            None => CallError::Rpc(error),
        }),
        Outcome::Unreadable(reason) => Err(CallError::Json(reason)),
    }
}
