//! The services of one server by callsign, and the way of a message to its answer.

use crate::builtin;
use crate::code::Code;
use crate::connection::Connection;
use crate::context::Context;
use crate::designator::{Designator, split_prefix};
use crate::dispatch::{BoxFuture, Call, Descriptor, Dispatcher, Invocation, Reply};
use crate::documents::Discovery;
use crate::envelope::{self, Request};
use crate::error::ErrorObject;
use crate::observer::{Bound, CallNames, Called, Observer, Outcome, Watch};
use serde_json::value::RawValue;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Instant;

/// Everything that is mounted, and what is allowed in one message.
pub struct Services {
    mounts: Vec<Mount>,
    limits: Limits,
    observer: Option<Arc<dyn Observer>>,
    pub(crate) discovery: Discovery,
}

struct Mount {
    callsign: Box<str>,
    dispatcher: Arc<dyn Dispatcher>,
    names: CallNames,
}

/// Bounds on one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most requests in one batch.
    pub batch: usize,
    /// How deep arrays and objects may nest, the envelope counted.
    pub depth: usize,
    /// So many bytes may the answers of a batch have before its further requests are refused.
    pub answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch: 100,
            depth: 64,
            answer: 512 * 1024,
        }
    }
}

/// Why a service was not mounted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MountError {
    /// The callsign is in use.
    #[error("the callsign {0:?} is mounted twice")]
    Duplicate(String),
    /// The callsign could not stand in a designator and a path.
    #[error(
        "the callsign {0:?} is not usable: it must start with a letter and go on with letters, digits, '_', '-' or '.', with no segment of digits alone"
    )]
    Unusable(String),
}

/// Whom a path names: requests there may leave the callsign out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target(Option<u32>);

impl Target {
    /// Nobody: every request names its callsign.
    pub const ANY: Self = Self(None);
}

/// What a message led to.
pub enum Answer {
    /// Everything in it was a notification: nothing is sent back.
    Nothing,
    /// The answer was appended to the output.
    Written,
    /// The text was no JSON; the error was appended to the output.
    Malformed,
    /// A service needs time; the future gives the answer, if there is one.
    Later(BoxFuture<'static, Option<String>>),
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Written => "Written",
            Self::Malformed => "Malformed",
            Self::Later(_) => "Later",
        })
    }
}

