//! The task of one WebSocket connection: reads, has messages answered, and ends the connection.
//!
//! The messages of a connection are handled one after the other, so its answers come in the order of its
//! requests. While a service takes its time, or the peer does not read its answers, nothing more is read:
//! TCP makes the peer wait.

use super::frame::{CloseCode, Decoder, Incoming};
use super::peer::{End, Peer};
use super::{Shared, batch, buffers};
use jsonrpc_runtime::{Answer, BoxFuture, Connection, Context, Target};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::tcp::OwnedReadHalf;

/// So long may a peer take to read the last frames and to close its side.
const CLOSE_TIME: Duration = Duration::from_secs(2);

/// A connection past its handshake.
pub(super) struct WebSocket {
    socket: OwnedReadHalf,
    peer: Arc<Peer>,
    shared: Arc<Shared>,
    target: Target,
    context: Context,
    decoder: Decoder,
    /// Bytes that were read and not handled: an unfinished frame, or what waits behind a running call.
    unread: Vec<u8>,
    running: Option<BoxFuture<'static, Option<String>>>,
    /// Last, so that a running call is dropped before the services hear that the connection has closed.
    _closed: Closed,
}

/// How the reading ended.
#[derive(Debug, PartialEq, Eq)]
enum Finish {
    /// The socket has no more to give or take.
    Gone,
    /// A close frame is on its way; the peer has sent its own if `answered`.
    Closing { answered: bool },
}

/// How far the handling of bytes went.
enum Progress {
    /// Everything whole is handled.
    NeedsMore,
    /// A call is running; the rest waits.
    Running,
    /// The connection ends.
    Finished(Finish),
}

impl WebSocket {
    /// A connection whose peer has sent `unread` behind its handshake.
    pub(super) fn new(
        socket: OwnedReadHalf,
        peer: Arc<Peer>,
        shared: Arc<Shared>,
        target: Target,
        context: Context,
        unread: Vec<u8>,
    ) -> Self {
        Self {
            _closed: Closed {
                shared: shared.clone(),
                peer: peer.clone(),
            },
            socket,
            peer,
            shared,
            target,
            context,
            decoder: Decoder::default(),
            unread,
            running: None,
        }
    }

    /// Serves the connection until it ends.
    ///
    /// Not an `async fn`: that would hold the connection twice, as its argument and as its variable.
    pub(super) fn serve(mut self) -> impl Future<Output = ()> + Send {
        let mut kept = !self.unread.is_empty();
        async move {
            let finish = poll_fn(|cx| self.poll(cx, &mut kept)).await;
            if let Finish::Closing { answered } = finish {
                // Rarely needed and large, so not a part of every connection's task.
                Box::pin(self.finish(answered)).await;
            }
        }
    }

    /// Goes on until there is nothing to do. `kept`: unhandled bytes may hold whole frames.
    fn poll(&mut self, cx: &mut task::Context<'_>, kept: &mut bool) -> Poll<Finish> {
        loop {
            let flushed = self.peer.poll_flush(cx);
            match self.peer.end() {
                Some(End::Broken) => return Poll::Ready(Finish::Gone),
                Some(End::Closing) => return Poll::Ready(Finish::Closing { answered: false }),
                None if flushed.is_pending() && self.peer.is_congested() => return Poll::Pending,
                None => {}
            }
            let progress = batch::collect(|| {
                if let Some(running) = &mut self.running {
                    let answer = ready!(running.as_mut().poll(cx));
                    self.running = None;
                    *kept = true;
                    if let Some(text) = answer {
                        self.peer.send_text(&text);
                    }
                }
                if std::mem::take(kept) {
                    Poll::Ready(self.handle_kept(cx))
                } else {
                    self.poll_read(cx)
                }
            });
            if let Progress::Finished(finish) = ready!(progress) {
                return Poll::Ready(finish);
            }
        }
    }

