//! A WebSocket client that is strict about RFC 6455 and shares no code with the server.

use crate::within;
use futures_util::{SinkExt, StreamExt};
use http::Uri;
use http::header::{HeaderName, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_websockets::{ClientBuilder, CloseCode, Message, WebSocketStream};

/// An open WebSocket.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    probes: u64,
    calls: u64,
}

impl Socket {
    /// Opens a WebSocket at `/jsonrpc`.
    pub async fn open(address: SocketAddr) -> Self {
        Self::open_at(address, "/jsonrpc").await
    }

    /// Opens a WebSocket at a path.
    pub async fn open_at(address: SocketAddr, path: &str) -> Self {
        Self::open_offering(address, path, None).await.0
    }

    /// Opens a WebSocket at a path, offering subprotocols; gives back the one that was chosen.
    ///
    /// # Panics
    ///
    /// When the server refuses, or answers against RFC 6455.
    pub async fn open_offering(
        address: SocketAddr,
        path: &str,
        subprotocols: Option<&'static str>,
    ) -> (Self, Option<String>) {
        let offer = subprotocols.map(|offer| (SEC_WEBSOCKET_PROTOCOL, offer));
        Self::open_with(address, path, offer).await
    }

    /// Opens a WebSocket at a path, with further headers; gives back the subprotocol that was chosen.
    ///
    /// # Panics
    ///
    /// When the server refuses, or answers against RFC 6455.
    pub async fn open_with(
        address: SocketAddr,
        path: &str,
        headers: impl IntoIterator<Item = (HeaderName, impl AsRef<str>)>,
    ) -> (Self, Option<String>) {
        let uri: Uri = format!("ws://{address}{path}").parse().expect("is a URI");
        let mut builder = ClientBuilder::from_uri(uri);
        for (name, value) in headers {
            let value = HeaderValue::from_str(value.as_ref()).expect("is a value");
            builder = builder
                .add_header(name, value)
                .expect("the header may be set");
        }
        let stream = within("a connection", TcpStream::connect(address)).await;
        let stream = stream.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        let opened = within("a handshake", builder.connect_on(stream)).await;
        let (stream, response) = opened.expect("the server speaks WebSocket");
        let chosen = response.headers().get(SEC_WEBSOCKET_PROTOCOL);
        let chosen = chosen.map(|value| value.to_str().expect("is text").to_owned());
        (
            Self {
                stream,
                probes: 0,
                calls: 0,
            },
            chosen,
        )
    }

    /// Sends a text.
    ///
    /// # Panics
    ///
    /// When the connection is broken.
    pub async fn send(&mut self, text: impl Into<String>) {
        within(
            "room to write",
            self.stream.send(Message::text(text.into())),
        )
        .await
        .expect("the connection takes a message");
    }

    /// Has a text sent together with the next one.
    ///
    /// # Panics
    ///
    /// When the connection is broken.
    pub async fn feed(&mut self, text: impl Into<String>) {
        within(
            "room to write",
            self.stream.feed(Message::text(text.into())),
        )
        .await
        .expect("the connection takes a message");
    }

    /// Sends what was fed.
    ///
    /// # Panics
    ///
    /// When the connection is broken.
    pub async fn flush(&mut self) {
        within("room to write", self.stream.flush())
            .await
            .expect("the connection takes messages");
    }

    /// Has a text sent together with the next one, unless the server has broken the connection off.
    pub async fn try_feed(&mut self, text: impl Into<String>) -> bool {
        let fed = self.stream.feed(Message::text(text.into()));
        within("room to write", fed).await.is_ok()
    }

    /// Sends what was fed, unless the server has broken the connection off.
    pub async fn try_flush(&mut self) -> bool {
        within("room to write", self.stream.flush()).await.is_ok()
    }

    /// Receives a text.
    ///
    /// # Panics
    ///
    /// When something else comes, or nothing.
    pub async fn receive(&mut self) -> String {
        self.try_receive()
            .await
            .unwrap_or_else(|end| panic!("no text but {end}"))
    }

