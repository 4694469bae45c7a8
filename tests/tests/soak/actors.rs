//! Those who act, each in a loop until all are told to stop. Every one begins anew with names that nobody has
//! used before.

use fastrand::Rng;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tests::frames::{RawSocket, UPGRADE};
use tests::garbage::garbage;
use tests::http::{Connection, post};
use tests::socket::Socket;
use tests::streams;
use tokio::task::JoinSet;

/// So many connections are killed at once in a storm.
const STORM: usize = 1000;

/// All of them.
pub(crate) struct Actors {
    all: JoinSet<()>,
    act: Arc<AtomicBool>,
}

/// What an actor has.
#[derive(Clone)]
struct Stage {
    address: SocketAddr,
    act: Arc<AtomicBool>,
    names: Arc<AtomicU64>,
    seed: u64,
}

impl Actors {
    pub(crate) fn start(address: SocketAddr, seed: u64) -> Self {
        let act = Arc::new(AtomicBool::new(true));
        let stage = Stage {
            address,
            act: act.clone(),
            names: Arc::new(AtomicU64::new(0)),
            seed,
        };
        let mut all = JoinSet::new();
        let rng = |number: u64| Rng::with_seed(seed * 1000 + number);
        for number in 0..8 {
            all.spawn(come_and_go(stage.clone(), rng(number)));
        }
        for number in 10..14 {
            all.spawn(talk_nonsense(stage.clone(), rng(number)));
        }
        all.spawn(forget(stage.clone()));
        all.spawn(listen_to_the_dead(stage.clone()));
        all.spawn(stop_reading(stage.clone()));
        all.spawn(stop_everything(stage.clone()));
        all.spawn(storm(stage));
        Self { all, act }
    }

    /// Has them stop, and waits until they have.
    pub(crate) async fn stop(mut self) {
        self.act.store(false, Ordering::Relaxed);
        while let Some(ended) = self.all.join_next().await {
            ended.expect("no actor has failed");
        }
    }
}

impl Stage {
    fn goes_on(&self) -> bool {
        self.act.load(Ordering::Relaxed)
    }

    /// A name that was never used.
    fn name(&self) -> String {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        format!("name {}.{number}", self.seed)
    }
}

/// Joins rooms of new names, listens, talks, and goes in every way.
async fn come_and_go(stage: Stage, mut rng: Rng) {
    while stage.goes_on() {
        let mut socket = Socket::open(stage.address).await;
        let mut tokens = Vec::new();
        for _ in 0..rng.usize(1..6) {
            let room = stage.name();
            for _ in 0..rng.usize(1..4) {
                tokens.push(socket.join(&room, &stage.name()).await);
            }
        }
        for token in &tokens {
            for event in ["userupdate", "message"] {
                socket.register(event, &format!("{token}.{event}")).await;
            }
            let params = json!({"roomid": token, "message": "x".repeat(rng.usize(..2000))});
            let (_, answer) = socket.call_with_events("Messenger.1.send", params).await;
            assert_eq!(answer["result"], Value::Null, "{answer}");
        }
        for token in tokens {
            if rng.bool() {
                let params = json!({"roomid": token});
                socket.call_with_events("Messenger.1.leave", params).await;
            }
        }
        match rng.u8(..3) {
            0 => drop(socket.close().await),
            1 => socket.abort(true),
            _ => socket.abort(false),
        }
    }
}

/// Sends garbage, before the handshake and behind it.
async fn talk_nonsense(stage: Stage, mut rng: Rng) {
    while stage.goes_on() {
        let garbage = garbage(&mut rng);
        let mut connection = Connection::open(stage.address).await;
        if garbage.upgraded {
            connection
                .write(format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n"))
                .await;
        }
        for piece in streams::cut(&garbage.bytes, &mut rng) {
            if !connection.try_write(piece).await {
                break;
            }
        }
        if rng.bool() {
            connection.reset_on_drop();
        }
        // So that the processor is not theirs alone.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Joins over HTTP, and never comes back.
async fn forget(stage: Stage) {
    while stage.goes_on() {
        let params = json!({"room": stage.name(), "user": stage.name()});
        let join =
            json!({"jsonrpc": "2.0", "id": 1, "method": "Messenger.1.join", "params": params});
        let answer = post(stage.address, "/jsonrpc", &join.to_string()).await;
        assert!(answer.body.contains("result"), "{answer:?}");
    }
}

/// Keeps one connection whose subscriptions are all of rooms that end.
async fn listen_to_the_dead(stage: Stage) {
    let mut listener = Socket::open(stage.address).await;
    while stage.goes_on() {
        let mut host = Socket::open(stage.address).await;
        for _ in 0..20 {
            let token = host.join(&stage.name(), "host").await;
            for event in ["userupdate", "message"] {
                listener.register(event, &format!("{token}.{event}")).await;
            }
        }
        host.abort(true);
    }
}

/// Has readers stop while somebody sends.
async fn stop_reading(stage: Stage) {
    while stage.goes_on() {
        let room = stage.name();
        let mut sender = Socket::open(stage.address).await;
        let token = sender.join(&room, "sender").await;
        let mut stopped = Vec::new();
        for number in 0..4 {
            let connection = Connection::open_narrow(stage.address).await;
            let mut reader = RawSocket::over(connection, true).await;
            let join = json!({"room": room, "user": number.to_string()});
            let answer = ask(&mut reader, "join", join).await;
            let token = answer["result"].as_str().expect("a token");
            let register = json!({"event": "message", "id": format!("{token}.m")});
            ask(&mut reader, "register", register).await;
            stopped.push(reader);
        }
        let params = json!({"roomid": token, "message": "x".repeat(30_000)});
        for _ in 0..200 {
            sender.call("Messenger.1.send", params.clone()).await;
        }
    }
}

async fn ask(socket: &mut RawSocket, method: &str, params: Value) -> Value {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": format!("Messenger.1.{method}"), "params": params});
    socket.send_text(&call.to_string()).await;
    serde_json::from_str(&socket.receive_text().await).expect("is JSON")
}

/// Stops in the middle of everything, and waits until the server has had enough.
async fn stop_everything(stage: Stage) {
    let beginnings = [
        String::new(),
        "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n".to_owned(),
        "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{".to_owned(),
        format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}"),
        format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n"),
        format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n\u{1}"),
    ];
    while stage.goes_on() {
        let mut stopped = Vec::new();
        for beginning in beginnings.iter().cycle().take(60) {
            let mut connection = Connection::open(stage.address).await;
            connection.write(beginning).await;
            stopped.push(connection);
        }
        for connection in &mut stopped {
            connection.skip().await;
        }
    }
}

/// Opens very many connections, and kills all of them at once.
async fn storm(stage: Stage) {
    while stage.goes_on() {
        let mut opening = JoinSet::new();
        let mut open = Vec::new();
        let room = stage.name();
        for number in 0..STORM {
            if opening.len() == 64 {
                open.extend(opening.join_next().await);
            }
            let (address, room) = (stage.address, room.clone());
            opening.spawn(async move {
                let mut socket = RawSocket::open(address, true).await;
                let join = json!({"room": room, "user": number.to_string()});
                let answer = ask(&mut socket, "join", join).await;
                let token = answer["result"].as_str().expect("a token").to_owned();
                let register = json!({"event": "message", "id": format!("{token}.m")});
                ask(&mut socket, "register", register).await;
                socket
            });
        }
        while let Some(socket) = opening.join_next().await {
            open.push(socket);
        }
        for socket in open {
            let mut socket = socket.expect("it was opened");
            socket.connection().reset_on_drop();
        }
    }
}