impl Services {
    /// Nothing mounted yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            mounts: Vec::new(),
            limits,
            observer: None,
            discovery: Discovery::default(),
        }
    }

    /// Serves `dispatcher` under `callsign`.
    ///
    /// # Errors
    ///
    /// [`MountError`] if the callsign is in use or could not be told from the other parts of a designator.
    pub fn mount(
        &mut self,
        callsign: &str,
        dispatcher: impl Dispatcher,
    ) -> Result<&mut Self, MountError> {
        let usable = callsign.starts_with(|first: char| first.is_ascii_alphabetic())
            && callsign
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
            && callsign
                .split('.')
                .all(|part| !part.bytes().all(|b| b.is_ascii_digit()));
        if !usable {
            return Err(MountError::Unusable(callsign.to_owned()));
        }
        if self.mounts.iter().any(|mount| &*mount.callsign == callsign) {
            return Err(MountError::Duplicate(callsign.to_owned()));
        }
        self.mounts.push(Mount {
            callsign: callsign.into(),
            names: CallNames::new(dispatcher.descriptor()),
            dispatcher: Arc::new(dispatcher),
        });
        Ok(self)
    }

    /// The target that a path with this callsign names; `None`: nothing is mounted there.
    pub fn target(&self, callsign: &str) -> Option<Target> {
        let position = self.position(callsign)?;
        // Small, since every connection holds one.
        Some(Target(u32::try_from(position).ok()))
    }

    /// The callsigns and what is mounted under them, in the order of mounting.
    pub fn mounted(&self) -> impl Iterator<Item = (&str, &'static Descriptor)> {
        self.mounts
            .iter()
            .map(|mount| (&*mount.callsign, mount.dispatcher.descriptor()))
    }

    /// The callsigns and what can be called under them, in the order in which an observer counts them.
    pub fn call_names(&self) -> impl Iterator<Item = (&str, &[&'static str])> {
        self.mounts
            .iter()
            .map(|mount| (&*mount.callsign, mount.names.all()))
    }

    /// Has `observer` told of every call from now on.
    pub fn observe(&mut self, observer: Arc<dyn Observer>) {
        self.observer = Some(observer);
    }

    /// Tells every service that a connection has closed, then ends its subscriptions.
    ///
    /// The transport calls it once, when no call of the connection is under way any more.
    pub fn connection_closed(&self, connection: &dyn Connection) {
        for (service, mount) in self.mounts.iter().enumerate() {
            // A service that panics must not keep the others from hearing of it.
            let told = guarded(|| mount.dispatcher.connection_closed(connection.id()));
            if let (None, Some(observer)) = (told, &self.observer) {
                observer.panicked(Called {
                    service: Some(service),
                    method: None,
                });
            }
        }
        if let Some(subscriptions) = connection.subscriptions() {
            subscriptions.end_all();
        }
    }

    /// Handles one message: a request, a notification or a batch of them.
    ///
    /// What can be answered at once is appended to `out`. The requests of a batch run one after the
    /// other, and so must the messages of one connection: that is what keeps answers in order.
    pub fn handle(
        self: &Arc<Self>,
        text: &str,
        target: Target,
        context: &Context,
        out: &mut String,
        cx: &mut task::Context<'_>,
    ) -> Answer {
        if envelope::is_deeper_than(text, self.limits.depth) {
            let reason = format!("nested deeper than the limit of {}", self.limits.depth);
            let error = ErrorObject::from(Code::InvalidRequest).with_data(&reason);
            envelope::write_error(out, "null", &error);
            self.refused(Bound::Depth);
            return Answer::Written;
        }
        match envelope::batch(text) {
            None => self.single(text, target, context, out, cx),
            Some(Ok(elements)) => self.batch(&elements, target, context, out, cx),
            Some(Err(error)) => {
                envelope::write_error(out, "null", &error);
                self.ended(Called::default(), None, Outcome::Error(error.code));
                Answer::Malformed
            }
        }
    }

    /// Handles one message like [`handle`](Self::handle) and waits for the answer.
    pub async fn answer(
        self: &Arc<Self>,
        text: &str,
        target: Target,
        context: &Context,
    ) -> (Answer, String) {
        let mut out = String::new();
        let answer =
            poll_fn(|cx| Poll::Ready(self.handle(text, target, context, &mut out, cx))).await;
        match answer {
            Answer::Later(future) => match future.await {
                Some(text) => (Answer::Written, text),
                None => (Answer::Nothing, String::new()),
            },
            answer => (answer, out),
        }
    }

    fn single(
        &self,
        text: &str,
        target: Target,
        context: &Context,
        out: &mut String,
        cx: &mut task::Context<'_>,
    ) -> Answer {
        let started = self
            .observer
            .as_ref()
            .and_then(|observer| observer.started());
        let request = match Request::parse(text) {
            Ok(request) => request,
            Err(refusal) => {
                let outcome = Outcome::Error(refusal.error.code);
                self.ended(Called::default(), started, outcome);
                envelope::write_error(out, refusal.id.unwrap_or("null"), &refusal.error);
                return if refusal.error.code == Code::ParseError.number() {
                    Answer::Malformed
                } else {
                    Answer::Written
                };
            }
        };
        let mut called = Called::default();
        let invocation = guarded(|| self.invoke(&request, target, context, &mut called))
            .unwrap_or_else(|| {
                self.panicked(called);
                Invocation::failed(Code::Internal)
            });
        let id = request.id;
        let done = |out: &mut String, outcome| {
            self.ended(called, started, outcome_of(&outcome));
            write(out, id, outcome)
        };
        match invocation {
            Invocation::Done(outcome) => done(out, outcome),
            Invocation::Running(mut future) => match poll_guarded(future.as_mut(), cx) {
                Poll::Ready(None) => {
                    self.panicked(called);
                    done(out, Err(Code::Internal.into()))
                }
                Poll::Ready(Some(outcome)) => done(out, outcome),
                Poll::Pending => {
                    let id = id.map(str::to_owned);
                    let watch = Watch {
                        observer: self.observer.clone(),
                        called,
                        started,
                    };
                    Answer::Later(Box::pin(async move {
                        let outcome = poll_fn(|cx| poll_guarded(future.as_mut(), cx)).await;
                        let outcome = outcome.unwrap_or_else(|| {
                            watch.panicked();
                            Err(Code::Internal.into())
                        });
                        watch.end(outcome_of(&outcome));
                        let mut out = String::new();
                        write(&mut out, id.as_deref(), outcome);
                        (!out.is_empty()).then_some(out)
                    }))
                }
            },
        }
    }

    fn batch(
        self: &Arc<Self>,
        elements: &[&RawValue],
        target: Target,
        context: &Context,
        out: &mut String,
        cx: &mut task::Context<'_>,
    ) -> Answer {
        let refused = match elements.len() {
            0 => Some("the batch is empty".to_owned()),
            count if count > self.limits.batch => {
                self.refused(Bound::Batch);
                Some(format!(
                    "a batch of {count} is over the limit of {}",
                    self.limits.batch
                ))
            }
            _ => None,
        };
        if let Some(reason) = refused {
            let error = ErrorObject::from(Code::InvalidRequest).with_data(&reason);
            envelope::write_error(out, "null", &error);
            return Answer::Written;
        }
        let start = out.len();
        out.push('[');
        let mut rest = elements.iter();
        while let Some(element) = rest.next() {
            let before = out.len();
            let full = out.len() - start > self.limits.answer;
            let answer = if full && self.refuse_for_size(element.get(), out) {
                Answer::Written
            } else {
                self.single(element.get(), target, context, out, cx)
            };
            let running = match answer {
                Answer::Later(future) => Some(future),
                Answer::Nothing => None,
                Answer::Written | Answer::Malformed => {
                    separate(out, start, before);
                    None
                }
            };
            let ready = context.connection().poll_ready(cx).is_ready();
            if running.is_some() || !ready && rest.len() > 0 {
                let answered = out.split_off(start);
                let rest = rest.map(|&rest| rest.to_owned()).collect();
                let (services, context) = (self.clone(), context.clone());
                return Answer::Later(Box::pin(async move {
                    services
                        .finish_batch(answered, running, rest, target, context)
                        .await
                }));
            }
        }
        close_batch(out, start)
    }

    /// The rest of a batch of which one call needs time, or which has caused more than its peer reads.
    async fn finish_batch(
        self: Arc<Self>,
        mut answers: String,
        running: Option<BoxFuture<'static, Option<String>>>,
        rest: Vec<Box<RawValue>>,
        target: Target,
        context: Context,
    ) -> Option<String> {
        let append = |answers: &mut String, answer: Option<String>| {
            if let Some(answer) = answer {
                let before = answers.len();
                answers.push_str(&answer);
                separate(answers, 0, before);
            }
        };
        if let Some(running) = running {
            append(&mut answers, running.await);
        }
        for element in rest {
            poll_fn(|cx| context.connection().poll_ready(cx)).await;
            let mut out = String::new();
            let full = answers.len() > self.limits.answer;
            if full && self.refuse_for_size(element.get(), &mut out) {
                append(&mut answers, Some(out));
                continue;
            }
            let answer = poll_fn(|cx| {
                Poll::Ready(self.single(element.get(), target, &context, &mut out, cx))
            })
            .await;
            let text = match answer {
                Answer::Later(future) => future.await,
                Answer::Nothing => None,
                Answer::Written | Answer::Malformed => Some(out),
            };
            append(&mut answers, text);
        }
        close_batch(&mut answers, 0);
        (!answers.is_empty()).then_some(answers)
    }

    /// Refuses a request of a batch whose answers are long enough; what wants no answer is not refused.
    #[cold]
    fn refuse_for_size(&self, text: &str, out: &mut String) -> bool {
        let Ok(Request { id: Some(id), .. }) = Request::parse(text) else {
            return false;
        };
        let reason = format!(
            "the answers of the batch have more than {} bytes, the most allowed; call it by itself",
            self.limits.answer
        );
        let error = ErrorObject::from(Code::LimitReached).with_data(&reason);
        envelope::write_error(out, id, &error);
        self.refused(Bound::BatchAnswer);
        true
    }

    /// Finds out who is called and starts the call.
    fn invoke(
        &self,
        request: &Request<'_>,
        target: Target,
        context: &Context,
        called: &mut Called,
    ) -> Invocation {
        let designator = Designator::parse(&request.method);
        if designator.is_composite() {
            return Invocation::failed(Code::UnknownService);
        }
        let mount = match designator.callsign {
            Some(callsign) => match self.position(callsign) {
                // A path that names one service must not reach another.
                Some(named) if target.0.is_none_or(|path| path as usize == named) => Some(named),
                _ => {
                    let allowed = self.may_call_any(context.caller());
                    return self.discovery.answer(&request.method, target, allowed);
                }
            },
            None => target.0.map(|path| path as usize),
        };
        let Some(service) = mount else {
            // Nobody is mounted at the root: no method there is known, in no version but 1.
            return Invocation::failed(if designator.accepts_major(1) {
                Code::UnknownMethod
            } else {
                Code::UnsupportedVersion
            });
        };
        let Mount {
            dispatcher, names, ..
        } = &self.mounts[service];
        called.service = Some(service);
        let method = &*designator.plain_method();
        let access = context.caller().access.as_ref();
        if self.observer.is_some() || access.is_some() {
            called.method = names.place(method);
        }
        // What is asked about is what is called below, however it was spelled. Whoever may not call learns
        // nothing else.
        if access.is_some_and(|access| !access.permits(*called)) {
            let reason = "the caller may not call this";
            return Invocation::failed(ErrorObject::from(Code::Privileged).with_data(reason));
        }
        if !designator.accepts_major(dispatcher.descriptor().version.0) {
            return Invocation::failed(Code::UnsupportedVersion);
        }
        let number = u32::try_from(service).unwrap_or(u32::MAX);
        builtin::call(
            method,
            &designator,
            request.params,
            context,
            number,
            dispatcher,
            &|bound| self.refused(bound),
        )
        .unwrap_or_else(|| {
            // Only some objects have instances; nothing else is called on one.
            let instances = dispatcher.descriptor().instances;
            let has_instances =
                || split_prefix(method).is_some_and(|(prefix, _)| instances.contains(&prefix));
            if designator.instance.is_some() && !has_instances() {
                return Invocation::unknown_method();
            }
            dispatcher.call(Call {
                method,
                instance: designator.instance,
                index: designator.index,
                params: request.params,
                context,
            })
        })
    }

    fn ended(&self, called: Called, started: Option<Instant>, outcome: Outcome) {
        if let Some(observer) = &self.observer {
            observer.ended(called, started, outcome);
        }
    }

    fn panicked(&self, called: Called) {
        if let Some(observer) = &self.observer {
            observer.panicked(called);
        }
    }

    fn refused(&self, bound: Bound) {
        if let Some(observer) = &self.observer {
            observer.refused(bound);
        }
    }

    fn position(&self, callsign: &str) -> Option<usize> {
        self.mounts
            .iter()
            .position(|mount| &*mount.callsign == callsign)
    }
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.mounts.iter().map(|mount| &mount.callsign))
            .finish()
    }
}

