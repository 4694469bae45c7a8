//! The task of one WebSocket connection: reads, has messages answered, and ends the connection.
//!
//! The messages of a connection are handled one after the other, so its answers come in the order of its
//! requests. While a service takes its time, messages wait, and only control frames are answered. When too
//! many wait, or the peer does not read its answers, nothing more is read: TCP makes the peer wait.

use super::batch::{self, Rest};
use super::frame::{CloseCode, Decoder, Incoming};
use super::peer::{End, Peer};
use super::rate::Bucket;
use super::{Common, Shared, buffers};
use crate::observe::{CloseReason, Counter, Limit};
use jsonrpc_runtime::envelope::request_count;
use jsonrpc_runtime::{Answer, BoxFuture, Connection, Context, Target};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll, ready};
use std::time::Duration;
use tokio::time::Sleep;

/// What a waiting message takes beside its text; so even empty ones fill the bound.
const MESSAGE_OVERHEAD: usize = 64;

/// A connection past its handshake.
pub(super) struct WebSocket {
    /// First, so that a running call is dropped before the services hear that the connection has closed.
    running: Option<Box<Running>>,
    peer: OpenPeer,
    target: Target,
    context: Context,
    decoder: Decoder,
    /// What it may still send, taken over from HTTP: nobody else asks for it any more.
    rate: Bucket,
    /// Bytes that were read and not handled: an unfinished frame, or whole ones if `kept`.
    unread: Vec<u8>,
    kept: bool,
    /// Whom the last messages are still to be written to, before anything else is done.
    rest: Option<Box<Rest>>,
    /// Until then nothing is read: the peer has sent too much in too short a time.
    pause: Option<Pin<Box<Sleep>>>,
}

/// A call that takes its time, and the messages behind it.
struct Running {
    answer: BoxFuture<'static, Option<String>>,
    waiting: VecDeque<Box<str>>,
    waiting_bytes: usize,
}

/// How the reading ended.
#[derive(Debug, PartialEq, Eq)]
enum Finish {
    /// The socket has failed.
    Gone,
    /// What is queued is the last to be written. The peer sends nothing more if `heard_out`.
    Closing { heard_out: bool },
}

/// How far the handling of bytes went.
enum Progress {
    /// Everything whole is handled.
    NeedsMore,
    /// The peer must read before more is handled.
    Congested,
    /// What was caused so far is to be written before more is handled.
    Full,
    /// The peer must wait so long before more is handled.
    TooFast(Duration),
    /// The connection ends.
    Finished(Finish),
}

impl WebSocket {
    /// A connection whose peer has sent `unread` behind its handshake.
    pub(super) fn new(peer: Arc<Peer>, target: Target, context: Context, unread: Vec<u8>) -> Self {
        let rate = *peer.common().rate.lock();
        Self {
            running: None,
            rate,
            peer: OpenPeer { peer, told: false },
            target,
            context,
            decoder: Decoder::default(),
            kept: !unread.is_empty(),
            unread,
            rest: None,
            pause: None,
        }
    }

