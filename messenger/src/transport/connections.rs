//! All open WebSocket connections.

use super::frame::CloseCode;
use super::peer::Peer;
use jsonrpc_runtime::{Connection, ConnectionId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

/// The open connections, and the number of the last.
#[derive(Default)]
pub(super) struct Connections {
    last_id: AtomicU64,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    peers: HashMap<ConnectionId, Weak<Peer>>,
    /// The server is stopping; who comes now is closed at once.
    stopping: bool,
}

impl Connections {
    /// An identity; 0 is nobody's, the requests over HTTP share it.
    pub(super) fn next_id(&self) -> ConnectionId {
        ConnectionId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    pub(super) fn add(&self, peer: &Arc<Peer>) {
        let mut open = self.open.lock();
        open.peers.insert(peer.id(), Arc::downgrade(peer));
        if open.stopping {
            drop(open);
            go_away(peer);
        }
    }

    pub(super) fn remove(&self, id: ConnectionId) {
        self.open.lock().peers.remove(&id);
    }

    /// Closes all connections, and from now on every new one.
    pub(super) fn stop(&self) {
        let peers: Vec<_> = {
            let mut open = self.open.lock();
            open.stopping = true;
            open.peers.values().filter_map(Weak::upgrade).collect()
        };
        for peer in peers {
            go_away(&peer);
        }
    }
}

fn go_away(peer: &Peer) {
    peer.close(
        Some(CloseCode::GoingAway.number()),
        "the server is going away",
    );
}
