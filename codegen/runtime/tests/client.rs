//! The client against a server that is played by hand.

use jsonrpc_runtime::client::{
    CallError, Client, Destination, EventError, Incoming, Link, NoError, Options, Outgoing,
    Subscription,
};
use jsonrpc_runtime::{ErrorObject, EventDescriptor, IndexForm};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

const TICK: EventDescriptor = EventDescriptor::named("tick");
const DOTTED: EventDescriptor = EventDescriptor {
    index: Some(IndexForm::ClientId),
    ..EventDescriptor::named("dotted")
};
const MARKED: EventDescriptor = EventDescriptor {
    index: Some(IndexForm::Designator { optional: true }),
    ..EventDescriptor::named("marked")
};

type Called<'a, T> = Pin<Box<dyn Future<Output = Result<T, CallError<NoError>>> + Send + 'a>>;

const fn at(index: Option<&str>) -> Destination<'_> {
    Destination {
        callsign: "T",
        major: 1,
        instance: None,
        index,
    }
}

fn call<'a>(client: &'a Client, method: &'a str) -> Called<'a, u32> {
    Box::pin(client.call(at(None), method, None::<&()>))
}

fn subscribe<'a>(
    client: &'a Client,
    index: Option<&'a str>,
    event: &'a EventDescriptor,
) -> Called<'a, Subscription<u32>> {
    Box::pin(client.subscribe(at(index), event))
}

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[track_caller]
fn ready<F: Future + Unpin>(mut future: F) -> F::Output {
    match poll(&mut future) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("still waits"),
    }
}

#[track_caller]
fn waits<F: Future + Unpin>(future: &mut F) {
    assert!(poll(future).is_pending(), "does not wait");
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The server's end of the link.
struct Server {
    outgoing: Outgoing,
    incoming: Incoming,
}

fn connected(outgoing: usize, events: usize) -> (Client, Server) {
    let (client, Link { outgoing, incoming }) = Client::new(Options { outgoing, events });
    (client, Server { outgoing, incoming })
}

impl Server {
    /// What the client sends next, as it is.
    #[track_caller]
    fn next(&mut self) -> Value {
        let text = ready(pin!(self.outgoing.next())).expect("the client lives");
        serde_json::from_str(&text).expect("is JSON")
    }

    #[track_caller]
    fn is_silent(&mut self) {
        waits(&mut pin!(self.outgoing.next()));
    }

    #[track_caller]
    fn has_ended(&mut self) {
        assert_eq!(ready(pin!(self.outgoing.next())), None);
    }

    fn send(&self, message: Value) {
        self.incoming.receive(&message.to_string());
    }

    fn event(&self, name: &str, params: u32) {
        self.send(json!({ "jsonrpc": "2.0", "method": name, "params": params }));
    }

    /// Takes a request, checks its method, and answers with these members.
    #[track_caller]
    fn answer(&mut self, method: &str, members: Value) -> Value {
        let request = self.next();
        assert_eq!(request["method"], method);
        let mut answer = json!({ "jsonrpc": "2.0", "id": request["id"] });
        let object = answer.as_object_mut().expect("is an object");
        object.extend(members.as_object().expect("is an object").clone());
        self.send(answer);
        request
    }

    /// Admits a subscription; what it sent for params, and the name of its notifications.
    #[track_caller]
    fn admit<'a>(
        &mut self,
        client: &'a Client,
        event: &'a EventDescriptor,
        index: Option<&'a str>,
    ) -> Subscription<u32> {
        let mut subscribing = subscribe(client, index, event);
        waits(&mut subscribing);
        let id = self.next()["id"].clone();
        self.send(json!({ "jsonrpc": "2.0", "id": id, "result": null }));
        ready(subscribing).expect("is admitted")
    }

    #[track_caller]
    fn is_unregistered(&mut self, method: &str, event: &str, client: &str) {
        let expected = json!({
            "jsonrpc": "2.0",
            "method": method,
            "params": { "event": event, "id": client },
        });
        assert_eq!(self.next(), expected);
    }
}

#[track_caller]
fn drained(events: &mut Subscription<u32>) -> Vec<Result<u32, EventError>> {
    std::iter::from_fn(|| events.try_next()).collect()
}