    /// Serves the connection until it ends.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` holds the connection twice, as its argument and as its variable"
    )]
    pub(super) fn serve(mut self) -> impl Future<Output = ()> + Send {
        async move {
            let finish = poll_fn(|cx| self.poll(cx)).await;
            if let Finish::Closing { heard_out } = finish {
                // Rarely needed and large, so not a part of every connection's task.
                Box::pin(self.finish(heard_out)).await;
            }
        }
    }

    /// Goes on until there is nothing to do.
    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<Finish> {
        loop {
            if let Some(rest) = &mut self.rest {
                if rest.write_some() {
                    // Others have their turn first.
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                self.rest = None;
            }
            let flushed = self.peer.poll_flush(cx);
            match self.peer.end() {
                Some(End::Broken) => return Poll::Ready(Finish::Gone),
                Some(End::Closing) => return Poll::Ready(Finish::Closing { heard_out: false }),
                None if self.peer.common().shared.connections.is_stopping() => {
                    ready!(batch::collect(self.peer.id(), || self.poll_last_answer(cx)));
                    self.peer.go_away();
                    continue;
                }
                None if flushed.is_pending() && self.peer.is_congested() => return Poll::Pending,
                None => {}
            }
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            let (progress, rest) = batch::collect_in_parts(self.peer.id(), || {
                self.poll_running(cx);
                if std::mem::take(&mut self.kept) {
                    Poll::Ready(self.handle_unread(cx))
                } else {
                    self.poll_read(cx)
                }
            });
            self.rest = rest.map(Box::new);
            if progress.is_pending() && self.rest.is_some() {
                cx.waker().wake_by_ref();
            }
            match ready!(progress) {
                Progress::NeedsMore => {}
                Progress::Congested | Progress::Full => self.kept = true,
                Progress::TooFast(time) => {
                    self.kept = true;
                    self.peer.listen(false);
                    self.pause = Some(Box::pin(tokio::time::sleep(time)));
                }
                Progress::Finished(finish) => {
                    self.rest = None;
                    return Poll::Ready(finish);
                }
            }
        }
    }

    /// Waits for the answer of a running call when the server stops. What waits behind it was not begun, and
    /// never will be.
    fn poll_last_answer(&mut self, cx: &mut task::Context<'_>) -> Poll<()> {
        if let Some(running) = &mut self.running {
            running.waiting.clear();
        }
        self.poll_running(cx);
        if self.running.is_some() {
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// Takes the answer of a running call, and starts the calls that waited behind it.
    fn poll_running(&mut self, cx: &mut task::Context<'_>) {
        while let Some(running) = &mut self.running {
            let Poll::Ready(answer) = running.answer.as_mut().poll(cx) else {
                return;
            };
            if let Some(text) = answer {
                self.peer.send_text(&text);
            }
            let next = loop {
                let Some(text) = running.waiting.pop_front() else {
                    break None;
                };
                running.waiting_bytes -= MESSAGE_OVERHEAD + text.len();
                let (shared, context) = (&self.peer.common().shared, &self.context);
                let next = handle_text(&text, shared, self.target, context, &self.peer, cx);
                if next.is_some() {
                    break next;
                }
            };
            match next {
                Some(answer) => running.answer = answer,
                None => self.running = None,
            }
        }
    }

    /// Reads once and handles what came.
    fn poll_read(&mut self, cx: &mut task::Context<'_>) -> Poll<Progress> {
        let limit = self.peer.common().shared.settings.message_limit;
        let waiting = self
            .running
            .as_ref()
            .map_or(0, |running| running.waiting_bytes);
        if waiting > limit {
            // The running call wakes the task, and then makes room.
            self.peer.listen(false);
            return Poll::Pending;
        }
        self.peer.listen(true);
        buffers::with_read_buffer(|buffer| {
            let Ok(length) = ready!(self.peer.socket().poll_read(cx, buffer)) else {
                self.peer.give_up(CloseReason::Lost);
                return Poll::Ready(Progress::Finished(Finish::Gone));
            };
            let bytes = &mut buffer[..length];
            if bytes.is_empty() {
                // Without a close frame before it.
                self.peer.note(CloseReason::Lost);
                let finish = Finish::Closing { heard_out: true };
                return Poll::Ready(Progress::Finished(finish));
            }
            self.peer.heard();
            let metrics = &self.peer.common().shared.metrics;
            metrics.add(Counter::WebSocketBytesIn, bytes.len());
            if !self.unread.is_empty() {
                self.unread.extend_from_slice(bytes);
                return Poll::Ready(self.handle_unread(cx));
            }
            let (handled, progress) = self.handle(bytes, cx);
            self.unread.extend_from_slice(&bytes[handled..]);
            Poll::Ready(progress)
        })
    }

    /// Handles the bytes that the connection kept.
    fn handle_unread(&mut self, cx: &mut task::Context<'_>) -> Progress {
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
        let mut messages = 0;
        let result = self.handle_frames(bytes, &mut messages, cx);
        if messages > 0 {
            let metrics = &self.peer.common().shared.metrics;
            metrics.add(Counter::WebSocketMessagesIn, messages);
        }
        result
    }

    fn handle_frames(
        &mut self,
        bytes: &mut [u8],
        messages: &mut usize,
        cx: &mut task::Context<'_>,
    ) -> (usize, Progress) {
        let settings = &self.peer.common().shared.settings;
        let (limits, rate) = (settings.frame_limits(), settings.rate);
        let mut handled = 0;
        let finish = loop {
            if let Err(time) = self.rate.wait(rate) {
                self.hit(Limit::Rate);
                return (handled, Progress::TooFast(time));
            }
            let decoded = self.decoder.decode(&mut bytes[handled..], limits);
            let (length, incoming) = match decoded {
                Ok(Some(frame)) => frame,
                Ok(None) => return (handled, Progress::NeedsMore),
                Err(violation) => {
                    let code = violation.code.number();
                    if violation.code == CloseCode::TooBig {
                        self.hit(Limit::MessageSize);
                    }
                    let reason = violation.reason;
                    self.peer.close(Some(code), reason, CloseReason::Violation);
                    break Finish::Closing { heard_out: false };
                }
            };
            handled += length;
            let requests = match incoming {
                Some(Incoming::Text(text)) => request_count(text),
                _ => 1,
            };
            self.rate.take(requests);
            match incoming {
                None | Some(Incoming::Pong) => {}
                Some(Incoming::Ping(payload)) => self.peer.send_pong(payload),
                Some(Incoming::Binary(_)) => {
                    let code = CloseCode::Unsupported.number();
                    let reason = "JSON-RPC travels in text messages";
                    self.peer.close(Some(code), reason, CloseReason::Violation);
                    break Finish::Closing { heard_out: false };
                }
                Some(Incoming::Close(code)) => {
                    self.peer.close(code, "", CloseReason::Peer);
                    break Finish::Closing { heard_out: true };
                }
                Some(Incoming::Text(text)) => {
                    *messages += 1;
                    if let Some(running) = &mut self.running {
                        running.waiting_bytes += MESSAGE_OVERHEAD + text.len();
                        running.waiting.push_back(text.into());
                        continue;
                    }
                    let (shared, context) = (&self.peer.common().shared, &self.context);
                    let answer = handle_text(text, shared, self.target, context, &self.peer, cx);
                    if let Some(answer) = answer {
                        self.running = Some(Box::new(Running {
                            answer,
                            waiting: VecDeque::new(),
                            waiting_bytes: 0,
                        }));
                    } else if self.peer.is_congested() {
                        return (handled, Progress::Congested);
                    } else if batch::is_full() {
                        return (handled, Progress::Full);
                    }
                }
            }
        };
        (handled, Progress::Finished(finish))
    }

    fn hit(&self, limit: Limit) {
        let Common { shared, id, .. } = &**self.peer.common();
        shared.metrics.limit(limit).hit(id.0);
    }

    /// Has the last frames written, and waits until the peer has closed its side, so that the last frames
    /// are not lost to a reset; both in bounded time. The services hear at once that the connection ends.
    async fn finish(mut self, heard_out: bool) {
        self.running = None;
        self.peer.tell();
        let close_time = self.peer.common().shared.settings.close_time;
        let closed = tokio::time::timeout(close_time, async {
            // Another thread may have meant to write what is queued; it must not come too late.
            self.peer.flush();
            poll_fn(|cx| self.peer.poll_flush(cx)).await;
            self.peer.socket().shut_down();
            if !heard_out {
                poll_fn(|cx| self.poll_discard(cx)).await;
            }
        });
        if closed.await.is_err() {
            self.hit(Limit::CloseTime);
        }
    }

    fn poll_discard(&mut self, cx: &mut task::Context<'_>) -> Poll<()> {
        loop {
            let more = buffers::with_read_buffer(|buffer| {
                let outcome = ready!(self.peer.socket().poll_read(cx, buffer));
                Poll::Ready(outcome.is_ok_and(|length| length > 0))
            });
            if !ready!(more) {
                return Poll::Ready(());
            }
        }
    }
}

/// Has a message answered; gives back the future of an answer that takes its time.
fn handle_text(
    text: &str,
    shared: &Shared,
    target: Target,
    context: &Context,
    peer: &Peer,
    cx: &mut task::Context<'_>,
) -> Option<BoxFuture<'static, Option<String>>> {
    buffers::with_text(|out| {
        let answer = shared.services.handle(text, target, context, out, cx);
        if !out.is_empty() {
            peer.send_text(out);
        }
        match answer {
            Answer::Later(answer) => Some(answer),
            Answer::Nothing | Answer::Written | Answer::Malformed => None,
        }
    })
}

/// A peer whose connection is open: the services are told when it ends, at the latest when this is dropped.
struct OpenPeer {
    peer: Arc<Peer>,
    told: bool,
}

impl OpenPeer {
    fn tell(&mut self) {
        if !std::mem::replace(&mut self.told, true) {
            let services = &self.peer.common().shared.services;
            batch::collect(self.peer.id(), || services.connection_closed(&*self.peer));
        }
    }
}

impl Deref for OpenPeer {
    type Target = Peer;

    fn deref(&self) -> &Peer {
        &self.peer
    }
}

impl Drop for OpenPeer {
    fn drop(&mut self) {
        self.peer.give_up(CloseReason::Other);
        let reason = self.peer.reason();
        let common = self.peer.common();
        let Common { shared, id, .. } = &**common;
        shared.metrics.closed(reason);
        let address = common.client();
        tracing::debug!(connection = id.0, %address, reason = reason.name(), "closed");
        shared.connections.remove(*id);
        self.tell();
    }
}
