//! Who waits for what from the server, and what waits for the transport.
//!
//! All of it is one state under one lock, so that giving something up and sending it cannot cross: a
//! register that has not left is withdrawn, one that has left is followed by its unregister. Nothing is
//! woken and nothing is dropped that could wake somebody while the lock is held.

use super::message::{Message, Outcome};
use super::queue::EventQueue;
use parking_lot::Mutex;
use serde_json::value::RawValue;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot};

/// The state of one connection.
#[derive(Debug)]
pub(super) struct Routes {
    last_number: AtomicU64,
    /// The room for texts that wait for the transport. Closed as soon as no more are taken.
    room: Arc<Semaphore>,
    state: Mutex<State>,
    /// Wakes [`next_text`](Self::next_text).
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// No text is taken for the server any more.
    sending_ended: bool,
    /// All clients and subscriptions are gone.
    abandoned: bool,
    calls: HashMap<u64, Call>,
    /// By the designators of their notifications.
    listeners: HashMap<String, Listener>,
    /// The unregisters of dropped subscriptions. They need no room, since there are no more of them than
    /// there were subscriptions: they leave before the register of a further one does.
    partings: VecDeque<String>,
    unsent: VecDeque<Unsent>,
}

/// A call that waits for its answer.
#[derive(Debug)]
struct Call {
    answer: oneshot::Sender<Outcome>,
    /// The listener that it registers.
    registers: Option<String>,
    /// Whether the transport has taken it. Until then no answer can be meant for it.
    sent: bool,
}

/// A subscription, seen from here.
#[derive(Debug)]
struct Listener {
    queue: Arc<EventQueue>,
    /// What ends the registration; `None`: nobody registers for it.
    unregister: Option<String>,
    /// Whether the server may have it.
    registered: bool,
}

/// The text of a call that the transport has not taken yet.
#[derive(Debug)]
struct Unsent {
    id: u64,
    text: String,
    /// Its part of the room, free again when this is dropped.
    room: OwnedSemaphorePermit,
}

/// What the transport can do next.
enum Next {
    Send(String, Option<OwnedSemaphorePermit>),
    Wait,
    End,
}

/// The connection has ended.
#[derive(Debug)]
pub(super) struct Ended;

impl Routes {
    pub(super) fn new(room: usize) -> Self {
        let room = room.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            last_number: AtomicU64::new(0),
            room: Arc::new(Semaphore::new(room)),
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// A number that this connection has not used; the first is 1, since some peers read 0 as no id.
    pub(super) fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Waits for room, and puts the call where the transport takes it. `registers` names the listener
    /// that it registers.
    pub(super) async fn send(
        &self,
        id: u64,
        text: String,
        registers: Option<String>,
    ) -> Result<PendingCall<'_>, Ended> {
        let room = self.room.clone().acquire_owned().await;
        let room = room.map_err(|_| Ended)?;
        let (sender, receiver) = oneshot::channel();
        {
            let mut state = self.state.lock();
            if state.sending_ended {
                return Err(Ended);
            }
            let call = Call {
                answer: sender,
                registers,
                sent: false,
            };
            state.calls.insert(id, call);
            state.unsent.push_back(Unsent { id, text, room });
        }
        self.changed.notify_one();
        Ok(PendingCall {
            id,
            receiver,
            routes: self,
        })
    }

    /// Makes a queue for the notifications of this name.
    pub(super) fn listen(
        &self,
        name: String,
        capacity: usize,
        unregister: Option<String>,
    ) -> Result<Arc<EventQueue>, Ended> {
        let queue = Arc::new(EventQueue::new(capacity));
        let mut state = self.state.lock();
        if state.sending_ended {
            return Err(Ended);
        }
        let listener = Listener {
            queue: queue.clone(),
            unregister,
            registered: false,
        };
        state.listeners.insert(name, listener);
        Ok(queue)
    }

    /// Ends listening, and the registration at the server if there may be one.
    pub(super) fn stop_listening(&self, name: &str) {
        {
            let mut state = self.state.lock();
            let Some(listener) = state.listeners.remove(name) else {
                return;
            };
            if !listener.registered || state.sending_ended {
                return;
            }
            state.partings.extend(listener.unregister);
        }
        self.changed.notify_one();
    }

    /// The next text for the server; `None`: there will be none. Safe to cancel.
    pub(super) async fn next_text(&self) -> Option<String> {
        loop {
            let next = self.state.lock().next();
            match next {
                Next::Send(text, _room) => return Some(text),
                Next::End => return None,
                // A change since then has left a permit, so it is not slept through.
                Next::Wait => self.changed.notified().await,
            }
        }
    }

