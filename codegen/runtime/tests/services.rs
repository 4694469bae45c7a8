//! The way of a message to its answer, and of an event to its subscribers, through a service written by
//! hand: what a generated dispatcher does, without a generator.

use jsonrpc_runtime::{
    Answer, BoxFuture, Call, Caller, Channel, Code, Connection, ConnectionId, Context, Descriptor,
    Dispatcher, ErrorObject, EventDescriptor, IndexForm, IndexedEvent, Invocation, Limits,
    Notification, Registration, Selection, Services, SubscriptionLimits, Subscriptions, Target,
};
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll, Waker};

const LIMITS: SubscriptionLimits = SubscriptionLimits {
    count: 3,
    id_length: 20,
};

static DESCRIPTOR: Descriptor = Descriptor {
    interface: "Test",
    version: (1, 2, 3),
    methods: &["add", "later", "panic"],
    instances: &[],
    events: &[
        EventDescriptor::named("plain"),
        EventDescriptor {
            index: Some(IndexForm::ClientId),
            ..EventDescriptor::named("dotted")
        },
        EventDescriptor {
            index: Some(IndexForm::Designator { optional: false }),
            ..EventDescriptor::named("marked")
        },
    ],
};

#[derive(Default)]
struct Events {
    plain: Channel<u32>,
    indexed: IndexedEvent<u32>,
}

#[derive(Clone, Default)]
struct Service {
    events: Arc<Events>,
    closed: Arc<Mutex<Vec<ConnectionId>>>,
}

/// Ready when polled the second time.
async fn once_pending() {
    let mut pending = true;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::take(&mut pending) {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}

impl Dispatcher for Service {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn call(&self, call: Call<'_>) -> Invocation {
        match call.method {
            "add" => match call.params::<Vec<i32>>() {
                Ok(numbers) => {
                    let events = self.events.clone();
                    Invocation::of(async move {
                        events.plain.emit(&(numbers.len() as u32));
                        Ok::<i32, ErrorObject>(numbers.iter().sum())
                    })
                }
                Err(error) => Invocation::failed(error),
            },
            "later" => Invocation::confirming(async {
                once_pending().await;
                Ok::<(), ErrorObject>(())
            }),
            "panic" => {
                Invocation::confirming(async { panic!("as asked") as Result<(), ErrorObject> })
            }
            _ => Invocation::unknown_method(),
        }
    }

    fn register(
        &self,
        event: &str,
        registration: Registration,
    ) -> BoxFuture<'static, Result<(), ErrorObject>> {
        let index = registration.selection().index.clone();
        let registration = registration.typed::<u32, str>(index);
        let channel = match event {
            "plain" => self.events.plain.clone(),
            _ => self.events.indexed.choose(registration.index()),
        };
        Box::pin(async move {
            if registration.index() == Some("dead") {
                return Err(Code::UnknownKey.into());
            }
            registration.accept(&channel)?.notify(&0);
            Ok(())
        })
    }

    fn unregister(
        &self,
        _event: &str,
        _selection: Selection,
        _context: Context,
    ) -> BoxFuture<'static, Result<(), ErrorObject>> {
        Box::pin(async { Ok(()) })
    }

    fn connection_closed(&self, connection: ConnectionId) {
        self.closed.lock().expect("no panic").push(connection);
    }
}

/// Remembers what it was sent.
struct Peer {
    subscriptions: Option<Subscriptions>,
    received: Mutex<Vec<String>>,
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        ConnectionId(7)
    }

    fn deliver(&self, notification: Notification<'_>) {
        let text = String::from_utf8(notification.parts().concat()).expect("is UTF-8");
        self.received.lock().expect("no panic").push(text);
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        self.subscriptions.as_ref()
    }
}

struct Fixture {
    services: Arc<Services>,
    service: Service,
    peer: Arc<Peer>,
    context: Context,
}

fn fixture_with(subscriptions: Option<Subscriptions>) -> Fixture {
    let service = Service::default();
    let mut services = Services::new(Limits {
        batch: 4,
        depth: 8,
        answer: 1000,
    });
    services
        .mount("T", service.clone())
        .expect("is free")
        .mount("T.two", service.clone())
        .expect("is free");
    let peer = Arc::new(Peer {
        subscriptions,
        received: Mutex::default(),
    });
    let context = Context::new(peer.clone(), Arc::new(Caller::default()));
    Fixture {
        services: Arc::new(services),
        service,
        peer,
        context,
    }
}

fn fixture() -> Fixture {
    fixture_with(Some(Subscriptions::new(LIMITS)))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut cx = TaskContext::from_waker(Waker::noop());
    for _ in 0..1000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
    panic!("the future never gets ready");
}

impl Fixture {
    fn ask_at(&self, target: Target, text: &str) -> String {
        block_on(self.services.answer(text, target, &self.context)).1
    }

