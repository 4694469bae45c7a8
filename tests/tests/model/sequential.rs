//! One connection acts at a time; what every connection gets is predicted to the byte.

use super::state::{ConnectionId, Model};
use super::steps::{self, Answer, Message};
use fastrand::Rng;
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};
use tests::http;
use tests::server::Server;
use tests::socket::Socket;

const CONNECTIONS: usize = 12;
const SUBSCRIPTIONS: usize = 8;
const REMEMBERED: usize = 60;

/// What tells the kinds of events apart.
const EVENTS: &[&str] = &[
    r#""action":"created","secure":"insecure""#,
    r#""action":"created","secure":"secure""#,
    r#""action":"destroyed","secure":"insecure""#,
    r#""action":"destroyed","secure":"secure""#,
    r#""action":"joined""#,
    r#""action":"left""#,
    r#""message":"#,
];

/// Every answer that there is.
const ANSWERS: &[&str] = &[
    "null", "token", "batch", "-31005", "-31022", "-31030", "-31044", "-31048", "-32005", "-32601",
    "-32602", "-32604",
];

#[tokio::test]
async fn every_answer_and_every_event_is_as_predicted() {
    let limit = SUBSCRIPTIONS.to_string();
    // No membership over HTTP may end by itself while this runs.
    let server = Server::with(&[
        "--max-subscriptions",
        &limit,
        "--idle-membership",
        "1000000",
    ]);
    let mut driver = Driver {
        rng: Rng::with_seed(super::seed()),
        model: Model::new(SUBSCRIPTIONS),
        sockets: BTreeMap::new(),
        opened: 0,
        log: VecDeque::new(),
        seen: BTreeMap::new(),
        server,
    };
    for _ in 0..3 {
        driver.open().await;
    }
    let steps = super::steps(4000);
    for step in 0..steps {
        driver.note(format!("step {step}"));
        driver.step().await;
    }
    println!("{:#?}", driver.seen);
    for kind in EVENTS.iter().chain(ANSWERS) {
        assert!(
            steps < 1000 || driver.seen.contains_key(*kind),
            "{kind} never came; take another seed"
        );
    }
    // One after the other ends, and with the last every room that nobody joined over HTTP.
    while driver.sockets.len() > 1 {
        driver.close().await;
    }
}

struct Driver {
    rng: Rng,
    model: Model,
    sockets: BTreeMap<ConnectionId, Socket>,
    opened: ConnectionId,
    /// What was done last, for whoever reads a failure.
    log: VecDeque<String>,
    /// How often each kind of answer and event came.
    seen: BTreeMap<String, u64>,
    server: Server,
}

/// Something that a connection should get.
enum Due {
    Event(String),
    Answer(Answer),
}

impl Driver {
    async fn step(&mut self) {
        match self.rng.u8(..100) {
            0..4 if self.sockets.len() < CONNECTIONS => self.open().await,
            4..7 if self.sockets.len() > 2 => self.close().await,
            7..15 => self.post().await,
            _ => self.send().await,
        }
    }

    fn note(&mut self, text: String) {
        if self.log.len() == REMEMBERED {
            self.log.pop_front();
        }
        self.log.push_back(text);
    }

    fn fail(&self, connection: ConnectionId, expected: &str, received: &str) -> ! {
        let log: Vec<&str> = self.log.iter().map(|entry| &**entry).collect();
        panic!(
            "{}\nconnection {connection} expected {expected}\nbut received {received}",
            log.join("\n")
        );
    }

    async fn open(&mut self) {
        let socket = Socket::open(self.server.address()).await;
        self.note(format!("{} opens", self.opened));
        self.sockets.insert(self.opened, socket);
        self.opened += 1;
    }

    fn any(&mut self) -> ConnectionId {
        let nth = self.rng.usize(..self.sockets.len());
        self.sockets.keys().nth(nth).copied().expect("there is one")
    }

    /// A connection sends some messages in one go.
    async fn send(&mut self) {
        let actor = self.any();
        let count = if self.rng.u8(..4) == 0 {
            self.rng.usize(2..6)
        } else {
            1
        };
        let mut dues: BTreeMap<ConnectionId, Vec<Due>> = BTreeMap::new();
        let mut texts = Vec::new();
        for _ in 0..count {
            let Message { text, answer } =
                steps::message(&mut self.rng, &mut self.model, Some(actor));
            self.note(format!("{actor} sends {text}"));
            texts.push(text);
            self.collect(&mut dues);
            dues.entry(actor)
                .or_default()
                .extend(answer.map(Due::Answer));
        }
        let socket = self.sockets.get_mut(&actor).expect("the actor is open");
        for text in texts {
            socket.feed(text).await;
        }
        // Once the actor has its answer, every event is in the queue of whom it is for.
        let received = socket.settle().await;
        self.compare(actor, dues.remove(&actor).unwrap_or_default(), received);
        self.settle(dues).await;
    }

