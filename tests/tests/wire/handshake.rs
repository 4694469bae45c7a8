//! From HTTP to WebSocket.

use tests::frames::{UPGRADE, handshake};
use tests::http::Connection;
use tests::server::Server;
use tests::socket::Socket;

/// The handshake with one header replaced; `None` leaves it out.
fn with(name: &str, value: Option<&str>) -> String {
    let others = UPGRADE.split_inclusive("\r\n").filter(|line| {
        !line
            .split_once(':')
            .is_some_and(|(other, _)| other.eq_ignore_ascii_case(name))
    });
    let mut headers: String = others.collect();
    if let Some(value) = value {
        headers += &format!("{name}: {value}\r\n");
    }
    headers
}

#[tokio::test]
async fn the_answer_is_that_of_the_standard() {
    let server = Server::start();
    let (response, _) = handshake(server.address(), "/jsonrpc", UPGRADE).await;
    assert_eq!(response.status, 101);
    assert_eq!(
        response.header("sec-websocket-accept"),
        Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    );
    assert!(
        response
            .header("upgrade")
            .is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
    );
    assert!(
        response
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("upgrade"))
    );
    assert_eq!(response.header("sec-websocket-protocol"), None);
    assert_eq!(response.header("sec-websocket-extensions"), None);
}

#[tokio::test]
async fn spellings_of_thunders_clients_are_accepted() {
    let server = Server::start();
    for (name, value) in [
        ("Upgrade", "WEBSOCKET"),
        ("Upgrade", "WebSocket"),
        ("Connection", "UPGRADE"),
        ("Connection", "keep-alive, Upgrade"),
        (
            "Sec-WebSocket-Extensions",
            "permessage-deflate; client_max_window_bits",
        ),
    ] {
        let (response, _) = handshake(server.address(), "/jsonrpc", &with(name, Some(value))).await;
        assert_eq!(response.status, 101, "{name}: {value}");
        assert_eq!(response.header("sec-websocket-extensions"), None);
    }
}

#[tokio::test]
async fn another_version_is_told_the_right_one() {
    let server = Server::start();
    for version in [None, Some("8"), Some("14"), Some("x")] {
        let headers = with("Sec-WebSocket-Version", version);
        let (response, _) = handshake(server.address(), "/jsonrpc", &headers).await;
        assert_eq!(
            (response.status, response.header("sec-websocket-version")),
            (426, Some("13"))
        );
    }
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_refused() {
    let server = Server::start();
    for (name, value) in [
        ("Host", None),
        ("Sec-WebSocket-Key", None),
        ("Sec-WebSocket-Key", Some("")),
        ("Sec-WebSocket-Key", Some("c2hvcnQ=")),
        ("Sec-WebSocket-Key", Some("not base64!")),
        ("Connection", None),
        ("Connection", Some("keep-alive")),
    ] {
        let (response, _) = handshake(server.address(), "/jsonrpc", &with(name, value)).await;
        assert_eq!(response.status, 400, "{name}: {value:?}");
    }
    let mut connection = Connection::open(server.address()).await;
    connection
        .write(format!(
            "POST /jsonrpc HTTP/1.1\r\n{UPGRADE}Content-Length: 0\r\n\r\n"
        ))
        .await;
    assert_eq!(connection.response().await.status, 400, "a POST");
    let mut connection = Connection::open(server.address()).await;
    connection
        .write(format!("GET /jsonrpc HTTP/1.0\r\n{UPGRADE}\r\n"))
        .await;
    assert_eq!(
        connection.bytes(12).await.get(9..),
        Some(&b"400"[..]),
        "HTTP/1.0"
    );
    let (response, _) = handshake(server.address(), "/jsonrpc", &with("Upgrade", None)).await;
    assert_eq!(response.status, 405, "without Upgrade it is a GET");
}

#[tokio::test]
async fn every_subprotocol_is_live() {
    let server = Server::start();
    for (offered, chosen) in [
        ("notification", "notification"),
        ("Notification", "Notification"),
        ("json", "json"),
        ("JSON", "JSON"),
        ("jsonrpc", "jsonrpc"),
        ("JSONRPC", "JSONRPC"),
        ("text", "text"),
        ("raw", "raw"),
        ("foo", "foo"),
        ("notification, json", "notification"),
        ("json,notification", "json"),
        ("foo, JSON", "JSON"),
        ("foo, bar", "foo"),
    ] {
        let (mut socket, echoed) =
            Socket::open_offering(server.address(), "/jsonrpc", Some(offered)).await;
        assert_eq!(echoed.as_deref(), Some(chosen), "{offered}");
        socket.join(offered, "A").await;
    }
    let (mut socket, echoed) = Socket::open_offering(server.address(), "/jsonrpc", None).await;
    assert_eq!(echoed, None);
    socket.join("none", "A").await;
    let (response, _) = handshake(
        server.address(),
        "/jsonrpc",
        &with("Sec-WebSocket-Protocol", Some("")),
    )
    .await;
    assert_eq!(
        (response.status, response.header("sec-websocket-protocol")),
        (101, None)
    );
}

#[tokio::test]
async fn frames_may_follow_the_handshake_at_once() {
    let server = Server::with(&["--unmasked-frames"]);
    let mut connection = Connection::open(server.address()).await;
    let text = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
    let mut bytes = format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n").into_bytes();
    bytes.extend([0x81, u8::try_from(text.len()).expect("is short")]);
    bytes.extend(text.as_bytes());
    connection.write(bytes).await;
    assert_eq!(connection.response().await.status, 101);
    let answer = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;
    let frame = connection.bytes(2 + answer.len()).await;
    assert_eq!(&frame[2..], answer.as_bytes());
}
