//! One read, or one batch, holds so many messages that what they cause is written in several goes.

use super::{Member, call};
use serde_json::{Value, json};
use tests::http::{Connection, post};
use tests::server::Server;
use tests::{streams, within};

const LISTENERS: usize = 30;
/// To all listeners together they are some megabytes.
const MESSAGES: usize = 300;

/// Short and long ones in turn: the server keeps them in different ways until they are written.
fn message(number: usize) -> String {
    let length = [0, 3, 511, 512, 700, 40][number % 6];
    format!("{number} {}", "x".repeat(length))
}

async fn room(server: &Server) -> (Member, Vec<Member>) {
    let address = server.address();
    let mut listeners = Vec::new();
    for number in 0..LISTENERS {
        let user = format!("listener {number}");
        listeners.push(Member::join(Connection::open(address).await, "room", &user).await);
    }
    let sender = Member::join(Connection::open(address).await, "room", "sender").await;
    (sender, listeners)
}

async fn hear(listeners: Vec<Member>) {
    for mut listener in listeners {
        for number in 0..MESSAGES {
            let text = within("a message", listener.socket.receive_text()).await;
            assert_eq!(text, listener.event("sender", &message(number)));
        }
    }
}

fn sends(token: &str) -> impl Iterator<Item = String> {
    let params = move |number| json!({"roomid": token, "message": message(number)});
    (0..MESSAGES).map(move |number| call("send", params(number)))
}

#[tokio::test]
async fn many_messages_in_one_write_reach_everybody_in_order() {
    let server = Server::start();
    let (mut sender, listeners) = room(&server).await;
    let mut bytes = Vec::new();
    for text in sends(&sender.token) {
        bytes.extend(streams::frame(0x81, text.as_bytes(), Some([1, 2, 3, 4])));
    }
    sender.socket.connection().write(bytes).await;
    hear(listeners).await;
    // The sender hears its own messages, too, between its answers.
    let (mut answers, mut events) = (0, 0);
    while (answers, events) != (MESSAGES, MESSAGES) {
        let text = within("an answer or a message", sender.socket.receive_text()).await;
        if text == r#"{"jsonrpc":"2.0","id":1,"result":null}"# {
            answers += 1;
        } else {
            assert_eq!(text, sender.event("sender", &message(events)));
            events += 1;
        }
    }
}

#[tokio::test]
async fn many_messages_in_one_batch_reach_everybody_in_order() {
    for over_http in [false, true] {
        let server = Server::with(&["--max-batch", "1000"]);
        let (mut sender, listeners) = room(&server).await;
        let batch = format!("[{}]", sends(&sender.token).collect::<Vec<_>>().join(","));
        let answer = if over_http {
            let response = post(server.address(), "/jsonrpc", &batch).await;
            assert_eq!(response.status, 200);
            response.body
        } else {
            sender.socket.send_text(&batch).await;
            loop {
                let text = within("the answer", sender.socket.receive_text()).await;
                if text.starts_with('[') {
                    break text;
                }
            }
        };
        let answers: Vec<Value> = serde_json::from_str(&answer).expect("is JSON");
        assert_eq!(answers.len(), MESSAGES);
        assert!(answers.iter().all(|answer| answer["result"].is_null()));
        assert!(answers.iter().all(|answer| answer.get("error").is_none()));
        hear(listeners).await;
    }
}
