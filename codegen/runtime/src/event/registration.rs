//! One subscription, from the request to register to its end.

use super::{Channel, ChannelState, Notification, tail};
use crate::code::Code;
use crate::connection::Connection;
use crate::context::Context;
use crate::dispatch::EventDescriptor;
use crate::envelope::notification_head;
use crate::error::ErrorObject;
use crate::params;
use crate::validate::Validate;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::hint::black_box;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One connection's subscription to one event under one client id.
pub(crate) struct Subscription {
    connection: Arc<dyn Connection>,
    /// The notification up to its params. Service, event, form of the index and designator together
    /// tell the subscriptions of a connection apart.
    head: Box<str>,
    service: u32,
    event: &'static EventDescriptor,
    index_in_designator: bool,
    /// Where the channel keeps it; changed under the channel's lock alone.
    slot: AtomicUsize,
    /// Locked before the channel, never the other way round.
    stage: Mutex<Stage>,
}

/// How far a subscription has come. It never goes back, so what has ended is not accepted any more.
enum Stage {
    Waiting,
    Accepted(Arc<ChannelState>),
    Ended,
}

impl Subscription {
    /// A subscription that gets nothing until it is accepted.
    ///
    /// `name` is the event as the client called it, with the instance if it has one. `index` is given
    /// if it stood in the designator of the request; it then stands in the designators of the
    /// notifications too.
    pub(crate) fn new(
        connection: Arc<dyn Connection>,
        service: u32,
        event: &'static EventDescriptor,
        name: &str,
        client: &str,
        index: Option<&str>,
    ) -> Self {
        let designator = match index {
            Some(index) => format!("{client}.{name}@{index}"),
            None => format!("{client}.{name}"),
        };
        Self {
            service,
            event,
            index_in_designator: index.is_some(),
            ..Self::announcing(connection, &designator)
        }
    }

    /// What carries a single notification with this designator, for which nobody registered.
    pub(super) fn announcing(connection: Arc<dyn Connection>, designator: &str) -> Self {
        static NOTHING: EventDescriptor = EventDescriptor::named("");
        Self {
            connection,
            head: notification_head(designator).into(),
            service: u32::MAX,
            event: &NOTHING,
            index_in_designator: false,
            slot: AtomicUsize::new(usize::MAX),
            stage: Mutex::new(Stage::Waiting),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.head == other.head
            && self.service == other.service
            && std::ptr::eq(self.event, other.event)
            && self.index_in_designator == other.index_in_designator
    }

    pub(super) fn deliver(&self, params: &Arc<[u8]>) {
        self.connection
            .deliver(Notification::new(&self.head, params));
    }

    /// Brings what leads to the receiver near the processor.
    pub(super) fn prefetch(&self) {
        black_box(self.slot());
    }

    /// Brings what the delivery needs near the processor, where [`prefetch`](Self::prefetch) went before.
    pub(super) fn prefetch_receiver(&self) {
        let head = self.head.as_bytes();
        black_box((head.first(), head.last()));
        self.connection.prefetch();
    }

    pub(super) fn slot(&self) -> usize {
        self.slot.load(Ordering::Relaxed)
    }

    pub(super) fn set_slot(&self, slot: usize) {
        self.slot.store(slot, Ordering::Relaxed);
    }

    /// Whether a service has accepted it and it has not ended since.
    pub(crate) fn is_accepted(&self) -> bool {
        matches!(*self.stage.lock(), Stage::Accepted(_))
    }

    fn accept(self: &Arc<Self>, channel: &Arc<ChannelState>) -> bool {
        let mut stage = self.stage.lock();
        let accepted = matches!(*stage, Stage::Waiting) && channel.add(self.clone());
        if accepted {
            *stage = Stage::Accepted(channel.clone());
        }
        accepted
    }

    /// Leaves the channel; the connection's list has let go of it already.
    pub(crate) fn end(&self) {
        let stage = std::mem::replace(&mut *self.stage.lock(), Stage::Ended);
        if let Stage::Accepted(channel) = stage {
            channel.remove(self);
        }
    }

    /// Leaves the channel and the connection's list.
    pub(crate) fn cancel(self: &Arc<Self>) {
        self.end();
        self.forget();
    }

    /// Leaves the connection's list; the channel has let go of it already.
    pub(super) fn forget(self: &Arc<Self>) {
        *self.stage.lock() = Stage::Ended;
        if let Some(subscriptions) = self.connection.subscriptions() {
            subscriptions.forget(self);
        }
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("connection", &self.connection.id())
            .field("head", &self.head)
            .finish()
    }
}

/// Which of several a registration is for, as the client wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The instance that announces the event; there is one if the event has instances.
    pub instance: Option<String>,
    /// The index; `None`: the event has none, or the events of all are wanted.
    pub index: Option<String>,
}

