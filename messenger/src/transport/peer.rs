//! A WebSocket connection as everybody else sees it: a place to send to.
//!
//! Whoever causes a message queues it and writes it, from whatever thread. Only what the socket does not
//! take at once stays queued, and the connection's own task, woken, writes the rest when it can. Nobody
//! ever waits for a slow reader: past the bound the connection is given up.

use super::backlog::Backlog;
use super::frame::{self, CloseCode};
use super::queue::{self, Queue, Written};
use super::socket::Socket;
use super::{Common, Shared, TransportSettings, batch, clock};
use crate::observe::{CloseReason, Counter, Limit, Metrics};
use jsonrpc_runtime::{Caller, Connection, ConnectionId, Notification, Subscriptions};
use parking_lot::{Mutex, MutexGuard};
use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What waits for the end of a read is written earlier once it is this much.
const WRITE_THROUGH: usize = 32 * 1024;

/// In place of a time: nobody listens to the peer for now, so its silence means nothing.
const NOT_LISTENING: u32 = u32::MAX;

/// A connection that lets so much wait is not read from until it has read some.
const CONGESTED: usize = 64 * 1024;

/// The sending side of a WebSocket connection.
///
/// What a delivery touches stands together and in front: of a thousand receivers each line of memory has to come from
/// far away.
#[repr(C)]
pub(super) struct Peer {
    state: Mutex<State>,
    socket: Socket,
    /// When it was last heard of, in seconds of the clock, or [`NOT_LISTENING`].
    last_read: AtomicU32,
    id: ConnectionId,
    shared: Arc<Shared>,
    me: Weak<Peer>,
    common: Arc<Common>,
    caller: Arc<Caller>,
    subscriptions: Subscriptions,
}

#[derive(Default)]
struct State {
    queue: Queue,
    /// Somebody is going to write.
    scheduled: bool,
    /// The socket took no more; the connection's task waits until it does.
    blocked: bool,
    /// So much was queued since the queue was last empty that the connection caused itself: answers, the
    /// initial state of what it registers for, echoes. It is no sign of slowness.
    own: usize,
    /// So much of what waits is in the backlog.
    in_backlog: usize,
    /// When the socket last took something, in seconds of the clock; kept while it is blocked.
    progress: u32,
    /// A ping waits for its answer.
    pinged: bool,
    /// Nothing more is queued.
    end: Option<End>,
    /// Why, as far as it is known.
    reason: Option<CloseReason>,
    /// So many messages were queued since the last write, and so many of them are events. Counted here under
    /// the lock that is held anyway, and told once a write.
    messages: u32,
    events: u32,
    /// Wakes the connection's task.
    task: Option<Waker>,
}

