//! The events that wait in one subscription.

use parking_lot::Mutex;
use serde_json::value::RawValue;
use std::collections::VecDeque;
use tokio::sync::Notify;

/// A bounded queue of events that marks every place where events did not fit.
#[derive(Debug)]
pub(super) struct EventQueue {
    capacity: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    entries: VecDeque<Entry>,
    /// How many of the entries are events. The marks between them are not counted: there is never
    /// more than one behind each event, and one in front.
    events: usize,
    closed: bool,
}

/// What stands at one place of the stream.
#[derive(Debug)]
pub(super) enum Entry {
    /// An event, by its params.
    Event(Box<RawValue>),
    /// So many events were lost here.
    Missed(u64),
}

impl EventQueue {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Appends an event, or counts it as missed if the queue is full.
    pub(super) fn push(&self, params: Box<RawValue>) {
        {
            let mut state = self.state.lock();
            if state.closed {
                return;
            }
            if state.events < self.capacity {
                state.entries.push_back(Entry::Event(params));
                state.events += 1;
            } else if let Some(Entry::Missed(count)) = state.entries.back_mut() {
                *count = count.saturating_add(1);
            } else {
                state.entries.push_back(Entry::Missed(1));
            }
        }
        self.changed.notify_one();
    }

    /// Nothing will be appended any more; what waits can still be taken.
    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.changed.notify_one();
    }

    /// The first entry, if there is one now.
    pub(super) fn try_take(&self) -> Option<Entry> {
        self.state.lock().take()
    }

    /// The first entry, as soon as there is one; `None`: closed and empty. Safe to cancel.
    pub(super) async fn take(&self) -> Option<Entry> {
        loop {
            {
                let mut state = self.state.lock();
                let entry = state.take();
                if entry.is_some() || state.closed {
                    return entry;
                }
            }
            // A change since then has left a permit, so it is not slept through.
            self.changed.notified().await;
        }
    }
}

impl State {
    fn take(&mut self) -> Option<Entry> {
        let entry = self.entries.pop_front()?;
        if matches!(entry, Entry::Event(_)) {
            self.events -= 1;
        }
        Some(entry)
    }
}