fn missed(count: u64) -> Result<u32, EventError> {
    Err(EventError::Missed(count))
}

// What is lost is told where it was lost.

#[test]
fn losses_are_told_between_the_events_around_them() {
    let (client, mut server) = connected(4, 2);
    let mut events = server.admit(&client, &TICK, None);
    for number in 1..=5 {
        server.event("subscription1.tick", number);
    }
    assert_eq!(events.try_next(), Some(Ok(1)));
    server.event("subscription1.tick", 6);
    server.event("subscription1.tick", 7);
    assert_eq!(ready(pin!(events.next())), Some(Ok(2)));
    assert_eq!(ready(pin!(events.next())), Some(missed(3)));
    server.event("subscription1.tick", 8);
    assert_eq!(drained(&mut events), [Ok(6), missed(1), Ok(8)]);
    waits(&mut pin!(events.next()));
}

#[test]
fn a_loss_is_told_when_nothing_follows_and_only_once() {
    let (client, mut server) = connected(4, 1);
    let mut events = server.admit(&client, &TICK, None);
    for number in 1..=3 {
        server.event("subscription1.tick", number);
    }
    assert_eq!(ready(pin!(events.next())), Some(Ok(1)));
    assert_eq!(ready(pin!(events.next())), Some(missed(2)));
    waits(&mut pin!(events.next()));
    server.event("subscription1.tick", 4);
    assert_eq!(drained(&mut events), [Ok(4)]);
}

#[test]
fn a_full_queue_is_drained_behind_the_end_of_the_connection() {
    let (client, mut server) = connected(4, 1);
    let mut events = server.admit(&client, &TICK, None);
    server.event("subscription1.tick", 1);
    server.event("subscription1.tick", 2);
    drop(server);
    assert_eq!(ready(pin!(events.next())), Some(Ok(1)));
    assert_eq!(ready(pin!(events.next())), Some(missed(1)));
    assert_eq!(ready(pin!(events.next())), None);
    assert_eq!(events.try_next(), None);
}

#[test]
fn a_waiting_consumer_is_woken_by_an_event_and_by_the_end() {
    let (client, mut server) = connected(4, 4);
    let mut events = server.admit(&client, &TICK, None);
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    {
        let mut next = pin!(events.next());
        let mut cx = Context::from_waker(&waker);
        assert!(next.as_mut().poll(&mut cx).is_pending());
        server.event("subscription1.tick", 1);
        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
        assert_eq!(next.as_mut().poll(&mut cx), Poll::Ready(Some(Ok(1))));
    }
    let mut next = pin!(events.next());
    let mut cx = Context::from_waker(&waker);
    assert!(next.as_mut().poll(&mut cx).is_pending());
    drop(server);
    assert_eq!(next.as_mut().poll(&mut cx), Poll::Ready(None));
    assert_eq!(wakes.0.load(Ordering::Relaxed), 2);
}

#[test]
fn a_cancelled_next_loses_nothing() {
    let (client, mut server) = connected(4, 4);
    let mut events = server.admit(&client, &TICK, None);
    waits(&mut pin!(events.next()));
    server.event("subscription1.tick", 1);
    assert_eq!(ready(pin!(events.next())), Some(Ok(1)));
}

#[test]
fn an_event_of_another_shape_is_told_and_the_stream_goes_on() {
    let (client, mut server) = connected(4, 4);
    let mut events = server.admit(&client, &TICK, None);
    server.send(json!({ "jsonrpc": "2.0", "method": "subscription1.tick" }));
    server.send(json!({ "jsonrpc": "2.0", "method": "subscription1.tick", "params": "x" }));
    server.event("subscription1.tick", 3);
    let got = drained(&mut events);
    assert!(matches!(
        got[..],
        [Err(EventError::Json(_)), Err(EventError::Json(_)), Ok(3)]
    ));
}

// Registrations end at the server.

