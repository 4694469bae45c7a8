//! Limits of rooms, memberships and subscriptions.

use super::support::{call, code, join, parse, rooms};
use serde_json::{Value, json};
use tests::http::post;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::socket::Socket;

/// What a limit of the rooms says.
fn assert_full(answer: &Value, word: &str) {
    assert_eq!(code(answer), -32005, "{answer}");
    assert_eq!(answer["error"]["message"], "Limit reached.", "{answer}");
    let data = answer["error"]["data"].as_str().unwrap_or_default();
    assert!(data.contains(word), "{answer}");
}

async fn ask(socket: &mut Socket, text: String) -> Value {
    let answers = socket.exchange(text).await;
    assert_eq!(answers.len(), 1, "{answers:?}");
    parse(&answers[0])
}

async fn posted(server: &Server, text: String) -> Value {
    parse(&post(server.address(), "/jsonrpc", &text).await.body)
}

fn leave(token: &str) -> String {
    call("leave", json!({"roomid": token}))
}

pub(crate) async fn too_many_rooms(server: &Server) {
    let mut observer = Socket::open(server.address()).await;
    observer.register("roomupdate", "all").await;
    let mut socket = Socket::open(server.address()).await;
    let one = socket.join("one", "ann").await;
    let two = socket.join("two", "ann").await;
    assert_eq!(observer.settle().await.len(), 2);
    assert_full(&ask(&mut socket, join("three", "ann")).await, "2 rooms");
    assert_full(&posted(server, join("three", "bob")).await, "2 rooms");
    assert_eq!(observer.settle().await, [""; 0], "nothing has happened");
    assert_eq!(rooms(server).await, ["one", "two"]);
    // Into those that there are, everybody may.
    Socket::open(server.address())
        .await
        .join("two", "bob")
        .await;
    ask(&mut socket, leave(&one)).await;
    socket.join("three", "ann").await;
    for token in [two] {
        ask(&mut socket, leave(&token)).await;
    }
}

pub(crate) async fn too_many_members(server: &Server) {
    let mut ann = Socket::open(server.address()).await;
    let token = ann.join("room", "ann").await;
    ann.register("userupdate", &format!("{token}.u")).await;
    let bob = ann.join("room", "bob").await;
    let mut eve = Socket::open(server.address()).await;
    assert_full(&ask(&mut eve, join("room", "eve")).await, "2 users");
    assert_full(&posted(server, join("room", "eve")).await, "2 users");
    assert_eq!(ann.settle().await, [""; 0], "nobody has come");
    // A name that is taken is told so still.
    assert_eq!(code(&ask(&mut eve, join("room", "ann")).await), -31005);
    eve.join("other", "eve").await;
    ask(&mut eve, leave(&bob)).await;
    eve.join("room", "eve").await;
}

pub(crate) async fn too_many_memberships(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let one = socket.join("one", "ann").await;
    socket.join("one", "bob").await;
    assert_full(&ask(&mut socket, join("two", "ann")).await, "2 times");
    assert_eq!(rooms(server).await, ["one"]);
    // It is a limit of that connection alone, and one of those that there are, not of all that there were.
    Socket::open(server.address())
        .await
        .join("two", "eve")
        .await;
    ask(&mut socket, leave(&one)).await;
    socket.join("two", "ann").await;
}

pub(crate) async fn too_many_without_connection(server: &Server) {
    let token = posted(server, join("one", "ann")).await["result"].clone();
    posted(server, join("two", "ann")).await;
    assert_full(&posted(server, join("three", "ann")).await, "2 memberships");
    assert_eq!(rooms(server).await, ["one", "two"]);
    Socket::open(server.address())
        .await
        .join("three", "eve")
        .await;
    posted(server, leave(token.as_str().expect("a token"))).await;
    assert!(posted(server, join("four", "ann")).await["result"].is_string());
}

pub(crate) async fn too_long_without_use(server: &Server) {
    let mut observer = Socket::open(server.address()).await;
    let token = observer.join("room", "ann").await;
    observer.register("userupdate", &format!("{token}.u")).await;
    let idle = posted(server, join("room", "idle")).await["result"].clone();
    let others: Vec<_> = [observer.receive().await, observer.receive().await].into();
    assert!(
        others[0].contains("joined") && others[1].contains("left"),
        "{others:?}"
    );
    let send = call("send", json!({"roomid": idle, "message": "late"}));
    assert_eq!(code(&posted(server, send).await), -31022);
    // The membership of a connection needs no use.
    Metrics::until(server.address(), "one member left", |metrics| {
        metrics.value(r#"messenger_members{callsign="Messenger"}"#) == 1.0
    })
    .await;
}

pub(crate) async fn too_many_subscriptions(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    socket.register("roomupdate", "one").await;
    socket.register("roomupdate", "two").await;
    let register = |id: &str| call("register", json!({"event": "roomupdate", "id": id}));
    let unregister = |id: &str| call("unregister", json!({"event": "roomupdate", "id": id}));
    assert_full(&ask(&mut socket, register("three")).await, "2");
    // Nothing comes under the name that was refused.
    let mut other = Socket::open(server.address()).await;
    let token = other.join("room", "ann").await;
    let events = socket.settle().await;
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(!events.concat().contains("three"), "{events:?}");
    assert_eq!(other.register("roomupdate", "three").await.len(), 1);
    ask(&mut socket, unregister("one")).await;
    assert_eq!(socket.exchange(register("three")).await.len(), 2);
    // Those that end with their room make room too.
    other.register("message", &format!("{token}.m")).await;
    assert_full(&ask(&mut other, register("four")).await, "2");
    let answers = other.exchange(leave(&token)).await;
    assert_eq!(answers.len(), 2, "the room is destroyed: {answers:?}");
    other.register("roomupdate", "four").await;
}
