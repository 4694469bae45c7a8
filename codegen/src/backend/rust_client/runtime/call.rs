//! What a generated method gives: something that is yet to be done, with options of its own.

use super::buffer::Buffer;
use super::calls::Request;
use super::client::Client;
use super::completion::{Completion, Started};
use super::decode::{from_wire, object};
use super::encode::to_wire;
use super::error::{CallError, ClientError};
use super::listeners::Registration;
use super::options::{Policy, bounded};
use super::subscription::{Listening, Subscription};
use super::wire::{self, Answer};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A call that is made when it is awaited, or added to a [`Batch`](crate::Batch). A call that is dropped
/// before it is sent is never sent; the answer of one that was sent is ignored.
#[must_use = "a call is made when it is awaited"]
pub struct Call<R, E> {
    pub(super) client: Client,
    /// What is asked for, or why that cannot be.
    pub(super) request: Result<Request, ClientError>,
    deadline: Option<Duration>,
    outcome: PhantomData<fn() -> (R, E)>,
}

impl<R, E> Call<R, E> {
    pub(super) fn new(client: Client, request: Result<Request, ClientError>) -> Self {
        Self {
            client,
            request,
            deadline: None,
            outcome: PhantomData,
        }
    }

    /// How long it may take, everything included; by default what the client's options say.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(bounded(deadline));
        self
    }
}

impl<R: DeserializeOwned + Send + 'static, E: CallError> IntoFuture for Call<R, E> {
    type Output = Result<R, E>;
    type IntoFuture = Boxed<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answers = self
                .client
                .exchange(&[self.request?], false, self.deadline, None)
                .await?;
            typed(only(answers))
        })
    }
}

/// The answer of a call that travelled alone.
fn only(answers: Vec<Answer>) -> Answer {
    answers
        .into_iter()
        .next()
        .unwrap_or(Err(ClientError::Cancelled))
}

/// An answer as what the method gives.
pub(super) fn typed<R: DeserializeOwned, E: CallError>(answer: Answer) -> Result<R, E> {
    match answer {
        Ok(result) => Ok(from_wire(Some(&result))?),
        Err(ClientError::Rpc(error)) => Err(E::declare(error)),
        Err(error) => Err(error.into()),
    }
}

/// A call that begins something whose end is told later. It is made when it is awaited.
#[must_use = "a call is made when it is awaited"]
pub struct Start<R, C, E> {
    call: Call<R, E>,
    id_member: &'static str,
    event: &'static str,
    completion: PhantomData<fn() -> C>,
}

impl<R, C, E> Start<R, C, E> {
    pub(super) fn new(call: Call<R, E>, id_member: &'static str, event: &'static str) -> Self {
        Self {
            call,
            id_member,
            event,
            completion: PhantomData,
        }
    }

    /// How long the call may take, everything included; the end may take longer.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.call.deadline = Some(bounded(deadline));
        self
    }
}

impl<R, C, E> IntoFuture for Start<R, C, E>
where
    R: DeserializeOwned + Send + 'static,
    C: DeserializeOwned + Send + 'static,
    E: CallError,
{
    type Output = Result<Started<R, C>, E>;
    type IntoFuture = Boxed<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Call {
                client,
                request,
                deadline,
                ..
            } = self.call;
            let mut request = request?;
            let buffer = Arc::new(Buffer::new(1, Policy::DropNewest));
            let name = |number| format!("completion{number}.{}", self.event);
            let number = client.listen(&buffer, false, |number| (name(number), None))?;
            let listening = Listening::new(&client, number);
            let id = format!("completion{number}");
            request.params = Some(with_member(request.params.as_deref(), self.id_member, id)?);
            let answers = client
                .exchange(&[request], false, deadline, Some(number))
                .await?;
            // The type is said: `?` would take any error that becomes one of the method.
            let result = typed::<R, E>(only(answers))?;
            let completion = Completion::new(client, buffer, listening);
            Ok(Started { result, completion })
        })
    }
}

fn with_member(
    params: Option<&RawValue>,
    member: &str,
    id: String,
) -> Result<Box<RawValue>, ClientError> {
    let mut members = match params {
        Some(params) => object(from_wire(Some(params))?)?,
        None => serde_json::Map::new(),
    };
    members.insert(member.to_owned(), Value::String(id));
    to_wire(&members)
}

/// What is registered for.
#[derive(Debug)]
pub(super) struct Target {
    /// The designators of `register` and `unregister`.
    pub(super) register: String,
    pub(super) unregister: String,
    /// The name that is registered for.
    pub(super) event: String,
    /// Stands in front of the client's own id; empty: nothing does.
    pub(super) prefix: String,
    /// What notifications are called behind the client id and a dot.
    pub(super) notification: String,
    pub(super) snapshot: bool,
}

/// A registration for an event, which is made when it is awaited.
#[must_use = "a registration is made when it is awaited"]
pub struct Subscribe<T> {
    client: Client,
    target: Result<Target, ClientError>,
    buffer: usize,
    policy: Policy,
    deadline: Option<Duration>,
    item: PhantomData<fn() -> T>,
}

impl<T> Subscribe<T> {
    pub(super) fn new(client: Client, target: Result<Target, ClientError>) -> Self {
        Self {
            client,
            target,
            buffer: 1_024,
            policy: Policy::default(),
            deadline: None,
            item: PhantomData,
        }
    }

    /// How many items may wait to be consumed: 1,024.
    pub fn buffer(mut self, items: usize) -> Self {
        self.buffer = items;
        self
    }

    /// What happens to more.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// How long the registration may take; by default what the client's options say.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(bounded(deadline));
        self
    }
}

impl<T: 'static> IntoFuture for Subscribe<T> {
    type Output = Result<Subscription<T>, ClientError>;
    type IntoFuture = Boxed<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            if self.buffer == 0 {
                return Err(ClientError::argument("a buffer must hold at least 1 item"));
            }
            let client = self.client;
            let target = self.target?;
            let request = |registration: &Registration| Request {
                method: registration.register.clone(),
                params: Some(registration.params.clone()),
            };
            let buffer = Arc::new(Buffer::new(self.buffer, self.policy));
            let mut register = None;
            // Listening before the server knows, so that the first events are not missed.
            let number = client.listen(&buffer, target.snapshot, |number| {
                let id = format!("{}subscription{number}", target.prefix);
                let registration = Registration {
                    register: target.register,
                    unregister: target.unregister,
                    params: wire::registration(&target.event, &id),
                };
                register = Some(request(&registration));
                (format!("{id}.{}", target.notification), Some(registration))
            })?;
            let listening = Listening::new(&client, number);
            let requests: Vec<Request> = register.into_iter().collect();
            let answers = client
                .exchange(&requests, false, self.deadline, Some(listening.number()))
                .await?;
            only(answers)?;
            Ok(Subscription::new(client, buffer, listening))
        })
    }
}

macro_rules! shown {
    ($($type:ident<$($parameter:ident),*>),*) => {$(
        impl<$($parameter),*> fmt::Debug for $type<$($parameter),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    )*};
}

shown!(Call<R, E>, Start<R, C, E>, Subscribe<T>);
