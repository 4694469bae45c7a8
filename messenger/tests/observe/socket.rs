//! A WebSocket client that counts its bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub(crate) struct Socket {
    stream: TcpStream,
    /// Bytes behind the handshake.
    pub(crate) sent: usize,
    pub(crate) received: usize,
}

impl Socket {
    pub(crate) fn open(address: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("is more than nothing");
        stream.set_nodelay(true).expect("is a socket");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        .expect("the server reads");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("the server answers");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"));
        Self {
            stream,
            sent: 0,
            received: 0,
        }
    }

    pub(crate) fn call(&mut self, text: &str) -> String {
        self.send(text);
        self.read()
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.frame(0x81, text.as_bytes());
    }

    pub(crate) fn close(&mut self) {
        self.frame(0x88, &1000u16.to_be_bytes());
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the server reads");
    }

    fn frame(&mut self, head: u8, payload: &[u8]) {
        let mut frame = vec![head];
        match payload.len() {
            length @ 0..126 => frame.push(0x80 | length as u8),
            length @ 126..65536 => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        // A mask of zeros changes nothing.
        frame.extend([0; 4]);
        frame.extend(payload);
        self.stream.write_all(&frame).expect("the server reads");
        self.sent += frame.len();
    }

    pub(crate) fn read(&mut self) -> String {
        let mut head = [0; 2];
        self.exactly(&mut head);
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                self.exactly(&mut length);
                u64::from(u16::from_be_bytes(length))
            }
            127 => {
                let mut length = [0; 8];
                self.exactly(&mut length);
                u64::from_be_bytes(length)
            }
            short => u64::from(short),
        };
        let mut payload = vec![0; length as usize];
        self.exactly(&mut payload);
        String::from_utf8(payload).expect("is text")
    }

    fn exactly(&mut self, buffer: &mut [u8]) {
        self.stream.read_exact(buffer).expect("the server writes");
        self.received += buffer.len();
    }
}
