//! One of a hundred stops reading.

use super::{Member, summary};
use std::time::{Duration, Instant};
use tests::frames::CLOSE;
use tests::http::Connection;
use tests::metrics::Metrics;
use tests::process;
use tests::server::Server;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

const READERS: usize = 99;
/// About so many bytes has every message.
const LENGTH: usize = 16 * 1024;
/// So many are sent before the slow one stops, and so many after it has been given up.
const MESSAGES: usize = 100;
const MIB: u64 = 1024 * 1024;

/// When which message arrived.
type Arrival = (usize, Instant);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_get_everything_and_the_slow_one_leaves() {
    let settings = [
        "--max-queue",
        "1MiB",
        "--close-time",
        "1h",
        "--ping-interval",
        "1h",
    ];
    let server = Server::with(&settings);
    let address = server.address();
    let (told, mut arrivals) = mpsc::unbounded_channel();
    let mut readers = Vec::new();
    for number in 0..READERS {
        let user = format!("reader {number}");
        let member = Member::join(Connection::open(address).await, "room", &user).await;
        readers.push(tokio::spawn(read(member, told.clone())));
    }
    let slow = Connection::open_narrow(address).await;
    let mut slow = Member::join(slow, "room", "slow").await;
    let sender = Member::join(Connection::open(address).await, "room", "sender").await;
    let mut sender = Sender {
        member: sender,
        sent: 0,
        left: false,
    };
    let users = sender.member.register("userupdate").await;
    assert_eq!(users.len(), READERS + 2, "{users:?}");

    let mut while_all_read = Vec::new();
    for number in 0..MESSAGES {
        while_all_read.extend(sender.round(&mut arrivals).await);
        let text = slow.socket.receive_text().await;
        assert!(is_message(&slow, number, &text), "{number}: {text}");
    }
    let memory = process::resident(server.id());
    let (mut while_one_does_not, mut most) = (Vec::new(), memory);
    while !sender.left {
        while_one_does_not.extend(sender.round(&mut arrivals).await);
        most = most.max(process::resident(server.id()));
        assert!(sender.sent < 100_000, "the slow one is never given up");
    }
    let given_up = sender.sent;
    let mut afterwards = Vec::new();
    for _ in 0..MESSAGES {
        afterwards.extend(sender.round(&mut arrivals).await);
    }
    println!("all read:         {}", summary(while_all_read));
    println!("one does not:     {}", summary(while_one_does_not));
    println!("it is given up:   {}", summary(afterwards));
    let [before, at_most] = [memory, most].map(|bytes| bytes / 1024);
    println!(
        "given up after {} messages of {LENGTH} bytes",
        given_up - MESSAGES
    );
    println!("memory of the server: {before} KiB before, {at_most} KiB at most");
    // The bound of the queue, twice: a buffer that grows is copied. The rest is what the allocator keeps.
    assert!(most - memory < 6 * MIB, "{} KiB more", at_most - before);
    assert_eq!(Metrics::of(address).await.hits("queue_size"), 1.0);

    // What was on its way when it was given up is still there, whole and in order, and then the reason.
    let mut next = MESSAGES;
    let close = loop {
        let frame = slow.socket.receive().await;
        if frame.opcode == CLOSE {
            break frame.close_code();
        }
        assert!(is_message(&slow, next, frame.text()), "{next}: {frame:?}");
        next += 1;
    };
    assert_eq!(close, Some(1013));
    assert!((MESSAGES..given_up).contains(&next), "{next} of {given_up}");
    assert!(slow.socket.connection().has_ended().await);
    drop(told);
    for reader in readers {
        reader.abort();
        let ended = reader.await;
        assert!(
            ended.is_err_and(|error| error.is_cancelled()),
            "a reader has failed"
        );
    }
}

fn message(number: usize) -> String {
    format!("{number}:{}", "x".repeat(LENGTH))
}

/// Whether this is what a member gets of the message of this number. It is not made anew for each of a hundred.
fn is_message(member: &Member, number: usize, text: &str) -> bool {
    let end = r#""}}"#;
    let start = member.event("sender", &format!("{number}:"));
    let start = start.trim_end_matches(end);
    let rest = text
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    rest.is_some_and(|rest| rest.len() == LENGTH)
}

/// Reads for ever, and tells when each message arrives.
async fn read(mut member: Member, told: UnboundedSender<Arrival>) {
    for number in 0.. {
        let text = member.socket.receive_text().await;
        let now = Instant::now();
        assert!(is_message(&member, number, &text), "{number}: {text}");
        if told.send((number, now)).is_err() {
            return;
        }
    }
}

struct Sender {
    member: Member,
    sent: usize,
    /// It has heard that the slow one has left.
    left: bool,
}

impl Sender {
    /// Sends a message; gives back how long it took to each of the readers.
    async fn round(&mut self, arrivals: &mut UnboundedReceiver<Arrival>) -> Vec<Duration> {
        let message = message(self.sent);
        let start = Instant::now();
        self.member.send(&message).await;
        let mut durations = Vec::new();
        while durations.len() < READERS {
            let arrival = tests::within("a message", arrivals.recv()).await;
            let (number, when) = arrival.expect("the readers read");
            assert_eq!(number, self.sent);
            durations.push(when.duration_since(start));
        }
        self.sent += 1;
        let mut heard = false;
        loop {
            let text = self.member.socket.receive_text().await;
            match &*text {
                r#"{"jsonrpc":"2.0","id":1,"result":null}"# => break,
                text if is_message(&self.member, self.sent - 1, text) => heard = true,
                text => {
                    assert!(text.contains(r#""user":"slow","action":"left""#), "{text}");
                    assert!(!self.left, "twice");
                    self.left = true;
                }
            }
        }
        assert!(heard, "the echo comes before the answer");
        durations
    }
}
