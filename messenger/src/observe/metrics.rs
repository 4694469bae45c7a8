//! Everything that a server counts.

use super::calls::{Calls, time_if_chosen};
use super::counters::{Counter, Counters};
use super::exposition::{Exposition, Family, Kind};
use super::limit::{Hits, Limit};
use super::logs::Throttle;
use super::process::{Process, seconds_since_1970};
use jsonrpc_runtime::{Bound, Called, Observer, Outcome, Services};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// What a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP, so far at least.
    Http,
    /// WebSocket.
    WebSocket,
}

const PROTOCOLS: [(&str, Protocol); 2] =
    [("http", Protocol::Http), ("websocket", Protocol::WebSocket)];

/// Why a WebSocket was closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CloseReason {
    /// The peer said so.
    Peer,
    /// The peer ended it without saying so, or the network did.
    Lost,
    /// The peer sent what it must not.
    Violation,
    /// The peer did not read fast enough.
    Slow,
    /// The peer did not answer a ping.
    Silent,
    /// The caller may not stay: its token has expired, or it has no role any more.
    Expired,
    /// The server is going away.
    GoingAway,
    /// None of these.
    #[default]
    Other,
}

impl CloseReason {
    const ALL: [Self; 8] = [
        Self::Peer,
        Self::Lost,
        Self::Violation,
        Self::Slow,
        Self::Silent,
        Self::Expired,
        Self::GoingAway,
        Self::Other,
    ];

    /// Its name in the log and in labels.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Peer => "peer",
            Self::Lost => "lost",
            Self::Violation => "violation",
            Self::Slow => "slow",
            Self::Silent => "silent",
            Self::Expired => "expired",
            Self::GoingAway => "going_away",
            Self::Other => "other",
        }
    }
}

/// What a server counts. Shared by all parts of it.
pub struct Metrics {
    start: Instant,
    draining: AtomicBool,
    counters: Counters,
    calls: Calls,
    limits: Box<[Hits]>,
    opened: [AtomicU64; 2],
    ended: [AtomicU64; 2],
    closed: [AtomicU64; CloseReason::ALL.len()],
    panics: AtomicU64,
    panic_throttle: Throttle,
    accept_failures: AtomicU64,
    accept_throttle: Throttle,
    sources: Mutex<Vec<Source>>,
    limit_sources: Mutex<Vec<LimitSource>>,
}

