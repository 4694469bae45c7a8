//! Handshakes that are wrong in each way.

use super::{After, Shape, check};
use After::{Either, Ends, Lives};
use tests::frames::{RawSocket, UPGRADE};
use tests::http::Connection;
use tests::server::Server;

/// A handshake with a header of another value, or without it.
fn with(name: &str, value: Option<&str>) -> String {
    let others = UPGRADE
        .split_inclusive("\r\n")
        .filter(|line| !line.starts_with(&format!("{name}:")));
    let mut headers: String = others.collect();
    if let Some(value) = value {
        headers.push_str(&format!("{name}: {value}\r\n"));
    }
    headers
}

fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut add = |name: String, sent: String, status: u16, after| {
        shapes.push(Shape {
            name,
            sent: sent.into_bytes(),
            statuses: vec![status],
            after,
        });
    };
    let get = |headers: String| format!("GET /jsonrpc HTTP/1.1\r\n{headers}\r\n");
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (name, value, status) in [
        ("Host", None, 400),
        ("Connection", None, 400),
        ("Connection", Some("close"), 400),
        ("Connection", Some("keep-alive"), 400),
        ("Connection", Some("Upgraded"), 400),
        ("Upgrade", None, 405),
        ("Upgrade", Some("h2c"), 405),
        ("Upgrade", Some("websockets"), 405),
        ("Sec-WebSocket-Version", None, 426),
        ("Sec-WebSocket-Version", Some(""), 426),
        ("Sec-WebSocket-Version", Some("8"), 426),
        ("Sec-WebSocket-Version", Some("12, 13"), 426),
        ("Sec-WebSocket-Version", Some("013"), 426),
        ("Sec-WebSocket-Version", Some("13.0"), 426),
        ("Sec-WebSocket-Version", Some("256"), 426),
        ("Sec-WebSocket-Key", None, 400),
        ("Sec-WebSocket-Key", Some(""), 400),
        ("Sec-WebSocket-Key", Some("c2hvcnQ="), 400),
        ("Sec-WebSocket-Key", Some("dGhlIHNhbXBsZSBub25jZQ"), 400),
        ("Sec-WebSocket-Key", Some("dGhlIHNhbXBsZSBub25jZSE="), 400),
        ("Sec-WebSocket-Key", Some("dGhlIHNhbXBsZ\tBub25jZQ=="), 400),
        ("Sec-WebSocket-Key", Some("!!!!!!!!!!!!!!!!!!!!!!=="), 400),
    ] {
        // Whoever asks to close gets that too.
        let after = if value == Some("close") { Ends } else { Lives };
        add(
            format!("{name} {value:?}"),
            get(with(name, value)),
            status,
            after,
        );
    }
    add(
        "two keys".into(),
        get(format!("{UPGRADE}{key}")),
        400,
        Lives,
    );
    add(
        "two versions".into(),
        get(format!("{UPGRADE}Sec-WebSocket-Version: 13\r\n")),
        426,
        Lives,
    );
    let body = format!("{UPGRADE}Content-Length: 5\r\n");
    add(
        "a body".into(),
        format!("GET /jsonrpc HTTP/1.1\r\n{body}\r\nhello"),
        400,
        Either,
    );
    let chunks = format!("{UPGRADE}Transfer-Encoding: chunked\r\n");
    add(
        "chunks".into(),
        format!("GET /jsonrpc HTTP/1.1\r\n{chunks}\r\n0\r\n\r\n"),
        400,
        Either,
    );
    for method in ["HEAD", "PUT", "OPTIONS", "CONNECT", "get"] {
        // An answer to HEAD has no body to read.
        if method != "HEAD" && method != "CONNECT" {
            add(
                method.into(),
                format!("{method} /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n"),
                400,
                Lives,
            );
        }
    }
    add(
        "POST".into(),
        format!("POST /jsonrpc HTTP/1.1\r\n{UPGRADE}Content-Length: 0\r\n\r\n"),
        400,
        Lives,
    );
    add(
        "an unknown path".into(),
        format!("GET /nothing HTTP/1.1\r\n{UPGRADE}\r\n"),
        503,
        Lives,
    );
    add(
        "an unknown callsign".into(),
        format!("GET /jsonrpc/Nobody HTTP/1.1\r\n{UPGRADE}\r\n"),
        503,
        Lives,
    );
    shapes
}

#[tokio::test]
async fn whatever_is_wrong_with_a_handshake_is_answered_and_harms_nobody() {
    check(&shapes()).await;
}

#[tokio::test]
async fn a_refusal_for_the_version_says_the_right_one() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    let headers = with("Sec-WebSocket-Version", Some("7"));
    connection
        .write(format!("GET /jsonrpc HTTP/1.1\r\n{headers}\r\n"))
        .await;
    let refusal = connection.response().await;
    assert_eq!(
        (refusal.status, refusal.header("sec-websocket-version")),
        (426, Some("13"))
    );
    assert_eq!(refusal.header("upgrade"), Some("websocket"));
    // The right one may be used on the same connection.
    let mut socket = RawSocket::over(connection, true).await;
    socket.send_text(super::CALL).await;
    assert_eq!(socket.receive_text().await, super::ANSWER);
}