    /// Receives a text; the error says how the connection ended.
    ///
    /// # Errors
    ///
    /// When the connection was closed or broke.
    pub async fn try_receive(&mut self) -> Result<String, String> {
        match within("a message", self.stream.next()).await {
            Some(Ok(message)) => match (message.as_text(), message.as_close()) {
                (Some(text), _) => Ok(text.to_owned()),
                (None, Some((code, reason))) => Err(format!("close {} {reason}", u16::from(code))),
                (None, None) => self.after_control().await,
            },
            Some(Err(error)) => Err(error.to_string()),
            None => Err("the end".to_owned()),
        }
    }

    /// Sends a text; gives back everything that the server sent before it had handled the text, and all
    /// that was caused until then by others.
    pub async fn exchange(&mut self, text: impl Into<String>) -> Vec<String> {
        self.feed(text).await;
        self.settle().await
    }

    /// Everything that the server has sent. Its output on a connection is one queue, so the answer to a
    /// harmless question marks the end.
    pub async fn settle(&mut self) -> Vec<String> {
        let probe = self.probe().await;
        self.receive_until(&probe).await
    }

    /// Everything that comes before the answer to a harmless question asked earlier.
    pub async fn receive_until(&mut self, probe: &str) -> Vec<String> {
        let mut received = Vec::new();
        loop {
            let text = self.receive().await;
            if text.starts_with(probe) {
                return received;
            }
            received.push(text);
        }
    }

    /// Asks the harmless question; gives back how its answer begins.
    pub async fn probe(&mut self) -> String {
        self.probes += 1;
        let id = format!("\"probe-{}\"", self.probes);
        self.send(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"probe"}}"#))
            .await;
        format!(r#"{{"jsonrpc":"2.0","id":{id},"#)
    }

    /// Calls a method; gives back the response, before which nothing may come.
    ///
    /// # Panics
    ///
    /// When anything else comes first.
    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        let (events, response) = self.call_with_events(method, params).await;
        assert!(events.is_empty(), "{events:?} before {response}");
        response
    }

    /// Calls a method; gives back what came before the response, and the response.
    ///
    /// # Panics
    ///
    /// When something comes that is not JSON.
    pub async fn call_with_events(&mut self, method: &str, params: Value) -> (Vec<Value>, Value) {
        self.calls += 1;
        let id = self.calls;
        self.send(
            json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string(),
        )
        .await;
        let mut events = Vec::new();
        loop {
            let message: Value = serde_json::from_str(&self.receive().await).expect("is JSON");
            if message["id"] == id {
                return (events, message);
            }
            events.push(message);
        }
    }

    /// Joins a room; gives back the token.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub async fn join(&mut self, room: &str, user: &str) -> String {
        let params = json!({"room": room, "user": user});
        let (_, response) = self.call_with_events("Messenger.1.join", params).await;
        match response["result"].as_str() {
            Some(token) => token.to_owned(),
            None => panic!("no token but {response}"),
        }
    }

    /// Registers for an event, which must succeed; gives back the initial events.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub async fn register(&mut self, event: &str, id: &str) -> Vec<Value> {
        let params = json!({"event": event, "id": id});
        let (events, response) = self.call_with_events("Messenger.1.register", params).await;
        assert_eq!(response["result"], Value::Null, "{response}");
        assert!(response.get("error").is_none(), "{response}");
        events
    }

    /// Closes by the closing handshake; gives back what came until the end.
    ///
    /// # Panics
    ///
    /// When the server does not close properly.
    pub async fn close(mut self) -> Vec<String> {
        let close = Message::close(Some(CloseCode::NORMAL_CLOSURE), "");
        within("room to write", self.stream.send(close))
            .await
            .expect("the connection is open");
        let mut received = Vec::new();
        loop {
            match self.try_receive().await {
                Ok(text) => received.push(text),
                Err(end) if end.starts_with("close 1000") || end == "the end" => return received,
                Err(end) => panic!("instead of closing: {end}"),
            }
        }
    }

    /// Tears the connection down, by a reset or by an orderly end of TCP alone.
    ///
    /// # Panics
    ///
    /// When the system refuses.
    pub fn abort(self, reset: bool) {
        if reset {
            self.stream
                .get_ref()
                .set_zero_linger()
                .expect("a socket option");
        }
    }

    async fn after_control(&mut self) -> Result<String, String> {
        // Pings are answered by the library itself.
        Box::pin(self.try_receive()).await
    }
}
