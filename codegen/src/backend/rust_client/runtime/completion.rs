//! What a call has begun that ends later.

use super::buffer::{Buffer, Entry};
use super::client::Client;
use super::decode::from_wire;
use super::error::ClientError;
use super::subscription::Listening;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What a call has begun that ends later.
#[derive(Debug)]
#[non_exhaustive]
pub struct Started<R, C> {
    /// What the call answered.
    pub result: R,
    /// What the end will say.
    pub completion: Completion<C>,
}

/// What the end of a call will say: a future, which fails with [`ClientError::ConnectionLost`] when the
/// connection is lost before. Dropping it gives the end up.
pub struct Completion<C> {
    buffer: Arc<Buffer>,
    _listening: Listening,
    /// The connection is kept for as long as somebody waits.
    _client: Client,
    params: PhantomData<fn() -> C>,
}

impl<C> Completion<C> {
    pub(super) fn new(client: Client, buffer: Arc<Buffer>, listening: Listening) -> Self {
        Self {
            buffer,
            _listening: listening,
            _client: client,
            params: PhantomData,
        }
    }
}

impl<C: DeserializeOwned> Future for Completion<C> {
    type Output = Result<C, ClientError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.buffer.poll(context).map(|entry| match entry {
            Some(Ok(Entry::Event(params))) => from_wire(params.as_deref()),
            Some(Err(error)) => Err(error),
            // A completion that has been told, or the end of the client.
            Some(Ok(Entry::Gap(_))) | None => Err(ClientError::ClientClosed),
        })
    }
}

impl<C> fmt::Debug for Completion<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").finish_non_exhaustive()
    }
}
