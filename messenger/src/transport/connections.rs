//! All open connections, and the sweep that closes those which do not get on.
//!
//! No connection has a timer of its own: what is bounded in seconds is looked at every few seconds, a part
//! of the connections at a time.

use super::peer::Peer;
use super::phase::Doing;
use super::{Common, TransportSettings};
use crate::observe::{CloseReason, Limit, Metrics};
use jsonrpc_runtime::{Connection, ConnectionId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::task::AbortHandle;

/// The sweep looks at one of so many parts a second.
const PARTS: usize = 4;

/// The open connections, and the number of the last.
#[derive(Default)]
pub(super) struct Connections {
    last_id: AtomicU64,
    /// The server is stopping.
    stopping: AtomicBool,
    peers: [Mutex<HashMap<ConnectionId, Weak<Peer>>>; PARTS],
    http: Mutex<HashMap<ConnectionId, HttpConnection>>,
}

/// A connection that speaks HTTP.
struct HttpConnection {
    common: Weak<Common>,
    task: AbortHandle,
}

impl Connections {
    /// An identity; 0 is nobody's, the requests over HTTP share it.
    pub(super) fn next_id(&self) -> ConnectionId {
        ConnectionId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Adds a connection that speaks HTTP. If it has ended already, the sweep forgets it.
    pub(super) fn add_http(&self, id: ConnectionId, common: Weak<Common>, task: AbortHandle) {
        self.http.lock().insert(id, HttpConnection { common, task });
    }

    /// Forgets a connection that speaks HTTP no more; while it is known, the memory of its task is kept.
    pub(super) fn remove_http(&self, id: ConnectionId) {
        self.http.lock().remove(&id);
    }

    /// Adds a WebSocket.
    pub(super) fn add(&self, peer: &Arc<Peer>) {
        self.part(peer.id())
            .lock()
            .insert(peer.id(), Arc::downgrade(peer));
    }

    /// Forgets a WebSocket.
    pub(super) fn remove(&self, id: ConnectionId) {
        self.part(id).lock().remove(&id);
    }

    /// Whether the server is stopping: then a WebSocket finishes the call that runs, and closes.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Has all WebSockets close, those too that open from now on.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.for_all_peers(|peer| peer.wake());
    }

    /// Ends all that are left, without a further wait. WebSockets that were not closed yet are told why.
    pub(super) fn cut_off(&self) {
        self.for_all_peers(|peer| {
            peer.go_away();
            peer.give_up(CloseReason::GoingAway);
        });
        for connection in self.http.lock().values() {
            connection.task.abort();
        }
    }

    /// Looks at the `turn`th part of the connections, and closes those that do not get on.
    pub(super) fn sweep(&self, turn: usize, settings: &TransportSettings, metrics: &Metrics) {
        self.sweep_http(settings, metrics);
        for peer in self.peers_of(turn % PARTS) {
            peer.sweep(settings);
        }
    }

    fn sweep_http(&self, settings: &TransportSettings, metrics: &Metrics) {
        let over = |lasted: u32, limit: Duration| u64::from(lasted) > limit.as_secs();
        self.http.lock().retain(|_, connection| {
            let Some(common) = connection.common.upgrade() else {
                return false;
            };
            let (doing, lasted) = common.phase.get();
            let (stuck, limit) = match doing {
                Doing::Waiting => (over(lasted, settings.request_time), Limit::RequestTime),
                Doing::Reading => (over(lasted, settings.body_time), Limit::BodyTime),
                Doing::Working => return true,
                Doing::Ended => return false,
            };
            if stuck {
                metrics.limit(limit).hit(common.id.0);
                connection.task.abort();
            }
            !stuck
        });
    }

    fn for_all_peers(&self, look: impl Fn(&Peer)) {
        for part in 0..PARTS {
            self.peers_of(part).iter().for_each(|peer| look(peer));
        }
    }

    /// The peers of one part; gathered, so that closing one may take it out.
    fn peers_of(&self, part: usize) -> Vec<Arc<Peer>> {
        self.peers[part]
            .lock()
            .values()
            .filter_map(Weak::upgrade)
            .collect()
    }

    fn part(&self, id: ConnectionId) -> &Mutex<HashMap<ConnectionId, Weak<Peer>>> {
        &self.peers[id.0 as usize % PARTS]
    }
}
