// What is done with a client, in the types of the module's `package`.

use crate::command::{Coming, Command, Outcome, Session as AnySession};
use crate::write;
use package::{
    Batch, Call, CallError, Cause, Client, ClientError, Closer, Gap, Item, Options, Policy, Start,
    State, Subscribe, Subscription,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// A client, and what is subscribed to on it.
pub(crate) struct Session {
    client: Client,
    service: Service,
    options: String,
    subscriptions: Subscriptions,
    begun: Begun,
}

type Subscriptions = Rc<RefCell<HashMap<u64, (Closer, Rc<Notify>)>>>;

/// What waits for the ends of calls.
type Begun = Rc<RefCell<HashMap<u64, AbortHandle>>>;

/// Makes a client.
pub(crate) fn open(command: &Command) -> Result<Session, Value> {
    let given = Command(command.0["options"].clone());
    let mut options = Options::new();
    if let Some(deadline) = given.milliseconds("deadline") {
        options = options.deadline(deadline);
    }
    if let Some(queue) = given.count("queue") {
        options = options.queue(queue);
    }
    if let Some(heartbeat) = given.milliseconds("heartbeat") {
        options = options.heartbeat(heartbeat);
    }
    if let Some(first) = given.milliseconds("reconnect_first") {
        let most = given.milliseconds("reconnect_most");
        options = options.reconnect(first, most.unwrap_or(Duration::from_secs(5)));
    }
    if let Some(token) = given.0["token"].as_str() {
        options = options.token(token);
    }
    if let Some(authority) = given.0["ca"].as_str() {
        options = options.trust(authority);
    }
    let shown = format!("{options:?}");
    let client = Client::new(command.text("url"), options).map_err(|error| failure(&error))?;
    let service = match given.0["callsign"].as_str() {
        Some(callsign) => Service::with_callsign(&client, callsign),
        None => Service::new(&client),
    };
    Ok(Session {
        client,
        service,
        options: shown,
        subscriptions: Rc::default(),
        begun: Rc::default(),
    })
}

/// A call of whatever type.
trait AnyCall {
    fn make(self: Box<Self>, command: &Command, begun: &Begun) -> Coming;
    fn add(self: Box<Self>, batch: &mut Batch) -> Coming;
}

impl<R, E> AnyCall for Call<R, E>
where
    R: Serialize + DeserializeOwned + Send + 'static,
    E: CallError + Failure,
{
    fn make(self: Box<Self>, command: &Command, _begun: &Begun) -> Coming {
        let mut call = *self;
        if let Some(deadline) = command.milliseconds("deadline") {
            call = call.deadline(deadline);
        }
        Box::pin(async move { encoded(call.await) })
    }

    fn add(self: Box<Self>, batch: &mut Batch) -> Coming {
        let pending = batch.add(*self);
        Box::pin(async move { encoded(pending.await) })
    }
}

impl<R, C, E> AnyCall for Start<R, C, E>
where
    R: Serialize + DeserializeOwned + Send + 'static,
    C: Serialize + DeserializeOwned + Send + 'static,
    E: CallError + Failure,
{
    fn make(self: Box<Self>, command: &Command, begun: &Begun) -> Coming {
        let mut call = *self;
        if let Some(deadline) = command.milliseconds("deadline") {
            call = call.deadline(deadline);
        }
        let (id, begun) = (command.id(), Rc::clone(begun));
        Box::pin(async move {
            let started = call.await.map_err(|error| failure(&error))?;
            let completion = started.completion;
            // Dropped, it is given up.
            let waiting = tokio::task::spawn_local(async move {
                write(&match encoded(completion.await) {
                    Ok(end) => json!({ "completion": id, "ok": end }),
                    Err(error) => json!({ "completion": id, "error": error }),
                });
            });
            begun.borrow_mut().insert(id, waiting.abort_handle());
            package::encode(&started.result).map_err(|error| failure(&error))
        })
    }

    fn add(self: Box<Self>, _batch: &mut Batch) -> Coming {
        let error = unknown("with a later end, in a batch");
        Box::pin(async move { Err(error) })
    }
}

fn encoded<R: Serialize, E: Failure>(outcome: Result<R, E>) -> Outcome {
    match outcome {
        Ok(result) => package::encode(&result).map_err(|error| failure(&error)),
        Err(error) => Err(failure(&error)),
    }
}

fn decoded<T: DeserializeOwned>(params: &Value) -> Result<T, Value> {
    package::decode(params).map_err(|error| failure(&error))
}

fn unknown(name: &str) -> Value {
    json!({ "kind": "other", "text": format!("there is no operation {name}") })
}

/// A registration of whatever type.
trait AnySubscribe {
    fn make(self: Box<Self>, command: Command, subscriptions: Subscriptions) -> Coming;
}

impl<T: Serialize + DeserializeOwned + Send + 'static> AnySubscribe for Subscribe<T> {
    fn make(self: Box<Self>, command: Command, subscriptions: Subscriptions) -> Coming {
        let mut subscribe = *self;
        if let Some(items) = command.count("buffer") {
            subscribe = subscribe.buffer(items);
        }
        subscribe = match command.text("policy") {
            "drop-newest" => subscribe.policy(Policy::DropNewest),
            "fail" => subscribe.policy(Policy::Fail),
            _ => subscribe,
        };
        Box::pin(async move {
            let subscription = subscribe.await.map_err(|error| failure(&error))?;
            let closer = subscription.closer();
            let resumed = Rc::new(Notify::new());
            if !command.is("hold") {
                resumed.notify_one();
            }
            let id = command.id();
            subscriptions
                .borrow_mut()
                .insert(id, (closer, Rc::clone(&resumed)));
            let is_callback = command.is("callback");
            tokio::task::spawn_local(async move {
                resumed.notified().await;
                let end = if is_callback {
                    let mut listener = subscription.listen(move |item| tell(id, &item));
                    listener.ended().await
                } else {
                    iterate(id, subscription).await
                };
                let end = end.err().map(|error| failure(&error));
                write(&json!({ "subscription": id, "end": end }));
            });
            Ok(Value::Null)
        })
    }
}

