//! Garbage on every layer: against HTTP, against the handshake, behind it. It harms nobody but whoever sends it:
//! honest clients talk on beside it.
//!
//! `TESTS_FUZZ_STREAMS` says how many random streams there are, `TESTS_FUZZ_SEED` where they begin.

mod handshakes;
mod http;
mod random;

use fastrand::Rng;
use std::net::SocketAddr;
use tests::honest::Honest;
use tests::http::Connection;
use tests::server::Server;
use tests::streams;

/// A call that does nothing, and its answer.
const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;

/// Something that is sent over a connection of its own, and what must come of it.
struct Shape {
    name: String,
    sent: Vec<u8>,
    /// The statuses of the answers, in order.
    statuses: Vec<u16>,
    after: After,
}

/// What becomes of the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// It can be used for a further call.
    Lives,
    /// Nothing more comes.
    Ends,
    /// A body was not read: the connection lives if all of it was there when the answer was sent, else it may end.
    Either,
}

/// Checks all of them, each whole, byte by byte if it is short, and cut at random; honest clients talk beside.
async fn check(shapes: &[Shape]) {
    let server = Server::with(&["--close-time", "100ms"]);
    let honest = Honest::start(server.address(), "honest");
    let mut rng = Rng::with_seed(7);
    for shape in shapes {
        shape.check(server.address(), &[&shape.sent]).await;
        if shape.sent.len() < 2000 {
            let bytes: Vec<&[u8]> = shape.sent.chunks(1).collect();
            shape.check(server.address(), &bytes).await;
        }
        let pieces = streams::cut(&shape.sent, &mut rng);
        shape.check(server.address(), &pieces).await;
    }
    honest.finish().await;
}

impl Shape {
    /// Sends it in these pieces, and sees what comes.
    async fn check(&self, address: SocketAddr, pieces: &[&[u8]]) {
        let name = &self.name;
        let shape = pieces.len();
        let mut connection = Connection::open(address).await;
        for piece in pieces {
            if !connection.try_write(piece).await {
                // The server has seen enough, and has said so.
                break;
            }
            tokio::task::yield_now().await;
        }
        for status in &self.statuses {
            let answer = connection.try_response().await;
            let came = answer.as_ref().map(|answer| answer.status);
            assert_eq!(came, Some(*status), "{name}, {shape} pieces: {answer:?}");
        }
        if self.after == After::Either {
            return;
        }
        if self.after == After::Lives {
            let answer = connection.request("POST", "/jsonrpc", "", CALL).await;
            assert_eq!(answer.body, ANSWER, "{name}, {shape} pieces");
        } else {
            let ended = connection.has_ended().await;
            assert!(ended, "{name}, {shape} pieces: more comes");
        }
    }
}
