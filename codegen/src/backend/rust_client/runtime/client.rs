//! The connection to a server, as programs see it.

use super::batch::Batch;
use super::buffer::Buffer;
use super::calls::{Calls, Parcel, Request, Ticket};
use super::connect::Address;
use super::error::ClientError;
use super::http::Http;
use super::listeners::{Listeners, Registration};
use super::options::{Options, State};
use super::socket;
use super::wire::{self, Answer};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;
use tokio_websockets::Message;

/// One connection to one server, shared by any number of generated clients and by its clones.
///
/// It connects when it is first used, and again whenever the connection is lost. When the last clone and
/// the last subscription are dropped it closes; [`close`](Self::close) does so at once and waits for it.
/// It must be used inside of a tokio runtime.
#[derive(Clone)]
pub struct Client(Arc<Handle>);

/// Closes the connection when the last client is dropped.
struct Handle(Arc<Inner>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.shut(None);
    }
}

/// What clients and the task of the connection share.
pub(super) struct Inner {
    pub(super) address: Address,
    pub(super) options: Options,
    pub(super) http: Option<Http>,
    core: Mutex<Core>,
    /// There is something to be sent.
    pub(super) outgoing: Notify,
    /// The next attempt to connect is wanted now.
    pub(super) hurry: Notify,
    /// The client has been closed.
    pub(super) closing: Notify,
    /// One waits for the end of the connection's task; others wait for the one.
    ending: tokio::sync::Mutex<()>,
}

/// What changes.
pub(super) struct Core {
    pub(super) calls: Calls,
    pub(super) listeners: Listeners,
    /// Calls that are not sent yet.
    pub(super) queue: VecDeque<Parcel>,
    /// What goes out before them, in whatever state the connection is.
    pub(super) urgent: VecDeque<Urgent>,
    /// The queue flows: everything is registered.
    pub(super) flowing: bool,
    /// Why there is no connection.
    pub(super) reason: String,
    /// Those who wait for the present attempt to connect.
    pub(super) connecting: Vec<oneshot::Sender<Result<(), ClientError>>>,
    /// The error that closed the client, if that was not its own doing.
    fatal: Option<ClientError>,
    state: watch::Sender<State>,
    task: Option<JoinHandle<()>>,
}

/// What does not wait for its turn.
pub(super) enum Urgent {
    /// The registration of the listener with this number on a new connection.
    Registration(u64, Parcel),
    /// Something without an answer.
    Message(Message),
}

impl Core {
    pub(super) fn state(&self) -> State {
        *self.state.borrow()
    }

    pub(super) fn enter(&mut self, state: State) {
        self.state
            .send_if_modified(|present| std::mem::replace(present, state) != state);
    }

    /// Whether anything can still be done.
    pub(super) fn check(&self) -> Result<(), ClientError> {
        match self.state() {
            State::Closed => Err(ClientError::ClientClosed),
            _ => Ok(()),
        }
    }

    /// What was to be sent at once has no connection any more.
    pub(super) fn clear_urgent(&mut self) {
        for urgent in self.urgent.drain(..) {
            if let Urgent::Registration(_, parcel) = urgent {
                self.calls.forget_all(&parcel);
            }
        }
    }

    /// Ends everything but the task of the connection.
    pub(super) fn shut(&mut self, error: Option<ClientError>) {
        self.enter(State::Closed);
        self.fatal = error;
        let reason = self.fatal.clone().unwrap_or(ClientError::ClientClosed);
        self.queue.clear();
        self.urgent.clear();
        self.calls.fail_all(&reason);
        self.listeners.end(self.fatal.as_ref());
        for waiting in self.connecting.drain(..) {
            let _ = waiting.send(Err(reason.clone()));
        }
    }
}

impl Inner {
    pub(super) fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shut(&self, error: Option<ClientError>) {
        let mut core = self.core();
        if core.state() != State::Closed {
            core.shut(error);
            self.closing.notify_one();
        }
    }

