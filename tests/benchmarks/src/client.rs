//! Connections, made ready for the load.

use crate::subject::Subject;
use crate::wire::{Protocol, authorization, client_frame};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection that waits for each answer.
pub(crate) struct Client {
    socket: TcpStream,
    input: Vec<u8>,
}

impl Client {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self {
            socket,
            input: Vec::new(),
        })
    }

    /// Connects and becomes a WebSocket.
    pub(crate) fn open(address: SocketAddr, token: Option<&str>) -> Result<Self> {
        let mut client = Self::connect(address)?;
        let head = format!(
            "GET /jsonrpc HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: notification\r\n{}\r\n",
            authorization(token)
        );
        client.socket.write_all(head.as_bytes())?;
        let answer = client.next(Protocol::Http)?;
        if !answer.starts_with(b"HTTP/1.1 101") {
            bail!("no WebSocket but {}", String::from_utf8_lossy(&answer));
        }
        Ok(client)
    }

    /// Calls a method of the reference server; the result.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": format!("Messenger.1.{method}"), "params": params });
        self.socket.write_all(&client_frame(&request.to_string()))?;
        loop {
            let frame = self.next(Protocol::WebSocket)?;
            let start = frame
                .iter()
                .position(|byte| *byte == b'{')
                .context("an object")?;
            let mut message: Value = serde_json::from_slice(&frame[start..])?;
            match (message.get("result").is_some(), message.get("error")) {
                (true, _) => return Ok(message["result"].take()),
                (_, Some(error)) => bail!("{method} answers {error}"),
                // An event.
                (false, None) => {}
            }
        }
    }

    /// Joins a room; the token.
    pub(crate) fn join(&mut self, room: &str, user: &str) -> Result<String> {
        let token = self.call("join", json!({ "room": room, "user": user }))?;
        Ok(token.as_str().context("the token is a text")?.to_owned())
    }

    /// Registers for the messages of the room that was joined with this token.
    pub(crate) fn listen(&mut self, token: &str) -> Result<()> {
        let id = format!("{token}.client");
        self.call("register", json!({ "event": "message", "id": id }))
            .map(drop)
    }

    /// The connection, with nothing left to read.
    pub(crate) fn into_socket(self) -> Result<TcpStream> {
        if !self.input.is_empty() {
            bail!("{} bytes that nobody asked for", self.input.len());
        }
        Ok(self.socket)
    }

    /// The next message, head and all.
    fn next(&mut self, protocol: Protocol) -> Result<Vec<u8>> {
        let mut buffer = [0; 4096];
        for length in 0.. {
            // The shortest front that holds a message.
            if length > self.input.len() {
                match self.socket.read(&mut buffer)? {
                    0 => bail!("the connection has ended"),
                    read => self.input.extend_from_slice(&buffer[..read]),
                }
            }
            let (messages, taken) = protocol.count(&self.input[..length.min(self.input.len())]);
            if messages > 0 {
                return Ok(self.input.drain(..taken).collect());
            }
        }
        unreachable!("a message ends")
    }
}

/// A member of a room that nobody else is in.
pub(crate) fn room_of_its_own(
    subject: Subject,
    address: SocketAddr,
    token: Option<&str>,
    number: usize,
) -> Result<(Client, String)> {
    let mut client = Client::open(address, token)?;
    let room_token = match subject {
        Subject::Messenger | Subject::Guarded => client.join(&format!("Room {number}"), "Bob")?,
        Subject::Floor(_) => "0".repeat(20),
    };
    Ok((client, room_token))
}

/// The call that sends a message of so many bytes.
pub(crate) fn send_call(token: &str, size: usize) -> String {
    let message = "m".repeat(size);
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.send","params":{{"roomid":"{token}","message":"{message}"}}}}"#
    )
}