    /// Handles a message of the server.
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
        match Message::read(text) {
            Some(Message::Answer { id, outcome }) => {
                let call = self.state.lock().answered(id, &outcome);
                if let Some(call) = call {
                    // Fails if the caller gives up at this very moment; then nobody wants the answer.
                    let _ = call.answer.send(outcome);
                }
            }
            Some(Message::Notification { name, params }) => {
                let queue = self.state.lock().queue(&name);
                if let Some(queue) = queue {
                    queue.push(params.to_owned());
                }
            }
            None => {}
        }
    }

    /// Nothing comes from the server any more: ends everything that waits.
    pub(super) fn end_receiving(&self) {
        let ended = {
            let mut state = self.state.lock();
            let abandoned = state.abandoned;
            std::mem::replace(
                &mut *state,
                State {
                    sending_ended: true,
                    abandoned,
                    ..State::default()
                },
            )
        };
        self.room.close();
        for listener in ended.listeners.values() {
            listener.queue.close();
        }
        // The calls end by being dropped.
        drop(ended);
        self.changed.notify_one();
    }

    /// Nothing is sent any more: ends the calls that have not been sent, and all that come.
    pub(super) fn end_sending(&self) {
        let (unsent, calls);
        {
            let mut state = self.state.lock();
            state.sending_ended = true;
            state.partings = VecDeque::new();
            unsent = std::mem::take(&mut state.unsent);
            let ids = unsent.iter().map(|unsent| unsent.id);
            calls = ids
                .filter_map(|id| state.calls.remove(&id))
                .collect::<Vec<_>>();
        }
        self.room.close();
        drop((unsent, calls));
        self.changed.notify_one();
    }

    /// All clients and subscriptions are gone.
    fn abandon(&self) {
        self.state.lock().abandoned = true;
        self.changed.notify_one();
    }
}

impl State {
    fn next(&mut self) -> Next {
        if let Some(text) = self.partings.pop_front() {
            return Next::Send(text, None);
        }
        if let Some(Unsent { id, text, room }) = self.unsent.pop_front() {
            if let Some(call) = self.calls.get_mut(&id) {
                call.sent = true;
            }
            self.set_registered(id, true);
            return Next::Send(text, Some(room));
        }
        if self.sending_ended || self.abandoned {
            Next::End
        } else {
            Next::Wait
        }
    }

    /// Takes out the call that has been answered. A server that has refused to register has nothing to
    /// unregister.
    fn answered(&mut self, id: u64, outcome: &Outcome) -> Option<Call> {
        if !self.calls.get(&id)?.sent {
            return None;
        }
        if matches!(outcome, Outcome::Error(_)) {
            self.set_registered(id, false);
        }
        self.calls.remove(&id)
    }

    /// Notes whether the server may have the listener that this call registers, if it registers one.
    fn set_registered(&mut self, id: u64, registered: bool) {
        let call = self.calls.get(&id);
        if let Some(name) = call.and_then(|call| call.registers.as_ref())
            && let Some(listener) = self.listeners.get_mut(name)
        {
            listener.registered = registered;
        }
    }

    fn queue(&self, name: &str) -> Option<Arc<EventQueue>> {
        let listener = self.listeners.get(name)?;
        Some(listener.queue.clone())
    }
}

/// A call that waits for its answer. Dropping it gives the answer up, and withdraws the call if the
/// transport has not taken it.
#[derive(Debug)]
pub(super) struct PendingCall<'a> {
    id: u64,
    receiver: oneshot::Receiver<Outcome>,
    routes: &'a Routes,
}

impl PendingCall<'_> {
    /// Waits for the answer.
    pub(super) async fn answer(mut self) -> Result<Outcome, Ended> {
        (&mut self.receiver).await.map_err(|_| Ended)
    }
}

impl Drop for PendingCall<'_> {
    fn drop(&mut self) {
        let mut state = self.routes.state.lock();
        let Some(call) = state.calls.remove(&self.id) else {
            return;
        };
        let unsent = &mut state.unsent;
        let place = unsent.iter().position(|unsent| unsent.id == self.id);
        let unsent = place.and_then(|place| unsent.remove(place));
        drop(state);
        drop((call, unsent));
    }
}

/// The routes in the hands of clients and subscriptions; the transport is told when the last is gone.
#[derive(Debug)]
pub(super) struct Handle(Arc<Routes>);

impl Handle {
    pub(super) fn new(routes: Arc<Routes>) -> Self {
        Self(routes)
    }
}

impl std::ops::Deref for Handle {
    type Target = Routes;

    fn deref(&self) -> &Routes {
        &self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.abandon();
    }
}
