//! The socket under a WebSocket, shared by the connection's task, which reads, and by whoever writes.

use super::tls::TlsSocket;
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::task::{Context, Poll, ready};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// A socket that is read by one task and written by any thread, without halves that would have to share it.
pub(super) enum Socket {
    /// Without a lock.
    Bare(TcpStream),
    /// With TLS, which has one.
    Tls(Box<TlsSocket>),
}

impl Socket {
    /// What hyper has let go of.
    pub(super) fn new(socket: TcpStream) -> Self {
        Self::Bare(socket)
    }

    /// What hyper has let go of, with TLS.
    pub(super) fn with_tls(stream: TlsStream<TcpStream>) -> Self {
        Self::Tls(Box::new(TlsSocket::new(stream)))
    }

    fn bare(&self) -> &TcpStream {
        match self {
            Self::Bare(socket) => socket,
            Self::Tls(socket) => socket.bare(),
        }
    }

    /// Reads what is there into `buffer`; 0: the peer sends nothing more.
    pub(super) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let socket = match self {
            Self::Bare(socket) => socket,
            Self::Tls(socket) => return socket.poll_read(cx, buffer),
        };
        loop {
            ready!(socket.poll_read_ready(cx))?;
            match read_some(socket, buffer) {
                // The readiness was of another time; the next look waits for a new one.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return Poll::Ready(outcome),
            }
        }
    }

    /// Ready when there may be room to write.
    pub(super) fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.bare().poll_write_ready(cx)
    }

    /// Writes as much of `bytes` as there is room for.
    pub(super) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Bare(socket) => write_some(socket, bytes),
            Self::Tls(socket) => socket.try_write(bytes),
        }
    }

    /// Says that nothing more follows.
    pub(super) fn shut_down(&self) {
        if let Self::Tls(socket) = self {
            socket.close();
        }
        // A socket that is gone already needs no shutdown.
        let _ = SockRef::from(self.bare()).shutdown(Shutdown::Write);
    }

    /// Whether the connection has failed, as far as the system knows without a read.
    pub(super) fn has_failed(&self) -> bool {
        !matches!(SockRef::from(self.bare()).take_error(), Ok(None))
    }
}

/// Writes once. Whether there is room is asked of the system alone: what the runtime knows of it lies elsewhere, and
/// matters only when there is none.
fn write_some(socket: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    match (&*SockRef::from(socket)).write(bytes) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => socket.try_write(bytes),
        outcome => outcome,
    }
}

/// Reads once. What does not fill the buffer was all there is: the socket then counts as not ready, which saves
/// the system call that would say so.
fn read_some(socket: &TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = None;
    let outcome = socket.try_io(Interest::READABLE, || {
        let read = (&*SockRef::from(socket)).read(buffer)?;
        length = Some(read);
        if (1..buffer.len()).contains(&read) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(())
    });
    match length {
        Some(length) => Ok(length),
        None => outcome.map(|()| 0),
    }
}
