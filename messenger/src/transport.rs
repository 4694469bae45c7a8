//! HTTP and WebSocket on one port. Knows no interface: it serves whatever is mounted.
//!
//! hyper speaks HTTP and hands a socket over when a client upgrades. From then on the frames are our own:
//! no library lets whoever sends a message write it straight into the receivers' sockets, share the
//! bytes, and answer once per read.
//!
//! - [`handshake`], [`frame`]: the two halves of RFC 6455, without input or output,
//! - `peer`, `queue`: the sending side of a connection, written to by whoever has something for it,
//! - `websocket`: the reading side, the task of a connection,
//! - [`guard`]: the question who may enter, answered by whoever wires the server; `cors`: what browsers are told,
//! - `batch`, `buffers`, `event_frame`: one write per connection and read, without memory of its own for an idle one.

mod admission;
mod backlog;
mod batch;
mod buffers;
pub(crate) mod clock;
mod connections;
mod cors;
mod event_frame;
pub mod frame;
pub mod guard;
pub mod handshake;
mod http;
mod path;
mod peer;
mod phase;
mod queue;
mod rate;
mod socket;
pub mod tls;
mod upgrade;
mod websocket;

use crate::documents::ServedDocuments;
use crate::observe::{Family, Kind, Limit, Metrics, Protocol, most_descriptors, serve_pages};
use crate::security::Gate;
use admission::{Admissions, Full};
use backlog::Backlog;
use connections::Connections;
use frame::FrameLimits;
use guard::Guard;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jsonrpc_runtime::{Caller, ConnectionId, Context, Services, SubscriptionLimits};
use phase::{Doing, Phase};
use rate::Bucket;
use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tls::Tls;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What waits for all connections together.
const QUEUED: Family = Family {
    name: "messenger_queued_bytes",
    kind: Kind::Gauge,
    labels: "",
    help: "Bytes that wait until WebSockets take them",
};

/// hyper takes no smaller buffer.
const LEAST_BUFFER: usize = 8192;

/// So many connections that were turned away are heard out at a time.
const HEARD_OUT: usize = 256;

/// Bounds of a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportSettings {
    /// The longest message and HTTP body, in bytes.
    pub message_limit: usize,
    /// The longest head of an HTTP request, in bytes.
    pub head_limit: usize,
    /// So many bytes may wait for a connection; a peer that lets more pile up is closed with 1013.
    pub queue_limit: usize,
    /// So many bytes may wait for all connections together; a peer for whom more is to wait is closed with 1013.
    pub queue_total: usize,
    /// Bounds on the subscriptions of one connection.
    pub subscriptions: SubscriptionLimits,
    /// Also take WebSocket frames without mask, which RFC 6455 forbids and Thunder's C++ client sends.
    pub unmasked_frames: bool,
    /// The most connections.
    pub connections: usize,
    /// The most connections from one address.
    pub connections_per_address: usize,
    /// The most requests of one connection in a second, each of a batch counted, as is every WebSocket frame;
    /// beyond it the peer has to wait.
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
    /// So long may a WebSocket take to read its last frames and to close its side.
    pub close_time: Duration,
    /// So long may connections take to end when the server stops.
    pub drain_time: Duration,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            message_limit: 1024 * 1024,
            head_limit: 64 * 1024,
            queue_limit: 1024 * 1024,
            queue_total: 256 * 1024 * 1024,
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
            close_time: Duration::from_secs(2),
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
    /// Where the server tells about itself, if not where it serves.
    pages: Option<TcpListener>,
    /// How to speak TLS, if that is spoken.
    tls: Option<Arc<Tls>>,
}

/// What all connections of a server share.
struct Shared {
    services: Arc<Services>,
    settings: TransportSettings,
    guard: Arc<dyn Guard>,
    /// The address that is listened on.
    listening: SocketAddr,
    connections: Connections,
    backlog: Arc<Backlog>,
    admissions: Admissions,
    metrics: Arc<Metrics>,
    /// `/metrics` and the like are served on an address of their own.
    pages_apart: AtomicBool,
    documents: OnceLock<ServedDocuments>,
    tasks: TaskTracker,
    /// The context of an HTTP request that says nothing of its caller.
    anonymous: Context,
}