async fn iterate<T: Serialize + DeserializeOwned>(
    id: u64,
    mut subscription: Subscription<T>,
) -> Result<(), ClientError> {
    while let Some(item) = subscription.next().await {
        tell(id, &item?);
    }
    Ok(())
}

fn tell<T: Serialize>(id: u64, item: &Item<T>) {
    write(&match item {
        Item::Event(event) => json!({ "subscription": id, "event": package::encode(event).ok() }),
        Item::Gap(gap) => json!({ "subscription": id, "gap": shown(gap) }),
    });
}

fn shown(gap: &Gap) -> Value {
    let cause = match gap.cause {
        Cause::Reconnected => "reconnected",
        Cause::Overflow => "overflow",
        Cause::Unreadable => "unreadable",
        _ => "other",
    };
    json!({ "cause": cause, "missed": gap.missed, "snapshot": gap.snapshot })
}

/// An error, and the name and case if it is one that a method declares.
trait Failure: Error + Clone + Into<ClientError> {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}

impl Failure for ClientError {}

fn failure<E: Failure>(error: &E) -> Value {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error}"));
        source = error.source();
    }
    let mut shown = json!({ "text": text });
    shown["kind"] = json!(match error.clone().into() {
        ClientError::Rpc(rpc) => {
            shown["code"] = json!(rpc.code);
            shown["message"] = json!(rpc.message);
            shown["data"] = json!(rpc.data);
            match error.declared() {
                Some((name, case)) => {
                    shown["name"] = json!(name);
                    shown["case"] = json!(case);
                    "method"
                }
                None => "rpc",
            }
        }
        ClientError::DeadlineExceeded { .. } => "deadline",
        ClientError::Cancelled => "cancelled",
        ClientError::ConnectionLost { .. } => "connection-lost",
        ClientError::ConnectFailed { status, .. } => {
            shown["status"] = json!(status);
            "connect-failed"
        }
        ClientError::QueueFull { .. } => "queue-full",
        ClientError::ClientClosed => "closed",
        ClientError::Decode { pointer, .. } => {
            shown["pointer"] = json!(pointer);
            "decode"
        }
        ClientError::InvalidArgument { pointer, .. } => {
            shown["pointer"] = json!(pointer);
            "argument"
        }
        ClientError::NotSupported(_) => "not-supported",
        ClientError::SlowConsumer { .. } => "slow-consumer",
        _ => "other",
    });
    shown
}

impl AnySession for Session {
    fn connect(&self) -> Coming {
        let client = self.client.clone();
        Box::pin(async move {
            let connected = client.connect().await;
            connected
                .map(|()| Value::Null)
                .map_err(|error| failure(&error))
        })
    }

    fn call(&self, command: Command) -> Coming {
        let (name, place) = (command.text("operation"), command.place());
        match operation(&self.service, name, place, &command.0["params"]) {
            Ok(call) => call.make(&command, &self.begun),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn batch(&self, command: Command) -> Coming {
        let mut batch = self.client.batch();
        if let Some(deadline) = command.milliseconds("deadline") {
            batch = batch.deadline(deadline);
        }
        let calls = command.0["calls"].as_array().cloned().unwrap_or_default();
        let coming: Vec<Coming> = calls
            .into_iter()
            .map(|call| {
                let call = Command(call);
                let (name, place) = (call.text("operation"), call.place());
                match operation(&self.service, name, place, &call.0["params"]) {
                    Ok(made) => made.add(&mut batch),
                    Err(error) => Box::pin(async move { Err(error) }) as Coming,
                }
            })
            .collect();
        Box::pin(async move {
            batch.send().await.map_err(|error| failure(&error))?;
            let mut outcomes = Vec::new();
            for outcome in coming {
                outcomes.push(match outcome.await {
                    Ok(value) => json!({ "ok": value }),
                    Err(error) => json!({ "error": error }),
                });
            }
            Ok(json!(outcomes))
        })
    }

    fn subscribe(&self, command: Command) -> Coming {
        let (name, place) = (command.text("operation"), command.place());
        match subscription(&self.service, name, place) {
            Ok(subscribe) => subscribe.make(command, Rc::clone(&self.subscriptions)),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn abandon(&self, command: &Command) -> Outcome {
        let call = command.0["call"].as_u64().unwrap_or_default();
        if let Some(waiting) = self.begun.borrow().get(&call) {
            waiting.abort();
        }
        Ok(Value::Null)
    }

    fn resume(&self, command: &Command) -> Outcome {
        if let Some((_, resumed)) = self.subscriptions.borrow().get(&command.subscription()) {
            resumed.notify_one();
        }
        Ok(Value::Null)
    }

    fn unsubscribe(&self, command: &Command) -> Outcome {
        if let Some((closer, _)) = self.subscriptions.borrow().get(&command.subscription()) {
            closer.close();
        }
        Ok(Value::Null)
    }

    fn state(&self) -> &'static str {
        match self.client.state() {
            State::Idle => "idle",
            State::Connecting => "connecting",
            State::Open => "open",
            State::Waiting => "waiting",
            State::Closed => "closed",
        }
    }

    fn text(&self) -> String {
        format!("{:?} {} {:?}", self.client, self.options, self.service)
    }

    fn close(&self) -> Coming {
        let client = self.client.clone();
        Box::pin(async move {
            client.close().await;
            Ok(Value::Null)
        })
    }
}
