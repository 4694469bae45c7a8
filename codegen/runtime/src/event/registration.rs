//! One subscription, from the request to register to its end.

use super::{Channel, ChannelState, Notification, tail};
use crate::code::Code;
use crate::connection::Connection;
use crate::context::Context;
use crate::dispatch::EventDescriptor;
use crate::envelope::notification_head;
use crate::error::ErrorObject;
use serde::Serialize;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// One connection's subscription to one event under one client id.
pub(crate) struct Subscription {
    connection: Arc<dyn Connection>,
    /// The notification up to its params. Service, event, form of the index and designator together
    /// tell the subscriptions of a connection apart.
    head: Box<str>,
    service: u32,
    event: &'static EventDescriptor,
    index_in_designator: bool,
    channel: OnceLock<Arc<ChannelState>>,
}

impl Subscription {
    /// A subscription that gets nothing until it is accepted.
    ///
    /// `index` is given if it stood in the designator of the request; it then stands in the
    /// designators of the notifications too.
    pub(crate) fn new(
        connection: Arc<dyn Connection>,
        service: u32,
        event: &'static EventDescriptor,
        client: &str,
        index: Option<&str>,
    ) -> Self {
        let name = event.name;
        let designator = match index {
            Some(index) => format!("{client}.{name}@{index}"),
            None => format!("{client}.{name}"),
        };
        Self {
            connection,
            head: notification_head(&designator).into(),
            service,
            event,
            index_in_designator: index.is_some(),
            channel: OnceLock::new(),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.head == other.head
            && self.service == other.service
            && std::ptr::eq(self.event, other.event)
            && self.index_in_designator == other.index_in_designator
    }

    pub(super) fn head(&self) -> &str {
        &self.head
    }

    pub(super) fn deliver(self: &Arc<Self>, params: Arc<[u8]>) {
        let subscription = self.clone();
        self.connection.deliver(Notification {
            subscription,
            params,
        });
    }

    /// Whether a service has accepted it.
    pub(crate) fn is_accepted(&self) -> bool {
        self.channel.get().is_some()
    }

    /// Leaves the channel; the connection's list has let go of it already.
    pub(crate) fn end(&self) {
        if let Some(channel) = self.channel.get() {
            channel.remove(self);
        }
    }

    /// Leaves the connection's list; the channel has let go of it already.
    pub(super) fn forget(self: &Arc<Self>) {
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

/// A client's wish to receive an event, put before the service.
pub struct Registration<P = ()> {
    context: Context,
    index: Option<String>,
    subscription: Arc<Subscription>,
    params: PhantomData<fn(&P)>,
}

impl<P> Registration<P> {
    pub(crate) fn new(
        context: Context,
        index: Option<String>,
        subscription: Arc<Subscription>,
    ) -> Self {
        Self {
            context,
            index,
            subscription,
            params: PhantomData,
        }
    }

    /// The same registration, for an event with params of another type.
    #[doc(hidden)]
    pub fn typed<Q>(self) -> Registration<Q> {
        Registration::new(self.context, self.index, self.subscription)
    }

    /// Who registers.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The instance that is asked for; `None`: the event has no index, or all instances.
    pub fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// Subscribes to `channel`: every event emitted on it from now on is delivered.
    ///
    /// To tell the subscriber the current state, notify it while whatever guards that state against
    /// change is still held. `None`: the channel has closed, and the registration fails.
    pub fn accept(self, channel: &Channel<P>) -> Option<Subscriber<P>> {
        if !channel.state.add(self.subscription.clone()) {
            return None;
        }
        self.subscription
            .channel
            .get_or_init(|| channel.state.clone());
        Some(Subscriber {
            subscription: self.subscription,
            params: PhantomData,
        })
    }

    /// Subscribes to `channel` and tells the subscriber nothing: what a service without initial state does.
    ///
    /// # Errors
    ///
    /// [`Code::RegistrationFailed`] if the channel has closed.
    pub fn accept_or_fail(self, channel: &Channel<P>) -> Result<(), ErrorObject> {
        match self.accept(channel) {
            Some(_) => Ok(()),
            None => Err(Code::RegistrationFailed.into()),
        }
    }
}

impl<P> std::fmt::Debug for Registration<P> {
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
