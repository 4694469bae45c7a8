//! The same question over both wires.

use serde_json::Value;
use std::net::SocketAddr;
use tests::http::post;
use tests::server::Server;
use tests::socket::Socket;

/// A way to ask the server.
pub(crate) enum Wire {
    WebSocket(Box<Socket>),
    Http(SocketAddr),
}

impl Wire {
    /// Both ways.
    pub(crate) async fn both(server: &Server) -> [Self; 2] {
        let socket = Socket::open(server.address()).await;
        [
            Self::WebSocket(Box::new(socket)),
            Self::Http(server.address()),
        ]
    }

    /// What to tell the two apart by, such as in names of rooms.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::WebSocket(_) => "WebSocket",
            Self::Http(_) => "HTTP",
        }
    }

    /// Sends a text; gives back the answer, if there is one.
    pub(crate) async fn ask(&mut self, text: &str) -> Option<String> {
        match self {
            Self::WebSocket(socket) => {
                let mut answers = socket.exchange(text).await;
                assert!(answers.len() < 2, "{answers:?} to {text}");
                answers.pop()
            }
            Self::Http(address) => {
                let response = post(*address, "/jsonrpc", text).await;
                if response.status == 204 {
                    assert_eq!(response.header("content-type"), None);
                    return None;
                }
                assert_eq!(
                    response.header("content-type"),
                    Some("application/json"),
                    "{response:?}"
                );
                let parses = !response.body.contains(r#","error":{"code":-32700,"#);
                let batch = response.body.starts_with('[');
                let status = if parses || batch { 200 } else { 400 };
                assert_eq!(response.status, status, "{response:?} to {text}");
                Some(response.body)
            }
        }
    }

    /// Sends a text that must be answered.
    pub(crate) async fn answer(&mut self, text: &str) -> String {
        match self.ask(text).await {
            Some(answer) => answer,
            None => panic!("no answer over {} to {text}", self.name()),
        }
    }

    /// Calls a method with params, as JSON; gives back the response.
    pub(crate) async fn call(&mut self, method: &str, params: &str) -> Value {
        let method = Value::from(method);
        let text = format!(r#"{{"jsonrpc":"2.0","id":1,"method":{method},"params":{params}}}"#);
        parse(&self.answer(&text).await)
    }
}

/// The JSON that a text is.
pub(crate) fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The error code of a response, which has no result then.
pub(crate) fn code(response: &Value) -> i64 {
    assert!(response.get("result").is_none(), "{response}");
    match response["error"]["code"].as_i64() {
        Some(code) => code,
        None => panic!("no error code in {response}"),
    }
}

/// The result of a response, which has no error then.
pub(crate) fn result(response: &Value) -> &Value {
    assert!(response.get("error").is_none(), "{response}");
    match response.get("result") {
        Some(result) => result,
        None => panic!("no result in {response}"),
    }
}