    /// Sees to it that somebody connects.
    fn wake(self: &Arc<Self>, core: &mut Core) {
        if core.state() == State::Idle {
            core.enter(State::Connecting);
            core.task = Some(tokio::spawn(socket::run(Arc::clone(self))));
        }
        self.outgoing.notify_one();
    }

    /// Listens no longer; the server is told if it may have the registration.
    pub(super) fn unlisten(&self, number: u64) {
        let mut core = self.core();
        let told = core.listeners.remove(number);
        if let Some(registration) = told.filter(|_| core.state() == State::Open) {
            let Registration {
                unregister, params, ..
            } = registration.as_ref();
            let text = wire::request(None, unregister, Some(params));
            core.urgent.push_back(Urgent::Message(Message::text(text)));
            self.outgoing.notify_one();
        }
    }
}

impl Client {
    /// A client for the server at a URL: `ws` and `wss` talk over a WebSocket, `http` and `https` over HTTP,
    /// where there are no events. It does not connect yet.
    ///
    /// # Errors
    ///
    /// [`ClientError::InvalidArgument`] for another URL, and for options that cannot be.
    pub fn new(url: &str, options: Options) -> Result<Self, ClientError> {
        options.check()?;
        let address = Address::new(url, &options)?;
        let core = Core {
            calls: Calls::new(options.queue),
            listeners: Listeners::default(),
            queue: VecDeque::new(),
            urgent: VecDeque::new(),
            flowing: false,
            reason: "it has not been tried yet".to_owned(),
            connecting: Vec::new(),
            fatal: None,
            state: watch::Sender::new(State::Idle),
            task: None,
        };
        let http = (!address.is_websocket).then(Http::default);
        Ok(Self(Arc::new(Handle(Arc::new(Inner {
            address,
            options,
            http,
            core: Mutex::new(core),
            outgoing: Notify::new(),
            hurry: Notify::new(),
            closing: Notify::new(),
            ending: tokio::sync::Mutex::default(),
        })))))
    }

    pub(super) fn inner(&self) -> &Arc<Inner> {
        &self.0.0
    }

    /// Where the connection stands.
    pub fn state(&self) -> State {
        self.inner().core().state()
    }

    /// The state and every further one.
    pub fn states(&self) -> watch::Receiver<State> {
        self.inner().core().state.subscribe()
    }

    /// Makes one attempt to connect, unless there is a connection or one is being made. Over HTTP there is
    /// nothing to be done.
    ///
    /// # Errors
    ///
    /// [`ClientError::ConnectFailed`] if it fails; the client can still be used then, and tries again.
    pub async fn connect(&self) -> Result<(), ClientError> {
        let inner = self.inner();
        let waiting = {
            let mut core = inner.core();
            if let (State::Closed, Some(error)) = (core.state(), &core.fatal) {
                return Err(error.clone());
            }
            core.check()?;
            if core.state() == State::Open || inner.http.is_some() {
                return Ok(());
            }
            let (sender, waiting) = oneshot::channel();
            core.connecting.push(sender);
            if core.state() == State::Waiting {
                inner.hurry.notify_one();
            }
            inner.wake(&mut core);
            waiting
        };
        waiting.await.unwrap_or(Err(ClientError::ClientClosed))
    }

    /// Calls that are to travel together.
    pub fn batch(&self) -> Batch {
        Batch::new(self.clone())
    }

    /// Ends everything: calls that wait fail with [`ClientError::ClientClosed`], subscriptions end. Waits
    /// until the connection is gone. Once more does nothing.
    pub async fn close(&self) {
        let inner = self.inner();
        inner.shut(None);
        let _one = inner.ending.lock().await;
        let task = inner.core().task.take();
        if let Some(task) = task {
            // It has ended, in whatever way.
            let _ = task.await;
        }
        if let Some(http) = &inner.http {
            http.close().await;
        }
    }