    /// Reads once and handles what came.
    fn poll_read(&mut self, cx: &mut task::Context<'_>) -> Poll<Progress> {
        buffers::with_read_buffer(|buffer| {
            let mut read = ReadBuf::new(buffer);
            if ready!(Pin::new(&mut self.socket).poll_read(cx, &mut read)).is_err() {
                return Poll::Ready(Progress::Finished(Finish::Gone));
            }
            let bytes = read.filled_mut();
            if bytes.is_empty() {
                return Poll::Ready(Progress::Finished(Finish::Gone));
            }
            if !self.unread.is_empty() {
                self.unread.extend_from_slice(bytes);
                return Poll::Ready(self.handle_kept(cx));
            }
            let (handled, progress) = self.handle(bytes, cx);
            self.unread.extend_from_slice(&bytes[handled..]);
            Poll::Ready(progress)
        })
    }

    /// Handles the bytes that the connection kept.
    fn handle_kept(&mut self, cx: &mut task::Context<'_>) -> Progress {
        let mut bytes = std::mem::take(&mut self.unread);
        let (handled, progress) = self.handle(&mut bytes, cx);
        if handled < bytes.len() {
            bytes.drain(..handled);
            self.unread = bytes;
        }
        progress
    }

    /// Handles whole frames; gives back how many bytes they were.
    fn handle(&mut self, bytes: &mut [u8], cx: &mut task::Context<'_>) -> (usize, Progress) {
        let limits = self.shared.settings.frame_limits();
        let mut handled = 0;
        loop {
            let decoded = self.decoder.decode(&mut bytes[handled..], limits);
            let (length, incoming) = match decoded {
                Ok(Some(frame)) => frame,
                Ok(None) => return (handled, Progress::NeedsMore),
                Err(violation) => {
                    self.peer
                        .close(Some(violation.code.number()), violation.reason);
                    let finish = Finish::Closing { answered: false };
                    return (handled, Progress::Finished(finish));
                }
            };
            handled += length;
            match incoming {
                None | Some(Incoming::Pong) => {}
                Some(Incoming::Ping(payload)) => self.peer.send_pong(payload),
                Some(Incoming::Binary) => {
                    let code = CloseCode::Unsupported.number();
                    self.peer
                        .close(Some(code), "JSON-RPC travels in text messages");
                    let finish = Finish::Closing { answered: false };
                    return (handled, Progress::Finished(finish));
                }
                Some(Incoming::Close(code)) => {
                    self.peer.close(code, "");
                    return (
                        handled,
                        Progress::Finished(Finish::Closing { answered: true }),
                    );
                }
                Some(Incoming::Text(text)) => {
                    let (services, context) = (&self.shared.services, &self.context);
                    let answer = buffers::with_text(|out| {
                        let answer = services.handle(text, self.target, context, out, cx);
                        if !out.is_empty() {
                            self.peer.send_text(out);
                        }
                        answer
                    });
                    if let Answer::Later(running) = answer {
                        self.running = Some(running);
                        return (handled, Progress::Running);
                    }
                }
            }
        }
    }

    /// Has the last frames written, and waits until the peer has closed its side, so that the last frames
    /// are not lost to a reset; both in bounded time.
    async fn finish(mut self, answered: bool) {
        let _ = tokio::time::timeout(CLOSE_TIME, async {
            // Another thread may have meant to write what is queued; it must not come too late.
            self.peer.flush();
            poll_fn(|cx| self.peer.poll_flush(cx)).await;
            self.peer.shut_down();
            if !answered {
                poll_fn(|cx| self.poll_discard(cx)).await;
            }
        })
        .await;
    }

    fn poll_discard(&mut self, cx: &mut task::Context<'_>) -> Poll<()> {
        loop {
            let more = buffers::with_read_buffer(|buffer| {
                let mut read = ReadBuf::new(buffer);
                let outcome = ready!(Pin::new(&mut self.socket).poll_read(cx, &mut read));
                Poll::Ready(outcome.is_ok() && !read.filled().is_empty())
            });
            if !ready!(more) {
                return Poll::Ready(());
            }
        }
    }
}

/// Tells the services when the connection is gone.
struct Closed {
    shared: Arc<Shared>,
    peer: Arc<Peer>,
}

impl Drop for Closed {
    fn drop(&mut self) {
        self.peer.give_up();
        self.shared.connections.remove(self.peer.id());
        batch::collect(|| self.shared.services.connection_closed(&*self.peer));
    }
}