impl Server {
    /// Listens on `address`; port 0 picks a free one. Serves programs, and pages of its own origin and of this
    /// machine.
    ///
    /// # Errors
    ///
    /// That of the system, when the address cannot be listened on.
    pub async fn bind(
        address: SocketAddr,
        services: Services,
        settings: TransportSettings,
    ) -> io::Result<Self> {
        Self::bind_guarded(address, services, settings, Arc::new(Gate::default())).await
    }

    /// Listens on `address`, and serves whom `guard` lets in.
    ///
    /// # Errors
    ///
    /// That of the system, when the address cannot be listened on.
    pub async fn bind_guarded(
        address: SocketAddr,
        mut services: Services,
        settings: TransportSettings,
        guard: Arc<dyn Guard>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let listening = listener.local_addr()?;
        let anonymous = Context::new(Arc::new(http::OneRequest), Arc::new(Caller::default()));
        let metrics = Arc::new(Metrics::new(&services));
        services.observe(metrics.clone());
        let shared = Arc::new(Shared {
            services: Arc::new(services),
            settings,
            guard,
            listening,
            connections: Connections::default(),
            backlog: Arc::new(Backlog::new(settings.queue_total, settings.queue_limit)),
            admissions: Admissions::new(settings.connections, settings.connections_per_address),
            metrics,
            pages_apart: AtomicBool::new(false),
            documents: OnceLock::new(),
            tasks: TaskTracker::new(),
            anonymous,
        });
        let backlog = shared.backlog.clone();
        shared
            .metrics
            .add_source(move |all| all.single(QUEUED, backlog.waiting()));
        Ok(Self {
            listener,
            shared,
            pages: None,
            tls: None,
        })
    }

    /// Speaks TLS, and nothing else, where it listens.
    pub fn use_tls(&mut self, tls: Arc<Tls>) {
        self.tls = Some(tls);
    }

