//! A WebSocket connection as everybody else sees it: a place to send to.
//!
//! Whoever causes a message queues it and writes it, from whatever thread. Only what the socket does not
//! take at once stays queued, and the connection's own task, woken, writes the rest when it can. Nobody
//! ever waits for a slow reader: past the bound the connection is given up.

use super::batch;
use super::buffers;
use super::frame::{self, CloseCode};
use jsonrpc_runtime::{Connection, ConnectionId, Subscriptions};
use parking_lot::{Mutex, MutexGuard};
use socket2::SockRef;
use std::io;
use std::net::Shutdown;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use tokio::net::tcp::OwnedWriteHalf;

/// What waits for the end of a read is written earlier once it is this much.
const WRITE_THROUGH: usize = 32 * 1024;

/// The sending side of a WebSocket connection.
pub(super) struct Peer {
    me: Weak<Peer>,
    id: ConnectionId,
    socket: OwnedWriteHalf,
    subscriptions: Subscriptions,
    queue_limit: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Whole frames; the first `sent` bytes are written already.
    buffer: Vec<u8>,
    sent: usize,
    /// Somebody is going to write.
    scheduled: bool,
    /// The socket took no more; the connection's task waits until it does.
    blocked: bool,
    /// Nothing more is queued.
    end: Option<End>,
    /// Wakes the connection's task.
    task: Option<Waker>,
}

/// Why nothing more is sent to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A close frame is the last that was queued.
    Closing,
    /// The socket failed.
    Broken,
}

impl Peer {
    pub(super) fn new(
        id: ConnectionId,
        socket: OwnedWriteHalf,
        subscriptions: Subscriptions,
        queue_limit: usize,
    ) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            id,
            socket,
            subscriptions,
            queue_limit,
            queue: Mutex::default(),
        })
    }

    /// Queues an answer.
    pub(super) fn send_text(&self, text: &str) {
        self.queue(|buffer| frame::write_text(buffer, [text.as_bytes(), b"", b""]));
    }

    /// Queues a pong.
    pub(super) fn send_pong(&self, payload: &[u8]) {
        self.queue(|buffer| frame::write_pong(buffer, payload));
    }

    /// Queues a close frame, the last frame of the connection, and wakes the connection's task.
    pub(super) fn close(&self, code: Option<u16>, reason: &str) {
        let mut queue = self.queue.lock();
        if queue.end.is_none() {
            queue.begin();
            frame::write_close(&mut queue.buffer, code, reason);
            queue.end = Some(End::Closing);
            queue.wake();
            self.schedule(queue);
        }
    }

    /// Whether so much waits for the peer that it should not be allowed to cause more.
    pub(super) fn is_congested(&self) -> bool {
        let queue = self.queue.lock();
        queue.blocked && queue.waiting() > self.queue_limit / 4
    }

    /// Writes what is queued, as far as the socket takes it.
    pub(super) fn flush(&self) {
        let mut queue = self.queue.lock();
        queue.scheduled = false;
        if !queue.blocked {
            self.write(&mut queue);
        }
    }

    /// Why nothing more is sent, if that is so.
    pub(super) fn end(&self) -> Option<End> {
        self.queue.lock().end
    }

    /// Goes on writing when the socket takes more; `Ready` when all is written or the socket has failed.
    /// Has the task woken by whatever happens to the queue from now on.
    pub(super) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut queue = self.queue.lock();
        if !queue
            .task
            .as_ref()
            .is_some_and(|task| task.will_wake(cx.waker()))
        {
            queue.task = Some(cx.waker().clone());
        }
        while queue.blocked && queue.end != Some(End::Broken) {
            match self.socket.as_ref().poll_write_ready(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) => {
                    queue.blocked = false;
                    self.write(&mut queue);
                }
                Poll::Ready(Err(_)) => queue.break_off(),
            }
        }
        Poll::Ready(())
    }

    /// Says that nothing more follows.
    pub(super) fn shut_down(&self) {
        // A socket that is gone already needs no shutdown.
        let _ = SockRef::from(self.socket.as_ref()).shutdown(Shutdown::Write);
    }

    /// Drops what is queued and whatever else is sent.
    pub(super) fn give_up(&self) {
        self.queue.lock().break_off();
    }

    fn queue(&self, append: impl FnOnce(&mut Vec<u8>)) {
        let mut queue = self.queue.lock();
        if queue.end.is_some() {
            return;
        }
        queue.begin();
        append(&mut queue.buffer);
        if queue.waiting() >= WRITE_THROUGH && !queue.blocked {
            self.write(&mut queue);
        }
        if queue.waiting() > self.queue_limit && queue.end.is_none() {
            // What is queued may still arrive, followed by the reason why nothing follows.
            let code = CloseCode::TryAgainLater.number();
            frame::write_close(&mut queue.buffer, Some(code), "too slow");
            queue.end = Some(End::Closing);
            queue.wake();
        }
        self.schedule(queue);
    }

    fn schedule(&self, mut queue: MutexGuard<'_, Queue>) {
        if queue.scheduled || queue.blocked {
            return;
        }
        queue.scheduled = true;
        drop(queue);
        if let Some(me) = self.me.upgrade() {
            batch::schedule(me);
        }
    }

    fn write(&self, queue: &mut Queue) {
        while queue.sent < queue.buffer.len() {
            match self.socket.try_write(&queue.buffer[queue.sent..]) {
                Ok(0) => return queue.break_off(),
                Ok(written) => queue.sent += written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    queue.blocked = true;
                    queue.forget_sent();
                    queue.wake();
                    return;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return queue.break_off(),
            }
        }
        queue.sent = 0;
        buffers::give_write_buffer(std::mem::take(&mut queue.buffer));
    }
}

impl Queue {
    fn waiting(&self) -> usize {
        self.buffer.len() - self.sent
    }

    fn begin(&mut self) {
        if self.buffer.capacity() == 0 {
            self.buffer = buffers::take_write_buffer();
        }
    }

    /// Gives the place of what is written back, once it is most of the buffer.
    fn forget_sent(&mut self) {
        if self.sent > self.buffer.len() / 2 {
            self.buffer.drain(..self.sent);
            self.sent = 0;
        }
    }

    fn break_off(&mut self) {
        self.end = Some(End::Broken);
        self.buffer = Vec::new();
        self.sent = 0;
        self.wake();
    }

    fn wake(&self) {
        if let Some(task) = &self.task {
            task.wake_by_ref();
        }
    }
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        self.id
    }

    fn deliver(&self, head: &str, tail: &[u8]) {
        self.queue(|buffer| frame::write_text(buffer, [head.as_bytes(), tail, b"}"]));
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}