#[test]
fn a_dropped_subscription_unregisters_ahead_of_a_full_queue() {
    let (client, mut server) = connected(1, 4);
    let first = server.admit(&client, &TICK, None);
    let second = server.admit(&client, &DOTTED, Some("room"));
    let mut queued = call(&client, "queued");
    let mut without_room = call(&client, "without_room");
    waits(&mut queued);
    waits(&mut without_room);
    drop(first);
    drop(second);
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
    server.is_unregistered("T.1.unregister", "dotted", "room.subscription3");
    assert_eq!(server.next()["method"], "T.1.queued");
    waits(&mut without_room);
    assert_eq!(server.next()["method"], "T.1.without_room");
    server.is_silent();
}

#[test]
fn the_transport_is_woken_by_an_unregister() {
    let (client, mut server) = connected(1, 4);
    let subscription = server.admit(&client, &TICK, None);
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let mut next = pin!(server.outgoing.next());
    let mut cx = Context::from_waker(&waker);
    assert!(next.as_mut().poll(&mut cx).is_pending());
    drop(subscription);
    assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
    assert!(next.as_mut().poll(&mut cx).is_ready());
}

#[test]
fn events_behind_the_end_of_a_subscription_are_ignored() {
    let (client, mut server) = connected(4, 4);
    drop(server.admit(&client, &TICK, None));
    server.event("subscription1.tick", 1);
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
    let mut next = server.admit(&client, &TICK, None);
    server.event("subscription1.tick", 2);
    server.event("subscription3.tick", 3);
    assert_eq!(drained(&mut next), [Ok(3)]);
}

#[test]
fn a_cancelled_subscribe_that_was_sent_unregisters() {
    let (client, mut server) = connected(4, 4);
    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut subscribing);
    let register = server.next();
    assert_eq!(register["method"], "T.1.register");
    drop(subscribing);
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
    // Its answer and its events find nobody.
    server.send(json!({ "jsonrpc": "2.0", "id": register["id"], "result": null }));
    server.event("subscription1.tick", 1);
    server.is_silent();
}

#[test]
fn a_cancelled_subscribe_unregisters_what_was_confirmed_meanwhile() {
    let (client, mut server) = connected(4, 4);
    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut subscribing);
    server.answer("T.1.register", json!({ "result": null }));
    drop(subscribing);
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
}

#[test]
fn a_cancelled_subscribe_that_was_not_sent_is_withdrawn() {
    let (client, mut server) = connected(1, 4);
    let mut queued = subscribe(&client, None, &TICK);
    let mut without_room = subscribe(&client, None, &TICK);
    waits(&mut queued);
    waits(&mut without_room);
    drop(without_room);
    drop(queued);
    server.is_silent();
    // Their room is free again.
    let mut next = call(&client, "next");
    waits(&mut next);
    assert_eq!(server.next()["method"], "T.1.next");
}

#[test]
fn a_refused_subscribe_has_nothing_to_unregister() {
    let (client, mut server) = connected(4, 4);
    let refusal = json!({ "error": { "code": -31048, "message": "Registration failed." } });
    let expected = ErrorObject::new(-31048, "Registration failed.");

    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut subscribing);
    server.answer("T.1.register", refusal.clone());
    assert_eq!(
        ready(subscribing).expect_err("is refused"),
        CallError::Rpc(expected)
    );
    server.is_silent();

    let mut cancelled = subscribe(&client, None, &TICK);
    waits(&mut cancelled);
    server.answer("T.1.register", refusal);
    drop(cancelled);
    server.is_silent();
}

#[test]
fn an_unreadable_answer_to_register_leaves_nothing_at_the_server() {
    let (client, mut server) = connected(4, 4);
    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut subscribing);
    server.answer("T.1.register", json!({}));
    assert!(matches!(ready(subscribing), Err(CallError::Json(_))));
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
}

#[test]
fn events_ahead_of_the_confirmation_are_kept() {
    let (client, mut server) = connected(4, 4);
    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut subscribing);
    server.event("subscription1.tick", 1);
    server.answer("T.1.register", json!({ "result": null }));
    let mut events = ready(subscribing).expect("is admitted");
    server.event("subscription1.tick", 2);
    assert_eq!(drained(&mut events), [Ok(1), Ok(2)]);
}

// Every answer ends its call.

