//! Joins, leaves, sends, registrations and closes from many sockets at once, on the same few rooms and
//! with each other's tokens: whatever locks there are, they are taken in every order. Afterwards the
//! server must answer as if nothing had been. `TESTS_HAMMER_SECONDS` says how long.

use fastrand::Rng;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::server::Server;
use tests::socket::Socket;
use tests::{http, number_from_environment};

const SOCKETS: u64 = 16;
const PIPELINED: usize = 20;
const TOKENS: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_server_answers_at_once_after_being_hammered() {
    // Readers that fall behind are cut off; here all must stay to the end.
    let server = Server::with(&["--max-queue", "1000000000", "--idle-membership", "1000000"]);
    let end =
        Instant::now() + Duration::from_secs(number_from_environment("TESTS_HAMMER_SECONDS", 4));
    let pool = Arc::new(Pool::default());
    let tasks: Vec<_> = (0..SOCKETS)
        .map(|number| {
            tokio::spawn(hammer(
                server.address(),
                Rng::with_seed(number),
                pool.clone(),
                end,
            ))
        })
        .collect();
    let mut answers = 0;
    for task in tasks {
        answers += task.await.expect("no hammer has failed");
    }
    println!("{answers} answers");
    assert!(answers > 0);

    let asked = Instant::now();
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("after", "A").await;
    socket.register("message", &format!("{token}.m")).await;
    let (events, _) = socket
        .call_with_events("Messenger.1.send", json!({"roomid": token, "message": "m"}))
        .await;
    assert_eq!(events.len(), 1);
    let took = asked.elapsed();
    println!("the first answers after it took {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?} is not at once");

    // What was joined over HTTP is left by hand; all else has gone with its connection.
    let lasting = std::mem::take(&mut *pool.lasting.lock().expect("nobody has failed"));
    for token in lasting {
        socket
            .call_with_events("Messenger.1.leave", json!({"roomid": token}))
            .await;
    }
    loop {
        let mut late = Socket::open(server.address()).await;
        let rooms = late.register("roomupdate", "o").await;
        if rooms.len() == 1 && rooms[0]["params"]["room"] == "after" {
            break;
        }
        tokio::task::yield_now().await;
    }
}

/// Tokens for everybody to use.
#[derive(Default)]
struct Pool {
    /// The latest of all.
    latest: Mutex<Vec<String>>,
    /// All that were joined over HTTP, which no close of a connection ends.
    lasting: Mutex<Vec<String>>,
}

impl Pool {
    /// Lets everybody use a token; the oldest makes room.
    fn share(&self, token: &str) {
        let mut latest = self.latest.lock().expect("nobody has failed");
        if latest.len() == TOKENS {
            latest.remove(0);
        }
        latest.push(token.to_owned());
    }

    fn pick(&self, rng: &mut Rng) -> String {
        let latest = self.latest.lock().expect("nobody has failed");
        rng.choice(latest.iter()).cloned().unwrap_or_default()
    }
}

async fn hammer(address: SocketAddr, mut rng: Rng, pool: Arc<Pool>, end: Instant) -> u64 {
    let (mut socket, mut answers) = (Socket::open(address).await, 0);
    while Instant::now() < end {
        match rng.u8(..100) {
            0..6 => {
                let next = Socket::open(address).await;
                std::mem::replace(&mut socket, next).abort(rng.bool());
            }
            6..8 => {
                let join = call(
                    0,
                    "join",
                    json!({"room": room(&mut rng), "user": user(&mut rng)}),
                );
                let answer = http::post(address, "/jsonrpc", &join).await.body;
                answers += 1;
                if let Some(token) = parse(&answer)["result"].as_str() {
                    pool.share(token);
                    pool.lasting
                        .lock()
                        .expect("nobody has failed")
                        .push(token.to_owned());
                }
            }
            _ => answers += burst(&mut socket, &mut rng, &pool).await,
        }
    }
    answers
}

/// Some calls in one go, and all their answers.
async fn burst(socket: &mut Socket, rng: &mut Rng, pool: &Pool) -> u64 {
    for id in 0..PIPELINED {
        let token = pool.pick(rng);
        let client = |rng: &mut Rng| format!("{token}.{}", rng.u8(..3));
        let text = match rng.u8(..12) {
            0..3 => call(id, "join", json!({"room": room(rng), "user": user(rng)})),
            3 => call(id, "leave", json!({"roomid": token})),
            4 | 5 => call(id, "send", json!({"roomid": token, "message": "Hello!"})),
            6 => call(id, "register", json!({"event": "roomupdate", "id": "o"})),
            7 => call(id, "unregister", json!({"event": "roomupdate", "id": "o"})),
            8 => call(
                id,
                "register",
                json!({"event": "userupdate", "id": client(rng)}),
            ),
            9 => call(
                id,
                "unregister",
                json!({"event": "userupdate", "id": client(rng)}),
            ),
            10 => call(
                id,
                "register",
                json!({"event": "message", "id": client(rng)}),
            ),
            _ => call(
                id,
                "unregister",
                json!({"event": "message", "id": client(rng)}),
            ),
        };
        socket.feed(text).await;
    }
    socket.flush().await;
    let mut answered = 0;
    while answered < PIPELINED {
        let message = parse(&socket.receive().await);
        let Some(id) = message.get("id") else {
            continue;
        };
        assert_eq!(*id, answered, "answers out of order");
        answered += 1;
        if let Some(token) = message["result"].as_str() {
            pool.share(token);
        }
        let code = &message["error"]["code"];
        assert!(
            code.is_null()
                || [-31005, -31022, -31048]
                    .iter()
                    .any(|expected| code == expected),
            "{message}"
        );
    }
    PIPELINED as u64
}

fn call(id: usize, method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": format!("Messenger.1.{method}"), "params": params})
        .to_string()
}

fn room(rng: &mut Rng) -> String {
    format!("room {}", rng.u8(..4))
}

fn user(rng: &mut Rng) -> String {
    format!("user {}", rng.u8(..20))
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("is JSON")
}
