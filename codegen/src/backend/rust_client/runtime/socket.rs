//! The way over a WebSocket: one connection that is made anew whenever it is lost.

use super::calls::Ticket;
use super::client::{Core, Inner, Urgent};
use super::connect::Stream;
use super::error::ClientError;
use super::options::{ATTEMPT_TIME, CLOSE_TIME, STABLE_TIME, State};
use super::wire::{self, Answer, Kind};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use http::header::{HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use std::collections::hash_map::RandomState;
use std::future::poll_fn;
use std::hash::BuildHasher;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_websockets::upgrade::Error as UpgradeError;
use tokio_websockets::{ClientBuilder, Config, Error, Message, WebSocketStream};

type Socket = WebSocketStream<Box<dyn Stream>>;
type Sink = SplitSink<Socket, Message>;

/// Bytes that wait in the socket before calls wait in the queue.
const SOCKET_BYTES: usize = 64 << 10;

/// Statuses below 500 after which another attempt may still succeed.
const TRANSIENT: [u16; 3] = [408, 425, 429];

/// How a connection, or an attempt to make one, ended.
struct Lost {
    reason: String,
    status: Option<u16>,
    lived: Option<Duration>,
}

impl Lost {
    fn attempt(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            status: None,
            lived: None,
        }
    }
}

/// The client has been closed.
struct Closed;

/// The task of the connection. It ends when the client is closed, and when nobody needs a connection.
pub(super) async fn run(inner: Arc<Inner>) {
    let mut failures = 0;
    loop {
        let Ok(lost) = live(&inner).await else { return };
        if lost.lived.is_some_and(|lived| lived >= STABLE_TIME) {
            failures = 0;
        }
        let Some(delay) = after(&inner, lost, failures) else {
            return;
        };
        failures += 1;
        tokio::select! {
            () = sleep(delay) => {}
            () = inner.hurry.notified() => {}
            () = inner.closing.notified() => return,
        }
        let mut core = inner.core();
        if core.state() == State::Closed {
            return;
        }
        core.enter(State::Connecting);
    }
}

/// Makes a connection and serves it until its end.
async fn live(inner: &Inner) -> Result<Lost, Closed> {
    let socket = tokio::select! {
        () = inner.closing.notified() => return Err(Closed),
        made = timeout(ATTEMPT_TIME, dial(inner)) => match made {
            Ok(Ok(socket)) => socket,
            Ok(Err(lost)) => return Ok(lost),
            Err(_) => return Ok(Lost::attempt(format!("no connection within {ATTEMPT_TIME:?}"))),
        },
    };
    let opened = Instant::now();
    let (mut sink, mut stream) = socket.split();
    let reason = tokio::select! {
        () = inner.closing.notified() => {
            // A peer that does not answer the closing frame is not waited for.
            let _ = timeout(CLOSE_TIME, close(&mut sink, &mut stream)).await;
            return Err(Closed);
        }
        reason = serve(inner, &mut sink, &mut stream) => reason,
    };
    let lived = Some(opened.elapsed());
    Ok(Lost {
        reason,
        status: None,
        lived,
    })
}

async fn dial(inner: &Inner) -> Result<Socket, Lost> {
    let token = inner.options.current_token().await.map_err(Lost::attempt)?;
    let uri = inner
        .address
        .with_token(token.as_deref())
        .map_err(Lost::attempt)?;
    let stream = inner
        .address
        .open()
        .await
        .map_err(|error| Lost::attempt(error.to_string()))?;
    let protocol = HeaderValue::from_static("notification");
    let config = Config::default().flush_threshold(SOCKET_BYTES);
    let builder = ClientBuilder::from_uri(uri).config(config);
    let connected = match builder.add_header(SEC_WEBSOCKET_PROTOCOL, protocol) {
        Ok(builder) => builder.connect_on(stream).await,
        Err(error) => Err(error),
    };
    match connected {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Upgrade(UpgradeError::DidNotSwitchProtocols(status))) => Err(Lost {
            status: Some(status),
            ..Lost::attempt(format!("the server answered with the HTTP status {status}"))
        }),
        Err(error) => Err(Lost::attempt(error.to_string())),
    }
}

