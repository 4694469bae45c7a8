//! A service that takes its time and panics, behind a server in the process of the test.

use jsonrpc_runtime::{
    BoxFuture, Call, ConnectionId, Context, Descriptor, Dispatcher, ErrorObject, EventDescriptor,
    Invocation, Limits, Registration, Reply, Selection, Services,
};
use messenger::observe::Metrics;
use messenger::transport::{Server, TransportSettings};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

/// What is mounted as `Troubled`:
///
/// - `count` answers how often it was called,
/// - `gate` answers when [`open_gate`](Self::open_gate) was called, `never` does not,
/// - `panic` panics at once, `panic-later` after a while, `panic-at-the-end` when it is dropped,
/// - to register for the event `panic` panics.
#[derive(Clone, Debug)]
pub struct Troubled(Arc<State>);

#[derive(Debug)]
struct State {
    count: AtomicUsize,
    gate: Semaphore,
    waiting: AtomicUsize,
    dropped: AtomicUsize,
    panics_at_close: AtomicBool,
    closed: AtomicUsize,
}

static DESCRIPTOR: Descriptor = Descriptor {
    interface: "Troubled",
    version: (1, 0, 0),
    methods: &[
        "count",
        "gate",
        "never",
        "panic",
        "panic-later",
        "panic-at-the-end",
    ],
    instances: &[],
    events: &[EventDescriptor::named("panic")],
};

impl Default for Troubled {
    fn default() -> Self {
        Self(Arc::new(State {
            count: AtomicUsize::new(0),
            gate: Semaphore::new(0),
            waiting: AtomicUsize::new(0),
            dropped: AtomicUsize::new(0),
            panics_at_close: AtomicBool::new(false),
            closed: AtomicUsize::new(0),
        }))
    }
}

impl Troubled {
    /// Lets everybody through who waits at the gate, and those who come later.
    pub fn open_gate(&self) {
        self.0.gate.close();
    }

    /// How many calls wait, at the gate or for ever.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::SeqCst)
    }

    /// How many calls were dropped before they were answered.
    pub fn dropped(&self) -> usize {
        self.0.dropped.load(Ordering::SeqCst)
    }

    /// How often `count` was called.
    pub fn count(&self) -> usize {
        self.0.count.load(Ordering::SeqCst)
    }

    /// Has it panic whenever it hears that a connection has closed.
    pub fn panic_at_close(&self) {
        self.0.panics_at_close.store(true, Ordering::SeqCst);
    }

    /// How many connections it heard of that have closed.
    pub fn closed(&self) -> usize {
        self.0.closed.load(Ordering::SeqCst)
    }

    fn wait(&self, gate: impl Future<Output = ()> + Send + 'static) -> Invocation {
        self.0.waiting.fetch_add(1, Ordering::SeqCst);
        let pending = Pending {
            state: self.0.clone(),
            answered: false,
        };
        Invocation::Running(Box::pin(async move {
            // The whole of it, so that it is dropped with the call.
            let mut pending = pending;
            gate.await;
            pending.answered = true;
            Ok(Reply::NULL)
        }))
    }
}

/// A call that waits.
struct Pending {
    state: Arc<State>,
    answered: bool,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.state.waiting.fetch_sub(1, Ordering::SeqCst);
        if !self.answered {
            self.state.dropped.fetch_add(1, Ordering::SeqCst);
        }
    }
}

struct PanicAtTheEnd;

impl Drop for PanicAtTheEnd {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("at the end");
        }
    }
}

impl Dispatcher for Troubled {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn call(&self, call: Call<'_>) -> Invocation {
        match call.method {
            "count" => {
                let count = self.0.count.fetch_add(1, Ordering::SeqCst) + 1;
                Invocation::Done(Reply::of(&count))
            }
            "gate" => {
                let state = self.0.clone();
                self.wait(async move {
                    // Nobody is ever given a permit: the end of the wait is the gate's closing as a semaphore.
                    let _ = state.gate.acquire().await;
                })
            }
            "never" => self.wait(std::future::pending()),
            "panic" => panic!("at once"),
            "panic-later" => Invocation::Running(Box::pin(async {
                tokio::task::yield_now().await;
                panic!("later")
            })),
            "panic-at-the-end" => Invocation::Running(Box::pin(async {
                let _end = PanicAtTheEnd;
                tokio::task::yield_now().await;
                Ok(Reply::NULL)
            })),
            _ => Invocation::unknown_method(),
        }
    }

    fn register(
        &self,
        _event: &str,
        _registration: Registration,
    ) -> BoxFuture<'static, Result<(), ErrorObject>> {
        panic!("while registering")
    }

    fn unregister(
        &self,
        _event: &str,
        _selection: Selection,
        _context: Context,
    ) -> BoxFuture<'static, Result<(), ErrorObject>> {
        Box::pin(async { Ok(()) })
    }

    fn connection_closed(&self, _connection: ConnectionId) {
        self.0.closed.fetch_add(1, Ordering::SeqCst);
        if self.0.panics_at_close.load(Ordering::SeqCst) {
            panic!("at the close of a connection");
        }
    }
}

/// A server in this process.
#[derive(Debug)]
pub struct Library {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it counts.
    pub metrics: Arc<Metrics>,
    stop: oneshot::Sender<()>,
    run: JoinHandle<()>,
}

impl Library {
    /// Serves `Troubled` on a free port, and under `Second` another of the kind.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start(
        troubled: &Troubled,
        second: &Troubled,
        settings: TransportSettings,
    ) -> Self {
        let mut services = Services::new(Limits::default());
        services
            .mount("Troubled", troubled.clone())
            .expect("is free");
        services.mount("Second", second.clone()).expect("is free");
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(address, services, settings).await;
        let server = server.expect("a port is free");
        let (stop, stopped) = oneshot::channel();
        Self {
            address: server.local_addr().expect("is bound"),
            metrics: server.metrics().clone(),
            stop,
            run: tokio::spawn(server.run(async move {
                // That the test forgets it stops it too.
                let _ = stopped.await;
            })),
        }
    }

    /// Tells it to stop; gives back what ends when it has.
    pub fn stop(self) -> JoinHandle<()> {
        // If it ended by itself, that is what comes back.
        let _ = self.stop.send(());
        self.run
    }
}
