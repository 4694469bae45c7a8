//! A server that is told to stop: what was answered has happened, what has happened was answered or its
//! connection closed with 1001.

use super::{request, until};
use messenger::transport::TransportSettings;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tests::frames::{CLOSE, RawSocket};
use tests::http::{Connection, post};
use tests::server::{Server, Signal};
use tests::socket::Socket;
use tests::troubled::{Library, Troubled};
use tests::within;
use tokio::net::TcpStream;

const WEBSOCKETS: usize = 16;
const HTTP: usize = 8;
const WINDOW: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_load_nothing_is_lost() {
    for signal in [Signal::TERM, Signal::INT, Signal::TERM] {
        let server = Server::with(&["--log", "messenger=info"]);
        let answers = Arc::new(AtomicU64::new(0));
        let address = server.address();
        let mut observer = Observer::open(address).await;
        let mut tokens = Vec::new();
        for _ in 0..HTTP {
            tokens.push(observer.invite(address).await);
        }
        let websockets: Vec<_> = (0..WEBSOCKETS)
            .map(|number| tokio::spawn(speak(address, number, answers.clone())))
            .collect();
        let http: Vec<_> = tokens
            .iter()
            .map(|token| tokio::spawn(post_on(address, token.clone(), answers.clone())))
            .collect();
        let seen = tokio::spawn(observer.watch());
        until("enough load", || answers.load(Ordering::Relaxed) > 4000).await;
        server.signal(signal);
        for client in websockets {
            client.await.expect("the client found nothing wrong");
        }
        let seen = seen.await.expect("the observer found nothing wrong");
        for (client, token) in http.into_iter().zip(&tokens) {
            let answered = client.await.expect("the client found nothing wrong");
            let seen = seen.get(token).copied().unwrap_or_default();
            assert!(
                seen <= answered,
                "{seen} have happened, {answered} were answered"
            );
        }
        let outcome = server.wait();
        assert_eq!(outcome.status.code(), Some(0), "{outcome:?}");
        assert!(
            outcome.stderr.contains("stopped cut_off=0"),
            "{}",
            outcome.stderr
        );
    }
}

/// Sends without a pause over a WebSocket, and hears what it sends.
async fn speak(address: SocketAddr, number: usize, total: Arc<AtomicU64>) {
    let mut socket = Socket::open(address).await;
    let token = socket.join(&format!("room {number}"), "me").await;
    socket.register("message", &format!("{token}.m")).await;
    let (mut sent, mut happened, mut answered) = (0, 0, 0);
    loop {
        // Once the server closes, there may be nobody to write to.
        while sent < answered + WINDOW && socket.try_feed(send(&token, sent)).await {
            sent += 1;
        }
        socket.try_flush().await;
        match socket.try_receive().await {
            Ok(text) => read(&text, &mut happened, &mut answered),
            Err(end) => {
                assert!(end.starts_with("close 1001"), "{end}");
                return;
            }
        }
        total.fetch_add(1, Ordering::Relaxed);
    }
}

fn read(text: &str, happened: &mut u64, answered: &mut u64) {
    let message: Value = serde_json::from_str(text).expect("is JSON");
    if let Some(id) = message.get("id") {
        assert_eq!(*id, *answered, "answers come in order: {message}");
        assert_eq!(message.get("result"), Some(&Value::Null), "{message}");
        *answered += 1;
    } else {
        assert_eq!(message["params"]["message"], happened.to_string());
        *happened += 1;
    }
    assert!(answered <= happened, "what is answered has happened before");
}

/// Sends one after the other over HTTP; gives back how many were answered.
async fn post_on(address: SocketAddr, token: String, total: Arc<AtomicU64>) -> u64 {
    let mut connection = Connection::open(address).await;
    for number in 0.. {
        let body = send(&token, number);
        let head = "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
        let length = body.len();
        connection
            .try_write(format!("{head}{length}\r\n\r\n{body}"))
            .await;
        let Some(answer) = connection.try_response().await else {
            // Not a part of an answer either.
            assert!(connection.has_ended().await);
            return number;
        };
        let expected = json!({"jsonrpc": "2.0", "id": number, "result": null});
        assert_eq!(
            (answer.status, &*answer.body),
            (200, &*expected.to_string())
        );
        total.fetch_add(1, Ordering::Relaxed);
    }
    unreachable!("numbers do not end")
}

fn send(token: &str, number: u64) -> String {
    let params = json!({"roomid": token, "message": number.to_string()});
    json!({"jsonrpc": "2.0", "id": number, "method": "Messenger.1.send", "params": params})
        .to_string()
}

/// Hears what the others do over HTTP.
struct Observer(Socket);

impl Observer {
    async fn open(address: SocketAddr) -> Self {
        Self(Socket::open(address).await)
    }

    /// Listens with the token of somebody who joins over HTTP a room of his own; gives back the token.
    async fn invite(&mut self, address: SocketAddr) -> String {
        static ROOMS: AtomicU64 = AtomicU64::new(0);
        let room = ROOMS.fetch_add(1, Ordering::Relaxed).to_string();
        let params = json!({"room": room, "user": "somebody"});
        let join =
            json!({"jsonrpc": "2.0", "id": 1, "method": "Messenger.1.join", "params": params});
        let answer = post(address, "/jsonrpc", &join.to_string()).await.body;
        let answer: Value = serde_json::from_str(&answer).expect("is JSON");
        let token = answer["result"].as_str().expect("a token").to_owned();
        self.0.register("message", &format!("{token}.m")).await;
        token
    }