/// Tells the other side, and waits until it has understood.
async fn close(sink: &mut Sink, stream: &mut SplitStream<Socket>) {
    let farewell = async {
        let _ = sink.close().await;
    };
    let answer = async { while let Some(Ok(_)) = stream.next().await {} };
    tokio::join!(farewell, answer);
}

/// Serves a connection until its end; gives the reason.
async fn serve(inner: &Inner, sink: &mut Sink, stream: &mut SplitStream<Socket>) -> String {
    let heartbeat = inner.options.heartbeat;
    let mut ended = "the server closed it".to_owned();
    let mut heard = Instant::now();
    let mut probed: Option<Instant> = None;
    let mut silence = pin!(sleep(heartbeat));
    let tickets = begin(&mut inner.core());
    let mut renewing = pin!(renew(inner, tickets));
    let mut is_renewed = false;
    let mut sending = pin!(send(inner, sink));
    loop {
        tokio::select! {
            message = stream.next() => match message {
                Some(Ok(message)) => {
                    heard = Instant::now();
                    if let Some(text) = message.as_text() {
                        take(inner, text);
                    } else if let Some((code, reason)) = message.as_close() {
                        // The closing frame is answered before the stream ends; nothing else is sent.
                        inner.core().flowing = false;
                        ended = format!("the server closed it ({}: {reason:?})", u16::from(code));
                    }
                }
                Some(Err(error)) => return error.to_string(),
                None => return ended,
            },
            error = &mut sending => return error.to_string(),
            outcome = &mut renewing, if !is_renewed => {
                is_renewed = true;
                if let Err(reason) = outcome {
                    return reason;
                }
            }
            () = &mut silence => {
                // Timers are coarse: what counts is whether anything has come since the question.
                if probed.is_some_and(|probed| heard < probed) {
                    return "the server has gone silent".to_owned();
                }
                let silent = heard.elapsed();
                probed = (silent >= heartbeat).then(Instant::now);
                if probed.is_some() {
                    inner.core().urgent.push_back(Urgent::Message(Message::ping("")));
                    inner.outgoing.notify_one();
                    silence.set(sleep(heartbeat));
                } else {
                    silence.set(sleep(heartbeat - silent));
                }
            }
        }
    }
}

/// The connection is there: registers what was registered, before anything else.
fn begin(core: &mut Core) -> Vec<(u64, Ticket)> {
    core.enter(State::Open);
    core.flowing = false;
    core.clear_urgent();
    for waiting in core.connecting.drain(..) {
        let _ = waiting.send(Ok(()));
    }
    let renewals: Vec<_> = core
        .listeners
        .confirmed()
        .map(|(number, listener, registration)| {
            listener.buffer.reconnected(listener.snapshot);
            (number, Arc::clone(registration))
        })
        .collect();
    let mut all = Vec::new();
    for (number, registration) in renewals {
        let request = super::calls::Request {
            method: registration.register.clone(),
            params: Some(registration.params.clone()),
        };
        let (parcel, tickets) = core.calls.open(&[request], false, Some(number));
        core.urgent.push_back(Urgent::Registration(number, parcel));
        all.extend(tickets.into_iter().map(|ticket| (number, ticket)));
    }
    all
}

/// Waits until all registrations are answered, and lets the queue flow.
async fn renew(inner: &Inner, tickets: Vec<(u64, Ticket)>) -> Result<(), String> {
    let until = Instant::now() + inner.options.deadline;
    for (number, mut ticket) in tickets {
        let answer = tokio::select! {
            answer = &mut ticket.answer => answer,
            () = sleep_until(until) => {
                return Err("the server does not answer registrations".to_owned());
            }
        };
        if let Ok(Err(ClientError::Rpc(error))) = answer {
            inner
                .core()
                .listeners
                .refused(number, ClientError::Rpc(error));
        }
    }
    inner.core().flowing = true;
    inner.outgoing.notify_one();
    Ok(())
}

