//! All connections act at once; what must hold whatever the interleaving is checked.
//!
//! Every member of a room keeps the stream of what it hears. Names are used once, so every event of a
//! room is one of a kind, and two streams can be laid over each other: between the first and the last
//! event that both have, they must be the same.

use super::streams::{self, Stream};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tests::server::Server;
use tests::socket::Socket;
use tokio::sync::Barrier;

const PARTICIPANTS: usize = 10;
const SEATS: usize = 4;
const ROOMS: &[&str] = &["Lounge", "Den", "Hall"];
/// A room that is created when all else is over.
const END: &str = "End";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_members_of_a_room_hear_the_same_in_the_same_order() {
    let server = Server::start();
    let seed = super::seed();
    let steps = super::steps(1500) / PARTICIPANTS as u64;
    let observers = [
        observe(server.address()).await,
        observe(server.address()).await,
    ];
    let meeting = Arc::new(Meeting::new());
    let tasks: Vec<_> = (0..PARTICIPANTS)
        .map(|number| {
            let rng = Rng::with_seed(seed.wrapping_mul(1000) + number as u64);
            let (address, meeting) = (server.address(), meeting.clone());
            tokio::spawn(async move {
                Participant::open(number, address, rng)
                    .await
                    .run(steps, &meeting)
                    .await
            })
        })
        .collect();
    let mut streams = Vec::new();
    for task in tasks {
        streams.extend(task.await.expect("no participant has failed"));
    }
    streams::compare(&streams);

    // Everybody has gone; once the server has noticed, there is no room any more.
    loop {
        let mut late = Socket::open(server.address()).await;
        if late.register("roomupdate", "o").await.is_empty() {
            late.join(END, "A").await;
            break;
        }
    }
    let mut histories = Vec::new();
    for observer in observers {
        histories.push(observer.await.expect("no observer has failed"));
    }
    assert_eq!(
        histories[0], histories[1],
        "two observers have seen different histories"
    );
}

/// Where the participants wait for each other at the end, and who is still where then.
struct Meeting {
    acted: Barrier,
    heard: Barrier,
    present: Mutex<BTreeMap<String, BTreeSet<String>>>,
}

impl Meeting {
    fn new() -> Self {
        Self {
            acted: Barrier::new(PARTICIPANTS),
            heard: Barrier::new(PARTICIPANTS),
            present: Mutex::default(),
        }
    }
}

/// A membership with its token and its stream.
struct Seat {
    token: String,
    sent: u64,
    stream: Stream,
}

/// One connection that acts and listens.
struct Participant {
    number: usize,
    address: SocketAddr,
    rng: Rng,
    socket: Socket,
    seats: Vec<Seat>,
    ended: Vec<Stream>,
    names: u64,
    calls: u64,
}

impl Participant {
    async fn open(number: usize, address: SocketAddr, rng: Rng) -> Self {
        let socket = Socket::open(address).await;
        Self {
            number,
            address,
            rng,
            socket,
            seats: Vec::new(),
            ended: Vec::new(),
            names: 0,
            calls: 0,
        }
    }

    async fn run(mut self, steps: u64, meeting: &Meeting) -> Vec<Stream> {
        for _ in 0..steps {
            match self.rng.u8(..100) {
                0..25 if self.seats.len() < SEATS => self.join().await,
                25..38 if !self.seats.is_empty() => self.leave().await,
                38..40 => self.start_over().await,
                _ if !self.seats.is_empty() => self.talk().await,
                _ => self.join().await,
            }
        }
        self.end(meeting).await
    }

    async fn join(&mut self) {
        let room = ROOMS[self.rng.usize(..ROOMS.len())];
        let user = format!("{}.{}", self.number, self.names);
        self.names += 1;
        let joined = self.call("join", json!({"room": room, "user": user})).await;
        let token = joined["result"]
            .as_str()
            .unwrap_or_else(|| panic!("{joined}"))
            .to_owned();
        let stream = Stream::new(room, user);
        self.seats.push(Seat {
            token: token.clone(),
            sent: 0,
            stream,
        });
        self.call(
            "register",
            json!({"event": "userupdate", "id": format!("{token}.u")}),
        )
        .await;
        self.call(
            "register",
            json!({"event": "message", "id": format!("{token}.m")}),
        )
        .await;
        let stream = &mut self.seats.last_mut().expect("it was pushed").stream;
        assert!(
            stream.present.contains(&stream.user),
            "who is there does not begin with oneself"
        );
        stream.complete_from.get_or_insert(stream.events.len());
    }

    async fn leave(&mut self) {
        let seat = self.rng.usize(..self.seats.len());
        let token = self.seats[seat].token.clone();
        self.call("leave", json!({"roomid": token})).await;
        // From now on an event for it has nowhere to go.
        self.ended.push(self.seats.swap_remove(seat).stream);
    }

