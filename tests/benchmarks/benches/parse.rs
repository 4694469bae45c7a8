//! From the text of a request to its answer, without a socket.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jsonrpc_runtime::envelope::{self, Request};
use jsonrpc_runtime::{
    Caller, Connection, ConnectionId, Context, ErrorObject, Limits, Notification, Services,
    Subscriptions, Target,
};
use messenger::rooms::RoomLimits;
use messenger::service::Messenger;
use std::hint::black_box;
use std::sync::Arc;
use std::task::{self, Waker};

struct Nobody;

impl Connection for Nobody {
    fn id(&self) -> ConnectionId {
        ConnectionId(1)
    }

    fn deliver(&self, _: Notification<'_>) {}

    fn subscriptions(&self) -> Option<&Subscriptions> {
        None
    }
}

fn request(message: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":42,"method":"Messenger.1.send","params":{{"roomid":"1e217990dd1cd4f66124","message":"{message}"}}}}"#
    )
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read a request");
    let spaced = request("Hello!").replace(':', ": ").replace(',', ", ");
    let texts = [
        ("as JSON.stringify writes it", request("Hello!")),
        ("with white space", spaced),
        ("with escapes", request(r"Hello!\n\u00e9")),
        ("of 4 KiB", request(&"m".repeat(4000))),
    ];
    for (name, text) in &texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| Request::parse(black_box(text)).is_ok())
        });
    }
    group.finish();
}

fn answer(criterion: &mut Criterion) {
    let mut services = Services::new(Limits::default());
    let messenger = Arc::new(Messenger::new(RoomLimits::default()));
    services
        .mount("Messenger", messenger.dispatcher())
        .expect("a usable callsign");
    let services = Arc::new(services);
    let context = Context::new(Arc::new(Nobody), Arc::new(Caller::default()));
    let mut group = criterion.benchmark_group("answer a request");
    let batch = format!("[{}]", vec![request("Hello!"); 16].join(","));
    let exists =
        r#"{"jsonrpc":"2.0","id":42,"method":"Messenger.1.exists","params":{"method":"send"}}"#;
    let texts = [
        ("refused", request("Hello!")),
        ("built-in", exists.to_owned()),
        ("a batch of 16", batch),
    ];
    for (name, text) in &texts {
        let mut out = String::new();
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                out.clear();
                let mut cx = task::Context::from_waker(Waker::noop());
                let answer =
                    services.handle(black_box(text), Target::ANY, &context, &mut out, &mut cx);
                black_box((answer, out.len()))
            });
        });
    }
    group.finish();
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write an answer");
    let error =
        ErrorObject::new(-31022, "ERROR_UNKNOWN_KEY").with_text("The room token is invalid");
    let mut out = String::new();
    group.bench_function("result", |bencher| {
        bencher.iter(|| {
            out.clear();
            envelope::write_result(&mut out, black_box("42"), "null");
        });
    });
    let mut out = String::new();
    group.bench_function("error", |bencher| {
        bencher.iter(|| {
            out.clear();
            envelope::write_error(&mut out, black_box("42"), &error);
        });
    });
    group.finish();
}

criterion_group!(benches, read, answer, write);
criterion_main!(benches);
