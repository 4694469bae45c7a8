//! Crowds: a hundred readers of which one stops, many messages at once, and as many idle members of a room as one asks
//! for.
//!
//! What must hold is asserted. What the machine makes of it, such as latencies, is measured and printed: see it
//! with `--nocapture`. `TESTS_IDLE_CONNECTIONS` says how many idle members there are.

mod burst;
mod idle;
mod slow;

use serde_json::{Value, json};
use std::time::Duration;
use tests::frames::RawSocket;
use tests::http::Connection;

/// A member of a room, who listens to its messages.
struct Member {
    socket: RawSocket,
    token: String,
}

impl Member {
    /// Joins over a connection.
    async fn join(connection: Connection, room: &str, user: &str) -> Self {
        let mut socket = RawSocket::over(connection, true).await;
        socket
            .send_text(&call("join", json!({"room": room, "user": user})))
            .await;
        let answer: Value = serde_json::from_str(&socket.receive_text().await).expect("is JSON");
        let token = answer["result"].as_str().expect("a token").to_owned();
        let mut member = Self { socket, token };
        member.register("message").await;
        member
    }

    /// Registers for an event of the room; gives back what came before the answer.
    async fn register(&mut self, event: &str) -> Vec<String> {
        let id = format!("{}.{event}", self.token);
        self.socket
            .send_text(&call("register", json!({"event": event, "id": id})))
            .await;
        let mut events = Vec::new();
        loop {
            let text = self.socket.receive_text().await;
            if text == r#"{"jsonrpc":"2.0","id":1,"result":null}"# {
                return events;
            }
            events.push(text);
        }
    }

    /// Sends a message to the room.
    async fn send(&mut self, message: &str) {
        let params = json!({"roomid": self.token, "message": message});
        self.socket.send_text(&call("send", params)).await;
    }

    /// The event of the message that a user has sent.
    fn event(&self, user: &str, message: &str) -> String {
        let params = json!({"user": user, "message": message});
        let method = format!("{}.message.message", self.token);
        json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string()
    }
}

fn call(method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "method": format!("Messenger.1.{method}"), "params": params})
        .to_string()
}

/// The duration that so many percent of all do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or_default()
}

/// The 50th and 99th percentile and the longest.
fn summary(mut durations: Vec<Duration>) -> String {
    durations.sort_unstable();
    let [half, most, all] = [50, 99, 100].map(|percent| percentile(&durations, percent));
    format!("p50 {half:.1?}, p99 {most:.1?}, longest {all:.1?}")
}
