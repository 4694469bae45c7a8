//! Services that fail, behind a server in this process.

use super::program::{Scrape, post};
use super::socket::Socket;
use jsonrpc_runtime::{
    BoxFuture, Call, ConnectionId, Context, Descriptor, Dispatcher, ErrorObject, Invocation,
    Limits, Registration, Reply, Selection, Services,
};
use messenger::transport::{Server, TransportSettings};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tracing_subscriber::fmt::MakeWriter;

struct Failing;

static DESCRIPTOR: Descriptor = Descriptor {
    interface: "Failing",
    version: (1, 0, 0),
    methods: &["panic", "panic-later", "never", "later"],
    instances: &[],
    events: &[],
};

impl Dispatcher for Failing {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn call(&self, call: Call<'_>) -> Invocation {
        match call.method {
            "panic" => panic!("with a secret"),
            "panic-later" => Invocation::Running(Box::pin(async {
                tokio::task::yield_now().await;
                panic!("with a secret")
            })),
            "never" => Invocation::Running(Box::pin(std::future::pending())),
            "later" => Invocation::Running(Box::pin(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
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
        unreachable!("there are no events")
    }

    fn unregister(
        &self,
        _event: &str,
        _selection: Selection,
        _context: Context,
    ) -> BoxFuture<'static, Result<(), ErrorObject>> {
        unreachable!("there are no events")
    }

    fn connection_closed(&self, _connection: ConnectionId) {}
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("is not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn request(method: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"F.{method}"}}"#)
}

#[test]
fn panics_and_calls_that_take_time_are_told_with_their_method() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .init();
    let runtime = tokio::runtime::Runtime::new().expect("there are threads");
    let mut services = Services::new(Limits::default());
    services.mount("F", Failing).expect("is free");
    let address = "127.0.0.1:0".parse().expect("is an address");
    let bind = Server::bind(address, services, TransportSettings::default());
    let server = runtime.block_on(bind).expect("a port is free");
    let address = server.local_addr().expect("is bound");
    let metrics = server.metrics().clone();
    runtime.spawn(server.run(std::future::pending()));

    assert!(post(address, &request("panic")).contains("-32603"));
    assert!(post(address, &request("panic-later")).contains("-32603"));
    assert!(post(address, &request("later")).contains("result"));
    let mut socket = Socket::open(address, "/jsonrpc");
    socket.send(&request("never"));
    socket.close();
    drop(socket);

    let outcome = |scrape: &Scrape, method: &str, outcome: &str| {
        let labels = format!(r#"{{callsign="F",method="{method}",outcome="{outcome}"}}"#);
        scrape.value("messenger_calls_total", &labels)
    };
    let start = Instant::now();
    let scrape = loop {
        let scrape = Scrape::read(&metrics.exposition().into_text());
        if outcome(&scrape, "never", "dropped") == 1.0 {
            break scrape;
        }
        assert!(start.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(outcome(&scrape, "panic", "-32603"), 1.0);
    assert_eq!(outcome(&scrape, "panic-later", "-32603"), 1.0);
    assert_eq!(outcome(&scrape, "later", "ok"), 1.0);
    assert_eq!(scrape.value("messenger_handler_panics_total", ""), 2.0);
    let lasted = scrape.value(
        "messenger_call_duration_seconds_sum",
        r#"{callsign="F",method="later"}"#,
    );
    assert!((0.02..5.0).contains(&lasted), "{lasted}");
    let log = log.0.lock().expect("is not poisoned").clone();
    let log = String::from_utf8(log).expect("is text");
    let line = log.lines().find(|line| line.contains("a handler panicked"));
    let line = line.expect(&log);
    assert!(line.contains("ERROR"), "{line}");
    assert!(line.contains("callsign=F method=panic"), "{line}");
    assert!(!log.contains("secret"), "{log}");
}
