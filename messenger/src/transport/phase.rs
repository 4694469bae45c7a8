//! What an HTTP connection is doing, and since when: so that one which never gets on can be closed.

use super::clock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A phase, and the second in which it began.
#[derive(Debug)]
pub(super) struct Phase(AtomicU32);

/// The phases of an HTTP connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Waits for a request, or for the rest of its head.
    Waiting = 0,
    /// Waits for the rest of a body.
    Reading = 1,
    /// Works on an answer.
    Working = 2,
    /// Has ended, or become a WebSocket.
    Ended = 3,
}

impl Phase {
    /// Waits from now on.
    pub(super) fn new() -> Self {
        let phase = Self(AtomicU32::new(0));
        phase.set(Doing::Waiting);
        phase
    }

    /// Begins a phase.
    pub(super) fn set(&self, doing: Doing) {
        self.0
            .store(clock::seconds() << 2 | doing as u32, Ordering::Relaxed);
    }

    /// The phase, and for how many seconds it has lasted.
    pub(super) fn get(&self) -> (Doing, u32) {
        let value = self.0.load(Ordering::Relaxed);
        let doing = match value & 3 {
            0 => Doing::Waiting,
            1 => Doing::Reading,
            2 => Doing::Working,
            _ => Doing::Ended,
        };
        (doing, clock::seconds().saturating_sub(value >> 2))
    }
}
