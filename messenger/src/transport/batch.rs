//! Writes collected while a thread works, and done when it is through.
//!
//! One read can hold many requests, and each may cause answers and events for many connections. Inside
//! [`collect`] what is queued for a connection stays queued, and the connection is only remembered; at
//! the end every remembered connection gets one write. Outside of it every message is written at once.

use super::peer::Peer;
use jsonrpc_runtime::ConnectionId;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

thread_local! {
    static ACTING: Cell<Option<ConnectionId>> = const { Cell::new(None) };
    static PEERS: RefCell<Vec<Arc<Peer>>> = const { RefCell::new(Vec::new()) };
}

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

struct Flush;

impl Drop for Flush {
    fn drop(&mut self) {
        ACTING.set(None);
        if PEERS.with_borrow(Vec::is_empty) {
            return;
        }
        let mut peers = PEERS.take();
        for peer in peers.drain(..) {
            peer.flush();
        }
        // Writing queues nothing, so nobody has been remembered meanwhile.
        if peers.capacity() <= KEPT {
            PEERS.set(peers);
        }
    }
}