impl Selection {
    /// Decodes the id of the instance.
    ///
    /// # Errors
    ///
    /// -32602 if it is not of the type.
    pub fn decode_instance<T>(&self) -> Result<T, ErrorObject>
    where
        T: for<'a> Deserialize<'a> + Validate,
    {
        params::decode_instance(self.instance.as_deref().unwrap_or_default())
    }

    /// Decodes the index if there is one.
    ///
    /// # Errors
    ///
    /// -32602 if it is not of the type.
    pub fn decode_index<T>(&self) -> Result<Option<T>, ErrorObject>
    where
        T: for<'a> Deserialize<'a> + Validate,
    {
        self.index.as_deref().map(params::decode_index).transpose()
    }
}

/// A client's wish to receive an event with params of type `P` and an index of type `I`, put before the
/// service.
///
/// A service that does not [`accept`](Self::accept) it refuses it: the client is answered -31048.
#[must_use = "a registration that is not accepted is refused"]
pub struct Registration<P = (), I: ToOwned + ?Sized = str> {
    context: Context,
    selection: Selection,
    index: Option<I::Owned>,
    subscription: Arc<Subscription>,
    params: PhantomData<fn(&P)>,
}

impl Registration {
    pub(crate) fn new(
        context: Context,
        selection: Selection,
        subscription: Arc<Subscription>,
    ) -> Self {
        Self {
            context,
            index: selection.index.clone(),
            selection,
            subscription,
            params: PhantomData,
        }
    }

    /// What was asked for, as the client wrote it.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The same registration, for an event with params and index of other types.
    #[doc(hidden)]
    pub fn typed<Q, J: ToOwned + ?Sized>(self, index: Option<J::Owned>) -> Registration<Q, J> {
        Registration {
            context: self.context,
            selection: self.selection,
            index,
            subscription: self.subscription,
            params: PhantomData,
        }
    }
}

impl<P, I: ToOwned + ?Sized> Registration<P, I> {
    /// Who registers.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The index that is asked for, of an event of instances the id of one; `None`: the event has no
    /// index, or the events of all are wanted.
    pub fn index(&self) -> Option<&I> {
        self.index.as_ref().map(Borrow::borrow)
    }

    /// Subscribes to `channel`: every event emitted on it from now on is delivered.
    ///
    /// To tell the subscriber the current state, notify it while whatever guards that state against
    /// change is still held.
    ///
    /// # Errors
    ///
    /// -31048 if the channel has closed, or the connection meanwhile.
    pub fn accept(self, channel: &Channel<P>) -> Result<Subscriber<P>, ErrorObject> {
        if !self.subscription.accept(channel.state()) {
            return Err(Code::RegistrationFailed.into());
        }
        Ok(Subscriber {
            subscription: self.subscription,
            params: PhantomData,
        })
    }
}

impl<P, I: ToOwned + ?Sized> std::fmt::Debug for Registration<P, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registration")
            .field("context", &self.context)
            .field("subscription", &self.subscription)
            .finish_non_exhaustive()
    }
}

/// A subscription that was just accepted.
#[derive(Debug)]
pub struct Subscriber<P> {
    subscription: Arc<Subscription>,
    params: PhantomData<fn(&P)>,
}

impl<P: Serialize> Subscriber<P> {
    /// Sends an event to this subscriber alone: the initial state.
    pub fn notify(&self, params: &P) {
        tail(params).send(&self.subscription);
    }
}
