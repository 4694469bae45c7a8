//! Who may enter, as the transport sees it: it asks, and whoever wires the server decides.

use super::handshake::Refusal;
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Method, Uri};
use jsonrpc_runtime::Caller;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Decides who may enter. Asked for every HTTP request, upgrades among them, and not for the messages on a
/// WebSocket; it must be fast, and must not block.
pub trait Guard: Send + Sync + 'static {
    /// Looks at where a request comes from, whatever it asks for.
    ///
    /// # Errors
    ///
    /// What to refuse it with.
    fn receive(&self, head: &Head<'_>) -> Result<Visitor, Refusal>;

    /// Whether this is the address of a proxy, whose connections are those of many others.
    fn speaks_for_others(&self, peer: IpAddr) -> bool {
        let _ = peer;
        false
    }

    /// Finds out who makes the calls of a request, or of the WebSocket that it asks for. `None`: nobody in
    /// particular, who may do everything.
    ///
    /// # Errors
    ///
    /// What to refuse it with.
    fn admit(&self, head: &Head<'_>) -> Result<Option<Arc<Caller>>, Refusal>;
}

/// What a request tells of who makes it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its target.
    pub uri: &'a Uri,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Whom it asks for.
    pub host: Header<'a>,
    /// The page that makes it.
    pub origin: Header<'a>,
    /// What it may be let in for.
    pub authorization: Header<'a>,
    /// It asks for a WebSocket.
    pub upgrade: bool,
    /// It came over TLS.
    pub secure: bool,
    /// Where the server listens.
    pub listening: SocketAddr,
    /// Whoever is at the other end of the connection.
    pub peer: IpAddr,
}

/// A header that may stand only once.
#[derive(Clone, Copy, Debug, Default)]
pub enum Header<'a> {
    /// It is not there.
    #[default]
    Absent,
    /// It stands there once.
    Once(&'a HeaderValue),
    /// It stands there again and again, and nobody can tell which one counts.
    Repeated,
}

impl<'a> Header<'a> {
    /// Notes that it stands there, perhaps once more.
    pub(super) fn add(&mut self, value: &'a HeaderValue) {
        *self = match self {
            Self::Absent => Self::Once(value),
            Self::Once(_) | Self::Repeated => Self::Repeated,
        };
    }
}

/// Whoever makes a request, as far as that is told by where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The origin whose pages may read the answer (`Access-Control-Allow-Origin`), if it is a page that asks.
    pub page: Option<HeaderValue>,
    /// Its address: the peer's, or what a proxy says.
    pub address: IpAddr,
}
