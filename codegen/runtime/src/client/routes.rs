//! Who waits for what from the server.

use super::subscription::Events;
use crate::error::ErrorObject;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot};

type Outcome = Result<Box<RawValue>, ErrorObject>;

/// Calls by id and subscriptions by the designator of their notifications.
#[derive(Debug, Default)]
pub(super) struct Routes {
    last_number: AtomicU64,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    closed: bool,
    calls: HashMap<u64, oneshot::Sender<Outcome>>,
    events: HashMap<String, Queue>,
}

#[derive(Debug)]
struct Queue {
    sender: mpsc::Sender<Box<RawValue>>,
    missed: Arc<AtomicU64>,
}

impl Routes {
    /// A number that this connection has not used; the first is 1, since some peers read 0 as no id.
    pub(super) fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A place for an answer; `None`: the connection has closed.
    pub(super) fn open_call(self: &Arc<Self>) -> Option<PendingCall> {
        let id = self.next_number();
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting.lock();
        if waiting.closed {
            return None;
        }
        waiting.calls.insert(id, sender);
        Some(PendingCall {
            id,
            receiver,
            routes: self.clone(),
        })
    }

    /// A queue for the notifications of this name; `None`: the connection has closed.
    pub(super) fn open_events(self: &Arc<Self>, name: String, capacity: usize) -> Option<Events> {
        let (sender, receiver) = mpsc::channel(capacity);
        let missed = Arc::new(AtomicU64::new(0));
        let mut waiting = self.waiting.lock();
        if waiting.closed {
            return None;
        }
        waiting.events.insert(
            name.clone(),
            Queue {
                sender,
                missed: missed.clone(),
            },
        );
        Some(Events {
            name,
            receiver,
            missed,
            routes: self.clone(),
        })
    }

    pub(super) fn close_events(&self, name: &str) {
        self.waiting.lock().events.remove(name);
    }

    /// Ends everything that waits.
    pub(super) fn close(&self) {
        let mut waiting = self.waiting.lock();
        waiting.closed = true;
        waiting.calls.clear();
        waiting.events.clear();
    }

    pub(super) fn receive(&self, text: &str) {
        if text.trim_start().starts_with('[') {
            let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            for element in elements {
                self.receive_one(element.get());
            }
        } else {
            self.receive_one(text);
        }
    }

    fn receive_one(&self, text: &str) {
        #[derive(Deserialize)]
        struct Message<'a> {
            id: Option<u64>,
            #[serde(borrow)]
            method: Option<Cow<'a, str>>,
            #[serde(borrow)]
            params: Option<&'a RawValue>,
            #[serde(borrow, default, deserialize_with = "present")]
            result: Option<&'a RawValue>,
            error: Option<ErrorObject>,
        }
        let Ok(message) = serde_json::from_str::<Message<'_>>(text) else {
            return;
        };
        let mut waiting = self.waiting.lock();
        match (message.id, message.method) {
            (Some(id), _) => {
                let outcome = match (message.error, message.result) {
                    (Some(error), _) => Err(error),
                    (None, Some(result)) => Ok(result.to_owned()),
                    (None, None) => return,
                };
                if let Some(call) = waiting.calls.remove(&id) {
                    // The caller may have given up; then nobody wants the answer.
                    let _ = call.send(outcome);
                }
            }
            (None, Some(name)) => {
                let Some(queue) = waiting.events.get(&*name) else {
                    return;
                };
                let params = message.params.unwrap_or(RawValue::NULL).to_owned();
                if queue.sender.try_send(params).is_err() {
                    queue.missed.fetch_add(1, Ordering::Relaxed);
                }
            }
            (None, None) => {}
        }
    }
}

/// Tells a member that is null from one that is absent.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// A call that waits for its answer, until it is dropped.
#[derive(Debug)]
pub(super) struct PendingCall {
    id: u64,
    receiver: oneshot::Receiver<Outcome>,
    routes: Arc<Routes>,
}

impl PendingCall {
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// The answer; `None`: the connection has closed.
    pub(super) async fn answer(mut self) -> Option<Outcome> {
        (&mut self.receiver).await.ok()
    }
}

impl Drop for PendingCall {
    fn drop(&mut self) {
        self.routes.waiting.lock().calls.remove(&self.id);
    }
}
