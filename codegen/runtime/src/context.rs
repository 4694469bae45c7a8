//! Who calls, and from where.

use crate::connection::{Connection, ConnectionId};
use crate::observer::Called;
use std::fmt;
use std::sync::Arc;

/// What the transport learned about who is calling.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Caller {
    /// Origin (RFC 6454) of whoever calls: what its token says where callers have tokens, else the `Origin`
    /// header of its web page; `None`: it has none.
    pub origin: Option<String>,
    /// What it may do; `None`: everything.
    pub access: Option<Arc<dyn Access>>,
}

/// What a caller may do.
pub trait Access: fmt::Debug + Send + Sync + 'static {
    /// Whether it may call this. A method without place is one that the service does not have.
    ///
    /// Asked on the way of every call: it must be fast, and must not block.
    fn permits(&self, called: Called) -> bool;

    /// Whether it has, with the service under `callsign`, a right that the service itself asks for by a name
    /// of its own.
    fn grants(&self, callsign: &str, right: &str) -> bool;

    /// Whether the caller may stay; once it may not, its connection is closed. Asked every few seconds.
    fn lasts(&self) -> bool;
}

/// The call context: every call of a service is told where it comes from.
#[derive(Clone)]
pub struct Context {
    connection: Arc<dyn Connection>,
    caller: Arc<Caller>,
}

impl Context {
    /// The context of calls by `caller` over `connection`.
    pub fn new(connection: Arc<dyn Connection>, caller: Arc<Caller>) -> Self {
        Self { connection, caller }
    }

    /// The connection that the call came over.
    pub fn connection(&self) -> &Arc<dyn Connection> {
        &self.connection
    }

    /// Identity of that connection.
    pub fn connection_id(&self) -> ConnectionId {
        self.connection.id()
    }

    /// Whether the connection lasts beyond the call and can receive events: a WebSocket, not an HTTP request.
    pub fn is_lasting(&self) -> bool {
        self.connection.subscriptions().is_some()
    }

    /// Who calls.
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    /// Whether the caller has, with the service under `callsign`, a right of this name.
    pub fn grants(&self, callsign: &str, right: &str) -> bool {
        let access = self.caller.access.as_ref();
        access.is_none_or(|access| access.grants(callsign, right))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("connection", &self.connection.id())
            .field("caller", &self.caller)
            .finish()
    }
}
