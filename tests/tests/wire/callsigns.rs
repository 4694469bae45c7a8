//! Several callsigns, each with rooms of its own; callsigns in the path and in the method.

use super::support::{code, parse, result};
use serde_json::{Value, json};
use tests::frames::{UPGRADE, handshake};
use tests::http::post;
use tests::server::Server;
use tests::socket::Socket;

fn serve_two() -> Server {
    Server::with(&["--callsign", "Messenger", "--callsign", "Other.Place"])
}

#[tokio::test]
async fn every_callsign_has_rooms_of_its_own() {
    let server = serve_two();
    let mut socket = Socket::open(server.address()).await;
    for callsign in ["Messenger", "Other.Place"] {
        let params = json!({"event": "roomupdate", "id": callsign});
        let (events, _) = socket
            .call_with_events(&format!("{callsign}.1.register"), params)
            .await;
        assert!(events.is_empty(), "{events:?}");
    }
    let mut tokens = Vec::new();
    for callsign in ["Messenger", "Other.Place"] {
        let join = json!({"room": "R", "user": "A"});
        let (events, answer) = socket
            .call_with_events(&format!("{callsign}.1.join"), join)
            .await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["method"], format!("{callsign}.roomupdate"));
        tokens.push(result(&answer).clone());
    }
    for (callsign, token) in [("Messenger", &tokens[1]), ("Other.Place", &tokens[0])] {
        let answer = socket
            .call(&format!("{callsign}.1.leave"), json!({"roomid": token}))
            .await;
        assert_eq!(code(&answer), -31022, "a token of another callsign");
    }
    // The same client id and event under two callsigns are two subscriptions.
    let same = json!({"event": "roomupdate", "id": "Messenger"});
    let (events, answer) = socket
        .call_with_events("Other.Place.1.register", same)
        .await;
    assert_eq!((events.len(), result(&answer)), (1, &Value::Null));
}

#[tokio::test]
async fn a_path_that_names_a_service_reaches_no_other() {
    let server = serve_two();
    for path in [
        "/jsonrpc/Messenger",
        "/jsonrpc/Messenger/and/more",
        "/Service/Messenger",
    ] {
        let mut socket = Socket::open_at(server.address(), path).await;
        for (method, expected) in [
            ("exists", None),
            ("1.exists", None),
            (".exists", None),
            ("Messenger.1.exists", None),
            ("Messenger.exists", None),
            ("2.exists", Some(-31038)),
            ("nope", Some(-32601)),
            ("Other.Place.1.exists", Some(-31043)),
            ("Nope.1.exists", Some(-31043)),
        ] {
            let answer = socket.call(method, json!("join")).await;
            match expected {
                None => assert_eq!(*result(&answer), 0, "{method} at {path}"),
                Some(expected) => assert_eq!(code(&answer), expected, "{method} at {path}"),
            }
        }
    }
    let join = r#"{"jsonrpc":"2.0","id":1,"method":"join","params":{"room":"R","user":"A"}}"#;
    for path in [
        "/jsonrpc/Messenger",
        "/jsonrpc/Other.Place",
        "/jsonrpc/Other.Place/more",
    ] {
        let answer = parse(&post(server.address(), path, join).await.body);
        let first = !path.ends_with("more");
        assert_eq!(answer["result"].is_string(), first, "{answer} at {path}");
    }
    let foreign = join.replace("\"join\"", "\"Other.Place.1.join\"");
    let answer = parse(
        &post(server.address(), "/jsonrpc/Messenger", &foreign)
            .await
            .body,
    );
    assert_eq!(code(&answer), -31043);
}

#[tokio::test]
async fn paths_are_compared_segment_by_segment() {
    let server = serve_two();
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
    for path in [
        "/jsonrpc",
        "/jsonrpc/",
        "/jsonrpc/Messenger",
        "/jsonrpc/Messenger/",
        "/jsonrpc?token=x",
        "/jsonrpc/Messenger?a=/b",
    ] {
        let response = post(server.address(), path, call).await;
        assert_eq!(
            (response.status, parse(&response.body)["result"].as_i64()),
            (200, Some(0)),
            "{path}"
        );
        let (response, _) = handshake(server.address(), path, UPGRADE).await;
        assert_eq!(response.status, 101, "{path}");
    }
    for path in [
        "/",
        "/jsonrpcQ",
        "/JSONRPC",
        "//jsonrpc",
        "/jsonrpc//",
        "/jsonrpc//Messenger",
        "/jsonrpc/messenger",
        "/jsonrpc/Messenger.1",
        "/jsonrpc/Nope",
        "/json%72pc",
        "/jsonrpc/Mess%65nger",
        "/other",
    ] {
        assert_eq!(
            post(server.address(), path, call).await.status,
            404,
            "{path}"
        );
        let (response, mut connection) = handshake(server.address(), path, UPGRADE).await;
        assert_eq!(response.status, 503, "{path}");
        let again = connection.request("POST", "/jsonrpc", "", call).await;
        assert_eq!(again.status, 200, "the connection goes on after {path}");
    }
}
