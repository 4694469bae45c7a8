//! Readers that do not keep up: what may wait for them, in bytes and in time.

use super::support::call;
use serde_json::json;
use tests::frames::{CLOSE, RawSocket};
use tests::http::Connection;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::socket::Socket;
use tests::within;

/// Somebody who has joined and registered, and reads nothing more.
async fn stopped(server: &Server, user: &str) -> RawSocket {
    let mut slow = RawSocket::over(Connection::open_narrow(server.address()).await, true).await;
    slow.send_text(&call("join", json!({"room": "room", "user": user})))
        .await;
    let answer: serde_json::Value =
        serde_json::from_str(&slow.receive_text().await).expect("is JSON");
    let token = answer["result"].as_str().expect("a token");
    let register = call(
        "register",
        json!({"event": "message", "id": format!("{token}.m")}),
    );
    slow.send_text(&register).await;
    assert!(slow.receive_text().await.contains(r#""result":null"#));
    slow
}

/// Somebody in the same room who sends, and hears who leaves.
async fn sender(server: &Server) -> (Socket, String) {
    let mut sender = Socket::open(server.address()).await;
    let token = sender.join("room", "sender").await;
    sender.register("userupdate", &format!("{token}.u")).await;
    (sender, token)
}

/// What the slow one finds when it reads at last: whole messages in order, then the reason.
async fn assert_closed_as_slow(mut slow: RawSocket) {
    let mut next = 0;
    loop {
        let frame = within("a frame", slow.receive()).await;
        if frame.opcode == CLOSE {
            assert_eq!(frame.close_code(), Some(1013));
            break;
        }
        let text = frame.text();
        assert!(
            text.contains(&format!(r#""message":"{next}:"#)),
            "{}",
            &text[..200.min(text.len())]
        );
        next += 1;
    }
    assert!(slow.connection().has_ended().await);
}

fn text(token: &str, number: usize) -> String {
    let message = format!("{number}:{}", "x".repeat(20_000));
    call("send", json!({"roomid": token, "message": message}))
}

pub(crate) async fn too_much_waits(server: &Server) {
    let slow = stopped(server, "slow").await;
    let (mut sender, token) = sender(server).await;
    // What the system takes in the slow one's place differs.
    let mut number = 0;
    let left = loop {
        let came = sender.exchange(text(&token, number)).await;
        number += 1;
        // Before the answer or behind it: the slow one's leaving is another thread's work.
        let mut left = came
            .into_iter()
            .filter(|text| text.contains(r#""action":"left""#));
        if let Some(left) = left.next() {
            break left;
        }
        assert!(number < 10_000, "nobody is given up");
    };
    assert!(left.contains(r#""user":"slow","action":"left""#), "{left}");
    let metrics = Metrics::of(server.address()).await;
    assert_eq!(metrics.hits("queue_size"), 1.0);
    assert_eq!(
        metrics.value("messenger_slow_consumers_closed_total"),
        0.0,
        "not yet closed"
    );
    assert_closed_as_slow(slow).await;
    Metrics::until(server.address(), "closed", |metrics| {
        metrics.value("messenger_slow_consumers_closed_total") == 1.0
    })
    .await;
}

pub(crate) async fn it_waits_too_long(server: &Server) {
    let slow = stopped(server, "slow").await;
    let (mut sender, token) = sender(server).await;
    let mut number = 0;
    let queued = |metrics: &Metrics| metrics.value("messenger_queued_bytes");
    while queued(&Metrics::of(server.address()).await) == 0.0 {
        for _ in 0..10 {
            sender.exchange(text(&token, number)).await;
            number += 1;
        }
        assert!(number < 10_000, "nothing waits");
    }
    let left = sender.receive().await;
    assert!(left.contains(r#""user":"slow","action":"left""#), "{left}");
    assert_eq!(Metrics::of(server.address()).await.hits("queue_size"), 0.0);
    assert_closed_as_slow(slow).await;
}

pub(crate) async fn too_much_waits_for_all(server: &Server) {
    let readers = [
        stopped(server, "slow").await,
        stopped(server, "slow, too").await,
    ];
    let (mut sender, token) = sender(server).await;
    let mut number = 0;
    let mut left = 0;
    while left < 2 {
        let came = sender.exchange(text(&token, number)).await;
        number += 1;
        left += came
            .iter()
            .filter(|text| text.contains(r#""action":"left""#))
            .count();
        assert!(number < 10_000, "nobody is given up");
    }
    let metrics = Metrics::of(server.address()).await;
    assert_eq!(metrics.hits("queue_size"), 0.0);
    // What was begun to be written to the two may still wait.
    assert!(metrics.value("messenger_queued_bytes") < 100_000.0);
    for slow in readers {
        assert_closed_as_slow(slow).await;
    }
}

const ROOMS: usize = 500;
const REGISTRATIONS: usize = 60;

/// Somebody who, not reading, asks in one batch for the names of very many rooms again and again. Somebody else
/// keeps the rooms.
async fn greedy(server: &Server) -> (RawSocket, Socket) {
    let mut host = Socket::open(server.address()).await;
    for rooms in 0..ROOMS / 100 {
        let room = |number: usize| format!("{:250}", rooms * 100 + number);
        let join = |number| call("join", json!({"room": room(number), "user": "host"}));
        let joins: Vec<_> = (0..100).map(join).collect();
        host.exchange(format!("[{}]", joins.join(","))).await;
    }
    let mut greedy = RawSocket::over(Connection::open_narrow(server.address()).await, true).await;
    let register = |id: usize| {
        call(
            "register",
            json!({"event": "roomupdate", "id": id.to_string()}),
        )
    };
    let registers: Vec<_> = (0..REGISTRATIONS).map(register).collect();
    greedy
        .send_text(&format!("[{}]", registers.join(",")))
        .await;
    (greedy, host)
}

/// How many of its registrations were done.
fn registered(metrics: &Metrics) -> f64 {
    metrics.value(r#"messenger_calls_total{callsign="Messenger",method="register",outcome="ok"}"#)
}

#[tokio::test]
async fn a_batch_waits_for_its_reader() {
    let server = Server::with(&["--max-queue", "64KiB", "--ping-interval", "1h"]);
    let (mut reader, _host) = greedy(&server).await;
    Metrics::until(server.address(), "something waits", |metrics| {
        metrics.value("messenger_queued_bytes") > 0.0
    })
    .await;
    tests::honest::round(server.address(), "meanwhile").await;
    let metrics = Metrics::of(server.address()).await;
    let waiting = metrics.value("messenger_queued_bytes");
    assert!(waiting < 500_000.0, "{waiting} bytes wait");
    // The system takes much, but not all.
    let begun = registered(&metrics);
    assert!(begun < 50.0, "{begun} of {REGISTRATIONS}");
    // All of it comes, and the answer last.
    let mut events = vec![0; REGISTRATIONS];
    let answer = loop {
        let text = reader.receive_text().await;
        if text.starts_with('[') {
            break text;
        }
        let id = text
            .split_once(r#""method":""#)
            .and_then(|(_, rest)| rest.split_once('.'));
        let id: Option<usize> = id.and_then(|(id, _)| id.parse().ok());
        events[id.expect("the id of a registration")] += 1;
    };
    // The honest may have come and gone in between.
    assert!(events.iter().all(|count| *count >= ROOMS), "{events:?}");
    assert_eq!(answer.matches(r#""result":null"#).count(), REGISTRATIONS);
    let metrics = Metrics::of(server.address()).await;
    assert_eq!(metrics.value("messenger_slow_consumers_closed_total"), 0.0);
}

#[tokio::test]
async fn a_batch_ends_with_its_connection() {
    let server = Server::with(&["--max-queue-total", "64KiB", "--close-time", "1h"]);
    let (reader, _host) = greedy(&server).await;
    let metrics = Metrics::until(server.address(), "the reader given up", |metrics| {
        metrics.hits("queue_total") > 0.0
    })
    .await;
    // What the system takes is done, and what follows is not begun: there is nobody to do it for.
    let begun = registered(&metrics);
    assert!(begun < 50.0, "{begun} of {REGISTRATIONS}");
    tests::honest::round(server.address(), "meanwhile").await;
    let metrics = Metrics::of(server.address()).await;
    let later = registered(&metrics) - 3.0;
    assert!(later <= begun + 1.0, "{later} after {begun}");
    // The rest of the frame that was begun, and the reason.
    assert!(metrics.value("messenger_queued_bytes") < 1000.0);
    drop(reader);
}
