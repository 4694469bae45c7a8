//! What a server may watch of its calls, without a part in them.
//!
//! An [`Observer`] hears of every call when it starts and when it ends. It is on the way of each call, so it
//! is told by number, not by name: whoever counts has an array, and nothing that a peer makes up can make
//! that array grow.

use crate::dispatch::Descriptor;
use std::sync::Arc;
use std::time::Instant;

/// Hears of calls. Called on the way of each call: it must be fast, and must not block.
pub trait Observer: Send + Sync + 'static {
    /// A call starts. The time that is given back, if the call is to be timed, comes back at its end.
    fn started(&self) -> Option<Instant>;

    /// A call has ended.
    fn ended(&self, called: Called, started: Option<Instant>, outcome: Outcome);

    /// A service has panicked; if that was in a call, it ends with -32603 all the same.
    fn panicked(&self, called: Called);

    /// A message went beyond a bound.
    fn refused(&self, bound: Bound);
}

/// What was called, by its places in [`Services::call_names`](crate::Services::call_names).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// The place of the service; `None`: nothing that is mounted.
    pub service: Option<usize>,
    /// The place of the method; `None`: none that the service has.
    pub method: Option<usize>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With a result.
    Result,
    /// With an error of this code.
    Error(i32),
    /// With its connection, before it was answered.
    Dropped,
}

/// The bounds that the runtime keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// [`Limits::batch`](crate::Limits::batch).
    Batch,
    /// [`Limits::answer`](crate::Limits::answer).
    BatchAnswer,
    /// [`Limits::depth`](crate::Limits::depth).
    Depth,
    /// [`SubscriptionLimits::count`](crate::SubscriptionLimits::count).
    Subscriptions,
    /// [`SubscriptionLimits::id_length`](crate::SubscriptionLimits::id_length).
    IdLength,
}

/// The names that a service can be called by, found in a few steps however many there are.
pub(crate) struct CallNames {
    names: Vec<&'static str>,
    /// The places of the names, by a cheap hash.
    slots: [Vec<u16>; SLOTS],
}

const SLOTS: usize = 64;

impl CallNames {
    /// The methods and properties of the interface, and the built-in ones behind them.
    pub(crate) fn new(descriptor: &Descriptor) -> Self {
        let mut names = descriptor.methods.to_vec();
        for name in ["versions", "exists", "register", "unregister"] {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // Nobody counts further; the others are as if unknown.
        names.truncate(usize::from(u16::MAX));
        let mut slots = std::array::from_fn(|_| Vec::new());
        for (place, name) in (0..).zip(&names) {
            slots[slot(name)].push(place);
        }
        Self { names, slots }
    }

    pub(crate) fn all(&self) -> &[&'static str] {
        &self.names
    }

    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let mut places = self.slots[slot(name)]
            .iter()
            .map(|&place| usize::from(place));
        places.find(|&place| self.names[place] == name)
    }
}

/// Names of one interface tell themselves apart by length and ends, more often than not.
fn slot(name: &str) -> usize {
    let bytes = name.as_bytes();
    let end = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    (bytes.len() * 7 + end(bytes.first()) * 3 + end(bytes.last())) % SLOTS
}

/// A call that takes its time: its end is told however it ends.
pub(crate) struct Watch {
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) called: Called,
    pub(crate) started: Option<Instant>,
}

impl Watch {
    pub(crate) fn panicked(&self) {
        if let Some(observer) = &self.observer {
            observer.panicked(self.called);
        }
    }

    pub(crate) fn end(mut self, outcome: Outcome) {
        self.tell(outcome);
    }

    fn tell(&mut self, outcome: Outcome) {
        if let Some(observer) = self.observer.take() {
            observer.ended(self.called, self.started, outcome);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.tell(Outcome::Dropped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_others_are_not() {
        static METHODS: &[&str] = &["join", "leave", "send", "jobn", "exists"];
        let names = CallNames::new(&Descriptor {
            interface: "T",
            version: (1, 0, 0),
            methods: METHODS,
            instances: &[],
            events: &[],
        });
        let expected = [METHODS, &["versions", "register", "unregister"]].concat();
        assert_eq!(names.all(), expected);
        for (place, name) in expected.iter().enumerate() {
            assert_eq!(names.place(name), Some(place), "{name}");
        }
        for other in ["", "j", "jin", "Join", "join2", "registeR"] {
            assert_eq!(names.place(other), None, "{other}");
        }
    }
}
