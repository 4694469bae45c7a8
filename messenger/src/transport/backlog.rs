//! What waits for slow readers, for each and for all together.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The bounds, and how much waits.
///
/// Only what waits because a socket took no more counts: what is about to be written does not.
#[derive(Debug)]
pub(super) struct Backlog {
    most: usize,
    most_each: usize,
    waiting: AtomicUsize,
}

impl Backlog {
    /// So many bytes may wait for all together, and so many for each.
    pub(super) fn new(most: usize, most_each: usize) -> Self {
        Self {
            most,
            most_each,
            waiting: AtomicUsize::new(0),
        }
    }

    /// How many bytes may wait for one reader.
    pub(super) fn most_each(&self) -> usize {
        self.most_each
    }

    /// How many bytes wait for all together.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether more waits than may.
    pub(super) fn is_over(&self) -> bool {
        self.waiting() > self.most
    }

    /// Notes that other bytes than before wait for one reader.
    pub(super) fn change(&self, before: usize, now: usize) {
        if now >= before {
            self.waiting.fetch_add(now - before, Ordering::Relaxed);
        } else {
            self.waiting.fetch_sub(before - now, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_adds_up() {
        let backlog = Backlog::new(100, 60);
        backlog.change(0, 60);
        backlog.change(0, 40);
        assert!(!backlog.is_over());
        backlog.change(40, 41);
        assert!(backlog.is_over());
        backlog.change(60, 0);
        assert_eq!(backlog.waiting(), 41);
        assert!(!backlog.is_over());
    }
}
