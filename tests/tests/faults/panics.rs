//! A panic in a service ends that call, and nothing else.

use super::{request, until};
use messenger::transport::TransportSettings;
use serde_json::{Value, json};
use tests::http::{Connection, post};
use tests::metrics::Metrics;
use tests::socket::Socket;
use tests::troubled::{Library, Troubled};

const METHODS: [&str; 3] = ["panic", "panic-later", "panic-at-the-end"];

async fn start() -> (Library, Troubled, Troubled) {
    let (troubled, second) = <(Troubled, Troubled)>::default();
    let library = Library::start(&troubled, &second, TransportSettings::default()).await;
    (library, troubled, second)
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The answer to a call in which the service has panicked.
fn internal(id: u32) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32603, "message": "Unknown JSON-RPC error."}})
}

fn counted(id: u32, count: usize) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": count})
}

#[tokio::test]
async fn over_http_the_connection_goes_on() {
    let (library, ..) = start().await;
    let mut connection = Connection::open(library.address).await;
    for (count, method) in (1..).zip(METHODS) {
        let answer = connection
            .request("POST", "/jsonrpc", "", &request(1, method))
            .await;
        assert_eq!(
            (answer.status, parse(&answer.body)),
            (200, internal(1)),
            "{method}"
        );
        let answer = connection
            .request("POST", "/jsonrpc", "", &request(2, "count"))
            .await;
        assert_eq!(parse(&answer.body), counted(2, count));
        let notification = format!(r#"{{"jsonrpc":"2.0","method":"Troubled.{method}"}}"#);
        let answer = connection
            .request("POST", "/jsonrpc", "", &notification)
            .await;
        assert_eq!((answer.status, &*answer.body), (204, ""));
    }
    let metrics = Metrics::of(library.address).await;
    assert_eq!(metrics.value("messenger_handler_panics_total"), 6.0);
    for method in METHODS {
        let calls = format!(
            r#"messenger_calls_total{{callsign="Troubled",method="{method}",outcome="-32603"}}"#
        );
        assert_eq!(metrics.value(&calls), 2.0, "{}", metrics.text());
    }
}

#[tokio::test]
async fn over_a_websocket_other_calls_are_answered_in_order() {
    let (library, ..) = start().await;
    let mut socket = Socket::open(library.address).await;
    let mut expected = Vec::new();
    for round in 0..10 {
        for (place, method) in (0..).zip(METHODS) {
            let id = round * 10 + place * 2;
            socket.feed(request(id, "count")).await;
            socket.feed(request(id + 1, method)).await;
            expected.push(counted(id, expected.len() / 2 + 1));
            expected.push(internal(id + 1));
        }
    }
    let answers = socket.settle().await;
    let answers: Vec<Value> = answers.iter().map(|text| parse(text)).collect();
    assert_eq!(answers, expected);
}

#[tokio::test]
async fn in_a_batch_the_others_are_answered() {
    let (library, ..) = start().await;
    let batch = format!(
        "[{},{},{},{},{}]",
        request(1, "count"),
        request(2, "panic"),
        request(3, "panic-later"),
        request(4, "count"),
        request(5, "panic-at-the-end"),
    );
    let mut socket = Socket::open(library.address).await;
    for count in [0, 2] {
        let answers = if count == 0 {
            socket.exchange(&*batch).await.concat()
        } else {
            post(library.address, "/jsonrpc", &batch).await.body
        };
        let expected = json!([
            counted(1, count + 1),
            internal(2),
            internal(3),
            counted(4, count + 2),
            internal(5)
        ]);
        assert_eq!(parse(&answers), expected);
    }
}

#[tokio::test]
async fn while_registering_it_leaves_no_subscription() {
    let (library, ..) = start().await;
    let mut socket = Socket::open(library.address).await;
    let register = r#"{"jsonrpc":"2.0","id":1,"method":"Troubled.register","params":{"event":"panic","id":"me"}}"#;
    for _ in 0..2 {
        // The second time it is no repetition.
        assert_eq!(
            parse(&socket.exchange(register).await.concat()),
            internal(1)
        );
    }
    assert_eq!(
        parse(&socket.exchange(request(2, "count")).await.concat()),
        counted(2, 1)
    );
}

#[tokio::test]
async fn at_the_close_of_a_connection_other_services_still_hear_of_it() {
    let (library, troubled, second) = start().await;
    troubled.panic_at_close();
    for _ in 0..3 {
        let mut socket = Socket::open(library.address).await;
        socket.exchange(request(1, "count")).await;
        socket.close().await;
    }
    until("three closed", || second.closed() == 3).await;
    assert_eq!(troubled.closed(), 3);
    let answer = post(library.address, "/jsonrpc", &request(1, "count")).await;
    assert_eq!(parse(&answer.body), counted(1, 4));
    Metrics::until(library.address, "no connection left over", |metrics| {
        metrics.value(r#"messenger_connections{protocol="websocket"}"#) == 0.0
            && metrics.value("messenger_handler_panics_total") == 3.0
    })
    .await;
}
