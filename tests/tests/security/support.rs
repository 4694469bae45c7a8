//! Requests with headers that a browser or an attacker would send.

use std::net::SocketAddr;
use tests::http::{Connection, Response};

/// A call that anybody may make.
pub(crate) const CALL: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
/// Its answer.
pub(crate) const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;

/// What asks for a WebSocket, without `Host`.
const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A request whose headers, `Host` among them, are all given; each is a line.
pub(crate) async fn request(
    address: SocketAddr,
    target: &str,
    headers: &[&str],
    body: &str,
) -> Response {
    let mut connection = Connection::open(address).await;
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    let head = format!("{target} HTTP/1.1\r\n{lines}Content-Length: {length}\r\n\r\n");
    connection.write(head + body).await;
    connection.response().await
}

/// The status of a call by POST with these headers.
pub(crate) async fn post(address: SocketAddr, headers: &[&str]) -> u16 {
    let response = request(address, "POST /jsonrpc", headers, CALL).await;
    if response.status == 200 {
        assert_eq!(response.body, ANSWER);
    }
    response.status
}

/// The status of an upgrade with these headers.
pub(crate) async fn upgrade(address: SocketAddr, path: &str, headers: &[&str]) -> u16 {
    let mut connection = Connection::open(address).await;
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    connection
        .write(format!("GET {path} HTTP/1.1\r\n{lines}{UPGRADE}\r\n"))
        .await;
    connection.response().await.status
}

/// The number of refusals for this reason, as the metrics tell.
pub(crate) async fn refusals(address: SocketAddr, reason: &str) -> u64 {
    let metrics = request(address, "GET /metrics", &["Host: localhost"], "").await;
    let name = format!("messenger_refusals_total{{reason=\"{reason}\"}} ");
    let line = metrics
        .body
        .lines()
        .find_map(|line| line.strip_prefix(&name));
    line.and_then(|count| count.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {}", metrics.body))
}
