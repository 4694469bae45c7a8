//! Events: channels, the subscriptions to them, and delivery.
//!
//! A [`Channel`] is one stream of events: all of an event without index, or one index of an event with
//! one. Its subscriptions hold the ready-made beginning of their notifications, so an event costs one
//! serialisation of its params, which all receivers share, and a transport one copy per receiver.
//!
//! Locks are taken in this order and never held while a service is called: the service's own, the
//! channel's, the connection's. A service that accepts a registration, and emits, under its own lock
//! gives every subscriber one and the same order, with no gap behind the initial state.

mod completion;
mod registration;

pub use completion::Completion;
pub(crate) use registration::Subscription;
pub use registration::{Registration, Selection, Subscriber};

use crate::index::IndexValue;
use crate::scratch;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock, Weak};

/// The subscriptions of a large channel are nowhere near the processor. So many are asked for before the first of them
/// is delivered to: then their ways overlap, where one after the other would each be waited for.
const AHEAD: usize = 16;

/// A stream of events with params of type `P`, and those who subscribed to it.
///
/// Clones share the subscriptions. A channel lives as long as a clone or a subscription does, and one that
/// nobody ever subscribed to takes no memory of its own.
pub struct Channel<P> {
    state: OnceLock<Arc<ChannelState>>,
    params: PhantomData<fn(&P)>,
}

#[derive(Debug, Default)]
pub(crate) struct ChannelState {
    members: Mutex<Members>,
}

/// Subscriptions in the order of their registration. Each knows its slot, so that one of very many ends
/// without a search; the slots it leaves are closed up when most are empty.
#[derive(Debug, Default)]
struct Members {
    slots: Vec<Option<Arc<Subscription>>>,
    live: usize,
    closed: bool,
}

impl Members {
    fn compact(&mut self) {
        self.slots.retain(Option::is_some);
        for (slot, subscription) in self.slots.iter().flatten().enumerate() {
            subscription.set_slot(slot);
        }
        self.slots.shrink_to_fit();
    }
}

impl ChannelState {
    /// Adds a subscription; `false`: the channel has closed.
    fn add(&self, subscription: Arc<Subscription>) -> bool {
        let mut members = self.members.lock();
        if !members.closed {
            subscription.set_slot(members.slots.len());
            if members.slots.is_empty() {
                // The channel of one member has one subscriber, as a rule.
                members.slots.reserve_exact(1);
            }
            members.slots.push(Some(subscription));
            members.live += 1;
        }
        !members.closed
    }

    fn remove(&self, subscription: &Subscription) {
        let mut members = self.members.lock();
        let Some(slot) = members.slots.get_mut(subscription.slot()) else {
            return;
        };
        if slot
            .as_deref()
            .is_some_and(|other| std::ptr::eq(other, subscription))
        {
            *slot = None;
            members.live -= 1;
            if members.slots.len() > 2 * members.live {
                members.compact();
            }
        }
    }

    /// Delivers to every subscriber, in the order of their registration.
    fn deliver(&self, tail: &mut Tail<'_, impl Serialize>) {
        for some in self.members.lock().slots.chunks(AHEAD) {
            let some = || some.iter().flatten();
            some().for_each(|subscription| subscription.prefetch());
            some().for_each(|subscription| subscription.prefetch_receiver());
            some().for_each(|subscription| tail.send(subscription));
        }
    }
}

/// One event on its way to one subscriber: a head of the subscriber's own and params that all share.
#[derive(Clone, Copy, Debug)]
pub struct Notification<'a> {
    head: &'a str,
    params: &'a Arc<[u8]>,
}

impl<'a> Notification<'a> {
    /// What follows the params.
    pub const END: &'static [u8] = b"}";

    /// A notification that begins with `head` and ends with `params` and [`END`](Self::END), both JSON, as a test of a
    /// transport needs one.
    pub fn new(head: &'a str, params: &'a Arc<[u8]>) -> Self {
        Self { head, params }
    }

    /// The params, which all receivers share.
    pub fn params(&self) -> &'a Arc<[u8]> {
        self.params
    }

    /// The text of the message in pieces, all of them UTF-8: head, params and end.
    pub fn parts(&self) -> [&'a [u8]; 3] {
        [self.head.as_bytes(), self.params, Self::END]
    }
}

/// Params, serialised when the first receiver needs them.
struct Tail<'a, P> {
    params: &'a P,
    text: Option<Arc<[u8]>>,
}

impl<P: Serialize> Tail<'_, P> {
    fn send(&mut self, subscription: &Subscription) {
        let text = self.text.get_or_insert_with(|| serialised(self.params));
        // Only a hand-written type can fail to serialise; its event has no form on the wire.
        if !text.is_empty() {
            subscription.deliver(text);
        }
    }
}

