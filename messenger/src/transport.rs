//! HTTP and WebSocket on one port. Knows no interface: it serves whatever is mounted.
//!
//! hyper speaks HTTP and hands a socket over when a client upgrades. From then on the frames are our own:
//! no library lets whoever sends a message write it straight into the receivers' sockets, share the
//! bytes, and answer once per read.
//!
//! - [`handshake`], [`frame`]: the two halves of RFC 6455, without input or output,
//! - `peer`, `queue`: the sending side of a connection, written to by whoever has something for it,
//! - `websocket`: the reading side, the task of a connection,
//! - `batch`, `buffers`: one write per connection and read, without memory of its own for an idle one.

mod admission;
mod batch;
mod buffers;
mod clock;
mod connections;
pub mod frame;
pub mod handshake;
mod http;
mod path;
mod peer;
mod phase;
mod queue;
mod rate;
mod upgrade;
mod websocket;

use admission::{Admissions, Full};
use connections::Connections;
use frame::FrameLimits;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jsonrpc_runtime::{Caller, Context, Services, SubscriptionLimits};
use phase::{Doing, Phase};
use rate::Bucket;
use std::convert::Infallible;
use std::future::Future;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
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
    /// The most connections.
    pub connections: usize,
    /// The most connections from one address.
    pub connections_per_address: usize,
    /// The most messages or HTTP requests of one connection in a second; beyond it the peer has to wait.
    pub rate: u32,
    /// So long may an HTTP connection take to send the head of a request, the first and every further.
    pub request_time: Duration,
    /// So long may an HTTP request take to send its body.
    pub body_time: Duration,
    /// A WebSocket that was silent for so long is pinged.
    pub ping_interval: Duration,
    /// So long may a WebSocket take to answer a ping.
    pub pong_time: Duration,
    /// A peer that takes nothing of what waits for it for so long is closed with 1013.
    pub queue_age: Duration,
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
            connections: 50_000,
            connections_per_address: 50_000,
            rate: 1_000_000,
            request_time: Duration::from_secs(60),
            body_time: Duration::from_secs(30),
            ping_interval: Duration::from_secs(60),
            pong_time: Duration::from_secs(30),
            queue_age: Duration::from_secs(10),
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
    admissions: Admissions,
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
            admissions: Admissions::new(settings.connections, settings.connections_per_address),
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
        let sweeper = tokio::spawn(sweep(shared.clone()));
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((socket, address)) => match shared.admissions.admit(address.ip()) {
                        Ok(()) => accept(&shared, socket, address.ip(), stopping.clone()),
                        Err(full) => turn_away(socket, full),
                    },
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
        sweeper.abort();
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("services", &self.shared.services)
            .finish_non_exhaustive()
    }
}

/// What every part of a connection knows of it, whatever it speaks. Small: each connection keeps one.
struct Common {
    shared: Arc<Shared>,
    address: IpAddr,
    phase: Phase,
    rate: parking_lot::Mutex<Bucket>,
}

impl Drop for Common {
    fn drop(&mut self) {
        self.shared.admissions.release(self.address);
    }
}

/// Serves an admitted connection in a task of its own.
fn accept(shared: &Arc<Shared>, socket: TcpStream, address: IpAddr, stopping: CancellationToken) {
    let common = Arc::new(Common {
        shared: shared.clone(),
        address,
        phase: Phase::new(),
        rate: parking_lot::Mutex::new(Bucket::new(shared.settings.rate)),
    });
    let weak = Arc::downgrade(&common);
    let task = shared.tasks.spawn(serve(common, socket, stopping));
    shared.connections.add_http(weak, task.abort_handle());
}

/// Serves HTTP on one connection until it ends or becomes a WebSocket.
async fn serve(common: Arc<Common>, socket: TcpStream, stopping: CancellationToken) {
    let _ended = Ended(common.clone());
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended before it was served");
        return;
    }
    let service = service_fn(move |request| {
        let common = common.clone();
        async move { Ok::<_, Infallible>(http::serve(common, request).await) }
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

/// Says that the HTTP side of a connection has ended.
struct Ended(Arc<Common>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.phase.set(Doing::Ended);
    }
}

/// Keeps the clock going and closes connections that do not get on.
async fn sweep(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for turn in 0.. {
        ticks.tick().await;
        clock::tick();
        shared.connections.sweep(turn, &shared.settings);
    }
}

/// Says that there is no room, as far as that is possible without waiting, and closes the connection.
fn turn_away(socket: TcpStream, full: Full) {
    tracing::warn!(?full, "a connection was turned away");
    if let Ok(mut socket) = socket.into_std() {
        let _ = socket.write_all(
            b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        );
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
