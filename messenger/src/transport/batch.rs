//! Writes collected while a thread works, and done when it is through.
//!
//! One read can hold many requests, and each may cause answers and events for many connections. Inside
//! [`collect`] what is queued for a connection stays queued, and the connection is only remembered; at
//! the end every remembered connection gets one write. Outside of it every message is written at once.

use super::peer::Peer;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

thread_local! {
    static COLLECTING: Cell<bool> = const { Cell::new(false) };
    static PEERS: RefCell<Vec<Arc<Peer>>> = const { RefCell::new(Vec::new()) };
}

/// A list that grew beyond this is not kept.
const KEPT: usize = 16 * 1024;

/// Runs `work`, then writes to every connection that something was queued for; so also if it panics.
pub(super) fn collect<R>(work: impl FnOnce() -> R) -> R {
    if COLLECTING.replace(true) {
        return work();
    }
    let _flush = Flush;
    work()
}

/// Remembers a connection that has something to write, or has it written now.
pub(super) fn schedule(peer: Arc<Peer>) {
    if COLLECTING.get() {
        PEERS.with_borrow_mut(|peers| peers.push(peer));
    } else {
        peer.flush();
    }
}

struct Flush;

impl Drop for Flush {
    fn drop(&mut self) {
        COLLECTING.set(false);
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