    fn ask(&self, text: &str) -> String {
        self.ask_at(Target::ANY, text)
    }

    /// The code of the answer's error, or its result.
    fn outcome(&self, method: &str, params: &str) -> String {
        let answer = self.ask(&format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#
        ));
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("is JSON");
        match answer.get("error") {
            Some(error) => error["code"].to_string(),
            None => answer["result"].to_string(),
        }
    }

    fn received(&self) -> Vec<String> {
        std::mem::take(&mut self.peer.received.lock().expect("no panic"))
    }
}

#[test]
fn designators_find_their_service() {
    let f = fixture();
    for method in [
        "T.add",
        "T.1.add",
        "T.01.add",
        "T..add",
        "T.1.add@x",
        "T.1.add#1",
        "T.two.1.add",
    ] {
        assert_eq!(f.outcome(method, "[1,2]"), "3", "{method}");
    }
    for (method, code) in [
        ("T.2.add", "-31038"),
        ("T.255.add", "-31038"),
        ("T.2.nope", "-31038"),
        ("T.1.Add", "-32601"),
        ("T.1.", "-32601"),
        ("T", "-32601"),
        ("", "-32601"),
        ("add", "-32601"),
        ("1.add", "-32601"),
        ("2.add", "-31038"),
        ("t.1.add", "-31043"),
        ("..add", "-31043"),
        ("T.1.1.add", "-31043"),
        ("T.x.add", "-31043"),
        ("T.1/add", "-31043"),
    ] {
        assert_eq!(f.outcome(method, "[1,2]"), code, "{method}");
    }
}

#[test]
fn a_path_names_one_service_and_no_other() {
    let f = fixture();
    let target = f.services.target("T").expect("is mounted");
    let ask = |method: &str| {
        f.ask_at(
            target,
            &format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":[1]}}"#),
        )
    };
    for method in ["add", "1.add", "T.1.add"] {
        assert_eq!(
            ask(method),
            r#"{"jsonrpc":"2.0","id":1,"result":1}"#,
            "{method}"
        );
    }
    assert!(ask("T.two.add").contains("-31043"));
    assert!(f.services.target("nope").is_none());
}

#[test]
fn unusable_and_repeated_callsigns_are_refused() {
    let mut services = Services::new(Limits::default());
    services.mount("a", Service::default()).expect("is free");
    for callsign in ["a", "", "1", "a.1", "a..b", "a b", "a@b", "a/b"] {
        assert!(
            services.mount(callsign, Service::default()).is_err(),
            "{callsign}"
        );
    }
}

#[test]
fn notifications_are_never_answered() {
    let f = fixture();
    for text in [
        r#"{"jsonrpc":"2.0","method":"T.1.add","params":[1]}"#,
        r#"{"jsonrpc":"2.0","method":"T.1.nope"}"#,
        r#"{"jsonrpc":"2.0","method":"T.1.later"}"#,
        r#"[{"jsonrpc":"2.0","method":"T.1.later"},{"jsonrpc":"2.0","method":"T.1.add"}]"#,
    ] {
        let (answer, out) = block_on(f.services.answer(text, Target::ANY, &f.context));
        assert!(matches!(answer, Answer::Nothing), "{text}: {answer:?}");
        assert_eq!(out, "", "{text}");
    }
}

#[test]
fn batches_are_answered_in_order_even_around_a_slow_call() {
    let f = fixture();
    let batch = r#"[
        {"jsonrpc":"2.0","id":1,"method":"T.add","params":[1]},
        {"jsonrpc":"2.0","id":"b","method":"T.later"},
        {"jsonrpc":"2.0","method":"T.add","params":[1]},
        {"jsonrpc":"2.0","id":3,"method":"T.later"}
    ]"#;
    assert_eq!(
        f.ask(batch),
        concat!(
            r#"[{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":"b","result":null},"#,
            r#"{"jsonrpc":"2.0","id":3,"result":null}]"#
        )
    );
    assert_eq!(f.ask("[5]").matches("-32600").count(), 1);
    assert!(f.ask("[5]").starts_with('['));
    assert!(
        f.ask("[]")
            .starts_with(r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600"#)
    );
    assert!(f.ask("[1,2,3,4,5]").contains("over the limit of 4"));
    let deep = "[".repeat(9) + &"]".repeat(9);
    assert!(f.ask(&deep).contains("deeper than the limit of 8"));
}

#[test]
fn a_panic_ends_its_call_alone() {
    let f = fixture();
    assert_eq!(f.outcome("T.panic", "[]"), "-32603");
    assert_eq!(f.outcome("T.add", "[1]"), "1");
}

