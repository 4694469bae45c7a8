//! Honest clients, who talk while others do harm, and check everything that they are told.

use crate::http::Connection;
use crate::socket::Socket;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

/// A conversation in a room of its own, which goes on until it is told to finish.
#[derive(Debug)]
pub struct Honest {
    finish: Arc<AtomicBool>,
    task: JoinHandle<u64>,
}

impl Honest {
    /// Two users over WebSockets and one over HTTP begin to talk in a room of this name.
    pub fn start(address: SocketAddr, room: &str) -> Self {
        let finish = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(talk(address, room.to_owned(), finish.clone()));
        Self { finish, task }
    }

    /// Ends the conversation; gives back how many rounds there were.
    ///
    /// # Panics
    ///
    /// When anything was not as it should have been.
    pub async fn finish(self) -> u64 {
        self.finish.store(true, Ordering::Relaxed);
        let rounds = self.task.await.expect("the honest were served");
        assert!(rounds > 0, "the honest were never served");
        rounds
    }
}

/// One round of a conversation, for whoever wants to know whether the server serves.
///
/// # Panics
///
/// When it does not.
pub async fn round(address: SocketAddr, room: &str) {
    let talk = talk(address, room.to_owned(), Arc::new(AtomicBool::new(true)));
    assert_eq!(talk.await, 1);
}

async fn talk(address: SocketAddr, room: String, finish: Arc<AtomicBool>) -> u64 {
    let mut ann = Socket::open(address).await;
    let mut post = Connection::open(address).await;
    let ann_token = ann.join(&room, "Ann").await;
    ann.register("userupdate", &format!("{ann_token}.u")).await;
    ann.register("message", &format!("{ann_token}.m")).await;
    let left = event(
        &ann_token,
        "u",
        "userupdate",
        json!({"user": "Bob", "action": "left"}),
    );
    let joined = event(
        &ann_token,
        "u",
        "userupdate",
        json!({"user": "Bob", "action": "joined"}),
    );
    let mut rounds = 0;
    loop {
        let mut bob = Socket::open(address).await;
        let bob_token = bob.join(&room, "Bob").await;
        assert_eq!(parse(&ann.receive().await), joined);
        bob.register("message", &format!("{bob_token}.m")).await;
        for number in 0..4 {
            let text = format!("{rounds}.{number}");
            let message = |token: &str, user: &str| {
                let params = json!({"user": user, "message": text});
                event(token, "m", "message", params)
            };
            let (events, answer) = ann
                .call_with_events(
                    "Messenger.1.send",
                    json!({"roomid": ann_token, "message": text}),
                )
                .await;
            assert_eq!(events, [message(&ann_token, "Ann")]);
            assert_eq!(answer["result"], Value::Null, "{answer}");
            assert_eq!(parse(&bob.receive().await), message(&bob_token, "Ann"));
            let send = json!({"jsonrpc": "2.0", "id": text, "method": "Messenger.1.send", "params": {"roomid": bob_token, "message": text}});
            let answer = post
                .request("POST", "/jsonrpc", "", &send.to_string())
                .await;
            let expected = json!({"jsonrpc": "2.0", "id": text, "result": null});
            assert_eq!((answer.status, parse(&answer.body)), (200, expected));
            assert_eq!(parse(&bob.receive().await), message(&bob_token, "Bob"));
            assert_eq!(parse(&ann.receive().await), message(&ann_token, "Bob"));
        }
        assert_eq!(bob.close().await, [""; 0], "nothing more for Bob");
        assert_eq!(parse(&ann.receive().await), left);
        rounds += 1;
        if finish.load(Ordering::Relaxed) {
            assert_eq!(ann.close().await, [""; 0], "nothing more for Ann");
            return rounds;
        }
        // To leave the processor to those who do harm.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn event(token: &str, client: &str, name: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": format!("{token}.{client}.{name}"), "params": params})
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("is JSON")
}
