//! The events of one registration.

use super::buffer::{Buffer, Entry};
use super::client::{Client, Inner};
use super::decode::from_wire;
use super::error::ClientError;
use futures_util::Stream;
use serde::de::DeserializeOwned;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use tokio::task::JoinHandle;

/// What a subscription gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<T> {
    /// An event with what it carries.
    Event(T),
    /// Something is missing at this place.
    Gap(Gap),
}

/// Something is missing at this place. State that is kept from events should be fetched anew.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// Why.
    pub cause: Cause,
    /// How many events are missing; none: nobody knows.
    pub missed: Option<u64>,
    /// The server now tells its current state, as events.
    pub snapshot: bool,
    /// In words.
    pub reason: String,
}

/// Why something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The connection was lost and is there again.
    Reconnected,
    /// Events came faster than they were taken.
    Overflow,
    /// An event did not fit its type.
    Unreadable,
}

/// The events of one registration, in the order in which the server sent them: a [`Stream`], which ends
/// with an error when the server refuses to register again, and when [`Policy::Fail`](crate::Policy::Fail)
/// has met a full buffer.
///
/// Dropping it ends the registration.
pub struct Subscription<T> {
    buffer: Arc<Buffer>,
    closer: Closer,
    /// The connection is kept for as long as somebody listens.
    _client: Client,
    item: PhantomData<fn() -> T>,
}

impl<T> Subscription<T> {
    pub(super) fn new(client: Client, buffer: Arc<Buffer>, listening: Listening) -> Self {
        let closer = Closer {
            buffer: Arc::clone(&buffer),
            listening: Arc::new(listening),
        };
        Self {
            buffer,
            closer,
            _client: client,
            item: PhantomData,
        }
    }

    /// Ends the registration on the server, and the stream. Once more does nothing.
    pub fn close(&self) {
        self.closer.close();
    }

    /// What closes it from elsewhere.
    pub fn closer(&self) -> Closer {
        self.closer.clone()
    }
}

impl<T: DeserializeOwned> Subscription<T> {
    /// The next item; none: it has ended.
    ///
    /// # Errors
    ///
    /// What it has ended with. None follows.
    pub async fn next(&mut self) -> Option<Result<Item<T>, ClientError>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Only the events, for those to whom gaps make no difference.
    pub fn events(self) -> Events<T> {
        Events(self)
    }

    /// Hands every item to a callback, one after the other, in a task of its own. A callback that panics
    /// ends the subscription, not the connection.
    pub fn listen<F>(mut self, mut callback: F) -> Listener
    where
        F: FnMut(Item<T>) + Send + 'static,
        T: Send + 'static,
    {
        let closer = self.closer();
        let task = tokio::spawn(async move {
            while let Some(item) = self.next().await {
                callback(item?);
            }
            Ok(())
        });
        Listener { closer, task }
    }

    fn poll_item(&self, context: &mut Context<'_>) -> Poll<Option<Result<Item<T>, ClientError>>> {
        self.buffer.poll(context).map_ok(|entry| match entry {
            Entry::Gap(gap) => Item::Gap(gap),
            Entry::Event(params) => match from_wire(params.as_deref()) {
                Ok(event) => Item::Event(event),
                Err(error) => Item::Gap(Gap {
                    cause: Cause::Unreadable,
                    missed: Some(1),
                    snapshot: false,
                    reason: error.to_string(),
                }),
            },
        })
    }
}

impl<T: DeserializeOwned> Stream for Subscription<T> {
    type Item = Result<Item<T>, ClientError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T> Drop for Subscription<T> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<T> fmt::Debug for Subscription<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// The events of a subscription, without the gaps.
#[derive(Debug)]
pub struct Events<T>(Subscription<T>);

impl<T: DeserializeOwned> Events<T> {
    /// The next event; none: the subscription has ended.
    ///
    /// # Errors
    ///
    /// What it has ended with. None follows.
    pub async fn next(&mut self) -> Option<Result<T, ClientError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&self, context: &mut Context<'_>) -> Poll<Option<Result<T, ClientError>>> {
        loop {
            match self.0.poll_item(context) {
                Poll::Ready(Some(Ok(Item::Event(event)))) => return Poll::Ready(Some(Ok(event))),
                Poll::Ready(Some(Ok(Item::Gap(_)))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<T: DeserializeOwned> Stream for Events<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

/// Closes a subscription from elsewhere.
#[derive(Clone)]
pub struct Closer {
    buffer: Arc<Buffer>,
    listening: Arc<Listening>,
}

impl Closer {
    /// Ends the registration on the server, and the stream. Once more does nothing.
    pub fn close(&self) {
        self.listening.stop();
        self.buffer.clear();
    }
}

impl fmt::Debug for Closer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closer").finish_non_exhaustive()
    }
}

/// A callback that is handed the items of a subscription. Dropping it ends the registration.
#[derive(Debug)]
pub struct Listener {
    closer: Closer,
    task: JoinHandle<Result<(), ClientError>>,
}

impl Listener {
    /// Ends the registration. Once more does nothing.
    pub fn close(&self) {
        self.closer.close();
    }

    /// Waits for the end of the subscription.
    ///
    /// # Errors
    ///
    /// What it has ended with.
    ///
    /// # Panics
    ///
    /// If the callback did.
    pub async fn ended(&mut self) -> Result<(), ClientError> {
        match (&mut self.task).await {
            Ok(outcome) => outcome,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(ClientError::Cancelled),
            },
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.close();
    }
}

/// Somebody listens, for as long as this is there. It does not keep the connection.
pub(super) struct Listening {
    inner: Weak<Inner>,
    number: u64,
}

impl Listening {
    pub(super) fn new(client: &Client, number: u64) -> Self {
        let inner = Arc::downgrade(client.inner());
        Self { inner, number }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Listens no longer.
    pub(super) fn stop(&self) {
        if let Some(inner) = self.inner.upgrade() {
            inner.unlisten(self.number);
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
    }
}