    /// Serves `/metrics`, `/healthz` and `/readyz` on this address only, not where everything else is served.
    ///
    /// # Errors
    ///
    /// That of the system, when the address cannot be listened on.
    pub async fn tell_on(&mut self, address: SocketAddr) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        self.pages = Some(listener);
        self.shared.pages_apart.store(true, Ordering::Relaxed);
        Ok(address)
    }

    /// Serves these documents beside everything else, to whoever may call something. Given once; further ones are
    /// ignored.
    pub fn serve_documents(&mut self, documents: ServedDocuments) {
        let _ = self.shared.documents.set(documents);
    }

    /// What the server counts.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.shared.metrics
    }

    /// The address that is listened on.
    ///
    /// # Errors
    ///
    /// That of the system, if it does not tell.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then lets the connections end: what runs is answered, what was not begun
    /// is not, WebSockets are closed with 1001, and what has not ended after the drain time is cut off.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self {
            listener,
            shared,
            pages,
            tls,
        } = self;
        let metrics = shared.metrics.clone();
        if let Ok(address) = listener.local_addr() {
            let callsigns: Vec<_> = shared.services.mounted().map(|(name, _)| name).collect();
            tracing::info!(%address, ?callsigns, "listening");
        }
        tell_of_descriptors(shared.settings.connections);
        let pages = pages.map(|listener| {
            if let Ok(address) = listener.local_addr() {
                tracing::info!(%address, "telling metrics");
            }
            tokio::spawn(serve_pages(listener, metrics.clone()))
        });
        let stopping = CancellationToken::new();
        let sweeper = tokio::spawn(sweep(shared.clone()));
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((socket, address)) => match admit(&shared, address.ip()) {
                        Ok(()) => accept(&shared, socket, address, tls.clone(), stopping.clone()),
                        Err(full) => turn_away(&shared, socket, address.ip(), full),
                    },
                    Err(error) => accept_failed(&metrics, &error).await,
                },
            }
        }
        // First of all, so that nobody is sent here any more.
        metrics.drain();
        tracing::info!(
            http = metrics.open(Protocol::Http),
            websocket = metrics.open(Protocol::WebSocket),
            "stopping"
        );
        let begin = Instant::now();
        drop(listener);
        shared.connections.stop();
        stopping.cancel();
        shared.tasks.close();
        let ended = tokio::time::timeout(shared.settings.drain_time, shared.tasks.wait()).await;
        let cut_off = shared.tasks.len();
        if ended.is_err() {
            metrics.limit(Limit::DrainTime).hit("the server");
            shared.connections.cut_off();
        }
        tracing::info!(cut_off, seconds = begin.elapsed().as_secs_f64(), "stopped");
        sweeper.abort();
        if let Some(pages) = pages {
            pages.abort();
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

/// What every part of a connection knows of it, whatever it speaks. Small: each connection keeps one.
struct Common {
    shared: Arc<Shared>,
    id: ConnectionId,
    address: IpAddr,
    /// The connection is counted with its address: no others stand behind that.
    counts: bool,
    /// Whoever stands behind a proxy, once it is theirs alone.
    client: OnceLock<IpAddr>,
    /// It speaks TLS.
    secure: bool,
    phase: Phase,
    rate: parking_lot::Mutex<Bucket>,
}

impl Common {
    /// The address of whoever uses the connection.
    fn client(&self) -> IpAddr {
        *self.client.get().unwrap_or(&self.address)
    }

    /// Notes that a connection of a proxy has become that of one client alone.
    fn belongs_to(&self, client: IpAddr) -> Result<(), Full> {
        if !self.counts && self.client.get().is_none() {
            self.shared.admissions.admit_from(client)?;
            let _ = self.client.set(client);
        }
        Ok(())
    }
}

impl Drop for Common {
    fn drop(&mut self) {
        let admissions = &self.shared.admissions;
        admissions.release();
        let client = self.client.get().copied();
        if let Some(address) = client.or(self.counts.then_some(self.address)) {
            admissions.release_from(address);
        }
    }
}

/// Takes a place for a connection from this address; not counted with that, if others stand behind it.
fn admit(shared: &Shared, address: IpAddr) -> Result<(), Full> {
    shared.admissions.admit()?;
    if shared.guard.speaks_for_others(address) {
        return Ok(());
    }
    shared
        .admissions
        .admit_from(address)
        .inspect_err(|_| shared.admissions.release())
}

/// Serves an admitted connection in a task of its own.
fn accept(
    shared: &Arc<Shared>,
    socket: TcpStream,
    address: SocketAddr,
    tls: Option<Arc<Tls>>,
    stopping: CancellationToken,
) {
    let common = Arc::new(Common {
        shared: shared.clone(),
        id: shared.connections.next_id(),
        address: address.ip(),
        counts: !shared.guard.speaks_for_others(address.ip()),
        client: OnceLock::new(),
        secure: tls.is_some(),
        phase: Phase::new(),
        rate: parking_lot::Mutex::new(Bucket::new(shared.settings.rate)),
    });
    let weak = Arc::downgrade(&common);
    tracing::debug!(connection = common.id.0, %address, "opened");
    shared.metrics.opened(Protocol::Http);
    let id = common.id;
    let ended = Ended(common);
    let task = shared.tasks.spawn(serve(ended, socket, tls, stopping));
    shared.connections.add_http(id, weak, task.abort_handle());
}

/// Serves HTTP on one connection until it ends or becomes a WebSocket.
async fn serve(
    ended: Ended,
    socket: TcpStream,
    tls: Option<Arc<Tls>>,
    stopping: CancellationToken,
) {
    let id = ended.0.id.0;
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(connection = id, %error, "ended before it was served");
        return;
    }
    let Some(tls) = tls else {
        return serve_http(ended, socket, stopping).await;
    };
    // As long as the handshake lasts, the peer is one that has not sent the head of a request. Large and of many
    // kinds, so not a part of every connection's task.
    let shaken = tokio::select! {
        shaken = Box::pin(tls.accept(socket)) => shaken,
        () = stopping.cancelled() => return,
    };
    match shaken {
        Ok(stream) => Box::pin(serve_http(ended, stream, stopping)).await,
        Err(error) => tracing::debug!(connection = id, %error, "no TLS"),
    }
}