    /// How many messages were sent with each token, until the end.
    async fn watch(mut self) -> HashMap<String, u64> {
        let mut seen = HashMap::new();
        loop {
            let event: Value = match self.0.try_receive().await {
                Ok(text) => serde_json::from_str(&text).expect("is JSON"),
                Err(end) => {
                    assert!(end.starts_with("close 1001"), "{end}");
                    return seen;
                }
            };
            let method = event["method"].as_str().expect("a designator");
            let token = method.split('.').next().expect("a token");
            let count: &mut u64 = seen.entry(token.to_owned()).or_default();
            assert_eq!(event["params"]["message"], count.to_string());
            *count += 1;
        }
    }
}

#[tokio::test]
async fn what_runs_is_answered_and_what_waits_is_not_begun() {
    let (troubled, second) = <(Troubled, Troubled)>::default();
    let settings = TransportSettings {
        drain_time: Duration::from_secs(3600),
        ..Default::default()
    };
    let library = Library::start(&troubled, &second, settings).await;
    let address = library.address;
    let mut idle = Socket::open(address).await;
    let mut kept = Connection::open(address).await;
    assert_eq!(
        kept.request("POST", "/jsonrpc", "", &request(1, "versions"))
            .await
            .status,
        200
    );
    let mut busy = RawSocket::open(address, true).await;
    for text in [request(1, "gate"), request(2, "count")] {
        busy.send_text(&text).await;
    }
    let batch = format!("[{},{}]", request(1, "gate"), request(2, "versions"));
    let posted = tokio::spawn(async move { post(address, "/jsonrpc", &batch).await });
    until("two calls run", || troubled.waiting() == 2).await;

    let run = library.stop();
    let end = idle.try_receive().await.expect_err("nothing but the end");
    assert!(end.starts_with("close 1001"), "{end}");
    drop(idle);
    assert!(kept.has_ended().await);
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody else gets in"
    );
    assert!(!run.is_finished());
    assert_eq!(troubled.waiting(), 2, "the calls run on");

    troubled.open_gate();
    assert_eq!(
        busy.receive_text().await,
        r#"{"jsonrpc":"2.0","id":1,"result":null}"#
    );
    let close = busy.receive().await;
    assert_eq!((close.opcode, close.close_code()), (CLOSE, Some(1001)));
    assert!(busy.connection().has_ended().await);
    drop(busy);
    let answer = posted.await.expect("was answered");
    // A batch is one request, which was begun.
    let answers: Value = serde_json::from_str(&answer.body).expect("is JSON");
    assert_eq!(answers.as_array().map(Vec::len), Some(2), "{answers}");
    within("the end", run).await.expect("it does not panic");
    assert_eq!((troubled.count(), troubled.dropped()), (0, 0));
}

#[tokio::test]
async fn what_never_ends_is_cut_off_after_the_drain_time() {
    let (troubled, second) = <(Troubled, Troubled)>::default();
    let settings = TransportSettings {
        drain_time: Duration::from_millis(50),
        close_time: Duration::from_secs(3600),
        ..Default::default()
    };
    let library = Library::start(&troubled, &second, settings).await;
    let address = library.address;
    let mut busy = RawSocket::open(address, true).await;
    busy.send_text(&request(1, "never")).await;
    let mut posted = Connection::open(address).await;
    let body = request(1, "never");
    let length = body.len();
    let head = format!("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}");
    posted.write(format!("{head}\r\n\r\n{body}")).await;
    let mut deaf = RawSocket::open(address, true).await;
    until("two calls run", || troubled.waiting() == 2).await;
    let metrics = library.metrics.clone();
    within("the end", library.stop())
        .await
        .expect("it does not panic");
    // All of this although the process goes on, and with it what still ran.
    for socket in [&mut busy, &mut deaf] {
        assert_eq!(socket.receive().await.close_code(), Some(1001));
        assert!(socket.connection().has_ended().await);
    }
    assert!(posted.has_ended().await);
    until("the calls are dropped", || troubled.dropped() == 2).await;
    until("the service knows", || troubled.closed() == 2).await;
    let text = metrics.exposition().into_text();
    let dropped = r#"method="never",outcome="dropped"} 2"#;
    assert!(text.contains(dropped), "{text}");
}

#[tokio::test]
async fn told_twice_it_ends_at_once() {
    let arguments = [
        "--drain-time",
        "1h",
        "--close-time",
        "1h",
        "--metrics-listen",
        "127.0.0.1:0",
    ];
    for second in [Signal::TERM, Signal::INT] {
        let server = Server::with(&arguments);
        let mut deaf = RawSocket::open(server.address(), true).await;
        let pages = pages(&server).await;
        let ready = async || {
            let mut connection = Connection::open(pages).await;
            connection.request("GET", "/readyz", "", "").await.status
        };
        assert_eq!(ready().await, 200);
        server.signal(Signal::TERM);
        within("unreadiness", async { while ready().await != 503 {} }).await;
        assert_eq!(deaf.receive().await.close_code(), Some(1001));
        // The metrics are there to the end.
        let metrics = tests::metrics::Metrics::of(pages).await;
        assert_eq!(metrics.value("messenger_ready"), 0.0);
        assert_eq!(
            metrics.value(r#"messenger_connections{protocol="websocket"}"#),
            1.0
        );
        server.signal(second);
        let outcome = server.wait();
        assert_eq!(outcome.status.code(), Some(1));
        assert!(
            outcome.stderr.contains("told to stop again"),
            "{}",
            outcome.stderr
        );
    }
}

/// Where the server tells its metrics, as the log says.
async fn pages(server: &Server) -> SocketAddr {
    let address = || {
        let log = server.log();
        let line = log.lines().find(|line| line.contains("telling metrics"))?;
        line.split_once("address=")?.1.trim().parse().ok()
    };
    until("an address in the log", || address().is_some()).await;
    address().expect("was there a moment ago")
}