/// Writes the answer of one request, none for a notification.
fn write(out: &mut String, id: Option<&str>, outcome: Result<Reply, ErrorObject>) -> Answer {
    let Some(id) = id else {
        return Answer::Nothing;
    };
    match outcome {
        Ok(reply) => envelope::write_result(out, id, reply.as_json()),
        Err(error) => envelope::write_error(out, id, &error),
    }
    Answer::Written
}

/// Puts the comma before the answer that starts at `before`, unless it is the batch's first.
fn separate(out: &mut String, start: usize, before: usize) {
    if before > start + 1 {
        out.insert(before, ',');
    }
}

/// Ends the batch that starts at `start`; one without answers disappears.
fn close_batch(out: &mut String, start: usize) -> Answer {
    if out.len() == start + 1 {
        out.truncate(start);
        return Answer::Nothing;
    }
    out.push(']');
    Answer::Written
}

fn outcome_of(outcome: &Result<Reply, ErrorObject>) -> Outcome {
    match outcome {
        Ok(_) => Outcome::Result,
        Err(error) => Outcome::Error(error.code),
    }
}

/// Runs a piece of a service; a panic in it ends that call alone.
fn guarded<R>(run: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// Polls a call; ready with `None` if it panicked.
fn poll_guarded(
    future: Pin<&mut (dyn Future<Output = Result<Reply, ErrorObject>> + Send)>,
    cx: &mut task::Context<'_>,
) -> Poll<Option<Result<Reply, ErrorObject>>> {
    match guarded(|| future.poll(cx)) {
        Some(polled) => polled.map(Some),
        None => Poll::Ready(None),
    }
}
