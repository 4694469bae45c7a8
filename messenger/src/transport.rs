//! HTTP and WebSocket on one port. Knows no interface: it serves whatever is mounted.
//!
//! hyper speaks HTTP and hands a socket over when a client upgrades. From then on the frames are our own:
//! no library lets whoever sends a message write it straight into the receivers' sockets, share the
//! bytes, and answer once per read.
//!
//! - [`frame`]: RFC 6455 frames, without input or output,
//! - `peer`, `queue`: the sending side of a connection, written to by whoever has something for it,
//! - `websocket`: the reading side, the task of a connection,
//! - `batch`, `buffers`: one write per connection and read, without memory of its own for an idle one.

mod batch;
mod buffers;
mod connections;
pub mod frame;
mod handshake;
mod http;
mod path;
mod peer;
mod queue;
mod upgrade;
mod websocket;

use connections::Connections;
use frame::FrameLimits;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jsonrpc_runtime::{Caller, Context, Services, SubscriptionLimits};
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Bounds of a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportSettings {
    /// The longest message and HTTP body, in bytes.
    pub message_limit: usize,
    /// So many bytes may wait for a connection; a peer that lets more pile up is closed with 1013.
    pub queue_limit: usize,
    /// Bounds on the subscriptions of one connection.
    pub subscriptions: SubscriptionLimits,
    /// Also take WebSocket frames without mask, which RFC 6455 forbids and Thunder's C++ client sends.
    pub unmasked_frames: bool,
    /// So long may connections take to end when the server stops.
    pub drain_time: Duration,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            message_limit: 1024 * 1024,
            queue_limit: 1024 * 1024,
            subscriptions: SubscriptionLimits::default(),
            unmasked_frames: false,
            drain_time: Duration::from_secs(5),
        }
    }
}

impl TransportSettings {
    fn frame_limits(&self) -> FrameLimits {
        FrameLimits {
            message: self.message_limit,
            unmasked: self.unmasked_frames,
        }
    }
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// What all connections of a server share.
struct Shared {
    services: Arc<Services>,
    settings: TransportSettings,
    connections: Connections,
    tasks: TaskTracker,
    /// The context of an HTTP request that says nothing of its caller.
    anonymous: Context,
}

impl Server {
    /// Listens on `address`; port 0 picks a free one.
    ///
    /// # Errors
    ///
    /// That of the system, when the address cannot be listened on.
    pub async fn bind(
        address: SocketAddr,
        services: Services,
        settings: TransportSettings,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let anonymous = Context::new(Arc::new(http::OneRequest), Arc::new(Caller::default()));
        let shared = Shared {
            services: Arc::new(services),
            settings,
            connections: Connections::default(),
            tasks: TaskTracker::new(),
            anonymous,
        };
        Ok(Self {
            listener,
            shared: Arc::new(shared),
        })
    }

    /// The address that is listened on.
    ///
    /// # Errors
    ///
    /// That of the system, if it does not tell.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then lets the connections end: what runs is answered, WebSockets are
    /// closed with 1001, and what has not ended after the drain time is cut off.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { listener, shared } = self;
        let stopping = CancellationToken::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((socket, _)) => {
                        let connection = serve(shared.clone(), socket, stopping.clone());
                        shared.tasks.spawn(connection);
                    }
                    Err(error) => accept_failed(&error).await,
                },
            }
        }
        drop(listener);
        stopping.cancel();
        shared.connections.stop();
        shared.tasks.close();
        if tokio::time::timeout(shared.settings.drain_time, shared.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                connections = shared.tasks.len(),
                "cut off after the drain time"
            );
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("services", &self.shared.services)
            .finish_non_exhaustive()
    }
}

/// Serves HTTP on one connection until it ends or becomes a WebSocket.
async fn serve(shared: Arc<Shared>, socket: TcpStream, stopping: CancellationToken) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended before it was served");
        return;
    }
    let service = service_fn(move |request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(http::serve(shared, request).await) }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .header_read_timeout(None)
            .serve_connection(TokioIo::new(socket), service)
            .with_upgrades()
    );
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "an HTTP connection ended");
    }
}

/// Out of file descriptors or memory: says so, and leaves time for some to come free.
async fn accept_failed(error: &io::Error) {
    let of_the_peer = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    );
    if !of_the_peer {
        tracing::warn!(%error, "cannot accept connections");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
