//! One message to many receivers: what is the same for all is written once, and each gets a head of its own.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jsonrpc_runtime::{
    Caller, Connection, ConnectionId, Context, Limits, Notification, Services, SubscriptionLimits,
    Subscriptions, Target,
};
use messenger::rooms::RoomLimits;
use messenger::service::Messenger;
use messenger::transport::frame;
use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Arc;
use std::task::{self, Waker};

thread_local! {
    static FRAMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes what it gets into a buffer of the thread, as the transport does, and has no socket to write that to.
struct Member {
    id: u64,
    subscriptions: Subscriptions,
}

impl Connection for Member {
    fn id(&self) -> ConnectionId {
        ConnectionId(self.id)
    }

    fn deliver(&self, notification: Notification<'_>) {
        FRAMES.with_borrow_mut(|frames| {
            frames.clear();
            frame::write_text(frames, notification.parts());
            black_box(frames.len());
        });
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}

struct Room {
    services: Arc<Services>,
    contexts: Vec<Context>,
    token: String,
}

impl Room {
    fn of(members: u64) -> Self {
        let mut services = Services::new(Limits::default());
        let limits = RoomLimits {
            members: 1 << 20,
            ..RoomLimits::default()
        };
        let messenger = Arc::new(Messenger::new(limits));
        services
            .mount("Messenger", messenger.dispatcher())
            .expect("a usable callsign");
        let mut room = Self {
            services: Arc::new(services),
            contexts: Vec::new(),
            token: String::new(),
        };
        for id in 0..=members {
            let member = Member {
                id,
                subscriptions: Subscriptions::new(SubscriptionLimits::default()),
            };
            let context = Context::new(Arc::new(member), Arc::new(Caller::default()));
            let join = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.join","params":{{"room":"Lounge","user":"User {id}"}}}}"#
            );
            let answer = room.call(&join, &context);
            let (_, token) = answer.rsplit_once(r#""result":""#).expect("a token");
            room.token = token.chars().take_while(|digit| *digit != '"').collect();
            if id < members {
                let register = format!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.register","params":{{"event":"message","id":"{}.client"}}}}"#,
                    room.token
                );
                room.call(&register, &context);
            }
            room.contexts.push(context);
        }
        room
    }

    fn call(&self, text: &str, context: &Context) -> String {
        let mut out = String::new();
        let mut cx = task::Context::from_waker(Waker::noop());
        self.services
            .handle(text, Target::ANY, context, &mut out, &mut cx);
        assert!(out.contains(r#""result""#), "{text} -> {out}");
        out
    }
}

fn send(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("send to a room");
    for members in [1, 10, 100, 1000] {
        let room = Room::of(members);
        let sender = room.contexts.last().expect("there is one").clone();
        for size in [80, 4096] {
            let text = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.send","params":{{"roomid":"{}","message":"{}"}}}}"#,
                room.token,
                "m".repeat(size)
            );
            group.throughput(Throughput::Elements(members));
            let name = BenchmarkId::new(format!("{size} bytes"), members);
            group.bench_function(name, |bencher| {
                bencher.iter(|| room.call(black_box(&text), &sender))
            });
        }
    }
    group.finish();
}

fn by_hand(criterion: &mut Criterion) {
    // What it would cost to serialise the whole notification for each receiver.
    let mut group = criterion.benchmark_group("serialise for each receiver");
    for size in [80, 4096] {
        let message = "m".repeat(size);
        let method = "1e217990dd1cd4f66124.client.message";
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{size} bytes"), |bencher| {
            bencher.iter(|| {
                let params = serde_json::json!({ "user": "Bob", "message": black_box(&message) });
                let value =
                    serde_json::json!({ "jsonrpc": "2.0", "method": method, "params": params });
                let text = serde_json::to_vec(&value).expect("serialises");
                FRAMES.with_borrow_mut(|frames| {
                    frames.clear();
                    frame::write_text(frames, [&text, b"", b""]);
                    black_box(frames.len())
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, send, by_hand);
criterion_main!(benches);
