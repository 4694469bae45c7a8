//! Limits of connections, and of how fast one may ask.

use super::support::{NOTHING, code, nothing, parse};
use std::net::{Ipv4Addr, SocketAddr};
use tests::frames::{RawSocket, UPGRADE};
use tests::http::Connection;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::socket::Socket;
use tokio::net::TcpSocket;

/// Whoever comes now is told that there is no room.
async fn assert_turned_away(server: &Server) {
    let mut call = Connection::open(server.address()).await;
    let response = call.request("POST", "/jsonrpc", "", &nothing()).await;
    assert_eq!(
        (response.status, response.header("connection")),
        (503, Some("close"))
    );
    assert!(call.has_ended().await);
    let mut handshake = Connection::open(server.address()).await;
    handshake
        .write(format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n"))
        .await;
    assert_eq!(handshake.response().await.status, 503);
    // Nor is anybody waited for.
    assert_eq!(
        Connection::open(server.address())
            .await
            .response()
            .await
            .status,
        503
    );
}

/// Takes all four places; two of them speak WebSocket.
async fn take_all(server: &Server) -> ([Socket; 2], [Connection; 2]) {
    let address = server.address();
    let sockets = [Socket::open(address).await, Socket::open(address).await];
    let mut connections = [
        Connection::open(address).await,
        Connection::open(address).await,
    ];
    for connection in &mut connections {
        // Only what was answered has surely been accepted.
        let answer = connection.request("POST", "/jsonrpc", "", &nothing()).await;
        assert_eq!(answer.body, NOTHING);
    }
    (sockets, connections)
}

/// Until somebody is served who comes.
async fn until_served(server: &Server) {
    Metrics::of(server.address()).await;
}

pub(crate) async fn too_many(server: &Server) {
    let ([one, mut two], [three, mut four]) = take_all(server).await;
    for _ in 0..3 {
        assert_turned_away(server).await;
    }
    // Those who are there are served.
    assert_eq!(two.exchange(nothing()).await, [NOTHING]);
    assert_eq!(
        four.request("POST", "/jsonrpc", "", &nothing()).await.body,
        NOTHING
    );
    // A place that comes free is taken again, however its holder went.
    one.close().await;
    until_served(server).await;
    two.abort(true);
    until_served(server).await;
    drop(three);
    drop(four);
    take_all(server).await;
    until_served(server).await;
    let mut garbage = Vec::new();
    for _ in 0..20 {
        let mut connection = Connection::open(server.address()).await;
        connection.try_write("\0\0\r\n\r\n").await;
        garbage.push(connection);
    }
    drop(garbage);
    until_served(server).await;
    take_all(server).await;
}

pub(crate) async fn too_many_from_one_address(server: &Server) {
    let taken = take_all(server).await;
    assert_turned_away(server).await;
    // From another address there is room.
    let socket = TcpSocket::new_v4().expect("a socket");
    let other = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), 0));
    socket
        .bind(other)
        .expect("all of 127.0.0.0/8 is this machine");
    let mut other = Connection::open_by(socket, server.address()).await;
    assert_eq!(
        other.request("POST", "/jsonrpc", "", &nothing()).await.body,
        NOTHING
    );
    assert_turned_away(server).await;
    drop(taken);
    until_served(server).await;
}

pub(crate) async fn too_fast(server: &Server) {
    // 40 are allowed at once; it is seconds until the last of these has its answer, but it has.
    let mut raw = RawSocket::open(server.address(), true).await;
    let asked = async |raw: &mut RawSocket, count: u32| {
        for id in 0..count {
            raw.send_text(&format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"no-method"}}"#
            ))
            .await;
        }
        for id in 0..count {
            let answer = parse(&raw.receive_text().await);
            assert_eq!((code(&answer), &answer["id"]), (-32601, &id.into()));
        }
    };
    let hits = async || Metrics::of(server.address()).await.hits("rate");
    asked(&mut raw, 10).await;
    assert_eq!(hits().await, 0.0, "whoever keeps within it is not held up");
    asked(&mut raw, 100).await;
    let websocket = hits().await;
    assert!(websocket > 0.0);

    // Each of a batch counts.
    let mut batches = Socket::open(server.address()).await;
    let batch = format!("[{}]", vec![nothing(); 60].join(","));
    batches.exchange(&*batch).await;
    batches.exchange(nothing()).await;
    let batched = hits().await;
    assert!(batched > websocket);

    let mut pipelined = Connection::open(server.address()).await;
    let body = nothing();
    let request = format!(
        "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    pipelined.write(request.repeat(100)).await;
    for _ in 0..100 {
        assert_eq!(pipelined.response().await.body, NOTHING);
    }
    let http = hits().await;
    assert!(http > batched);
    let mut batches = Connection::open(server.address()).await;
    for body in [batch, nothing()] {
        batches.request("POST", "/jsonrpc", "", &body).await;
    }
    assert!(hits().await > http);
}
