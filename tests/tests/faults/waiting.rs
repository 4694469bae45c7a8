//! A service that takes its time: what waits behind its call is bounded, and its connection may go.

use super::{request, until};
use messenger::transport::TransportSettings;
use serde_json::Value;
use tests::http::post;
use tests::metrics::Metrics;
use tests::socket::Socket;
use tests::troubled::{Library, Troubled};

const RECEIVED: &str = r#"messenger_received_messages_total{protocol="websocket"}"#;

async fn start() -> (Library, Troubled) {
    let (troubled, second) = <(Troubled, Troubled)>::default();
    let settings = TransportSettings {
        message_limit: 64 * 1024,
        ..Default::default()
    };
    let library = Library::start(&troubled, &second, settings).await;
    (library, troubled)
}

#[tokio::test]
async fn all_that_waits_is_answered_in_order_afterwards() {
    let (library, troubled) = start().await;
    let mut socket = Socket::open(library.address).await;
    socket.feed(request(0, "gate")).await;
    for id in 1..=3000 {
        socket.feed(request(id, "count")).await;
    }
    socket.flush().await;
    until("the call runs", || troubled.waiting() == 1).await;
    // Others do not wait with it.
    let other = post(library.address, "/jsonrpc", &request(1, "count")).await;
    assert_eq!(other.body, r#"{"jsonrpc":"2.0","id":1,"result":1}"#);
    troubled.open_gate();
    for (id, text) in socket.settle().await.iter().enumerate() {
        let answer: Value = serde_json::from_str(text).expect("is JSON");
        assert_eq!(answer["id"], id);
        assert_eq!(
            answer["result"],
            if id == 0 {
                Value::Null
            } else {
                (id + 1).into()
            }
        );
    }
    assert_eq!(troubled.count(), 3001);
}

#[tokio::test]
async fn empty_messages_fill_the_bound_too_and_a_connection_that_is_not_read_from_may_break() {
    let (library, troubled) = start().await;
    let mut socket = Socket::open(library.address).await;
    socket.send(request(1, "never")).await;
    until("the call runs", || troubled.waiting() == 1).await;
    let sent = 50_000;
    for _ in 0..sent {
        socket.feed("").await;
    }
    socket.flush().await;
    Metrics::until(library.address, "some read", |metrics| {
        metrics.value(RECEIVED) > 1000.0
    })
    .await;
    socket.abort(true);
    until("the call is dropped", || troubled.dropped() == 1).await;
    until("the services know", || troubled.closed() == 1).await;
    let received = Metrics::of(library.address).await.value(RECEIVED);
    assert!(received < 20_000.0, "{received} of {sent} were taken in");
    let answer = post(library.address, "/jsonrpc", &request(1, "count")).await;
    assert_eq!(answer.body, r#"{"jsonrpc":"2.0","id":1,"result":1}"#);
}
