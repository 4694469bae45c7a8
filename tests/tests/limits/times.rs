//! Limits of how long something may take.

use super::support::{NOTHING, call, nothing};
use serde_json::json;
use std::time::Duration;
use tests::frames::{CLOSE, PING, RawSocket, TEXT, UPGRADE};
use tests::http::Connection;
use tests::metrics::Metrics;
use tests::server::{Server, Signal};
use tests::socket::Socket;
use tests::within;

/// Writes one byte after the other, slowly, until the connection has ended.
async fn dribble(connection: &mut Connection, bytes: impl AsRef<[u8]>) {
    let bytes = bytes.as_ref().iter().cycle();
    let written = async {
        for byte in bytes {
            if !connection.try_write([*byte]).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("the end of the connection", written).await;
}

pub(crate) async fn too_long_a_request(server: &Server) {
    let address = server.address();
    let silent = async { assert!(Connection::open(address).await.has_ended().await) };
    let half = async {
        let mut half = Connection::open(address).await;
        half.write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nConte")
            .await;
        assert!(half.has_ended().await);
    };
    // Progress is no excuse.
    let slow = async {
        let mut slow = Connection::open(address).await;
        slow.write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nX: ")
            .await;
        dribble(&mut slow, "x").await;
    };
    let handshake = async {
        let mut slow = Connection::open(address).await;
        slow.write(format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}X: "))
            .await;
        dribble(&mut slow, "x").await;
    };
    let blank = async {
        let mut slow = Connection::open(address).await;
        dribble(&mut slow, "\r\n").await;
    };
    let kept = async {
        let mut kept = Connection::open(address).await;
        assert_eq!(
            kept.request("POST", "/jsonrpc", "", &nothing()).await.body,
            NOTHING
        );
        assert!(kept.has_ended().await);
    };
    // A WebSocket has no request to send.
    let mut socket = Socket::open(address).await;
    tokio::join!(silent, half, slow, handshake, blank, kept);
    assert_eq!(socket.exchange(nothing()).await, [NOTHING]);
    assert!(Metrics::of(address).await.hits("request_time") >= 6.0);
}

pub(crate) async fn too_long_a_body(server: &Server) {
    let address = server.address();
    let begun = async |head: &str| {
        let mut connection = Connection::open(address).await;
        let head = format!("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n");
        connection.write(head).await;
        connection
    };
    let none = async { assert!(begun("Content-Length: 9").await.has_ended().await) };
    let slow = async { dribble(&mut begun("Content-Length: 100000").await, " ").await };
    let chunks =
        async { dribble(&mut begun("Transfer-Encoding: chunked").await, "1\r\n \r\n").await };
    let size = async { dribble(&mut begun("Transfer-Encoding: chunked").await, "0").await };
    tokio::join!(none, slow, chunks, size);
    assert!(Metrics::of(address).await.hits("body_time") >= 3.0);
}

pub(crate) async fn too_long_without_pong(server: &Server) {
    let mut lively = Socket::open(server.address()).await;
    let token = lively.join("room", "lively").await;
    lively.register("userupdate", &format!("{token}.u")).await;
    let mut dead = RawSocket::open(server.address(), true).await;
    dead.send_text(&call("join", json!({"room": "room", "user": "dead"})))
        .await;
    assert!(lively.receive().await.contains("joined"));
    dead.receive_text().await;
    // What is heard from it is a sign of life, whatever it is; then there are no more.
    let ping = dead.receive().await;
    assert_eq!((ping.opcode, ping.fin), (PING, true));
    let end = async {
        while let Some(frame) = dead.try_receive().await {
            assert_eq!(frame.opcode, PING);
        }
    };
    // The lively one answers pings while it waits.
    let (left, ()) = tokio::join!(lively.receive(), end);
    assert!(left.contains(r#""user":"dead","action":"left""#), "{left}");
    // A message that never gets finished is a sign of life only as long as it goes on.
    let mut half = RawSocket::open(server.address(), true).await;
    half.send(TEXT, b"[").await;
    let end = async { while half.try_receive().await.is_some() {} };
    let idle = async {
        let metrics = Metrics::until(server.address(), "two given up", |metrics| {
            metrics.hits("pong_time") == 2.0
        });
        metrics.await
    };
    // Meanwhile it is polled, and so lives.
    tokio::select! {
        _ = async { tokio::join!(end, idle) } => {}
        text = lively.receive() => panic!("{text}"),
    }
    assert_eq!(lively.exchange(nothing()).await, [NOTHING]);
}

pub(crate) async fn too_long_a_closing(server: &Server) {
    let mut socket = RawSocket::open(server.address(), true).await;
    socket.send(0x80 | 0x3, b"").await;
    assert_eq!(socket.receive().await.close_code(), Some(1002));
    // It neither closes its side nor stops to send.
    dribble(socket.connection(), "x").await;
}

pub(crate) async fn too_long_an_end() {
    let server = Server::with(&["--drain-time", "200ms", "--close-time", "1h"]);
    let address = server.address();
    let mut half = Connection::open(address).await;
    half.write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
        .await;
    let mut deaf = RawSocket::open(address, true).await;
    deaf.send_text(&nothing()).await;
    deaf.receive_text().await;
    // The body was begun when this was answered, as a connection is served in order of arrival or not at all.
    Metrics::until(address, "all accepted", |metrics| {
        metrics.value(r#"messenger_connections{protocol="http"}"#) == 2.0
    })
    .await;
    server.signal(Signal::TERM);
    let frame = deaf.receive().await;
    assert_eq!((frame.opcode, frame.close_code()), (CLOSE, Some(1001)));
    let outcome = server.wait();
    assert_eq!(outcome.status.code(), Some(0), "{outcome:?}");
    assert!(half.has_ended().await);
    let log = outcome.stderr;
    assert!(log.contains("limit=drain_time"), "{log}");
    assert!(log.contains("stopped cut_off=2"), "{log}");
}
