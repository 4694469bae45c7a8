//! A bounded row of items, filled by the connection and emptied by the consumer.

use super::error::ClientError;
use super::options::Policy;
use super::subscription::{Cause, Gap};
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What waits: an event not yet decoded, or a gap.
#[derive(Debug)]
pub(super) enum Entry {
    Event(Option<Box<RawValue>>),
    Gap(Gap),
}

impl Entry {
    fn is_gap_of(&self, cause: Cause) -> bool {
        matches!(self, Self::Gap(gap) if gap.cause == cause)
    }
}

/// Filled by the connection, emptied by the consumer.
#[derive(Debug)]
pub(super) struct Buffer {
    limit: usize,
    policy: Policy,
    row: Mutex<Row>,
}

#[derive(Debug, Default)]
struct Row {
    entries: VecDeque<Entry>,
    /// Nothing comes any more; an error is given once.
    end: Option<Option<ClientError>>,
    waker: Option<Waker>,
}

impl Buffer {
    pub(super) fn new(limit: usize, policy: Policy) -> Self {
        Self {
            limit,
            policy,
            row: Mutex::default(),
        }
    }

    fn row(&self) -> MutexGuard<'_, Row> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an event in; `false`: there was no room, the policy is to fail, and that is the end.
    pub(super) fn event(&self, params: Option<&RawValue>) -> bool {
        let mut row = self.row();
        if row.end.is_some() {
            return true;
        }
        if row.entries.len() < self.limit {
            row.push(Entry::Event(params.map(RawValue::to_owned)));
            return true;
        }
        match self.policy {
            Policy::Fail => {
                let limit = self.limit;
                row.finish(Some(ClientError::SlowConsumer { limit }));
                return false;
            }
            Policy::DropNewest => {
                let place = row.entries.len();
                row.dropped(place, 1);
            }
            Policy::DropOldest => {
                // A gap of this cause is always the first; what it counts is not dropped again.
                let is_overflow = |entry: &Entry| entry.is_gap_of(Cause::Overflow);
                let place = usize::from(row.entries.front().is_some_and(is_overflow));
                let gone = row.entries.remove(place);
                let events = u64::from(matches!(gone, Some(Entry::Event(_))));
                row.dropped(place, events);
                row.push(Entry::Event(params.map(RawValue::to_owned)));
            }
        }
        true
    }

    /// Says that the connection is there again; several times without an event between them are one.
    pub(super) fn reconnected(&self, snapshot: bool) {
        let mut row = self.row();
        let is_last = row.entries.back();
        let again = is_last.is_some_and(|last| last.is_gap_of(Cause::Reconnected));
        if row.end.is_none() && !again {
            row.push(Entry::Gap(Gap {
                cause: Cause::Reconnected,
                missed: None,
                snapshot,
                reason: "the connection was lost and is there again".to_owned(),
            }));
        }
    }

    /// Nothing comes any more; an error is given after what is there.
    pub(super) fn end(&self, error: Option<ClientError>) {
        self.row().finish(error);
    }

    /// Nothing is given any more.
    pub(super) fn clear(&self) {
        let mut row = self.row();
        row.entries.clear();
        row.end = Some(None);
        row.wake();
    }

    /// The next entry; none: the end.
    pub(super) fn poll(
        &self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Entry, ClientError>>> {
        let mut row = self.row();
        if let Some(entry) = row.entries.pop_front() {
            return Poll::Ready(Some(Ok(entry)));
        }
        if let Some(end) = &mut row.end {
            return Poll::Ready(end.take().map(Err));
        }
        row.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Row {
    fn push(&mut self, entry: Entry) {
        self.entries.push_back(entry);
        self.wake();
    }

    fn finish(&mut self, error: Option<ClientError>) {
        if self.end.is_none() {
            self.end = Some(error);
            self.wake();
        }
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Counts events that were dropped in front of this place.
    fn dropped(&mut self, place: usize, events: u64) {
        let before = place
            .checked_sub(1)
            .and_then(|before| self.entries.get_mut(before));
        if let Some(Entry::Gap(gap)) = before
            && gap.cause == Cause::Overflow
        {
            *gap = overflow(events + gap.missed.unwrap_or(0));
            return;
        }
        self.entries.insert(place, Entry::Gap(overflow(events)));
    }
}

fn overflow(missed: u64) -> Gap {
    Gap {
        cause: Cause::Overflow,
        missed: Some(missed),
        snapshot: false,
        reason: format!("{missed} events came faster than they were taken"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(buffer: &Buffer) -> String {
        let mut out = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        loop {
            match buffer.poll(&mut context) {
                Poll::Ready(Some(Ok(Entry::Event(params)))) => {
                    out.push(params.map_or("none".to_owned(), |params| params.to_string()));
                }
                Poll::Ready(Some(Ok(Entry::Gap(gap)))) => {
                    out.push(format!("{:?}{}", gap.cause, gap.missed.unwrap_or(0)));
                }
                Poll::Ready(Some(Err(error))) => out.push(error.to_string()),
                Poll::Ready(None) => out.push("end".to_owned()),
                Poll::Pending => out.push("more".to_owned()),
            }
            if let Some("end" | "more") = out.last().map(String::as_str) {
                return out.join(" ");
            }
        }
    }

    fn filled(policy: Policy) -> Buffer {
        let buffer = Buffer::new(3, policy);
        for number in 0..6 {
            let params = serde_json::value::to_raw_value(&number).expect("is JSON");
            buffer.event(Some(&params));
        }
        buffer
    }

    #[test]
    fn a_full_buffer_keeps_to_its_policy() {
        assert_eq!(shown(&filled(Policy::DropOldest)), "Overflow3 3 4 5 more");
        assert_eq!(shown(&filled(Policy::DropNewest)), "0 1 2 Overflow3 more");
        assert_eq!(
            shown(&filled(Policy::Fail)),
            "0 1 2 3 items wait already end"
        );
    }

    #[test]
    fn losses_without_an_event_between_are_one_gap() {
        let buffer = Buffer::new(3, Policy::DropOldest);
        buffer.event(None);
        buffer.reconnected(false);
        buffer.reconnected(false);
        buffer.event(None);
        buffer.reconnected(true);
        buffer.end(None);
        buffer.event(None);
        assert_eq!(shown(&buffer), "none Reconnected0 none Reconnected0 end");
    }

    #[test]
    fn what_is_cleared_is_not_given() {
        let buffer = filled(Policy::Fail);
        buffer.clear();
        assert_eq!(shown(&buffer), "end");
    }
}
