//! A scripted server: it says what the scenario wants, also what no real server would.

use anyhow::{Context, Result, bail, ensure};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tests::within;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_websockets::{Error, Message, ServerBuilder, WebSocketStream};

/// Listens for clients.
pub(crate) struct Peer {
    listener: TcpListener,
}

impl Peer {
    /// Listens on a free port.
    pub(crate) async fn listen() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        Ok(Self { listener })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// The URL for WebSockets.
    pub(crate) fn url(&self) -> Result<String> {
        Ok(format!("ws://{}/jsonrpc", self.address()?))
    }

    /// The URL for HTTP.
    pub(crate) fn http_url(&self) -> Result<String> {
        Ok(format!("http://{}/jsonrpc", self.address()?))
    }

    /// Takes the next connection, whatever it is to become.
    pub(crate) async fn accept_raw(&self) -> Result<TcpStream> {
        let (stream, _) = within("a connection of the driver", self.listener.accept()).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Takes the next WebSocket.
    pub(crate) async fn accept(&self) -> Result<Conversation> {
        let stream = self.accept_raw().await?;
        let (request, socket) = within(
            "the driver's handshake",
            ServerBuilder::new().accept(stream),
        )
        .await?;
        let header = request.headers().get("sec-websocket-protocol");
        let (sink, mut stream) = socket.split();
        let (arrived, messages) = mpsc::unbounded_channel();
        Ok(Conversation {
            uri: request.uri().to_string(),
            subprotocol: header.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            sink,
            messages,
            // Whatever the scenario is at: a closing client gets its answer at once.
            reader: tokio::spawn(async move {
                while let Some(message) = stream.next().await {
                    if arrived.send(message).is_err() {
                        break;
                    }
                }
            }),
        })
    }

    /// Takes one HTTP request, which an answer must follow.
    pub(crate) async fn accept_http(&self) -> Result<HttpExchange> {
        HttpExchange::read(self.accept_raw().await?).await
    }

    /// Refuses the next connection with this status.
    pub(crate) async fn refuse(&self, status: u16) -> Result<String> {
        let exchange = self.accept_http().await?;
        let head = exchange.head.clone();
        exchange.respond(status, "").await?;
        Ok(head)
    }
}

/// One WebSocket of a driver.
pub(crate) struct Conversation {
    /// Path and query of the upgrade.
    pub(crate) uri: String,
    /// The subprotocols that were offered.
    pub(crate) subprotocol: Option<String>,
    sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    messages: mpsc::UnboundedReceiver<Result<Message, Error>>,
    reader: JoinHandle<()>,
}

impl Conversation {
    /// The next text of the client. `None`: it has closed the connection.
    pub(crate) async fn text(&mut self) -> Result<Option<String>> {
        loop {
            let message = within("a message of the driver", self.messages.recv()).await;
            match message {
                Some(Ok(message)) if message.is_text() => {
                    return Ok(message.as_text().map(str::to_owned));
                }
                Some(Ok(message)) if message.is_ping() || message.is_pong() => {}
                Some(Ok(message)) if message.is_close() => return Ok(None),
                Some(Ok(message)) => bail!("a message that is no text: {message:?}"),
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }

    /// The next message of the client.
    pub(crate) async fn receive(&mut self) -> Result<Value> {
        let text = self
            .text()
            .await?
            .context("the driver has closed the connection")?;
        serde_json::from_str(&text).with_context(|| format!("the driver sent {text:?}"))
    }

    /// The next message, which must be a request of this method (without callsign and version).
    pub(crate) async fn request(&mut self, method: &str) -> Result<Value> {
        let request = self.receive().await?;
        let name = request["method"].as_str().unwrap_or_default();
        let mut parts = name.splitn(3, '.');
        let bare = parts.nth(2).unwrap_or(name);
        ensure!(bare == method, "{request} instead of a request of {method}");
        ensure!(request["jsonrpc"] == "2.0", "{request} is not JSON-RPC 2.0");
        Ok(request)
    }

    /// Sends a text as it is.
    pub(crate) async fn say(&mut self, text: impl Into<String>) -> Result<()> {
        within(
            "the driver to read",
            self.sink.send(Message::text(text.into())),
        )
        .await?;
        Ok(())
    }

    /// Answers a request with a result.
    pub(crate) async fn result(&mut self, request: &Value, result: Value) -> Result<()> {
        let answer = json!({ "jsonrpc": "2.0", "id": request["id"], "result": result });
        self.say(answer.to_string()).await
    }

    /// Answers a request with an error.
    pub(crate) async fn error(&mut self, request: &Value, error: Value) -> Result<()> {
        let answer = json!({ "jsonrpc": "2.0", "id": request["id"], "error": error });
        self.say(answer.to_string()).await
    }

    /// Takes a registration and confirms it; gives the name of its notifications.
    pub(crate) async fn registration(&mut self) -> Result<(Value, String)> {
        let request = self.receive().await?;
        let name = notification_name(&request)?;
        self.result(&request, Value::Null).await?;
        Ok((request, name))
    }

    /// Sends an event.
    pub(crate) async fn event(&mut self, name: &str, params: Value) -> Result<()> {
        let notification = json!({ "jsonrpc": "2.0", "method": name, "params": params });
        self.say(notification.to_string()).await
    }

    /// Ends the connection without a word.
    pub(crate) fn cut(self) {
        drop(self);
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The name under which the notifications of a registration come.
pub(crate) fn notification_name(request: &Value) -> Result<String> {
    let method = request["method"].as_str().context("a method")?;
    let (event, id) = (&request["params"]["event"], &request["params"]["id"]);
    let (Some(event), Some(id)) = (event.as_str(), id.as_str()) else {
        bail!("{request} is no registration");
    };
    let index = method.split_once('@');
    let (method, index) = index.map_or((method, None), |(method, index)| (method, Some(index)));
    ensure!(
        method.ends_with(".register"),
        "{request} is no registration"
    );
    Ok(match index {
        Some(index) => format!("{id}.{event}@{index}"),
        None => format!("{id}.{event}"),
    })
}

/// One HTTP request and its answer.
pub(crate) struct HttpExchange {
    /// Request line and headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
    stream: TcpStream,
}

impl HttpExchange {
    async fn read(mut stream: TcpStream) -> Result<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(end) = find(&bytes, b"\r\n\r\n") {
                let head = String::from_utf8(bytes[..end].to_vec())?;
                let length = header(&head, "content-length").and_then(|text| text.parse().ok());
                let body = &bytes[end + 4..];
                if body.len() >= length.unwrap_or(0) {
                    let body = String::from_utf8(body.to_vec())?;
                    return Ok(Self { head, body, stream });
                }
            }
            let read = within("a request of the driver", stream.read_buf(&mut bytes)).await?;
            ensure!(read > 0, "the driver ended its request early: {bytes:?}");
        }
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("the body {:?}", self.body))
    }

    /// Answers and ends the connection.
    pub(crate) async fn respond(mut self, status: u16, body: &str) -> Result<()> {
        let length = body.len();
        let response = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        );
        self.stream.write_all(response.as_bytes()).await?;
        self.stream.shutdown().await?;
        // Until the client has read it: an early reset could take the answer away.
        let mut rest = Vec::new();
        let _ = within("the driver to close", self.stream.read_to_end(&mut rest)).await;
        Ok(())
    }

    /// Answers the request in the body with a result.
    pub(crate) async fn result(self, result: Value) -> Result<()> {
        let id = self.json()?["id"].clone();
        let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
        self.respond(200, &answer.to_string()).await
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
