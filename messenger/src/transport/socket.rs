//! The socket under a WebSocket, shared by the connection's task, which reads, and by whoever writes.

use socket2::SockRef;
use std::io;
use std::net::Shutdown;
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;

/// A socket that is read by one task and written by any thread, without a lock and without halves that would
/// have to share it.
pub(super) struct Socket(TcpStream);

impl Socket {
    /// What hyper has let go of.
    pub(super) fn new(socket: TcpStream) -> Self {
        Self(socket)
    }

    /// Reads what is there into `buffer`; 0: the peer sends nothing more.
    pub(super) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            match self.0.try_read(buffer) {
                // The readiness was of another time; the next look waits for a new one.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return Poll::Ready(outcome),
            }
        }
    }

    /// Ready when there may be room to write.
    pub(super) fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_write_ready(cx)
    }

    /// Writes as much of `bytes` as there is room for.
    pub(super) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }

    /// Says that nothing more follows.
    pub(super) fn shut_down(&self) {
        // A socket that is gone already needs no shutdown.
        let _ = SockRef::from(&self.0).shutdown(Shutdown::Write);
    }

    /// Whether the connection has failed, as far as the system knows without a read.
    pub(super) fn has_failed(&self) -> bool {
        !matches!(SockRef::from(&self.0).take_error(), Ok(None))
    }
}
