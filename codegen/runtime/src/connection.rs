//! What the runtime needs to know of a connection: who it is, how to reach it, what it subscribed to.

use crate::event::{Notification, Subscription};
use parking_lot::Mutex;
use std::sync::Arc;
use std::task::{self, Poll};

/// Identifies a connection for as long as the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// A peer, as a transport knows it.
pub trait Connection: Send + Sync + 'static {
    /// Its identity.
    fn id(&self) -> ConnectionId;

    /// Sends a notification, after everything sent to it before.
    ///
    /// Called with locks held and for every receiver of an event: it must not block, and must not call
    /// back into the runtime. A peer that is gone or too slow loses the message, and its connection.
    fn deliver(&self, notification: Notification<'_>);

    /// Brings what [`deliver`](Self::deliver) will touch near the processor; it does nothing else, and need do nothing.
    /// Called for a few connections before the first of them is delivered to.
    fn prefetch(&self) {}

    /// Ready unless so much waits for the peer already that it should not cause more: a batch waits for that
    /// between its requests. Whoever polls is woken when the answer changes.
    fn poll_ready(&self, cx: &mut task::Context<'_>) -> Poll<()> {
        let _ = cx;
        Poll::Ready(())
    }

    /// What it subscribed to; `None`: it cannot receive events (an HTTP request).
    fn subscriptions(&self) -> Option<&Subscriptions>;
}

/// The subscriptions of one connection.
#[derive(Debug)]
pub struct Subscriptions {
    list: Mutex<Vec<Arc<Subscription>>>,
    limits: SubscriptionLimits,
}

/// Bounds on the subscriptions of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriptionLimits {
    /// The most subscriptions; one more is refused with -32005.
    pub count: usize,
    /// The longest client id and the longest index, in bytes; a longer one is refused with -32602.
    pub id_length: usize,
}

impl Default for SubscriptionLimits {
    fn default() -> Self {
        Self {
            count: 1024,
            id_length: 256,
        }
    }
}

impl Subscriptions {
    /// No subscriptions yet.
    pub fn new(limits: SubscriptionLimits) -> Self {
        Self {
            list: Mutex::default(),
            limits,
        }
    }

    /// The bounds on them.
    pub fn limits(&self) -> SubscriptionLimits {
        self.limits
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.lock().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends all of them; called by the transport when the connection has closed.
    pub fn end_all(&self) {
        let ended = std::mem::take(&mut *self.list.lock());
        for subscription in ended {
            subscription.end();
        }
    }

    /// Adds one unless the same is there already.
    pub(crate) fn insert(&self, subscription: &Arc<Subscription>) -> Result<(), InsertError> {
        let mut list = self.list.lock();
        if list.iter().any(|other| other.is_same(subscription)) {
            return Err(InsertError::Duplicate);
        }
        if list.len() >= self.limits.count {
            return Err(InsertError::Full);
        }
        if list.is_empty() {
            // Most connections have few; the next one grows the list as usual.
            list.reserve_exact(1);
        }
        list.push(subscription.clone());
        Ok(())
    }

    /// Takes out the one that is the same as `subscription`, a mere pattern.
    pub(crate) fn remove_same(&self, pattern: &Subscription) -> Option<Arc<Subscription>> {
        let mut list = self.list.lock();
        let position = list.iter().position(|other| other.is_same(pattern))?;
        Some(list.remove(position))
    }

    /// Takes out exactly this one, if it is still there.
    pub(crate) fn forget(&self, subscription: &Arc<Subscription>) {
        self.list
            .lock()
            .retain(|other| !Arc::ptr_eq(other, subscription));
    }
}

/// Why a subscription was not added.
#[derive(Debug)]
pub(crate) enum InsertError {
    Duplicate,
    Full,
}