fn serialised(params: &impl Serialize) -> Arc<[u8]> {
    scratch::with(|text| match serde_json::to_writer(&mut *text, params) {
        Ok(()) => Arc::from(&text[..]),
        Err(_) => Arc::default(),
    })
}

fn tail<P: Serialize>(params: &P) -> Tail<'_, P> {
    Tail { params, text: None }
}

impl<P> Channel<P> {
    /// A channel without subscribers.
    pub fn new() -> Self {
        Self {
            state: OnceLock::new(),
            params: PhantomData,
        }
    }

    /// Ends all subscriptions and refuses further ones: the instance that the channel stood for is gone.
    pub fn close(&self) {
        let ended = {
            let mut members = self.state().members.lock();
            members.closed = true;
            members.live = 0;
            std::mem::take(&mut members.slots)
        };
        for subscription in ended.into_iter().flatten() {
            subscription.forget();
        }
    }

    fn state(&self) -> &Arc<ChannelState> {
        self.state.get_or_init(Arc::default)
    }

    /// How many subscriptions there are.
    pub fn len(&self) -> usize {
        let state = self.state.get();
        state.map_or(0, |state| state.members.lock().live)
    }

    /// Whether nobody subscribed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<P: Serialize> Channel<P> {
    /// Sends an event to every subscriber, in the order of their registration.
    pub fn emit(&self, params: &P) {
        if let Some(state) = self.state.get() {
            state.deliver(&mut tail(params));
        }
    }
}

/// Sends one event to the subscribers of several channels, channel by channel; the params are
/// serialised once.
pub fn emit_all<'a, P: Serialize + 'a>(
    channels: impl IntoIterator<Item = &'a Channel<P>>,
    params: &P,
) {
    let mut tail = tail(params);
    for channel in channels {
        if let Some(state) = channel.state.get() {
            state.deliver(&mut tail);
        }
    }
}

impl<P> Clone for Channel<P> {
    fn clone(&self) -> Self {
        Self {
            state: OnceLock::from(self.state().clone()),
            params: PhantomData,
        }
    }
}

impl<P> Default for Channel<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P> std::fmt::Debug for Channel<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Channel")
            .field("subscriptions", &self.len())
            .finish()
    }
}

/// The channels of an event that is registered for by an index of type `I`, made when somebody asks for
/// them. An event of instances has their ids for index.
///
/// A service whose instances come and go may keep a [`Channel`] with each instance instead and accept
/// registrations to that.
pub struct IndexedEvent<P, I: ?Sized = str> {
    all: Channel<P>,
    by_index: Mutex<HashMap<Box<str>, Weak<ChannelState>>>,
    index: PhantomData<fn(&I)>,
}

impl<P, I: IndexValue + ?Sized> IndexedEvent<P, I> {
    /// The channel of one index.
    pub fn channel(&self, index: &I) -> Channel<P> {
        let index = index.index_text();
        let mut by_index = self.by_index.lock();
        if let Some(state) = by_index.get(&*index).and_then(Weak::upgrade) {
            return Channel {
                state: state.into(),
                params: PhantomData,
            };
        }
        // Forgetting dead channels whenever the table would grow keeps it within twice the live ones.
        if by_index.len() == by_index.capacity() {
            by_index.retain(|_, state| state.strong_count() > 0);
        }
        let channel = Channel::new();
        by_index.insert(index.into(), Arc::downgrade(channel.state()));
        channel
    }

    /// The channel of those who did not name an index: they get the events of all.
    pub fn all(&self) -> &Channel<P> {
        &self.all
    }

    /// The channel for the index that a registration named, if it named one.
    pub fn choose(&self, index: Option<&I>) -> Channel<P> {
        index.map_or_else(|| self.all.clone(), |index| self.channel(index))
    }

    /// The channel of one index if anybody subscribed to it.
    pub fn existing(&self, index: &I) -> Option<Channel<P>> {
        let by_index = self.by_index.lock();
        let state = by_index.get(&*index.index_text()).and_then(Weak::upgrade)?;
        Some(Channel {
            state: state.into(),
            params: PhantomData,
        })
    }
}

impl<P: Serialize, I: IndexValue + ?Sized> IndexedEvent<P, I> {
    /// Sends an event to those who subscribed to `index`, and to those who subscribed to all.
    pub fn emit(&self, index: &I, params: &P) {
        let one = self.existing(index);
        emit_all(one.iter().chain([&self.all]), params);
    }
}

impl<P, I: ?Sized> Default for IndexedEvent<P, I> {
    fn default() -> Self {
        Self {
            all: Channel::new(),
            by_index: Mutex::default(),
            index: PhantomData,
        }
    }
}

impl<P, I: ?Sized> std::fmt::Debug for IndexedEvent<P, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexedEvent")
            .field("indexes", &self.by_index.lock().len())
            .finish()
    }
}
