//! What the crossings have in common.

use serde_json::{Value, json};
use tests::http::post;
use tests::server::Server;
use tests::socket::Socket;

/// A call as text.
pub(crate) fn call(method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "method": format!("Messenger.1.{method}"), "params": params})
        .to_string()
}

/// A call that does nothing and is always answered alike.
pub(crate) fn nothing() -> String {
    call("exists", json!("join"))
}

/// The answer to [`nothing`].
pub(crate) const NOTHING: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;

pub(crate) fn join(room: &str, user: &str) -> String {
    call("join", json!({"room": room, "user": user}))
}

/// Asks on an open WebSocket and by POST; both answers, which are alike.
pub(crate) async fn both(socket: &mut Socket, server: &Server, text: &str) -> Value {
    let answers = socket.exchange(text).await;
    let [answer] = &answers[..] else {
        panic!("{answers:?} to {text}");
    };
    let posted = post(server.address(), "/jsonrpc", text).await;
    assert_eq!(posted.status, 200, "{posted:?}");
    assert_eq!(posted.body, *answer);
    parse(answer)
}

/// The code of an error.
pub(crate) fn code(answer: &Value) -> i64 {
    let code = answer["error"]["code"].as_i64();
    code.unwrap_or_else(|| panic!("no error but {answer}"))
}

pub(crate) fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Names of all rooms.
pub(crate) async fn rooms(server: &Server) -> Vec<String> {
    let mut observer = Socket::open(server.address()).await;
    let events = observer.register("roomupdate", "all").await;
    let name = |event: &Value| event["params"]["room"].as_str().expect("a name").to_owned();
    events.iter().map(name).collect()
}