    /// Somebody sends a message over HTTP.
    async fn post(&mut self) {
        let Message { text, answer } = steps::message(&mut self.rng, &mut self.model, None);
        self.note(format!("HTTP sends {text}"));
        let mut dues = BTreeMap::new();
        self.collect(&mut dues);
        let response = http::post(self.server.address(), "/jsonrpc", &text).await;
        let due = answer.into_iter().map(Due::Answer).collect();
        let received = if response.status == 204 {
            Vec::new()
        } else {
            vec![response.body]
        };
        self.compare(usize::MAX, due, received);
        self.settle(dues).await;
    }

    /// A connection ends, with or without manners.
    async fn close(&mut self) {
        let actor = self.any();
        let socket = self.sockets.remove(&actor).expect("the actor is open");
        let tokens: Vec<String> = self
            .model
            .tokens()
            .filter(|(owner, _)| *owner == Some(actor))
            .map(|(_, token)| token.to_owned())
            .collect();
        let manners = self.rng.u8(..3);
        self.note(format!(
            "{actor} closes, manners {manners}, tokens {tokens:?}"
        ));
        match manners {
            0 => socket.abort(true),
            1 => socket.abort(false),
            _ => {
                let received = socket.close().await;
                self.compare(actor, Vec::new(), received);
            }
        }
        self.model.close(actor);
        let mut dues = BTreeMap::new();
        self.collect(&mut dues);
        // When the server has noticed, the tokens are dead. Asking does no harm; but meanwhile events come.
        let (&witness, socket) = self.sockets.iter_mut().next().expect("one is left");
        let mut received = Vec::new();
        for token in tokens {
            let ask = json!({"event": "message", "id": format!("{token}.nobody")});
            loop {
                let (events, answer) = socket
                    .call_with_events("Messenger.1.unregister", ask.clone())
                    .await;
                received.extend(events.iter().map(ToString::to_string));
                match answer["error"]["code"].as_i64() {
                    Some(-31022) => break,
                    Some(-31048) => tokio::task::yield_now().await,
                    _ => panic!("{answer}"),
                }
            }
        }
        // The last events of a connection's end may come after its last token has died.
        for (connection, due) in &dues {
            let socket = self
                .sockets
                .get_mut(connection)
                .expect("events go to open connections");
            let mut early = if *connection == witness {
                std::mem::take(&mut received)
            } else {
                Vec::new()
            };
            while early.len() < due.len() {
                early.push(socket.receive().await);
            }
            if *connection == witness {
                received = early;
            } else {
                self.compare_events(*connection, due, &early);
            }
        }
        self.compare_events(
            witness,
            dues.get(&witness).map_or(&[], |due| due),
            &received,
        );
        self.settle(BTreeMap::new()).await;
    }

    /// Moves what the model has for the connections to what is due.
    fn collect(&mut self, dues: &mut BTreeMap<ConnectionId, Vec<Due>>) {
        for (connection, event) in self.model.take_events() {
            dues.entry(connection).or_default().push(Due::Event(event));
        }
    }

    /// Compares what all connections have got with what is due.
    async fn settle(&mut self, mut dues: BTreeMap<ConnectionId, Vec<Due>>) {
        let mut probes = BTreeMap::new();
        for (connection, socket) in &mut self.sockets {
            probes.insert(*connection, socket.probe().await);
        }
        for (connection, probe) in probes {
            let socket = self.sockets.get_mut(&connection).expect("it was probed");
            let received = socket.receive_until(&probe).await;
            self.compare(
                connection,
                dues.remove(&connection).unwrap_or_default(),
                received,
            );
        }
        assert!(dues.is_empty(), "events for connections that are not open");
    }

    /// Remembers what has been predicted: a run that never comes to something proves nothing of it.
    fn count(&mut self, due: &Due) {
        let kinds = match due {
            Due::Event(event) => {
                let known = EVENTS.iter().find(|known| event.contains(**known));
                known.map(|known| (*known).to_owned()).into_iter().collect()
            }
            Due::Answer(answer) => answer.kinds(),
        };
        for kind in kinds {
            *self.seen.entry(kind).or_default() += 1;
        }
    }

    fn compare(&mut self, connection: ConnectionId, due: Vec<Due>, received: Vec<String>) {
        let mut received = received.into_iter();
        for due in due {
            self.count(&due);
            let text = received.next().unwrap_or_else(|| "nothing more".to_owned());
            match due {
                Due::Event(event) if event == text => {}
                Due::Event(event) => self.fail(connection, &event, &text),
                Due::Answer(answer) => match answer.matches(&text) {
                    Some(tokens) => {
                        for (member, token) in tokens {
                            self.note(format!("{connection} has {token}"));
                            self.model.learn(member, &token);
                        }
                    }
                    None => self.fail(connection, &format!("{answer:?}"), &text),
                },
            }
        }
        if let Some(text) = received.next() {
            self.fail(connection, "nothing more", &text);
        }
    }

    fn compare_events(&self, connection: ConnectionId, due: &[Due], received: &[String]) {
        let expected: Vec<&str> = due
            .iter()
            .map(|due| match due {
                Due::Event(event) => &**event,
                Due::Answer(_) => unreachable!("the end of a connection answers nothing"),
            })
            .collect();
        if expected != received {
            self.fail(
                connection,
                &format!("{expected:#?}"),
                &format!("{received:#?}"),
            );
        }
    }
}