/// Serves HTTP on a stream until it ends or becomes a WebSocket.
async fn serve_http(
    ended: Ended,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    stopping: CancellationToken,
) {
    let common = ended.0.clone();
    let shared = common.shared.clone();
    let id = common.id.0;
    let head_limit = common.shared.settings.head_limit;
    let service = service_fn(move |request| http::serve(common.clone(), request));
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .header_read_timeout(None)
            .max_header_size(head_limit)
            .max_buf_size(head_limit.max(LEAST_BUFFER))
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let mut cancelled = std::pin::pin!(stopping.cancelled());
    let mut stop = Stop::Unasked;
    let outcome = poll_fn(|cx| {
        // Asked once: from then on the wish to stop wakes this task, and a request need not pay for asking.
        if stop == Stop::Unasked {
            stop = Stop::Awaited;
            let _ = cancelled.as_mut().poll(cx);
        }
        if stop == Stop::Awaited && shared.connections.is_stopping() {
            stop = Stop::Begun;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(cx)
    })
    .await;
    if let Err(error) = outcome {
        if error.is_parse_too_large() {
            ended.0.shared.metrics.limit(Limit::HeadSize).hit(id);
        }
        tracing::debug!(connection = id, %error, "HTTP went wrong");
    }
}

/// How far an HTTP connection is with stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// Nobody was asked yet to wake the connection.
    Unasked,
    /// The connection is woken when it is to stop.
    Awaited,
    /// The connection ends with the request that it serves.
    Begun,
}

/// Says that the HTTP side of a connection has ended.
struct Ended(Arc<Common>);

impl Drop for Ended {
    fn drop(&mut self) {
        let Common {
            shared, phase, id, ..
        } = &*self.0;
        phase.set(Doing::Ended);
        shared.connections.remove_http(*id);
        shared.metrics.ended(Protocol::Http);
        tracing::debug!(connection = id.0, "HTTP ended");
    }
}

/// Keeps the clock going and closes connections that do not get on.
async fn sweep(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for turn in 0.. {
        ticks.tick().await;
        clock::tick();
        shared
            .connections
            .sweep(turn, &shared.settings, &shared.metrics);
    }
}

/// Counts that there is no room.
fn note_full(shared: &Shared, address: IpAddr, full: Full) {
    let limit = match full {
        Full::InAll => Limit::Connections,
        Full::FromAddress => Limit::ConnectionsPerAddress,
    };
    shared.metrics.limit(limit).hit(address);
}

/// Says that there is no room, and closes the connection.
fn turn_away(shared: &Shared, socket: TcpStream, address: IpAddr, full: Full) {
    static PLACES: Semaphore = Semaphore::const_new(HEARD_OUT);
    note_full(shared, address, full);
    let Ok(socket) = socket.into_std() else {
        return;
    };
    // As far as that is possible without waiting.
    let _ = (&socket).write_all(
        b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    );
    let _ = socket.shutdown(Shutdown::Write);
    let (Ok(place), Ok(socket)) = (PLACES.try_acquire(), TcpStream::from_std(socket)) else {
        return;
    };
    // Whoever is still writing a request may lose the answer if the connection is closed before.
    let time = shared.settings.close_time;
    shared.tasks.spawn(async move {
        let _place = place;
        let _ = tokio::time::timeout(time, discard(&socket)).await;
    });
}

/// Reads to the end what is of no use.
async fn discard(socket: &TcpStream) {
    let mut rest = [0; 1024];
    while socket.readable().await.is_ok() {
        match socket.try_read(&mut rest) {
            Ok(0) => return,
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
            Ok(_) | Err(_) => {}
        }
    }
}

/// Each connection takes a file descriptor: says so if there are not enough for as many as there may be.
fn tell_of_descriptors(connections: usize) {
    if let Some(descriptors) = most_descriptors().filter(|most| *most < connections as u64) {
        tracing::info!(
            descriptors,
            connections,
            "there may be fewer file descriptors than connections"
        );
    }
}

/// Out of file descriptors or memory: says so, and leaves time for some to come free.
async fn accept_failed(metrics: &Metrics, error: &io::Error) {
    let of_the_peer = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    );
    if !of_the_peer {
        metrics.accept_failed(error);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
