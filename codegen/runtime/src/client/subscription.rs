//! A typed stream of events.

use super::Destination;
use super::queue::{Entry, EventQueue};
use super::routes::{Ended, Handle};
use crate::designator::addressed;
use crate::dispatch::{EventDescriptor, IndexForm};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

/// Why there is no event in a place of the stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The consumer was too slow: so many events were dropped exactly here, behind the event before and
    /// in front of the next one. State that is kept from events should be fetched anew.
    #[error("{0} events were missed")]
    Missed(u64),
    /// The params do not fit their type; the text says how. The stream goes on.
    #[error("not the expected JSON: {0}")]
    Json(String),
}

/// How one subscription is registered, and under which name its notifications come.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) register: String,
    pub(super) unregister: String,
    pub(super) notification: String,
    pub(super) params: RegisterParams,
}

/// The params of `register` and `unregister`.
#[derive(Debug, Serialize)]
pub(super) struct RegisterParams {
    /// Without the prefix if the event is one of instances: then that stands before the method.
    event: &'static str,
    id: String,
}

impl Address {
    /// The address under a number that no other subscription of the connection has; an error if the
    /// index cannot be told to a server.
    pub(super) fn new(
        destination: Destination<'_>,
        event: &EventDescriptor,
        number: u64,
    ) -> Result<Self, String> {
        destination.check_index()?;
        let own = format!("subscription{number}");
        let name = &*addressed(event.name, destination.instance);
        let (destination, id, notification) = match (event.index, destination.index) {
            // The server would take the client id itself for the index.
            (Some(IndexForm::ClientId), None) => {
                return Err(format!("the event `{name}` needs one"));
            }
            // The server takes what stands before the first dot of the client id for the index.
            (Some(IndexForm::ClientId), Some(index)) if !index.contains('.') => {
                let id = format!("{index}.{own}");
                let notification = format!("{id}.{name}");
                (destination.without_index(), id, notification)
            }
            (_, Some(index)) => {
                let notification = format!("{own}.{name}@{index}");
                (destination, own, notification)
            }
            (_, None) => {
                let notification = format!("{own}.{name}");
                (destination, own, notification)
            }
        };
        let (prefix, bare) = event.name.rsplit_once("::").unwrap_or(("", event.name));
        let method = |method: &'static str| match event.of_instances {
            true => Cow::Owned(format!("{prefix}::{method}")),
            false => Cow::Borrowed(method),
        };
        Ok(Self {
            register: destination.designator(&method("register")),
            unregister: destination.designator(&method("unregister")),
            notification,
            params: RegisterParams {
                event: if event.of_instances { bare } else { event.name },
                id,
            },
        })
    }

    /// The notification that ends the registration; nobody waits for its success.
    fn unregister_text(&self) -> String {
        let Self {
            unregister, params, ..
        } = self;
        serde_json::json!({ "jsonrpc": "2.0", "method": unregister, "params": params }).to_string()
    }
}

/// Keeps the events that come under a name, until it is dropped.
#[derive(Debug)]
pub(super) struct Listening {
    name: String,
    queue: Arc<EventQueue>,
    routes: Arc<Handle>,
}

impl Listening {
    pub(super) fn new(
        routes: &Arc<Handle>,
        address: &Address,
        capacity: usize,
    ) -> Result<Self, Ended> {
        let unregister = Some(address.unregister_text());
        Self::under(routes, address.notification.clone(), capacity, unregister)
    }

    /// Listening for one notification that comes without registration.
    pub(super) fn once(routes: &Arc<Handle>, name: String) -> Result<Self, Ended> {
        Self::under(routes, name, 1, None)
    }

    fn under(
        routes: &Arc<Handle>,
        name: String,
        capacity: usize,
        unregister: Option<String>,
    ) -> Result<Self, Ended> {
        let queue = routes.listen(name.clone(), capacity, unregister)?;
        Ok(Self {
            name,
            queue,
            routes: routes.clone(),
        })
    }

    /// The next entry; `None`: there will be none. Safe to cancel.
    pub(super) async fn take(&self) -> Option<Entry> {
        self.queue.take().await
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.routes.stop_listening(&self.name);
    }
}

/// Events with params of type `P`, in the order in which the server sent them.
///
/// Dropping it ends the registration on the server too: as long as the connection lives, the unregister
/// is the next thing that is sent.
#[derive(Debug)]
pub struct Subscription<P> {
    listening: Listening,
    params: PhantomData<fn() -> P>,
}

impl<P> Subscription<P> {
    pub(super) fn new(listening: Listening) -> Self {
        Self {
            listening,
            params: PhantomData,
        }
    }
}

impl<P: DeserializeOwned> Subscription<P> {
    /// The next event; `None`: the connection has closed, and all that arrived before has been taken.
    /// Safe to cancel.
    ///
    /// # Errors
    ///
    /// [`EventError`] in the place of what is lost; the stream goes on behind it.
    pub async fn next(&mut self) -> Option<Result<P, EventError>> {
        self.listening.queue.take().await.map(decode)
    }

    /// The next event if it has arrived already.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn try_next(&mut self) -> Option<Result<P, EventError>> {
        self.listening.queue.try_take().map(decode)
    }
}

fn decode<P: DeserializeOwned>(entry: Entry) -> Result<P, EventError> {
    match entry {
        Entry::Event(params) => {
            serde_json::from_str(params.get()).map_err(|error| EventError::Json(error.to_string()))
        }
        Entry::Missed(count) => Err(EventError::Missed(count)),
    }
}