#[test]
fn built_in_methods_answer_for_every_service() {
    let f = fixture();
    assert_eq!(
        f.outcome("T.versions", "null"),
        r#"[{"name":"JTest","major":1,"minor":2,"patch":3}]"#
    );
    for (params, result) in [
        (r#"{"method":"add"}"#, "true"),
        (r#"{"method":"register"}"#, "true"),
        (r#"{"method":"plain"}"#, "false"),
        (r#"{"method":"T.1.add"}"#, "false"),
        (r#""add""#, "0"),
        (r#""nope""#, "22"),
        (r#"{"name":"add"}"#, "-32602"),
        ("{}", "-32602"),
        ("5", "-32602"),
    ] {
        assert_eq!(f.outcome("T.exists", params), result, "{params}");
    }
}

#[test]
fn a_registration_brings_the_state_and_then_the_events() {
    let f = fixture();
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"a\"b"}"#),
        "null"
    );
    assert_eq!(
        f.received(),
        [r#"{"jsonrpc":"2.0","method":"a\"b.plain","params":0}"#]
    );
    f.service.events.plain.emit(&5);
    assert_eq!(
        f.received(),
        [r#"{"jsonrpc":"2.0","method":"a\"b.plain","params":5}"#]
    );
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"a\"b"}"#),
        "-31048"
    );
    assert_eq!(
        f.outcome("T.unregister", r#"{"event":"plain","id":"a\"b"}"#),
        "null"
    );
    assert_eq!(
        f.outcome("T.unregister", r#"{"event":"plain","id":"a\"b"}"#),
        "-31048"
    );
    f.service.events.plain.emit(&6);
    assert!(f.received().is_empty());
}

#[test]
fn an_index_is_taken_from_where_it_stands_and_mirrored() {
    let f = fixture();
    for (method, params) in [
        ("T.register", r#"{"event":"dotted","id":"i.c"}"#),
        ("T.register@i", r#"{"event":"dotted","id":"c"}"#),
        ("T.register", r#"{"event":"dotted","id":"i"}"#),
    ] {
        assert_eq!(f.outcome(method, params), "null", "{method} {params}");
    }
    f.received();
    f.service.events.indexed.emit("i", &1);
    f.service.events.indexed.emit("other", &2);
    let names: Vec<String> = f
        .received()
        .iter()
        .map(|text| text.split('"').nth(7).expect("a designator").to_owned())
        .collect();
    assert_eq!(names, ["i.c.dotted", "c.dotted@i", "i.dotted"]);
}

#[test]
fn what_cannot_be_registered_is_an_error_and_leaves_nothing() {
    let f = fixture();
    for (method, params, code) in [
        ("T.register", r#"{"event":"nope","id":"a"}"#, "-31048"),
        ("T.register@x", r#"{"event":"plain","id":"a"}"#, "-31048"),
        ("T.register", r#"{"event":"marked","id":"a"}"#, "-32602"),
        (
            "T.register",
            r#"{"event":"dotted","id":"dead.a"}"#,
            "-31022",
        ),
        ("T.register", r#"{"event":"plain"}"#, "-32602"),
        ("T.register", r#"{"event":5,"id":"a"}"#, "-32602"),
        ("T.register", "null", "-32602"),
        (
            "T.register",
            r#"{"event":"plain","id":"123456789012345678901"}"#,
            "-32602",
        ),
        ("T.unregister", r#"{"event":"plain","id":"a"}"#, "-31048"),
    ] {
        assert_eq!(f.outcome(method, params), code, "{method} {params}");
    }
    assert!(f.peer.subscriptions().expect("is lasting").is_empty());
}

#[test]
fn subscriptions_are_bounded_and_end_with_the_connection() {
    let f = fixture();
    for client in ["a", "b", "c"] {
        assert_eq!(
            f.outcome(
                "T.register",
                &format!(r#"{{"event":"plain","id":"{client}"}}"#)
            ),
            "null"
        );
    }
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"d"}"#),
        "-32005"
    );
    f.services.connection_closed(&*f.peer);
    assert!(f.service.events.plain.is_empty());
    assert_eq!(
        *f.service.closed.lock().expect("no panic"),
        [ConnectionId(7), ConnectionId(7)]
    );
}

#[test]
fn a_channel_that_closes_ends_its_subscriptions() {
    let f = fixture();
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"a"}"#),
        "null"
    );
    f.service.events.plain.close();
    assert!(f.peer.subscriptions().expect("is lasting").is_empty());
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"a"}"#),
        "-31048"
    );
    assert!(f.peer.subscriptions().expect("is lasting").is_empty());
}

#[test]
fn one_request_cannot_register() {
    let f = fixture_with(None);
    assert_eq!(
        f.outcome("T.register", r#"{"event":"plain","id":"a"}"#),
        "-31044"
    );
    assert_eq!(
        f.outcome("T.unregister", r#"{"event":"plain","id":"a"}"#),
        "-31044"
    );
}
