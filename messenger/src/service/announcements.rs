//! Who hears of rooms that come and go.
//!
//! Everybody does, unless the names of secure rooms are to be kept from those who may not enter. Then whoever has
//! an origin registers with a channel of that origin, and an event goes to the channels whose origins may know.

use crate::rooms::Admission;
use crate::security::origin::Origin;
use jsonrpc_runtime::{Channel, emit_all};
use messenger_interface::RoomUpdateEvent;
use parking_lot::Mutex;
use std::collections::HashMap;

/// The channels of `roomupdate`.
#[derive(Debug)]
pub(super) struct Announcements {
    /// Secure rooms are announced to everybody.
    all: bool,
    /// Those without origin; everybody, if everybody hears of everything.
    main: Channel<RoomUpdateEvent>,
    by_origin: Mutex<HashMap<Origin, Channel<RoomUpdateEvent>>>,
}

impl Announcements {
    pub(super) fn new(main: Channel<RoomUpdateEvent>, all: bool) -> Self {
        Self {
            all,
            main,
            by_origin: Mutex::default(),
        }
    }

    /// Whether callers of this origin may know of a room.
    pub(super) fn may_know(&self, admission: &Admission, origin: Option<&Origin>) -> bool {
        match admission {
            Admission::Insecure => true,
            // Whoever asks may enter, so the name is all that keeps outsiders out.
            Admission::Secure => self.all,
            Admission::Listed(_) => self.all || admission.allows(origin),
        }
    }

    /// The channel for callers of this origin.
    pub(super) fn channel(&self, origin: Option<Origin>) -> Channel<RoomUpdateEvent> {
        let Some(origin) = origin.filter(|_| !self.all) else {
            return self.main.clone();
        };
        let mut by_origin = self.by_origin.lock();
        // Forgetting those that nobody listens to whenever the table would grow keeps it within twice the others.
        if by_origin.len() == by_origin.capacity() {
            by_origin.retain(|_, channel| !channel.is_empty());
        }
        by_origin.entry(origin).or_default().clone()
    }

    /// Tells of a room.
    pub(super) fn emit(&self, admission: &Admission, event: &RoomUpdateEvent) {
        if self.all {
            return self.main.emit(event);
        }
        let by_origin = self.by_origin.lock();
        let main = self.may_know(admission, None).then_some(&self.main);
        let others = by_origin.iter();
        let others = others.filter(|(origin, _)| self.may_know(admission, Some(origin)));
        emit_all(
            main.into_iter().chain(others.map(|(_, channel)| channel)),
            event,
        );
    }
}
