//! Who calls, and from where.

use crate::connection::{Connection, ConnectionId};
use std::sync::Arc;

/// What the transport learned about who is calling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// Origin of the web page that calls (`Origin` header, RFC 6454); `None`: not a web page.
    pub origin: Option<String>,
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
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("connection", &self.connection.id())
            .field("caller", &self.caller)
            .finish()
    }
}
