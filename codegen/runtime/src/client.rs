//! The client side: answers find their calls, notifications their subscriptions.
//!
//! [`Client`] is what generated clients stand on. It talks to a [`Link`], which a transport pumps: every
//! text from [`Outgoing::next`] goes to the server, every text from the server to [`Incoming::receive`].
//! Dropping the link ends everything that waits with [`CallError::Closed`].

mod routes;
mod subscription;

pub use subscription::{EventError, Subscription};

use crate::dispatch::{EventDescriptor, IndexForm};
use crate::error::{ErrorObject, MethodError};
use routes::Routes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How much waits where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Messages that wait for the transport; further calls wait until there is room.
    pub outgoing: usize,
    /// Events that wait in one subscription; further ones are dropped and counted.
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
#[derive(Clone, Debug)]
pub struct Client {
    outgoing: mpsc::Sender<String>,
    routes: Arc<Routes>,
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

/// Texts for the server.
#[derive(Debug)]
pub struct Outgoing(mpsc::Receiver<String>);

impl Outgoing {
    /// The next text to send; `None`: all clients are gone. Safe to cancel.
    pub async fn next(&mut self) -> Option<String> {
        self.0.recv().await
    }
}

/// Takes texts from the server. Dropping it ends all calls and subscriptions.
#[derive(Debug)]
pub struct Incoming(Arc<Routes>);

impl Incoming {
    /// Handles one message. What nobody waits for is ignored.
    pub fn receive(&self, text: &str) {
        self.0.receive(text);
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.0.close();
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
    /// The params or the result do not fit their types; the text says how.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// The connection ended before the answer came.
    #[error("the connection is closed")]
    Closed,
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
    /// The text after `@`.
    pub index: Option<&'a str>,
}

impl Destination<'_> {
    fn designator(&self, method: &str) -> String {
        let Self {
            callsign,
            major,
            index,
        } = self;
        match index {
            Some(index) => format!("{callsign}.{major}.{method}@{index}"),
            None => format!("{callsign}.{major}.{method}"),
        }
    }
}

impl Client {
    /// A client, and the link for a transport to pump.
    pub fn new(options: Options) -> (Self, Link) {
        let (sender, receiver) = mpsc::channel(options.outgoing.max(1));
        let routes = Arc::new(Routes::default());
        let link = Link {
            outgoing: Outgoing(receiver),
            incoming: Incoming(routes.clone()),
        };
        (
            Self {
                outgoing: sender,
                routes,
                events: options.events.max(1),
            },
            link,
        )
    }

    /// Calls a method and waits for its answer. Dropping the future gives the answer up.
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
        #[derive(Serialize)]
        struct Request<'a, P: ?Sized> {
            jsonrpc: &'static str,
            id: u64,
            method: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            params: Option<&'a P>,
        }
        let pending = self.routes.open_call().ok_or(CallError::Closed)?;
        let method = destination.designator(method);
        let request = Request {
            jsonrpc: "2.0",
            id: pending.id(),
            method: &method,
            params,
        };
        let text =
            serde_json::to_string(&request).map_err(|error| CallError::Json(error.to_string()))?;
        self.outgoing
            .send(text)
            .await
            .map_err(|_| CallError::Closed)?;
        match pending.answer().await {
            None => Err(CallError::Closed),
            Some(Ok(result)) => serde_json::from_str(result.get())
                .map_err(|error| CallError::Json(error.to_string())),
            Some(Err(error)) => Err(match E::from_wire(error.code, &error.message) {
                Some(error) => CallError::Method(error),
                None => CallError::Rpc(error),
            }),
        }
    }

    /// Registers for an event. Events that arrive from then on wait in the subscription.
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
        let (client, name) = match (event.index, destination.index) {
            (Some(IndexForm::ClientId), Some(index)) => {
                let client = format!("{index}.subscription{number}");
                (client.clone(), format!("{client}.{}", event.name))
            }
            (_, Some(index)) => {
                let client = format!("subscription{number}");
                (client.clone(), format!("{client}.{}@{index}", event.name))
            }
            (_, None) => {
                let client = format!("subscription{number}");
                (client.clone(), format!("{client}.{}", event.name))
            }
        };
        let destination = match event.index {
            Some(IndexForm::ClientId) => Destination {
                index: None,
                ..destination
            },
            _ => destination,
        };
        let params = subscription::RegisterParams {
            event: event.name.to_owned(),
            id: client,
        };
        let unregister = subscription::unregister(&destination.designator("unregister"), &params);
        // Listening before the server knows, so that the initial state is not missed.
        let events = self
            .routes
            .open_events(name, self.events)
            .ok_or(CallError::Closed)?;
        let subscription = Subscription::new(events, self.outgoing.clone(), unregister);
        self.call::<_, Box<RawValue>, NoError>(destination, "register", Some(&params))
            .await?;
        Ok(subscription.registered())
    }
}
