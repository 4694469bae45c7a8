//! HTTP by hand: the bytes that go out are the test's own, and every byte that comes back is looked at.

use crate::within;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// So much at least is read in one go, if it is there.
const READ: usize = 8192;

/// A connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Response {
    /// The value of a header that is there at most once.
    ///
    /// # Panics
    ///
    /// When it is there twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(other, _)| other == name);
        let value = values.next()?;
        assert!(values.next().is_none(), "{name} twice in {self:?}");
        Some(&value.1)
    }
}

impl Connection {
    /// Connects.
    ///
    /// # Panics
    ///
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> Self {
        let stream = within("a connection", TcpStream::connect(address)).await;
        let stream = stream.expect("the server listens");
        // Every write is to arrive as a piece of its own, and at once.
        stream.set_nodelay(true).expect("a socket option");
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// Connects by a socket that was made ready for it: bound, or with buffers of a certain size.
    ///
    /// # Panics
    ///
    /// When nobody listens.
    pub async fn open_by(socket: TcpSocket, address: SocketAddr) -> Self {
        let stream = within("a connection", socket.connect(address)).await;
        let stream = stream.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// Connects with so small a buffer that the system keeps little for its sake: what is not read soon waits in
    /// the server.
    ///
    /// # Panics
    ///
    /// When nobody listens.
    pub async fn open_narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a socket option");
        Self::open_by(socket, address).await
    }

    /// Writes bytes as they are.
    ///
    /// # Panics
    ///
    /// When the connection is broken.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        within("room to write", self.stream.write_all(bytes.as_ref()))
            .await
            .expect("the connection takes bytes");
    }

    /// Writes bytes as they are, unless the server has broken the connection off.
    pub async fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let written = self.stream.write_all(bytes.as_ref());
        within("room to write", written).await.is_ok()
    }

    /// Reads an answer to a request other than HEAD.
    ///
    /// # Panics
    ///
    /// When what comes is no whole answer.
    pub async fn response(&mut self) -> Response {
        match self.try_response().await {
            Some(response) => response,
            None => panic!("the connection ended in an answer: {:?}", self.unread),
        }
    }

    /// Reads an answer to a request other than HEAD; `None`: the connection ended before it was whole.
    ///
    /// # Panics
    ///
    /// When what comes is something else.
    pub async fn try_response(&mut self) -> Option<Response> {
        let mut response = self.try_head().await?;
        let length = match response.header("content-length") {
            _ if matches!(response.status, 100..=199 | 204 | 304) => 0,
            Some(length) => length.parse().expect("the length is a number"),
            None => panic!("no length in {response:?}"),
        };
        let body = self.try_bytes(length).await?;
        response.body = String::from_utf8(body).expect("the body is UTF-8");
        Some(response)
    }

    /// Reads the head of an answer; its body stays empty.
    ///
    /// # Panics
    ///
    /// When what comes is no head of an answer.
    pub async fn head(&mut self) -> Response {
        match self.try_head().await {
            Some(head) => head,
            None => panic!("the connection ended in a head: {:?}", self.unread),
        }
    }

    async fn try_head(&mut self) -> Option<Response> {
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            if !self.fill().await {
                return None;
            }
        };
        let head = String::from_utf8(self.bytes(end + 4).await).expect("the head is UTF-8");
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().and_then(|line| {
            line.strip_prefix("HTTP/1.")?
                .strip_prefix(['0', '1'])?
                .strip_prefix(' ')?
                .get(..3)
        });
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Some(Response {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status line"),
            headers: lines.map(header).collect(),
            body: String::new(),
        })
    }

    /// Reads so many bytes.
    ///
    /// # Panics
    ///
    /// When the connection ends before.
    pub async fn bytes(&mut self, count: usize) -> Vec<u8> {
        match self.try_bytes(count).await {
            Some(bytes) => bytes,
            None => panic!("the connection ended early: {:?}", self.unread),
        }
    }

    /// Reads so many bytes; `None`: the connection ended before.
    pub async fn try_bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        while self.unread.len() < count {
            if !self.fill().await {
                return None;
            }
        }
        Some(self.unread.drain(..count).collect())
    }

    /// Whether the server ends the connection without a further byte.
    pub async fn has_ended(&mut self) -> bool {
        self.unread.is_empty() && !self.fill().await
    }

    /// Says that nothing more is written.
    ///
    /// # Panics
    ///
    /// When the connection is broken.
    pub async fn finish_writing(&mut self) {
        self.stream
            .shutdown()
            .await
            .expect("the connection is open");
    }

    /// Says that nothing more is written, unless the server has broken the connection off.
    pub async fn try_finish_writing(&mut self) {
        // There is nobody left to say it to then.
        let _ = self.stream.shutdown().await;
    }

    /// Reads to the end of the connection, whatever comes.
    pub async fn skip(&mut self) {
        while self.fill().await {
            self.unread.clear();
        }
    }

    /// Has the connection torn down with a reset when it is dropped.
    ///
    /// # Panics
    ///
    /// When the system refuses.
    pub fn reset_on_drop(&self) {
        self.stream.set_zero_linger().expect("a socket option");
    }

    /// Sends a request with a body and its length, and reads the answer.
    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Response {
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}");
        self.write(format!("{head}Content-Length: {length}\r\n\r\n{body}"))
            .await;
        self.response().await
    }

    async fn fill(&mut self) -> bool {
        self.unread.reserve(READ);
        // A connection that was reset has ended too.
        within("bytes", self.stream.read_buf(&mut self.unread))
            .await
            .unwrap_or(0)
            > 0
    }
}

/// Posts a body on a connection of its own.
pub async fn post(address: SocketAddr, path: &str, body: &str) -> Response {
    Connection::open(address)
        .await
        .request("POST", path, "Content-Type: application/json\r\n", body)
        .await
}