/// What is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Control,
    Answer,
    Event,
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
    pub(super) fn new(common: Arc<Common>, socket: Socket, caller: Arc<Caller>) -> Arc<Self> {
        let subscriptions = Subscriptions::new(common.shared.settings.subscriptions);
        Arc::new_cyclic(|me| Self {
            state: Mutex::default(),
            socket,
            last_read: AtomicU32::new(clock::seconds()),
            id: common.id,
            shared: common.shared.clone(),
            me: me.clone(),
            common,
            caller,
            subscriptions,
        })
    }

    /// What every part of the connection knows of it.
    pub(super) fn common(&self) -> &Arc<Common> {
        &self.common
    }

    /// The socket, for the task that reads it.
    pub(super) fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Queues an answer.
    pub(super) fn send_text(&self, text: &str) {
        self.queue(Kind::Answer, |state| {
            state.queue.push_frame(|buffer| {
                buffer.reserve(frame::MAXIMUM_HEAD + text.len());
                frame::write_text(buffer, [text.as_bytes(), b"", b""]);
            });
        });
    }

    /// Queues a pong.
    pub(super) fn send_pong(&self, payload: &[u8]) {
        self.queue(Kind::Control, |state| {
            state
                .queue
                .push_frame(|buffer| frame::write_pong(buffer, payload));
        });
    }

    /// Notes that the peer was heard of.
    pub(super) fn heard(&self) {
        let now = clock::seconds();
        if self.last_read.swap(now, Ordering::Relaxed) != now {
            self.state.lock().pinged = false;
        }
    }

    /// Notes whether the peer would be heard. If not, its silence does not count.
    pub(super) fn listen(&self, listens: bool) {
        if !listens {
            self.last_read.store(NOT_LISTENING, Ordering::Relaxed);
        } else if self.last_read.load(Ordering::Relaxed) == NOT_LISTENING {
            self.last_read.store(clock::seconds(), Ordering::Relaxed);
        }
    }

    /// Pings a peer that is silent, and gives up one that stays silent or takes nothing of what waits for it, or
    /// whose caller may not stay.
    pub(super) fn sweep(&self, settings: &TransportSettings) {
        let now = clock::seconds();
        let since = |then: u32| Duration::from_secs(now.saturating_sub(then).into());
        let last_read = self.last_read.load(Ordering::Relaxed);
        let silence = since(last_read);
        if self
            .caller
            .access
            .as_ref()
            .is_some_and(|access| !access.lasts())
        {
            let code = CloseCode::PolicyViolation.number();
            let text = "the token is no longer valid";
            return self.close(Some(code), text, CloseReason::Expired);
        }
        let mut state = self.state.lock();
        if state.end.is_some() {
            return;
        }
        if last_read == NOT_LISTENING && self.socket.has_failed() {
            // Reading would have shown it.
            state.break_off(CloseReason::Lost);
            self.recount(&mut state);
        } else if state.blocked && since(state.progress) > settings.queue_age {
            self.give_up_on_slow(&mut state, Limit::QueueAge);
            self.schedule(state);
        } else if state.pinged && silence > settings.ping_interval + settings.pong_time {
            self.metrics().limit(Limit::PongTime).hit(self.id.0);
            state.break_off(CloseReason::Silent);
            self.recount(&mut state);
        } else if !state.pinged && silence > settings.ping_interval {
            state.pinged = true;
            state.queue.push_frame(frame::write_ping);
            self.schedule(state);
        }
    }

    /// Queues a close frame, the last frame of the connection, and wakes the connection's task.
    pub(super) fn close(&self, code: Option<u16>, text: &str, reason: CloseReason) {
        let mut state = self.state.lock();
        if state.end.is_none() {
            state.close(code, text, reason);
            self.schedule(state);
        }
    }

    /// Closes because the server stops.
    pub(super) fn go_away(&self) {
        let code = CloseCode::GoingAway.number();
        let text = "the server is going away";
        self.close(Some(code), text, CloseReason::GoingAway);
    }

    /// Has the connection's task look at what has changed.
    pub(super) fn wake(&self) {
        self.state.lock().wake();
    }

    /// Why nothing more is sent, if that is so.
    pub(super) fn end(&self) -> Option<End> {
        self.state.lock().end
    }

    /// Whether so much waits for the peer that it should not be allowed to cause more; so also when nothing more
    /// is sent to it.
    pub(super) fn is_congested(&self) -> bool {
        let state = self.state.lock();
        state.end.is_some()
            || state.blocked
                && state.queue.waiting() > (self.backlog().most_each() / 4).min(CONGESTED)
    }

    /// Writes what is queued, as far as the socket takes it.
    pub(super) fn flush(&self) {
        let mut state = self.state.lock();
        state.scheduled = false;
        if !state.blocked {
            self.write(&mut state);
        }
    }

    /// Goes on writing when the socket takes more; `Ready` when all is written or the socket has failed.
    /// Has the task woken by whatever happens to the queue from now on.
    pub(super) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.lock();
        let wakes = |task: &Waker| task.will_wake(cx.waker());
        if !state.task.as_ref().is_some_and(wakes) {
            state.task = Some(cx.waker().clone());
        }
        while state.blocked && state.end != Some(End::Broken) {
            match self.socket.poll_write_ready(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) => {
                    state.blocked = false;
                    self.write(&mut state);
                }
                Poll::Ready(Err(_)) => {
                    state.break_off(CloseReason::Lost);
                    self.recount(&mut state);
                }
            }
        }
        Poll::Ready(())
    }

    /// Drops what is queued and whatever else is sent. `reason` counts unless there was one before.
    pub(super) fn give_up(&self, reason: CloseReason) {
        let mut state = self.state.lock();
        state.break_off(reason);
        self.recount(&mut state);
    }

    /// Why the connection ends, unless there was a reason before.
    pub(super) fn note(&self, reason: CloseReason) {
        self.state.lock().reason.get_or_insert(reason);
    }

    /// Why nothing more is sent.
    pub(super) fn reason(&self) -> CloseReason {
        self.state.lock().reason.unwrap_or_default()
    }

    fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    fn backlog(&self) -> &Backlog {
        &self.shared.backlog
    }

    fn queue(&self, kind: Kind, push: impl FnOnce(&mut State)) {
        let mut state = self.state.lock();
        if state.end.is_some() {
            return;
        }
        let before = state.queue.waiting();
        push(&mut state);
        state.messages += u32::from(kind != Kind::Control);
        state.events += u32::from(kind == Kind::Event);
        if batch::is_acting(self.id) {
            state.own += state.queue.waiting() - before;
        }
        if state.queue.waiting() >= WRITE_THROUGH && !state.blocked {
            self.write(&mut state);
        }
        if state.blocked && state.end.is_none() {
            self.recount(&mut state);
            let bound = self.backlog().most_each().saturating_add(state.own);
            // One message may be longer than the bound; a peer that reads must not lose its connection to it.
            if before > bound {
                self.give_up_on_slow(&mut state, Limit::QueueSize);
            } else if self.backlog().is_over() {
                self.give_up_on_slow(&mut state, Limit::QueueTotal);
            }
        }
        self.schedule(state);
    }

    fn give_up_on_slow(&self, state: &mut State, limit: Limit) {
        self.metrics().limit(limit).hit(self.id.0);
        state.give_up_on_slow();
        self.recount(state);
    }

    /// Has the backlog know how much waits now.
    fn recount(&self, state: &mut State) {
        let waiting = if state.blocked {
            state.queue.waiting()
        } else {
            0
        };
        if waiting != state.in_backlog {
            self.backlog().change(state.in_backlog, waiting);
            state.in_backlog = waiting;
        }
    }

    fn schedule(&self, mut state: MutexGuard<'_, State>) {
        if state.scheduled || state.blocked {
            return;
        }
        state.scheduled = true;
        drop(state);
        if let Some(me) = self.me.upgrade() {
            batch::schedule(me);
        }
    }

    fn write(&self, state: &mut State) {
        let bytes = Cell::new(0);
        let written = state.queue.write(|buffer| {
            let written = self.socket.try_write(buffer)?;
            bytes.set(bytes.get() + written);
            Ok(written)
        });
        self.count(state, bytes.get());
        let written = match (written, &self.socket) {
            // With TLS, what is taken need not have been sent.
            (Written::All, Socket::Tls(socket)) => queue::outcome(socket.flush()),
            (written, _) => written,
        };
        match written {
            Written::All => state.own = 0,
            Written::Some => {
                state.blocked = true;
                state.progress = clock::seconds();
                state.wake();
            }
            Written::Failed => state.break_off(CloseReason::Lost),
        }
        self.recount(state);
    }

    /// Counts what was queued since the last write, and what was written now.
    fn count(&self, state: &mut State, bytes: usize) {
        let messages = std::mem::take(&mut state.messages);
        let events = std::mem::take(&mut state.events);
        for (counter, number) in [
            (Counter::WebSocketBytesOut, bytes),
            (Counter::WebSocketMessagesOut, messages as usize),
            (Counter::Deliveries, events as usize),
        ] {
            if number > 0 {
                self.metrics().add(counter, number);
            }
        }
    }
}

