//! Writes collected while a thread works, and done when it is through.
//!
//! One read can hold many requests, and each may cause answers and events for many connections. Inside
//! [`collect`] what is queued for a connection stays queued, and the connection is only remembered; at
//! the end every remembered connection gets one write. Outside of it every message is written at once.
//!
//! Writing to all members of a large room takes a while, in which the thread could do nothing else. So whoever can
//! wait collects [in parts](collect_in_parts), and writes to some at a time.

use super::event_frame;
use super::peer::Peer;
use jsonrpc_runtime::{Connection, ConnectionId};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec::Drain;

thread_local! {
    static ACTING: Cell<Option<ConnectionId>> = const { Cell::new(None) };
    static PEERS: RefCell<Vec<Arc<Peer>>> = const { RefCell::new(Vec::new()) };
}

/// So many connections are written to in one go, which takes less than a millisecond.
const PART: usize = 256;

/// So many bytes of events are written before more work is done.
const MUCH: usize = 1024 * 1024;

/// So many connections are looked at before the first of them is written to. A large room is nowhere near the
/// processor; this way the memory of one comes while others' is waited for.
const AHEAD: usize = 16;

/// A list that grew beyond this is not kept.
const KEPT: usize = 16 * 1024;

/// Runs `work` on behalf of a connection, then writes to every connection that something was queued for;
/// so also if it panics.
pub(super) fn collect<R>(acting: ConnectionId, work: impl FnOnce() -> R) -> R {
    if ACTING.get().is_some() {
        // A part of larger work, which writes at its end.
        return work();
    }
    ACTING.set(Some(acting));
    let _flush = Flush;
    work()
}

/// Runs `work` like [`collect`], but writes to so many connections only as take no long time. What is left is to be
/// gone on with when others had their turn, and before more is done on behalf of this connection.
pub(super) fn collect_in_parts<R>(
    acting: ConnectionId,
    work: impl FnOnce() -> R,
) -> (R, Option<Rest>) {
    if ACTING.get().is_some() {
        return (work(), None);
    }
    ACTING.set(Some(acting));
    let flush = Flush;
    let result = work();
    let are_many = PEERS.with_borrow(|peers| peers.len() > PART);
    if !are_many {
        return (result, None);
    }
    let mut rest = Rest(PEERS.take());
    drop(flush);
    (result, rest.write_some().then_some(rest))
}

/// Connections that are still to be written to, the next one first; all that are left when it is dropped.
pub(super) struct Rest(Vec<Arc<Peer>>);

impl Rest {
    /// Writes to all, and lets others have their turn in between.
    pub(super) async fn write(mut self) {
        while self.write_some() {
            tokio::task::yield_now().await;
        }
    }

    /// Writes to some; whether there are more.
    pub(super) fn write_some(&mut self) -> bool {
        let part = self.0.len().min(PART);
        write_to(self.0.drain(..part));
        !self.0.is_empty()
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        while self.write_some() {}
    }
}

/// Whether the thread is at work on behalf of this connection.
pub(super) fn is_acting(connection: ConnectionId) -> bool {
    ACTING.get() == Some(connection)
}

/// Remembers a connection that has something to write, or has it written now.
pub(super) fn schedule(peer: Arc<Peer>) {
    if ACTING.get().is_some() {
        PEERS.with_borrow_mut(|peers| peers.push(peer));
    } else {
        peer.flush();
    }
}

/// Ready unless so much has been collected that it is to be written first; the task is then to be polled again.
pub(super) fn poll_room(cx: &mut Context<'_>) -> Poll<()> {
    if is_full() {
        cx.waker().wake_by_ref();
        return Poll::Pending;
    }
    Poll::Ready(())
}

/// Whether so much has been collected that it is to be written before more is done.
pub(super) fn is_full() -> bool {
    event_frame::made() > MUCH
}

fn write_to(mut peers: Drain<'_, Arc<Peer>>) {
    while !peers.as_slice().is_empty() {
        let some = || peers.as_slice().iter().take(AHEAD);
        some().for_each(|peer| peer.prefetch());
        peers.by_ref().take(AHEAD).for_each(|peer| peer.flush());
    }
}

struct Flush;

impl Drop for Flush {
    fn drop(&mut self) {
        ACTING.set(None);
        event_frame::forget_made();
        if PEERS.with_borrow(Vec::is_empty) {
            return;
        }
        let mut peers = PEERS.take();
        write_to(peers.drain(..));
        // Writing queues nothing, so nobody has been remembered meanwhile.
        if peers.capacity() <= KEPT {
            PEERS.set(peers);
        }
    }
}