    /// Some messages in one go; the sender hears each before it has its answer.
    async fn talk(&mut self) {
        let mut answers = Vec::new();
        for _ in 0..self.rng.usize(1..8) {
            let seat = self.rng.usize(..self.seats.len());
            let Seat { token, sent, .. } = &mut self.seats[seat];
            self.calls += 1;
            let params = json!({"roomid": token, "message": sent.to_string()});
            let call = json!({"jsonrpc": "2.0", "id": self.calls, "method": "Messenger.1.send", "params": params});
            self.socket.feed(call.to_string()).await;
            answers.push((self.calls, seat, *sent + 1));
            *sent += 1;
        }
        self.socket.flush().await;
        for (id, seat, sent) in answers {
            let answer = self.answer(id).await;
            assert!(answer.get("error").is_none(), "{answer}");
            assert_eq!(
                self.seats[seat].stream.own_messages, sent,
                "the echo is not before the answer"
            );
        }
    }

    /// The connection ends in the middle of things, and a new one begins.
    async fn start_over(&mut self) {
        let socket = Socket::open(self.address).await;
        let reset = self.rng.bool();
        std::mem::replace(&mut self.socket, socket).abort(reset);
        self.ended
            .extend(self.seats.drain(..).map(|seat| seat.stream));
    }

    async fn end(mut self, meeting: &Meeting) -> Vec<Stream> {
        {
            let mut present = meeting.present.lock().expect("nobody has failed");
            for Seat { stream, .. } in &self.seats {
                present
                    .entry(stream.room.clone())
                    .or_default()
                    .insert(stream.user.clone());
            }
        }
        meeting.acted.wait().await;
        let present = meeting.present.lock().expect("nobody has failed").clone();
        // What others have done is heard by now, but for the ends of connections.
        self.settle().await;
        while self
            .seats
            .iter()
            .any(|seat| seat.stream.present != present[&seat.stream.room])
        {
            let text = self.socket.receive().await;
            self.hear(&parse(&text));
        }
        meeting.heard.wait().await;
        for seat in &mut self.seats {
            seat.stream.to_the_end = true;
        }
        for Seat { stream, .. } in self.seats.drain(..) {
            self.ended.push(stream);
        }
        self.socket.close().await;
        self.ended
    }

    async fn settle(&mut self) {
        for text in self.socket.settle().await {
            self.hear(&parse(&text));
        }
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let method = format!("Messenger.1.{method}");
        let call = json!({"jsonrpc": "2.0", "id": self.calls, "method": method, "params": params});
        self.socket.send(call.to_string()).await;
        let answer = self.answer(self.calls).await;
        assert!(answer.get("error").is_none(), "{answer} to {call}");
        answer
    }

    async fn answer(&mut self, id: u64) -> Value {
        loop {
            let message = parse(&self.socket.receive().await);
            if message.get("id").is_some() {
                assert_eq!(message["id"], id, "answers out of order");
                return message;
            }
            self.hear(&message);
        }
    }

    fn hear(&mut self, event: &Value) {
        let method = event["method"].as_str().expect("an event has a designator");
        let params = &event["params"];
        let user = params["user"].as_str().expect("an event has a user");
        for Seat { token, stream, .. } in &mut self.seats {
            match method.strip_prefix(&**token) {
                Some(".u.userupdate") => {
                    return stream.user_update(user, params["action"].as_str().expect("is a text"));
                }
                Some(".m.message") => {
                    // It may come before the answer that tells that everything comes now.
                    stream.complete_from.get_or_insert(stream.events.len());
                    return stream.message(user, params["message"].as_str().expect("is a text"));
                }
                _ => {}
            }
        }
        panic!("{event} is for nobody here");
    }
}

/// Watches rooms come and go until all are gone at the end; gives back what happened to each.
async fn observe(address: SocketAddr) -> tokio::task::JoinHandle<BTreeMap<String, usize>> {
    let mut socket = Socket::open(address).await;
    assert!(socket.register("roomupdate", "o").await.is_empty());
    tokio::spawn(async move {
        let mut changes: BTreeMap<String, usize> = BTreeMap::new();
        let mut open = BTreeSet::new();
        loop {
            let event = parse(&socket.receive().await);
            assert_eq!(event["method"], "o.roomupdate");
            let room = event["params"]["room"]
                .as_str()
                .expect("is a text")
                .to_owned();
            if room == END {
                assert!(open.is_empty(), "{open:?} were never destroyed");
                return changes;
            }
            *changes.entry(room.clone()).or_default() += 1;
            match event["params"]["action"].as_str() {
                Some("created") => assert!(open.insert(room), "created twice: {event}"),
                Some("destroyed") => assert!(open.remove(&room), "destroyed twice: {event}"),
                other => panic!("rooms do not do {other:?}"),
            }
        }
    })
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("is JSON")
}