impl State {
    /// What waits is of no use to a peer that does not read; the reason may still reach it.
    fn give_up_on_slow(&mut self) {
        self.queue.abandon();
        let code = Some(CloseCode::TryAgainLater.number());
        self.close(code, "too slow", CloseReason::Slow);
    }

    fn close(&mut self, code: Option<u16>, text: &str, reason: CloseReason) {
        self.queue
            .push_frame(|buffer| frame::write_close(buffer, code, text));
        self.reason.get_or_insert(reason);
        self.end = Some(End::Closing);
        self.wake();
    }

    fn break_off(&mut self, reason: CloseReason) {
        self.reason.get_or_insert(reason);
        self.end = Some(End::Broken);
        self.queue.clear();
        self.wake();
    }

    fn wake(&self) {
        if let Some(task) = &self.task {
            task.wake_by_ref();
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let in_backlog = self.state.get_mut().in_backlog;
        self.backlog().change(in_backlog, 0);
    }
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        self.id
    }

    /// Only for the connection's own task, which is woken when the socket takes more.
    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_congested() {
            return Poll::Pending;
        }
        batch::poll_room(cx)
    }

    fn deliver(&self, notification: Notification<'_>) {
        self.queue(Kind::Event, |state| {
            state.queue.push_event(notification, state.blocked);
        });
    }

    fn prefetch(&self) {
        black_box((
            self.state.is_locked(),
            self.last_read.load(Ordering::Relaxed),
            &self.shared.metrics,
        ));
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}
