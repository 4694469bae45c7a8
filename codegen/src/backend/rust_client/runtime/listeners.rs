//! Who listens to which notification.

use super::buffer::Buffer;
use super::error::ClientError;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What makes a listener known to the server.
#[derive(Clone, Debug)]
pub(super) struct Registration {
    /// The designators of `register` and `unregister`.
    pub(super) register: String,
    pub(super) unregister: String,
    /// Their params.
    pub(super) params: Box<RawValue>,
}

/// One who listens.
#[derive(Debug)]
pub(super) struct Listener {
    /// The method name of the notifications.
    notification: String,
    /// None for a completion, which no other connection tells.
    pub(super) registration: Option<Arc<Registration>>,
    /// The server tells its current state upon registration.
    pub(super) snapshot: bool,
    pub(super) buffer: Arc<Buffer>,
    /// The server has confirmed it: a subscription is registered again on every further connection.
    is_confirmed: bool,
    /// The server may have it on the present connection.
    is_registered: bool,
}

/// All listeners of a client.
#[derive(Debug, Default)]
pub(super) struct Listeners {
    by_number: BTreeMap<u64, Listener>,
    by_name: HashMap<String, u64>,
    last: u64,
}

impl Listeners {
    /// A number that was never used.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Listens from now on.
    pub(super) fn add(
        &mut self,
        number: u64,
        notification: String,
        registration: Option<Registration>,
        snapshot: bool,
        buffer: Arc<Buffer>,
    ) {
        self.by_name.insert(notification.clone(), number);
        let listener = Listener {
            notification,
            registration: registration.map(Arc::new),
            snapshot,
            buffer,
            is_confirmed: false,
            is_registered: false,
        };
        self.by_number.insert(number, listener);
    }

    /// Listens no longer; gives what the server is to be told.
    pub(super) fn remove(&mut self, number: u64) -> Option<Arc<Registration>> {
        let listener = self.by_number.remove(&number)?;
        self.by_name.remove(&listener.notification);
        listener.registration.filter(|_| listener.is_registered)
    }

    /// The server may have it now.
    pub(super) fn registered(&mut self, number: u64) {
        if let Some(listener) = self.by_number.get_mut(&number) {
            listener.is_registered = true;
        }
    }

    /// The server has it now, or has refused it.
    pub(super) fn settled(&mut self, number: u64, is_confirmed: bool) {
        if let Some(listener) = self.by_number.get_mut(&number) {
            listener.is_confirmed |= is_confirmed;
            listener.is_registered = is_confirmed;
        }
    }

    /// Puts a notification into its buffer; gives the listener that cannot take any more.
    pub(super) fn notify(&self, name: &str, params: Option<&RawValue>) -> Option<u64> {
        let number = *self.by_name.get(name)?;
        let listener = self.by_number.get(&number)?;
        (!listener.buffer.event(params)).then_some(number)
    }

    /// Those that are to be registered on a new connection, in the order in which they were made.
    pub(super) fn confirmed(&self) -> impl Iterator<Item = (u64, &Listener, &Arc<Registration>)> {
        let confirmed = self
            .by_number
            .iter()
            .filter(|(_, listener)| listener.is_confirmed);
        confirmed.filter_map(|(number, listener)| {
            Some((*number, listener, listener.registration.as_ref()?))
        })
    }

    /// The connection is gone, and with it what was promised on it.
    pub(super) fn disconnected(&mut self, error: &ClientError) {
        let mut gone = Vec::new();
        for (number, listener) in &mut self.by_number {
            listener.is_registered = false;
            if listener.registration.is_none() && listener.is_confirmed {
                listener.buffer.end(Some(error.clone()));
                gone.push(*number);
            }
        }
        for number in gone {
            self.remove(number);
        }
    }

    /// The server refuses to have it any longer.
    pub(super) fn refused(&mut self, number: u64, error: ClientError) {
        if let Some(listener) = self.by_number.get(&number) {
            listener.buffer.end(Some(error));
        }
        self.remove(number);
    }

    /// Nothing comes any more.
    pub(super) fn end(&mut self, error: Option<&ClientError>) {
        for listener in self.by_number.values() {
            listener.buffer.end(error.cloned());
        }
        self.by_number.clear();
        self.by_name.clear();
    }

    /// Whether somebody still listens.
    pub(super) fn is_there(&self, number: u64) -> bool {
        self.by_number.contains_key(&number)
    }

    /// Whether nobody listens to anything.
    pub(super) fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }
}
