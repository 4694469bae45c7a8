//! The announcement that an asynchronous method has ended.

use super::{Subscription, tail};
use crate::connection::Connection;
use serde::Serialize;
use std::marker::PhantomData;
use std::sync::Arc;

/// What a service tells the caller of an asynchronous method when it has ended: one notification with
/// params of type `P`.
///
/// Dropping it tells nothing. If the caller's connection has closed meanwhile, the announcement goes
/// nowhere.
#[derive(Debug)]
#[must_use = "the caller waits to be told"]
pub struct Completion<P> {
    subscription: Arc<Subscription>,
    params: PhantomData<fn(&P)>,
}

impl<P> Completion<P> {
    pub(crate) fn new(connection: Arc<dyn Connection>, designator: &str) -> Self {
        Self {
            subscription: Arc::new(Subscription::announcing(connection, designator)),
            params: PhantomData,
        }
    }
}

impl<P: Serialize> Completion<P> {
    /// Tells the caller.
    pub fn complete(self, params: &P) {
        tail(params).send(&self.subscription);
    }
}
