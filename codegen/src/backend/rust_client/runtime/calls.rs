//! Calls that wait: for a connection, for room, for their answers.

use super::error::ClientError;
use super::wire::{self, Answer};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) params: Option<Box<RawValue>>,
}

/// Calls that travel together; one alone is no batch.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) calls: Vec<(u64, String)>,
    is_batch: bool,
}

/// Who waits for an answer.
#[derive(Debug)]
struct Waiting {
    /// The id of the first call that travels with it.
    parcel: u64,
    /// Whether it has been given to the transport. Until then no answer can be meant for it.
    is_sent: bool,
    /// The listener that the server has once it is sent, and keeps when it succeeds.
    listener: Option<u64>,
    answer: oneshot::Sender<Answer>,
}

/// Gets the answer of a call.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) id: u64,
    pub(super) answer: oneshot::Receiver<Answer>,
}

/// What an answer means for the listener that its call was about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    pub(super) listener: u64,
    pub(super) is_confirmed: bool,
}

/// All calls of a client.
#[derive(Debug)]
pub(super) struct Calls {
    waiting: BTreeMap<u64, Waiting>,
    last_id: u64,
    limit: usize,
}

impl Calls {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            waiting: BTreeMap::new(),
            last_id: 0,
            limit,
        }
    }

    /// Whether so many more calls may wait.
    pub(super) fn admit(&self, more: usize) -> Result<(), ClientError> {
        if self.waiting.len() + more > self.limit {
            return Err(ClientError::QueueFull { limit: self.limit });
        }
        Ok(())
    }

    /// Makes calls. They wait from now on.
    pub(super) fn open(
        &mut self,
        requests: &[Request],
        is_batch: bool,
        listener: Option<u64>,
    ) -> (Parcel, Vec<Ticket>) {
        let first = self.last_id + 1;
        let mut calls = Vec::with_capacity(requests.len());
        let mut tickets = Vec::with_capacity(requests.len());
        for Request { method, params } in requests {
            self.last_id += 1;
            let id = self.last_id;
            calls.push((id, wire::request(Some(id), method, params.as_deref())));
            let (sender, answer) = oneshot::channel();
            tickets.push(Ticket { id, answer });
            let waiting = Waiting {
                parcel: first,
                is_sent: false,
                listener,
                answer: sender,
            };
            self.waiting.insert(id, waiting);
        }
        (Parcel { calls, is_batch }, tickets)
    }

    /// The text of the calls of a parcel that still wait; none: none does.
    pub(super) fn text(&self, parcel: &Parcel) -> Option<String> {
        let waits = |(id, _): &&(u64, String)| self.waiting.contains_key(id);
        let texts: Vec<&str> = parcel
            .calls
            .iter()
            .filter(waits)
            .map(|(_, text)| text.as_str())
            .collect();
        match texts.as_slice() {
            [] => None,
            [only] if !parcel.is_batch => Some((*only).to_owned()),
            _ => Some(format!("[{}]", texts.join(","))),
        }
    }

    /// Whether nobody waits for anything of a parcel.
    pub(super) fn is_done(&self, parcel: &Parcel) -> bool {
        !parcel
            .calls
            .iter()
            .any(|(id, _)| self.waiting.contains_key(id))
    }

    /// Notes that a parcel is with the transport; gives the listeners that the server may now have.
    pub(super) fn mark_sent(&mut self, parcel: &Parcel) -> Vec<u64> {
        let mut listeners = Vec::new();
        for (id, _) in &parcel.calls {
            if let Some(waiting) = self.waiting.get_mut(id) {
                waiting.is_sent = true;
                listeners.extend(waiting.listener);
            }
        }
        listeners
    }

    /// Whether a call has been sent and waits for its answer.
    pub(super) fn is_sent(&self, id: u64) -> bool {
        self.waiting.get(&id).is_some_and(|waiting| waiting.is_sent)
    }

    /// Whether any call waits.
    pub(super) fn is_any_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Nobody waits for a call any more.
    pub(super) fn forget(&mut self, id: u64) {
        self.waiting.remove(&id);
    }

    /// Nobody waits for the calls of a parcel any more.
    pub(super) fn forget_all(&mut self, parcel: &Parcel) {
        for (id, _) in &parcel.calls {
            self.forget(*id);
        }
    }

    /// Gives an answer to its call. What nobody waits for is ignored.
    pub(super) fn take(&mut self, id: u64, answer: Answer) -> Option<Settled> {
        if !self.is_sent(id) {
            return None;
        }
        let waiting = self.waiting.remove(&id)?;
        let is_confirmed = answer.is_ok();
        let settled = waiting.listener.map(|listener| Settled {
            listener,
            is_confirmed,
        });
        // Whoever asked may have gone.
        let _ = waiting.answer.send(answer);
        settled
    }

    /// Gives an error that names no call to those of the only parcel that is unanswered, if there is one.
    pub(super) fn take_anonymous(&mut self, answer: &Answer) -> Vec<Settled> {
        let sent = || self.waiting.iter().filter(|(_, waiting)| waiting.is_sent);
        let parcels: BTreeSet<u64> = sent().map(|(_, waiting)| waiting.parcel).collect();
        if parcels.len() != 1 {
            return Vec::new();
        }
        let ids: Vec<u64> = sent().map(|(id, _)| *id).collect();
        ids.into_iter()
            .filter_map(|id| self.take(id, answer.clone()))
            .collect()
    }

    /// Ends the calls that were sent.
    pub(super) fn fail_sent(&mut self, error: &ClientError) {
        self.fail_where(error, |waiting| waiting.is_sent);
    }

    /// Ends all calls.
    pub(super) fn fail_all(&mut self, error: &ClientError) {
        self.fail_where(error, |_| true);
    }

    fn fail_where(&mut self, error: &ClientError, fails: fn(&Waiting) -> bool) {
        let ids: Vec<u64> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| fails(waiting))
            .map(|(id, _)| *id)
            .collect();
        for waiting in ids.iter().filter_map(|id| self.waiting.remove(id)) {
            let _ = waiting.answer.send(Err(error.clone()));
        }
    }
}