    /// Whether there are events here.
    pub(super) fn check_events(&self) -> Result<(), ClientError> {
        match self.inner().http {
            Some(_) => Err(ClientError::NotSupported(
                "events need a WebSocket: this client talks over HTTP",
            )),
            None => Ok(()),
        }
    }

    /// Starts to listen, under the name and with the registration that `describe` makes of a number.
    pub(super) fn listen(
        &self,
        buffer: &Arc<Buffer>,
        snapshot: bool,
        describe: impl FnOnce(u64) -> (String, Option<Registration>),
    ) -> Result<u64, ClientError> {
        self.check_events()?;
        let mut core = self.inner().core();
        core.check()?;
        core.calls.admit(1)?;
        let number = core.listeners.next_number();
        let (name, registration) = describe(number);
        core.listeners
            .add(number, name, registration, snapshot, Arc::clone(buffer));
        Ok(number)
    }

    /// Makes calls, and waits for all of their answers. What is still unanswered when this is dropped is
    /// given up.
    pub(super) async fn exchange(
        &self,
        requests: &[Request],
        is_batch: bool,
        deadline: Option<Duration>,
        listener: Option<u64>,
    ) -> Result<Vec<Answer>, ClientError> {
        let inner = self.inner();
        let deadline = deadline.unwrap_or(inner.options.deadline);
        let (posted, mut tickets) = {
            let mut core = inner.core();
            core.check()?;
            core.calls.admit(requests.len())?;
            let (parcel, tickets) = core.calls.open(requests, is_batch, listener);
            if inner.http.is_some() {
                (Some(parcel), Tickets { inner, tickets })
            } else {
                // Those that were given up while there was no connection would pile up.
                while core
                    .queue
                    .front()
                    .is_some_and(|first| core.calls.is_done(first))
                {
                    core.queue.pop_front();
                }
                core.queue.push_back(parcel);
                inner.wake(&mut core);
                (None, Tickets { inner, tickets })
            }
        };
        let mut answers = Vec::with_capacity(tickets.tickets.len());
        let collecting = async {
            for ticket in &mut tickets.tickets {
                answers.push(
                    (&mut ticket.answer)
                        .await
                        .unwrap_or(Err(ClientError::ClientClosed)),
                );
            }
        };
        let posting = async {
            if let (Some(http), Some(parcel)) = (&inner.http, &posted) {
                http.post(inner, parcel).await;
            }
            std::future::pending::<()>().await;
        };
        let all = async {
            tokio::select! {
                biased;
                () = collecting => {}
                () = posting => {}
            }
        };
        if tokio::time::timeout(deadline, all).await.is_err() {
            for ticket in tickets.tickets.iter_mut().skip(answers.len()) {
                let answer = ticket.answer.try_recv();
                answers.push(answer.unwrap_or_else(|_| Err(inner.overdue(ticket.id, deadline))));
            }
        }
        Ok(answers)
    }
}

impl Inner {
    /// The error of a call whose time is over.
    fn overdue(&self, id: u64, deadline: Duration) -> ClientError {
        let core = self.core();
        let waited_for = if core.calls.is_sent(id) {
            "the server has not answered".to_owned()
        } else if self.http.is_some() {
            "the request has not been sent".to_owned()
        } else if core.state() == State::Open {
            "earlier calls are still to be sent".to_owned()
        } else {
            format!("there is no connection ({})", core.reason)
        };
        ClientError::DeadlineExceeded {
            deadline,
            waited_for,
        }
    }
}

/// Calls that are given up when nobody waits for them any more.
struct Tickets<'a> {
    inner: &'a Inner,
    tickets: Vec<Ticket>,
}

impl Drop for Tickets<'_> {
    fn drop(&mut self) {
        let mut core = self.inner.core();
        for ticket in &self.tickets {
            core.calls.forget(ticket.id);
        }
    }
}

/// What may be secret is left out.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.inner().address)
    }
}