type Source = Box<dyn Fn(&mut Exposition) + Send + Sync>;
type LimitSource = Box<dyn Fn() -> Vec<(&'static str, u64)> + Send + Sync>;

impl Metrics {
    /// Nothing has happened yet. To count the calls of `services` too, have them observed.
    pub fn new(services: &Services) -> Self {
        let calls = Calls::new(services.call_names());
        Self {
            start: Instant::now(),
            draining: AtomicBool::new(false),
            counters: Counters::new(calls.places()),
            calls,
            limits: Limit::none_hit(),
            opened: Default::default(),
            ended: Default::default(),
            closed: Default::default(),
            panics: AtomicU64::new(0),
            panic_throttle: Throttle::new(),
            accept_failures: AtomicU64::new(0),
            accept_throttle: Throttle::new(),
            sources: Mutex::default(),
            limit_sources: Mutex::default(),
        }
    }

    /// Has metrics written by `source` whenever somebody asks. It may block for a moment, but not await.
    pub fn add_source(&self, source: impl Fn(&mut Exposition) + Send + Sync + 'static) {
        self.sources.lock().push(Box::new(source));
    }

    /// Has limits of a service, by name with how often they were hit, told with the server's own.
    pub fn add_limits(
        &self,
        limits: impl Fn() -> Vec<(&'static str, u64)> + Send + Sync + 'static,
    ) {
        self.limit_sources.lock().push(Box::new(limits));
    }

    /// Whether the server is stopping.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// The server is stopping.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    /// Adds to a counter.
    pub(crate) fn add(&self, counter: Counter, number: usize) {
        self.counters.add(counter, number as u64);
    }

    /// The hits of a limit.
    pub(crate) fn limit(&self, limit: Limit) -> &Hits {
        &self.limits[limit as usize]
    }

    /// A connection begins to speak a protocol.
    pub(crate) fn opened(&self, protocol: Protocol) {
        self.opened[protocol as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// A connection no longer speaks a protocol.
    pub(crate) fn ended(&self, protocol: Protocol) {
        self.ended[protocol as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// A WebSocket has closed.
    pub(crate) fn closed(&self, reason: CloseReason) {
        self.ended(Protocol::WebSocket);
        self.closed[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// A connection could not be accepted for want of something.
    pub(crate) fn accept_failed(&self, error: &io::Error) {
        self.accept_failures.fetch_add(1, Ordering::Relaxed);
        self.accept_throttle.pass(
            |suppressed| tracing::warn!(%error, suppressed, "cannot accept connections for now"),
        );
    }

    /// How many connections speak a protocol.
    pub(crate) fn open(&self, protocol: Protocol) -> u64 {
        // The ended first: whatever has ended is then among the opened.
        let ended = self.ended[protocol as usize].load(Ordering::SeqCst);
        let opened = self.opened[protocol as usize].load(Ordering::SeqCst);
        opened.saturating_sub(ended)
    }

    /// All metrics with their values. Reads files, so it is not for a thread that serves.
    pub fn exposition(&self) -> Exposition {
        let mut all = Exposition::default();
        self.write_connections(&mut all);
        self.write_traffic(&mut all);
        self.calls
            .write_counts(&mut all.family(CALLS), |place| self.counters.total(place));
        self.calls.write_durations(&mut all.family(CALL_DURATION));
        all.single(PANICS, self.panics.load(Ordering::Relaxed));
        self.write_limits(&mut all);
        for source in &*self.sources.lock() {
            source(&mut all);
        }
        self.write_process(&mut all);
        all
    }

    fn write_connections(&self, all: &mut Exposition) {
        let mut open = all.family(CONNECTIONS);
        for (name, protocol) in PROTOCOLS {
            open.sample([("protocol", name)], self.open(protocol));
        }
        let mut opened = all.family(CONNECTIONS_TOTAL);
        for (name, protocol) in PROTOCOLS {
            let count = self.opened[protocol as usize].load(Ordering::Relaxed);
            opened.sample([("protocol", name)], count);
        }
        let mut closed = all.family(CLOSED);
        let count = |reason: CloseReason| self.closed[reason as usize].load(Ordering::Relaxed);
        for reason in CloseReason::ALL {
            closed.sample([("reason", reason.name())], count(reason));
        }
        all.single(SLOW_CONSUMERS, count(CloseReason::Slow));
        all.single(
            ACCEPT_FAILURES,
            self.accept_failures.load(Ordering::Relaxed),
        );
        all.single(READY, u8::from(!self.is_draining()));
    }

    fn write_traffic(&self, all: &mut Exposition) {
        for (family, http, websocket) in [
            (
                MESSAGES_IN,
                Counter::HttpMessagesIn,
                Counter::WebSocketMessagesIn,
            ),
            (
                MESSAGES_OUT,
                Counter::HttpMessagesOut,
                Counter::WebSocketMessagesOut,
            ),
            (BYTES_IN, Counter::HttpBytesIn, Counter::WebSocketBytesIn),
            (BYTES_OUT, Counter::HttpBytesOut, Counter::WebSocketBytesOut),
        ] {
            let mut samples = all.family(family);
            for ((name, _), counter) in PROTOCOLS.into_iter().zip([http, websocket]) {
                samples.sample([("protocol", name)], self.counters.sum(counter));
            }
        }
        all.single(DELIVERIES, self.counters.sum(Counter::Deliveries));
    }

    fn write_limits(&self, all: &mut Exposition) {
        let own = self.limits.iter().map(|hits| (hits.limit(), hits.count()));
        let mut limits: BTreeMap<&str, u64> = own.collect();
        for source in &*self.limit_sources.lock() {
            for (limit, count) in source() {
                *limits.entry(limit).or_default() += count;
            }
        }
        let mut samples = all.family(LIMIT_HITS);
        for (limit, count) in limits {
            samples.sample([("limit", limit)], count);
        }
    }

    fn write_process(&self, all: &mut Exposition) {
        let process = Process::now();
        let start = seconds_since_1970(self.start.elapsed());
        all.single(START_TIME, format_args!("{start:.3}"));
        if let Some(bytes) = process.resident {
            all.single(RESIDENT_MEMORY, bytes);
        }
        if let Some(count) = process.descriptors {
            all.single(OPEN_DESCRIPTORS, count);
        }
        if let Some(count) = process.most_descriptors {
            all.single(MOST_DESCRIPTORS, count);
        }
        if let Some(seconds) = process.processor {
            all.single(PROCESSOR_TIME, seconds);
        }
        all.family(BUILD)
            .sample([("version", env!("CARGO_PKG_VERSION"))], 1);
    }
}

impl Observer for Metrics {
    fn started(&self) -> Option<Instant> {
        time_if_chosen()
    }

    fn ended(&self, called: Called, started: Option<Instant>, outcome: Outcome) {
        if let Some(place) = self.calls.ended(called, started, outcome) {
            self.counters.count(place);
        }
    }

    fn panicked(&self, called: Called) {
        self.panics.fetch_add(1, Ordering::Relaxed);
        let (callsign, method) = self.calls.names(called);
        self.panic_throttle.pass(
            |suppressed| tracing::error!(%callsign, %method, suppressed, "a handler panicked"),
        );
    }

    fn refused(&self, bound: Bound) {
        let limit = match bound {
            Bound::Batch => Limit::Batch,
            Bound::BatchAnswer => Limit::BatchAnswer,
            Bound::Depth => Limit::Depth,
            Bound::Subscriptions => Limit::Subscriptions,
            Bound::IdLength => Limit::IdLength,
        };
        self.limit(limit).hit("a message");
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

macro_rules! families {
    ($($constant:ident = $kind:ident $name:literal [$labels:literal] $help:literal;)+) => {
        $(const $constant: Family = Family {
            name: $name,
            kind: Kind::$kind,
            labels: $labels,
            help: $help,
        };)+
    };
}

families! {
    CONNECTIONS = Gauge "messenger_connections" ["protocol"]
        "Connections that are open, by what they speak now: http, websocket";
    CONNECTIONS_TOTAL = Counter "messenger_connections_opened_total" ["protocol"]
        "Connections that were opened; a WebSocket was one of HTTP before";
    CLOSED = Counter "messenger_websockets_closed_total" ["reason"]
        "WebSockets that have closed: peer (it said so), lost, violation (of the protocol or its limits), slow, silent (no answer to a ping), expired (its token, or what that allowed), going_away, other";
    SLOW_CONSUMERS = Counter "messenger_slow_consumers_closed_total" [""]
        "WebSockets that were closed with 1013 because they did not read fast enough";
    ACCEPT_FAILURES = Counter "messenger_accept_failures_total" [""]
        "Times that no connection could be accepted, mostly for want of file descriptors";
    READY = Gauge "messenger_ready" [""]
        "1 while connections are accepted, 0 when the server is stopping";
    MESSAGES_IN = Counter "messenger_received_messages_total" ["protocol"]
        "Messages received; a batch is one";
    MESSAGES_OUT = Counter "messenger_sent_messages_total" ["protocol"]
        "Messages sent, answers and events; a batch is one";
    BYTES_IN = Counter "messenger_received_bytes_total" ["protocol"]
        "Bytes received: bodies over http, everything behind the handshake over websocket";
    BYTES_OUT = Counter "messenger_sent_bytes_total" ["protocol"]
        "Bytes sent: bodies over http, everything behind the handshake over websocket";
    DELIVERIES = Counter "messenger_event_deliveries_total" [""]
        "Events sent, counted once for each receiver";
    CALLS = Counter "messenger_calls_total" ["callsign,method,outcome"]
        "Calls that have ended, with the outcome ok, the code of the error, or dropped: the connection ended first. What is not mounted or has no such method is other";
    CALL_DURATION = Histogram "messenger_call_duration_seconds" ["callsign,method"]
        "Time from reading a request to its answer. A sample: all calls up to 256 a second for each thread, one in 16 beyond";
    PANICS = Counter "messenger_handler_panics_total" [""]
        "Panics in services; each ended one call";
    LIMIT_HITS = Counter "messenger_limit_hits_total" ["limit"]
        "Times that a limit was hit";
    START_TIME = Gauge "process_start_time_seconds" [""]
        "When the server started, in seconds since 1970";
    RESIDENT_MEMORY = Gauge "process_resident_memory_bytes" [""]
        "Memory in use";
    OPEN_DESCRIPTORS = Gauge "process_open_fds" [""]
        "File descriptors that are open";
    MOST_DESCRIPTORS = Gauge "process_max_fds" [""]
        "The most file descriptors that may be open";
    PROCESSOR_TIME = Counter "process_cpu_seconds_total" [""]
        "Processor time used";
    BUILD = Gauge "messenger_build_info" ["version"]
        "1, with the version of the server";
}
