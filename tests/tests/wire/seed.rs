//! Every example of the published reference, replayed with the rooms and users it speaks of.

use serde_json::{Value, json};
use tests::is_token;
use tests::reference::{self, CALLSIGN, Example};
use tests::server::Server;
use tests::socket::Socket;

/// The token that the reference writes wherever a real one belongs.
fn sample_token(examples: &[Example]) -> String {
    let mut results = examples
        .iter()
        .filter_map(|example| Some(example.received.json()["result"].as_str()?.to_owned()));
    let token = results.next().expect("an example answers a token");
    assert!(is_token(&token) && results.next().is_none());
    token
}

#[test]
fn no_example_is_overlooked() {
    let examples = reference::examples(reference::TEXT);
    assert_eq!(
        reference::TEXT.matches(r#""jsonrpc":"#).count(),
        2 * examples.len()
    );
    let headings = reference::TEXT
        .lines()
        .filter(|line| *line == "Example")
        .count();
    assert_eq!(headings, examples.len());
}

#[tokio::test]
async fn every_example_gets_the_answer_of_the_reference() {
    let examples = reference::examples(reference::TEXT);
    let token = sample_token(&examples);
    for callsign in ["Messenger", "Lobby.West"] {
        for example in &examples {
            println!("{} as {callsign}", example.sent.section);
            let server = Server::with(&["--callsign", "Messenger", "--callsign", "Lobby.West"]);
            let mut scene = Scene {
                callsign,
                sample: &token,
                listener: Socket::open(server.address()).await,
                other: Socket::open(server.address()).await,
            };
            match &*example.sent.label {
                "Request" => scene.replay_request(example).await,
                _ => scene.replay_registration(example).await,
            }
        }
    }
}

/// Two connections to replay an example with.
struct Scene<'a> {
    callsign: &'a str,
    sample: &'a str,
    listener: Socket,
    other: Socket,
}

impl Scene<'_> {
    /// Sends the request as it stands there, with a real token; compares the response.
    async fn replay_request(&mut self, example: &Example) {
        let mut text = example.sent.text.replace(CALLSIGN, self.callsign);
        let mut expected = example.received.text.clone();
        if text.contains(self.sample) {
            let token = self.join("Bob").await;
            text = text.replace(self.sample, &token);
            expected = expected.replace(self.sample, &token);
        }
        let received = self.listener.exchange(text).await;
        let [response] = &*received else {
            panic!("{received:?}")
        };
        let response: Value = serde_json::from_str(response).expect("is JSON");
        if let Some(token) = response["result"].as_str() {
            assert!(is_token(token), "{response}");
            expected = expected.replace(self.sample, token);
        }
        assert_same(&response, &expected);
    }

    /// Registers as it stands there, has the event happen, and compares the notification.
    async fn replay_registration(&mut self, example: &Example) {
        let mut text = example.sent.text.replace(CALLSIGN, self.callsign);
        let mut expected = example.received.text.clone();
        if text.contains(self.sample) {
            let token = self.join("Alice").await;
            text = text.replace(self.sample, &token);
            expected = expected.replace(self.sample, &token);
        }
        let received = self.listener.exchange(text).await;
        let response = received.last().expect("is answered");
        assert_same(
            &serde_json::from_str(response).expect("is JSON"),
            r#"{"jsonrpc":"2.0","id":42,"result":null}"#,
        );

        let event = example.sent.json()["params"]["event"].clone();
        let params = example.received.json()["params"].clone();
        self.cause(event.as_str().expect("an event has a name"), &params)
            .await;

        let received = self.listener.settle().await;
        let notification: Value = serde_json::from_str(&expected).expect("is JSON");
        let same = received
            .iter()
            .filter(|text| serde_json::from_str::<Value>(text).expect("is JSON") == notification);
        assert_eq!(same.count(), 1, "{notification} in {received:?}");
    }

    /// Has the other connection do what makes this event happen.
    async fn cause(&mut self, event: &str, params: &Value) {
        let action = params["action"].as_str().unwrap_or_default();
        let join = match event {
            "roomupdate" => {
                json!({"room": params["room"], "user": "Carol", "secure": params["secure"]})
            }
            "userupdate" | "message" => json!({"room": "Lounge", "user": params["user"]}),
            other => panic!("the reference has an event {other:?}: have it happen here"),
        };
        let joined = self.call("join", join).await;
        match (event, action) {
            (_, "created" | "joined") => {}
            (_, "destroyed" | "left") => {
                self.call("leave", json!({"roomid": joined["result"]}))
                    .await;
            }
            ("message", "") => {
                let message = json!({"roomid": joined["result"], "message": params["message"]});
                self.call("send", message).await;
            }
            other => panic!("the reference has {other:?}: have it happen here"),
        }
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        let response = self
            .other
            .call(&format!("{}.1.{method}", self.callsign), params)
            .await;
        assert!(response.get("error").is_none(), "{response}");
        response
    }

    /// Has the listener in the room; gives back its token.
    async fn join(&mut self, user: &str) -> String {
        let method = format!("{}.1.join", self.callsign);
        let response = self
            .listener
            .call(&method, json!({"room": "Lounge", "user": user}))
            .await;
        response["result"].as_str().expect("is a token").to_owned()
    }
}

/// Member by member: neither more nor less, whatever the order.
fn assert_same(response: &Value, expected: &str) {
    let expected: Value = serde_json::from_str(expected).expect("is JSON");
    assert_eq!(*response, expected);
}