/// Sends what is to be sent, as far as the socket takes it; ends with the connection.
async fn send(inner: &Inner, sink: &mut Sink) -> Error {
    loop {
        if let Err(error) = poll_fn(|context| sink.poll_ready_unpin(context)).await {
            return error;
        }
        let next = next(&mut inner.core());
        let outcome = match next {
            Some(message) => sink.start_send_unpin(message),
            None => {
                let flushed = sink.flush().await;
                inner.outgoing.notified().await;
                flushed
            }
        };
        if let Err(error) = outcome {
            return error;
        }
    }
}

/// What is to be sent next.
fn next(core: &mut Core) -> Option<Message> {
    loop {
        let parcel = match core.urgent.pop_front() {
            Some(Urgent::Message(message)) => return Some(message),
            Some(Urgent::Registration(number, parcel)) if !core.listeners.is_there(number) => {
                core.calls.forget_all(&parcel);
                continue;
            }
            Some(Urgent::Registration(_, parcel)) => parcel,
            None if core.flowing => core.queue.pop_front()?,
            None => return None,
        };
        if let Some(text) = core.calls.text(&parcel) {
            for listener in core.calls.mark_sent(&parcel) {
                core.listeners.registered(listener);
            }
            return Some(Message::text(text));
        }
    }
}

/// Gives what came to those who wait for it.
fn take(inner: &Inner, text: &str) {
    let messages = wire::read(text);
    let mut overrun = Vec::new();
    let mut core = inner.core();
    for message in messages {
        match message {
            Kind::Answer(id, answer) => answered(&mut core, id, answer),
            Kind::Anonymous(answer) => {
                for settled in core.calls.take_anonymous(&answer) {
                    core.listeners
                        .settled(settled.listener, settled.is_confirmed);
                }
            }
            Kind::Notification(name, params) => {
                overrun.extend(core.listeners.notify(&name, params))
            }
        }
    }
    drop(core);
    for number in overrun {
        inner.unlisten(number);
    }
}

fn answered(core: &mut Core, id: u64, answer: Answer) {
    if let Some(settled) = core.calls.take(id, answer) {
        core.listeners
            .settled(settled.listener, settled.is_confirmed);
    }
}

/// The connection has ended, or could not be made. Gives how long to wait for the next attempt; none: there
/// is to be none.
fn after(inner: &Inner, lost: Lost, failures: u32) -> Option<Duration> {
    let mut core = inner.core();
    if core.state() == State::Closed {
        return None;
    }
    let Lost {
        reason,
        status,
        lived,
    } = lost;
    core.flowing = false;
    core.clear_urgent();
    let error = ClientError::ConnectionLost {
        reason: reason.clone(),
    };
    core.calls.fail_sent(&error);
    core.listeners.disconnected(&error);
    let failed = ClientError::ConnectFailed {
        reason: reason.clone(),
        status,
    };
    core.reason = reason;
    if status.is_some_and(|status| (400..500).contains(&status) && !TRANSIENT.contains(&status)) {
        core.shut(Some(failed));
        return None;
    }
    for waiting in core.connecting.drain(..) {
        let _ = waiting.send(Err(failed.clone()));
    }
    let is_wanted = core.calls.is_any_waiting() || !core.listeners.is_empty();
    if lived.is_none() && failures == 0 && !is_wanted {
        core.enter(State::Idle);
        return None;
    }
    core.enter(State::Waiting);
    let delay = inner
        .options
        .first_delay
        .saturating_mul(1 << failures.min(20));
    Some(delay.min(inner.options.most_delay).mul_f64(jitter()))
}

/// A random factor between 0.5 and 1: every hasher of the standard library begins with other keys.
fn jitter() -> f64 {
    let random = RandomState::new().hash_one(0) >> 11;
    0.5 + random as f64 / (1_u64 << 53) as f64 / 2.0
}
