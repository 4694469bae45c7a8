//! What must hold for any input at all. Fed by libFuzzer in `tests/fuzz`, and by plain random numbers in
//! the test `fuzz`, so that it is checked wherever Rust runs.

use crate::streams::{cut, decode};
use fastrand::Rng;
use jsonrpc_runtime::designator::Designator;
use jsonrpc_runtime::{
    Answer, Caller, Connection, ConnectionId, Context, Limits, Notification, Services,
    SubscriptionLimits, Subscriptions, Target,
};
use messenger::rooms::RoomLimits;
use messenger::service::Messenger;
use messenger::transport::frame::FrameLimits;
use serde_json::Value;
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex};
use std::task::{self, Waker};

/// A WebSocket stream comes out the same however it is cut. The first bytes say how it is cut.
///
/// # Panics
///
/// When it does not.
pub fn frames(data: &[u8]) {
    let Some((&[flags, seed], stream)) = data.split_first_chunk() else {
        return;
    };
    let limits = FrameLimits {
        message: [0, 125, 1000, 0x1_0000][usize::from(flags >> 1 & 3)],
        unmasked: flags & 1 == 1,
    };
    let whole = decode([stream], limits);
    let mut rng = Rng::with_seed(seed.into());
    assert_eq!(decode(cut(stream, &mut rng), limits), whole, "{stream:X?}");
    assert_eq!(decode(stream.chunks(1), limits), whole, "{stream:X?}");
    assert!(whole.read <= stream.len());
}

/// Any text is answered by valid JSON-RPC, or not at all.
///
/// # Panics
///
/// When it is not.
pub fn envelope(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut services = Services::new(Limits::default());
    let messenger = Arc::new(Messenger::new(RoomLimits::default()));
    services
        .mount("Messenger", messenger.dispatcher())
        .expect("a usable callsign");
    let services = Arc::new(services);
    let peer = Arc::new(Peer {
        subscriptions: Subscriptions::new(SubscriptionLimits::default()),
        received: Mutex::default(),
    });
    let context = Context::new(peer.clone(), Arc::new(Caller::default()));
    let target = match text.len() % 2 {
        0 => Target::ANY,
        _ => services.target("Messenger").expect("is mounted"),
    };
    let mut out = String::new();
    let mut cx = task::Context::from_waker(Waker::noop());
    let answer = services.handle(text, target, &context, &mut out, &mut cx);
    let value: Option<Value> = serde_json::from_str(text).ok();
    match answer {
        Answer::Nothing => assert_eq!(out, "", "{text}"),
        Answer::Written | Answer::Malformed => check_answer(text, value.as_ref(), &out),
        Answer::Later(_) => panic!("nothing here takes time: {text}"),
    }
    let events = peer.received.lock().expect("nobody panics with it").clone();
    for event in events {
        let event: Value = serde_json::from_str(&event).expect("an event is JSON");
        assert_eq!(event["jsonrpc"], "2.0");
        assert!(event["method"].is_string() && event.get("id").is_none());
    }
    services.connection_closed(&*peer);
}

fn check_answer(text: &str, request: Option<&Value>, out: &str) {
    serde_json::from_str::<&RawValue>(out).expect("an answer is JSON");
    let Ok(answer) = serde_json::from_str::<Value>(out) else {
        // An id comes back as it was written, also if it has half a surrogate pair or a number without end.
        assert!(request.is_none(), "{text} -> {out}");
        return;
    };
    let answers = match &answer {
        Value::Array(answers) => {
            let sent = request.map_or(usize::MAX, |value| value.as_array().map_or(0, Vec::len));
            assert!((1..=sent).contains(&answers.len()), "{text} -> {out}");
            answers
        }
        answer => std::slice::from_ref(answer),
    };
    for answer in answers {
        let members = answer.as_object().expect("an answer is an object");
        assert_eq!(members.len(), 3, "{text} -> {out}");
        assert_eq!(answer["jsonrpc"], "2.0");
        let id = &members["id"];
        assert!(id.is_null() || id.is_string() || id.is_number());
        if let Some(error) = members.get("error") {
            assert!(error["code"].is_i64() && error["message"].is_string());
        } else {
            assert!(members.contains_key("result"), "{text} -> {out}");
        }
    }
    // Of an object that serde_json reads, the id comes back.
    if let Some(Value::Object(request)) = request {
        let id = request.get("id").unwrap_or(&Value::Null);
        let echoed = match id {
            Value::String(_) | Value::Number(_) => id,
            _ => &Value::Null,
        };
        assert_eq!(&answer["id"], echoed, "{text} -> {out}");
    }
}

/// The parts of a designator are what stands between its marks, and together they are all of it.
///
/// # Panics
///
/// When they are not.
pub fn designator(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let designator = Designator::parse(text);
    let end = |part: Option<&str>| part.map(|part| format!("{part}.")).unwrap_or_default();
    let callsign = end(designator.callsign);
    let index = designator.index.map(|index| format!("@{index}"));
    let rest = designator.method.to_owned() + index.as_deref().unwrap_or_default();
    let together = callsign.clone() + &end(designator.version) + &rest;
    // No version may be said by no segment or an empty one.
    let empty_version = callsign + "." + &rest;
    assert!(
        text == together || designator.version.is_none() && text == empty_version,
        "{designator:?}"
    );
    assert!(!designator.index.is_some_and(|index| index.contains('@')));
    if let Some(version) = designator.version {
        assert!(!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let accepts = designator
        .version
        .is_none_or(|version| version.trim_start_matches('0') == "1");
    assert_eq!(designator.accepts_major(1), accepts, "{designator:?}");
    let plain = designator.plain_method();
    match designator.instance {
        None => {
            assert!(!designator.method.contains('.'), "{designator:?}");
            assert!(designator.method.starts_with(&*plain), "{designator:?}");
        }
        Some(instance) => {
            let marked = designator.method.replacen(&format!("#{instance}"), "", 1);
            assert_eq!(plain, marked, "{designator:?}");
            assert!(!instance.contains("::"), "{designator:?}");
        }
    }
    assert!(text.contains('/') || !designator.is_composite());
}

/// Remembers what it was sent.
struct Peer {
    subscriptions: Subscriptions,
    received: Mutex<Vec<String>>,
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        ConnectionId(1)
    }

    fn deliver(&self, notification: Notification<'_>) {
        let text = String::from_utf8(notification.parts().concat()).expect("an event is UTF-8");
        let mut received = self.received.lock().expect("nobody panics with it");
        received.push(text);
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}
