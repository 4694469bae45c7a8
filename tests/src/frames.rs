//! WebSocket frames by hand, right and wrong ones.

use crate::http::{Connection, Response};
use crate::streams;
use std::net::SocketAddr;

/// The opcode of a text.
pub const TEXT: u8 = 0x1;
/// The opcode of a further fragment.
pub const CONTINUATION: u8 = 0x0;
/// The opcode of binary data.
pub const BINARY: u8 = 0x2;
/// The opcode of the closing handshake.
pub const CLOSE: u8 = 0x8;
/// The opcode of a ping.
pub const PING: u8 = 0x9;
/// The opcode of a pong.
pub const PONG: u8 = 0xA;

/// The headers that ask for a WebSocket.
pub const UPGRADE: &str = "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A WebSocket without any library.
#[derive(Debug)]
pub struct RawSocket {
    connection: Connection,
    mask: bool,
}

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether it ends its message.
    pub fin: bool,
    /// What it is.
    pub opcode: u8,
    /// What is in it.
    pub payload: Vec<u8>,
}

impl Frame {
    /// The payload as text.
    ///
    /// # Panics
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.payload).expect("the payload is UTF-8")
    }

    /// The code of a close frame.
    ///
    /// # Panics
    ///
    /// When it is another frame.
    pub fn close_code(&self) -> Option<u16> {
        assert_eq!(self.opcode, CLOSE, "{self:?}");
        let code = self.payload.first_chunk()?;
        Some(u16::from_be_bytes(*code))
    }
}

/// Asks for a WebSocket with these headers; gives back the answer, and the connection behind it.
pub async fn handshake(address: SocketAddr, path: &str, headers: &str) -> (Response, Connection) {
    let mut connection = Connection::open(address).await;
    connection
        .write(format!("GET {path} HTTP/1.1\r\n{headers}\r\n"))
        .await;
    (connection.response().await, connection)
}

impl RawSocket {
    /// Opens a WebSocket; `mask` as RFC 6455 demands of clients, or not.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub async fn open(address: SocketAddr, mask: bool) -> Self {
        Self::over(Connection::open(address).await, mask).await
    }

    /// Opens a WebSocket over a connection.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub async fn over(mut connection: Connection, mask: bool) -> Self {
        connection
            .write(format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n"))
            .await;
        let response = connection.response().await;
        assert_eq!(response.status, 101, "{response:?}");
        Self { connection, mask }
    }

    /// Sends a frame; `first` is its first byte: FIN, reserved bits, opcode.
    pub async fn send(&mut self, first: u8, payload: &[u8]) {
        const MASK: [u8; 4] = [0x37, 0xFA, 0x21, 0x3D];
        let frame = streams::frame(first, payload, self.mask.then_some(MASK));
        self.connection.write(frame).await;
    }

    /// Sends a whole text message.
    pub async fn send_text(&mut self, text: &str) {
        self.send(0x80 | TEXT, text.as_bytes()).await;
    }

    /// Reads a frame.
    ///
    /// # Panics
    ///
    /// When it is masked or uses a reserved bit, which a server must not, or the connection has ended.
    pub async fn receive(&mut self) -> Frame {
        self.try_receive().await.expect("a frame, not the end")
    }

    /// Reads a frame; `None`: the connection ended before it was whole.
    ///
    /// # Panics
    ///
    /// When it is masked or uses a reserved bit, which a server must not.
    pub async fn try_receive(&mut self) -> Option<Frame> {
        let head = self.connection.try_bytes(2).await?;
        assert_eq!(head[0] & 0x70, 0, "a reserved bit is set");
        assert_eq!(head[1] & 0x80, 0, "a server does not mask");
        let length = match head[1] {
            126 => u64::from(u16::from_be_bytes(array(
                self.connection.try_bytes(2).await?,
            ))),
            127 => u64::from_be_bytes(array(self.connection.try_bytes(8).await?)),
            length => u64::from(length),
        };
        let length = usize::try_from(length).expect("a frame fits in memory");
        let payload = self.connection.try_bytes(length).await?;
        Some(Frame {
            fin: head[0] & 0x80 != 0,
            opcode: head[0] & 0x0F,
            payload,
        })
    }

    /// Reads a text that came in one frame.
    ///
    /// # Panics
    ///
    /// When it is anything else.
    pub async fn receive_text(&mut self) -> String {
        let frame = self.receive().await;
        assert!(frame.fin && frame.opcode == TEXT, "{frame:?}");
        frame.text().to_owned()
    }

    /// The connection below, for what is no frame.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

fn array<const LENGTH: usize>(bytes: Vec<u8>) -> [u8; LENGTH] {
    bytes.try_into().expect("as many bytes as were asked for")
}
