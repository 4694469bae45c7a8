//! Counters for what happens often.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// So many sets of counters; threads beyond that share.
const SETS: usize = 16;

/// Counters in a line of the processor's cache.
const LINE: usize = 8;

/// What is counted in every set, before the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counter {
    /// Requests with JSON-RPC over HTTP.
    HttpMessagesIn,
    /// Answers with JSON-RPC over HTTP.
    HttpMessagesOut,
    /// Bytes of bodies received over HTTP.
    HttpBytesIn,
    /// Bytes of bodies sent over HTTP.
    HttpBytesOut,
    /// Text messages received over WebSockets.
    WebSocketMessagesIn,
    /// Answers and events sent over WebSockets.
    WebSocketMessagesOut,
    /// Bytes received over WebSockets, frames and all.
    WebSocketBytesIn,
    /// Bytes sent over WebSockets, frames and all.
    WebSocketBytesOut,
    /// Events for one receiver each.
    Deliveries,
}

const FIXED: usize = Counter::Deliveries as usize + 1;

/// Counters by number, in several sets of which a thread uses one.
pub(super) struct Counters {
    sets: Box<[Box<[Line]>]>,
}

/// Aligned to two lines: processors fetch them in pairs.
#[derive(Default)]
#[repr(align(128))]
struct Line([AtomicU64; LINE]);

impl Counters {
    /// The fixed counters, and so many more.
    pub(super) fn new(more: usize) -> Self {
        let lines = (FIXED + more).div_ceil(LINE);
        let set = |_| (0..lines).map(|_| Line::default()).collect();
        Self {
            sets: (0..SETS).map(set).collect(),
        }
    }

    /// Adds to a fixed counter.
    pub(super) fn add(&self, counter: Counter, number: u64) {
        self.add_at(counter as usize, number);
    }

    /// Adds one to the `place`th of the other counters.
    pub(super) fn count(&self, place: usize) {
        self.add_at(FIXED + place, 1);
    }

    /// The sum of a fixed counter.
    pub(super) fn sum(&self, counter: Counter) -> u64 {
        self.sum_at(counter as usize)
    }

    /// The sum of the `place`th of the other counters.
    pub(super) fn total(&self, place: usize) -> u64 {
        self.sum_at(FIXED + place)
    }

    fn add_at(&self, place: usize, number: u64) {
        let set = &self.sets[set_of_thread()];
        set[place / LINE].0[place % LINE].fetch_add(number, Ordering::Relaxed);
    }

    fn sum_at(&self, place: usize) -> u64 {
        let values = self
            .sets
            .iter()
            .map(|set| &set[place / LINE].0[place % LINE]);
        values.map(|value| value.load(Ordering::Relaxed)).sum()
    }
}

fn set_of_thread() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static SET: usize = THREADS.fetch_add(1, Ordering::Relaxed) % SETS;
    }
    SET.with(|set| *set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_between_threads() {
        let counters = Counters::new(20);
        std::thread::scope(|scope| {
            for _ in 0..SETS + 4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        counters.add(Counter::Deliveries, 2);
                        counters.count(0);
                        counters.count(19);
                    }
                });
            }
        });
        let calls = (SETS as u64 + 4) * 1000;
        assert_eq!(counters.sum(Counter::Deliveries), calls * 2);
        assert_eq!(counters.total(0), calls);
        assert_eq!(counters.total(19), calls);
        assert_eq!(counters.total(1), 0);
        assert_eq!(counters.sum(Counter::WebSocketBytesOut), 0);
    }
}
