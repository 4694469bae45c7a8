//! TLS: the handshake, and the socket of a WebSocket behind it.
//!
//! HTTP runs over the stream of tokio-rustls. Once a connection is a WebSocket, whoever has something for it
//! writes at once, from whatever thread, so that the connection's task need not be woken. Hence this socket: the
//! state of the encryption under a lock, on top of the bare socket. What the socket does not take stays encrypted
//! in that state, and counts as not written.

use parking_lot::{Mutex, RwLock};
use rustls::{ServerConfig, ServerConnection};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How to speak TLS: certificates and versions. Can be replaced while the server runs; new connections get the
/// new one, and those that are open go on.
#[derive(Debug)]
pub struct Tls(RwLock<Arc<ServerConfig>>);

impl Tls {
    /// Speaks TLS like this.
    pub fn new(config: Arc<ServerConfig>) -> Self {
        Self(RwLock::new(config))
    }

    /// Speaks TLS like this from now on.
    pub fn replace(&self, config: Arc<ServerConfig>) {
        *self.0.write() = config;
    }

    /// Shakes hands with whoever has connected.
    pub(super) async fn accept(&self, socket: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = self.0.read().clone();
        TlsAcceptor::from(config).accept(socket).await
    }
}

/// The socket of a WebSocket over TLS.
#[derive(Debug)]
pub(super) struct TlsSocket {
    tcp: TcpStream,
    state: Mutex<ServerConnection>,
}

impl TlsSocket {
    /// The socket under a stream.
    pub(super) fn new(stream: TlsStream<TcpStream>) -> Self {
        let (tcp, state) = stream.into_inner();
        Self {
            tcp,
            state: Mutex::new(state),
        }
    }

    /// The bare socket.
    pub(super) fn bare(&self) -> &TcpStream {
        &self.tcp
    }

    /// Writes as much as is taken without waiting.
    pub(super) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state.lock();
        self.send(&mut state)?;
        let written = state.writer().write(bytes)?;
        match self.send(&mut state) {
            // It is taken, though not yet sent; `flush` says so.
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(written),
        }
    }

    /// Sends what was taken and not sent yet.
    pub(super) fn flush(&self) -> io::Result<()> {
        self.send(&mut self.state.lock())
    }

    /// Says that nothing more follows.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.send_close_notify();
        // A peer that takes no more has to do without.
        let _ = self.send(&mut state);
    }

    /// Reads; no bytes mean the end, with or without a word of the peer: frames say themselves where they end.
    pub(super) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            {
                let mut state = self.state.lock();
                match state.reader().read(buffer) {
                    Ok(count) => return Poll::Ready(Ok(count)),
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                        return Poll::Ready(Ok(0));
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) => return Poll::Ready(Err(error)),
                }
                match state.read_tls(&mut Bare(&self.tcp)) {
                    Ok(_) => {
                        let processed = state.process_new_packets();
                        // An answer of the protocol itself, such as why it ends.
                        let sent = self.send(&mut state);
                        processed.map_err(io::Error::other)?;
                        match sent {
                            Err(error) if error.kind() != io::ErrorKind::WouldBlock => {
                                return Poll::Ready(Err(error));
                            }
                            _ => continue,
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) => return Poll::Ready(Err(error)),
                }
            }
            ready!(self.tcp.poll_read_ready(cx))?;
        }
    }

    fn send(&self, state: &mut ServerConnection) -> io::Result<()> {
        while state.wants_write() {
            state.write_tls(&mut Bare(&self.tcp))?;
        }
        Ok(())
    }
}

/// The bare socket as something to read from and write to without waiting.
struct Bare<'a>(&'a TcpStream);

impl Read for Bare<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(buffer)
    }
}

impl Write for Bare<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
