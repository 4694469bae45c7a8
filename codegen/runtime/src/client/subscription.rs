//! A typed stream of events.

use super::routes::Routes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;

/// Why an event is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The consumer was too slow: so many events were dropped at this point.
    #[error("{0} events were missed")]
    Missed(u64),
    /// The params do not fit their type; the text says how. The stream goes on.
    #[error("not the expected JSON: {0}")]
    Json(String),
}

/// The params of `register` and `unregister`.
#[derive(Serialize)]
pub(super) struct RegisterParams {
    pub(super) event: String,
    pub(super) id: String,
}

/// The notification that ends a registration; nobody waits for its success.
pub(super) fn unregister(designator: &str, params: &RegisterParams) -> String {
    serde_json::json!({ "jsonrpc": "2.0", "method": designator, "params": params }).to_string()
}

/// The queue of one subscription, until it is dropped.
#[derive(Debug)]
pub(super) struct Events {
    pub(super) name: String,
    pub(super) receiver: mpsc::Receiver<Box<RawValue>>,
    pub(super) missed: Arc<AtomicU64>,
    pub(super) routes: Arc<Routes>,
}

impl Drop for Events {
    fn drop(&mut self) {
        self.routes.close_events(&self.name);
    }
}

/// Events with params of type `P`, in the order in which the server sent them.
///
/// Dropping it ends the registration on the server too.
#[derive(Debug)]
pub struct Subscription<P> {
    events: Events,
    outgoing: mpsc::Sender<String>,
    unregister: Option<String>,
    registered: bool,
    params: PhantomData<fn() -> P>,
}

impl<P> Subscription<P> {
    pub(super) fn new(events: Events, outgoing: mpsc::Sender<String>, unregister: String) -> Self {
        Self {
            events,
            outgoing,
            unregister: Some(unregister),
            registered: false,
            params: PhantomData,
        }
    }

    /// From now on the server knows of it.
    pub(super) fn registered(mut self) -> Self {
        self.registered = true;
        self
    }
}

impl<P: DeserializeOwned> Subscription<P> {
    /// The next event; `None`: the connection has closed. Safe to cancel.
    ///
    /// # Errors
    ///
    /// [`EventError`] in the place of an event that is lost; the stream goes on behind it.
    pub async fn next(&mut self) -> Option<Result<P, EventError>> {
        if let Some(event) = self.try_next() {
            return Some(event);
        }
        let params = self.events.receiver.recv().await?;
        Some(decode(&params))
    }

    /// The next event if it has arrived already.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn try_next(&mut self) -> Option<Result<P, EventError>> {
        if let Ok(params) = self.events.receiver.try_recv() {
            return Some(decode(&params));
        }
        // What was missed was missed behind everything that waited in the full queue.
        let missed = self.events.missed.swap(0, Ordering::Relaxed);
        (missed > 0).then_some(Err(EventError::Missed(missed)))
    }
}

fn decode<P: DeserializeOwned>(params: &RawValue) -> Result<P, EventError> {
    serde_json::from_str(params.get()).map_err(|error| EventError::Json(error.to_string()))
}

impl<P> Drop for Subscription<P> {
    fn drop(&mut self) {
        if let Some(unregister) = self.unregister.take().filter(|_| self.registered) {
            // With a full queue or a closed connection the server learns of it by its own means.
            let _ = self.outgoing.try_send(unregister);
        }
    }
}
