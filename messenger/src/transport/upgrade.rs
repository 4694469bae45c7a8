//! From an HTTP connection to a WebSocket: the bare socket leaves hyper.

use super::Common;
use super::peer::Peer;
use super::socket::Socket;
use super::websocket::WebSocket;
use crate::observe::Protocol;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use jsonrpc_runtime::{Caller, Context, Target};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// Serves the WebSocket once hyper has sent its answer and lets go of the socket.
pub(super) fn spawn(
    common: Arc<Common>,
    mut request: Request<Incoming>,
    target: Target,
    caller: Arc<Caller>,
) {
    let upgraded = hyper::upgrade::on(&mut request);
    let shared = common.shared.clone();
    shared.tasks.spawn(async move {
        let Ok(upgraded) = upgraded.await else {
            // The peer went away before it had the answer.
            return;
        };
        let (socket, read) = match upgraded.downcast::<TokioIo<TcpStream>>() {
            Ok(parts) => (Socket::new(parts.io.into_inner()), parts.read_buf),
            Err(upgraded) => match upgraded.downcast::<TokioIo<TlsStream<TcpStream>>>() {
                Ok(parts) => (Socket::with_tls(parts.io.into_inner()), parts.read_buf),
                Err(_) => {
                    tracing::error!("the upgraded connection is not the socket that was accepted");
                    return;
                }
            },
        };
        // A copy: even empty, hyper's read buffer would keep its full capacity for ever.
        let unread = read.to_vec();
        drop(read);
        // A task of its own, as small as the WebSocket alone.
        let tasks = common.shared.tasks.clone();
        tasks.spawn(start(common, socket, target, caller, unread).serve());
    });
}

fn start(
    common: Arc<Common>,
    socket: Socket,
    target: Target,
    caller: Arc<Caller>,
    unread: Vec<u8>,
) -> WebSocket {
    let shared = common.shared.clone();
    shared.metrics.opened(Protocol::WebSocket);
    tracing::debug!(connection = common.id.0, "became a WebSocket");
    let peer = Peer::new(common, socket, caller.clone());
    shared.connections.add(&peer);
    let context = Context::new(peer.clone(), caller);
    WebSocket::new(peer, target, context, unread)
}