#[test]
fn answers_are_typed() {
    let (client, mut server) = connected(4, 4);
    let mut first = call(&client, "first");
    let mut second = call(&client, "second");
    waits(&mut first);
    waits(&mut second);
    let ids = [server.next(), server.next()].map(|request| request["id"].clone());
    server.send(json!({ "jsonrpc": "2.0", "id": ids[1], "result": 2 }));
    server.send(json!({ "jsonrpc": "2.0", "id": ids[0], "result": "one" }));
    assert_eq!(ready(second), Ok(2));
    assert!(matches!(ready(first), Err(CallError::Json(_))));
}

#[test]
fn errors_are_kept_whole_also_beside_an_echoed_request() {
    let (client, mut server) = connected(4, 4);
    let error = json!({ "code": -32604, "message": "no", "data": { "why": 1 }, "more": 2 });
    let expected = ErrorObject::new(-32604, "no").with_data(&json!({ "why": 1 }));
    for members in [
        json!({ "error": error }),
        json!({ "error": error, "result": null }),
        json!({ "method": "T.1.m", "params": {}, "error": error }),
    ] {
        let mut calling = call(&client, "m");
        waits(&mut calling);
        server.answer("T.1.m", members);
        assert_eq!(ready(calling), Err(CallError::Rpc(expected.clone())));
    }
}

#[test]
fn an_answer_with_members_that_nobody_knows_is_an_answer() {
    let (client, mut server) = connected(4, 4);
    let mut calling = call(&client, "m");
    waits(&mut calling);
    server.answer("T.1.m", json!({ "result": 7, "error": null, "took": [1] }));
    assert_eq!(ready(calling), Ok(7));
}

#[test]
fn an_unreadable_answer_fails_its_call() {
    let (client, mut server) = connected(4, 4);
    for rest in [
        r#""error":{"code":3000000000,"message":"x"}}"#,
        r#""error":{"code":"1","message":"x"}}"#,
        r#""error":{"code":1.5,"message":"x"}}"#,
        r#""error":{"code":1}}"#,
        r#""error":{"code":1,"message":5}}"#,
        r#""error":{"message":"x"}}"#,
        r#""error":[1,"x"]}"#,
        r#""error":"x"}"#,
        r#""error":null}"#,
        r#""x":1}"#,
        r#""result":1,"error":{"code":1,"message":"x"}}"#,
        r#""result":{"a":}}"#,
        r#""result":1"#,
        r#""result":1} x"#,
        r#""\ud800":1,"result":1}"#,
    ] {
        let mut calling = call(&client, "m");
        waits(&mut calling);
        let id = &server.next()["id"];
        server
            .incoming
            .receive(&format!(r#" {{"jsonrpc":"2.0","id":{id},{rest}"#));
        match poll(&mut calling) {
            Poll::Ready(Err(CallError::Json(reason))) => assert!(!reason.is_empty(), "{rest}"),
            other => panic!("{rest}: {other:?}"),
        }
    }
}

#[test]
fn a_batch_answers_each_of_its_calls() {
    let (client, mut server) = connected(4, 4);
    let mut first = call(&client, "first");
    let mut second = call(&client, "second");
    waits(&mut first);
    waits(&mut second);
    let ids = [server.next(), server.next()].map(|request| request["id"].clone());
    server.send(json!([
        5,
        [],
        { "jsonrpc": "2.0", "id": ids[0], "error": { "code": 1 } },
        null,
        { "jsonrpc": "2.0", "id": ids[1], "result": 2 },
    ]));
    assert!(matches!(ready(first), Err(CallError::Json(_))));
    assert_eq!(ready(second), Ok(2));
}

#[test]
fn what_is_for_nobody_is_ignored() {
    let (client, mut server) = connected(4, 4);
    let mut events = server.admit(&client, &TICK, None);
    let mut calling = call(&client, "m");
    waits(&mut calling);
    let id = server.next()["id"].as_u64().expect("is a number");
    let deep = "[".repeat(100_000);
    for text in [
        "",
        " ",
        "x",
        "5",
        "null",
        "\"\"",
        "{",
        "[",
        "[]",
        "[[[]]]",
        "{}",
        "\u{0}",
        deep.as_str(),
        r#"{"id":null,"error":{"code":-32700,"message":"x"}}"#,
        r#"{"id":99,"result":1}"#,
        r#"{"id":-1,"result":1}"#,
        r#"{"id":18446744073709551616,"result":1}"#,
        r#"{"id":{},"result":1}"#,
        r#"{"result":1}"#,
        r#"{"method":"nobody.tick","params":1}"#,
        r#"{"method":"tick","params":1}"#,
        r#"{"method":"","params":1}"#,
        r#"{"method":5}"#,
        r#"{"method":"\ud800"}"#,
        r#"{"method":"subscription1.tick","params":1"#,
        r#"{"id":"x","method":"subscription1.tick","params":1}"#,
    ] {
        server.incoming.receive(text);
    }
    // An id that is a text is not ours, and a call by the server is no answer.
    for text in [
        format!(r#"{{"id":"{id}","result":1}}"#),
        format!(r#"{{"id":{id},"method":"subscription1.tick","params":1}}"#),
        format!(r#"{{"id":{id},"method":"ping","params":[}}"#),
    ] {
        server.incoming.receive(&text);
    }
    assert_eq!(drained(&mut events), []);
    waits(&mut calling);
    server.send(json!({ "jsonrpc": "2.0", "id": id, "result": 7 }));
    server.send(json!({ "jsonrpc": "2.0", "id": id, "result": 8 }));
    assert_eq!(ready(calling), Ok(7));
}

#[test]
fn an_answer_ahead_of_its_request_is_not_for_it() {
    let (client, mut server) = connected(4, 4);
    let mut calling = call(&client, "m");
    waits(&mut calling);
    server.send(json!({ "jsonrpc": "2.0", "id": 1, "result": 1 }));
    waits(&mut calling);
    server.answer("T.1.m", json!({ "result": 2 }));
    assert_eq!(ready(calling), Ok(2));
}

// Indexes.

#[test]
fn indexes_stand_where_the_server_finds_them() {
    let (client, mut server) = connected(4, 4);
    for (event, index, method, client_id, notification) in [
        (&TICK, None, "register", "subscription", "subscription.tick"),
        (
            &DOTTED,
            Some("a"),
            "register",
            "a.subscription",
            "a.subscription.dotted",
        ),
        (
            &DOTTED,
            Some(""),
            "register",
            ".subscription",
            ".subscription.dotted",
        ),
        (
            &DOTTED,
            Some("a.b"),
            "register@a.b",
            "subscription",
            "subscription.dotted@a.b",
        ),
        (
            &DOTTED,
            Some("."),
            "register@.",
            "subscription",
            "subscription.dotted@.",
        ),
        (
            &MARKED,
            Some("a.b"),
            "register@a.b",
            "subscription",
            "subscription.marked@a.b",
        ),
        (
            &MARKED,
            None,
            "register",
            "subscription",
            "subscription.marked",
        ),
    ] {
        let mut subscribing = subscribe(&client, index, event);
        waits(&mut subscribing);
        let request = server.answer(&format!("T.1.{method}"), json!({ "result": null }));
        let mut events = ready(subscribing).expect("is admitted");
        let id = request["params"]["id"].as_str().expect("is a text");
        let number = id.rsplit("subscription").next().expect("has a number");
        let numbered = |text: &str| text.replace("subscription", &format!("subscription{number}"));
        assert_eq!(id, numbered(client_id));
        server.event(&numbered(notification), 5);
        assert_eq!(drained(&mut events), [Ok(5)], "{index:?}");
        drop(events);
        server.is_unregistered(&format!("T.1.un{method}"), event.name, id);
    }
}

#[test]
fn an_index_that_cannot_be_told_is_refused_unsent() {
    let (client, mut server) = connected(4, 4);
    for (event, index) in [
        (&DOTTED, Some("a@b")),
        (&MARKED, Some("a@b")),
        (&TICK, Some("@")),
        (&DOTTED, None),
    ] {
        match poll(&mut subscribe(&client, index, event)) {
            Poll::Ready(Err(CallError::Index(_))) => {}
            other => panic!("{index:?}: {other:?}"),
        }
    }
    let called = pin!(client.call::<(), u32, NoError>(at(Some("a@b")), "value", None));
    let error = ready(called).expect_err("is refused");
    assert_eq!(
        error.to_string(),
        "cannot be addressed: the index \"a@b\" contains `@`"
    );
    server.is_silent();
    let mut called = pin!(client.call::<(), u32, NoError>(at(Some("a.b")), "value", None));
    waits(&mut called);
    assert_eq!(server.next()["method"], "T.1.value@a.b");
}

// The end.

#[test]
fn a_cancelled_call_is_forgotten() {
    let (client, mut server) = connected(1, 4);
    let mut sent = call(&client, "sent");
    waits(&mut sent);
    let id = server.next()["id"].clone();
    let mut queued = call(&client, "queued");
    waits(&mut queued);
    let mut without_room = call(&client, "without_room");
    waits(&mut without_room);
    drop(sent);
    drop(queued);
    server.send(json!({ "jsonrpc": "2.0", "id": id, "result": 1 }));
    waits(&mut without_room);
    server.answer("T.1.without_room", json!({ "result": 2 }));
    assert_eq!(ready(without_room), Ok(2));
    server.is_silent();
    for _ in 0..10_000 {
        waits(&mut call(&client, "given_up"));
    }
    server.is_silent();
    // However many calls are given up, nothing of them stays in any map or queue.
    assert!(format!("{client:?}").len() < 2_000, "{client:?}");
}

#[test]
fn dropping_the_link_ends_calls_in_every_stage() {
    let (client, mut server) = connected(1, 4);
    let mut sent = call(&client, "sent");
    waits(&mut sent);
    server.next();
    let mut queued = call(&client, "queued");
    let mut without_room = call(&client, "without_room");
    let mut subscribing = subscribe(&client, None, &TICK);
    waits(&mut queued);
    waits(&mut without_room);
    waits(&mut subscribing);
    drop(server);
    // The last first: none waits for another to be polled.
    for subscribing in [subscribe(&client, None, &TICK), subscribing] {
        assert_eq!(
            ready(subscribing).expect_err("is closed"),
            CallError::Closed
        );
    }
    for calling in [call(&client, "late"), without_room, queued, sent] {
        assert_eq!(ready(calling), Err(CallError::Closed));
    }
}

#[test]
fn without_incoming_nothing_waits_and_nothing_is_sent() {
    let (client, mut server) = connected(1, 4);
    let mut events = server.admit(&client, &TICK, None);
    let mut queued = call(&client, "queued");
    let mut without_room = call(&client, "without_room");
    waits(&mut queued);
    waits(&mut without_room);
    drop(server.incoming);
    for calling in [call(&client, "late"), without_room, queued] {
        assert_eq!(ready(calling), Err(CallError::Closed));
    }
    assert_eq!(ready(pin!(events.next())), None);
    drop(events);
    assert_eq!(ready(pin!(server.outgoing.next())), None);
}

#[test]
fn without_outgoing_only_what_was_sent_is_answered() {
    let (client, mut server) = connected(1, 4);
    let mut events = server.admit(&client, &TICK, None);
    let mut sent = call(&client, "sent");
    waits(&mut sent);
    let id = server.next()["id"].clone();
    let mut queued = call(&client, "queued");
    let mut without_room = call(&client, "without_room");
    waits(&mut queued);
    waits(&mut without_room);
    let Server { outgoing, incoming } = server;
    drop(outgoing);
    for calling in [call(&client, "late"), without_room, queued] {
        assert_eq!(ready(calling), Err(CallError::Closed));
    }
    incoming.receive(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":1}}"#));
    assert_eq!(ready(sent), Ok(1));
    incoming.receive(r#"{"jsonrpc":"2.0","method":"subscription1.tick","params":1}"#);
    assert_eq!(drained(&mut events), [Ok(1)]);
    drop(incoming);
    assert_eq!(ready(pin!(events.next())), None);
}

#[test]
fn outgoing_ends_with_the_last_client_and_subscription() {
    let (client, mut server) = connected(4, 4);
    let subscription = server.admit(&client, &TICK, None);
    let clone = client.clone();
    drop(client);
    server.is_silent();
    drop(clone);
    server.is_silent();
    drop(subscription);
    server.is_unregistered("T.1.unregister", "tick", "subscription1");
    server.has_ended();
    server.has_ended();
}

#[test]
fn the_transport_is_woken_by_the_end_of_the_last_client() {
    let (client, mut server) = connected(4, 4);
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let mut next = pin!(server.outgoing.next());
    let mut cx = Context::from_waker(&waker);
    assert!(next.as_mut().poll(&mut cx).is_pending());
    drop(client);
    assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
    assert_eq!(next.as_mut().poll(&mut cx), Poll::Ready(None));
}

#[test]
fn clones_share_one_connection() {
    let (client, mut server) = connected(4, 4);
    let clone = client.clone();
    let mut first = call(&client, "m");
    let mut second = call(&clone, "m");
    waits(&mut first);
    waits(&mut second);
    server.answer("T.1.m", json!({ "result": 1 }));
    server.answer("T.1.m", json!({ "result": 2 }));
    assert_eq!(ready(first), Ok(1));
    assert_eq!(ready(second), Ok(2));
}

#[test]
fn any_options_work() {
    for size in [0, 1, usize::MAX] {
        let (client, mut server) = connected(size, size);
        let mut events = server.admit(&client, &TICK, None);
        server.event("subscription1.tick", 1);
        assert_eq!(drained(&mut events), [Ok(1)]);
    }
}

/// Wakes by polling at once, as some executors do: nothing may be locked at that moment.
#[test]
fn nothing_is_locked_while_others_are_woken() {
    struct Inline(Client);
    impl Wake for Inline {
        fn wake(self: Arc<Self>) {
            waits_or_closed(&self.0);
        }
    }
    fn waits_or_closed(client: &Client) {
        match poll(&mut call(client, "inner")) {
            Poll::Pending | Poll::Ready(Err(CallError::Closed)) => {}
            other => panic!("{other:?}"),
        }
        drop(poll(&mut subscribe(client, None, &TICK)));
    }
    let (client, mut server) = connected(2, 4);
    let mut events = server.admit(&client, &TICK, None);
    let waker = Waker::from(Arc::new(Inline(client.clone())));
    let mut cx = Context::from_waker(&waker);
    let mut calls: Vec<_> = (0..6).map(|_| call(&client, "m")).collect();
    for calling in &mut calls {
        assert!(calling.as_mut().poll(&mut cx).is_pending());
    }
    let mut next = pin!(events.next());
    assert!(next.as_mut().poll(&mut cx).is_pending());
    server.answer("T.1.m", json!({ "result": 1 }));
    server.event("subscription1.tick", 1);
    drop(calls.remove(1));
    drop(calls.pop());
    drop(server);
    assert!(next.as_mut().poll(&mut cx).is_ready());
    for mut calling in calls {
        assert!(calling.as_mut().poll(&mut cx).is_ready());
    }
}

/// Calls, subscriptions and cancellations from many threads: whatever was registered is unregistered, and
/// nothing hangs.
#[tokio::test]
async fn nothing_stays_registered_whenever_a_subscribe_is_cancelled() {
    let (client, mut server) = connected(2, 4);
    let workers: Vec<_> = (0..4)
        .map(|seed: usize| {
            let client = client.clone();
            std::thread::spawn(move || {
                for round in 0..2_000 {
                    let mut subscribing = subscribe(&client, None, &TICK);
                    for _ in 0..(round * 7 + seed) % 5 {
                        if poll(&mut subscribing).is_ready() {
                            break;
                        }
                        std::thread::yield_now();
                    }
                    drop(poll(&mut call(&client, "m")));
                }
            })
        })
        .collect();
    drop(client);
    let mut registered = std::collections::BTreeSet::new();
    let mut count = 0;
    while let Some(text) = server.outgoing.next().await {
        let message: Value = serde_json::from_str(&text).expect("is JSON");
        let id = message["params"]["id"].to_string();
        match message["method"].as_str() {
            Some("T.1.register") => {
                count += 1;
                assert!(registered.insert(id));
                if count % 3 > 0 {
                    server.send(json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
                }
            }
            Some("T.1.unregister") => assert!(registered.remove(&id), "{id} was not registered"),
            other => assert_eq!(other, Some("T.1.m")),
        }
        // A register leaves only behind the unregisters, so the server never holds many.
        assert!(registered.len() <= 16, "{registered:?}");
    }
    for worker in workers {
        worker.join().expect("does not panic");
    }
    assert!(count > 0, "none was sent");
    assert!(registered.is_empty(), "{registered:?}");
}
