//! One conversation after the other, as Thunder's own clients hold them.

use super::support::{Wire, code, parse, result};
use serde_json::json;
use tests::frames::{RawSocket, UPGRADE, handshake};
use tests::http::{Connection, post};
use tests::is_token;
use tests::server::Server;
use tests::socket::Socket;

const CREATED: &str = r#"{"jsonrpc":"2.0","method":"o.roomupdate","params":{"room":"R","action":"created","secure":"insecure"}}"#;
const DESTROYED: &str = r#"{"jsonrpc":"2.0","method":"o.roomupdate","params":{"room":"R","action":"destroyed","secure":"insecure"}}"#;
const UNKNOWN_KEY: &str =
    r#"{"code":-31022,"message":"ERROR_UNKNOWN_KEY","data":"The room token is invalid"}"#;

fn null(id: u32) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":null}}"#)
}

fn register(method: &str, id: u32, event: &str, client: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"method":"Messenger.1.{method}","params":{{"event":"{event}","id":"{client}"}}}}"#
    )
}

#[tokio::test]
async fn vector_01_and_02_join_answers_a_token_and_a_repeat_an_error() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let join = |id| {
            let room = wire.name();
            format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"Messenger.1.join","params":{{"room":"{room}","user":"A"}}}}"#
            )
        };
        let (first, second) = (join(1), join(2));
        let answer = wire.answer(&first).await;
        let token = answer
            .strip_prefix(r#"{"jsonrpc":"2.0","id":1,"result":""#)
            .expect(&answer);
        assert!(
            is_token(token.strip_suffix("\"}").expect(&answer)),
            "{answer}"
        );
        assert_eq!(
            wire.answer(&second).await,
            r#"{"jsonrpc":"2.0","id":2,"error":{"code":-31005,"message":"ERROR_ILLEGAL_STATE","data":"User name is already taken (i.e. the user has already joined the room)"}}"#
        );
    }
}

#[tokio::test]
async fn vector_03_and_04_wrong_params_of_join() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        assert_eq!(
            wire.answer(r#"{"jsonrpc":"2.0","id":3,"method":"Messenger.1.join","params":{"room":"","user":"A"}}"#).await,
            r#"{"jsonrpc":"2.0","id":3,"error":{"code":-31030,"message":"ERROR_BAD_REQUEST","data":"User name or room name is invalid"}}"#
        );
        let params = r#"{"room":"R","user":"A\u0085"}"#;
        let control = wire.call("Messenger.1.join", params).await;
        assert_eq!(
            (code(&control), &control["error"]["data"]["pointer"]),
            (-31030, &serde_json::json!("/user")),
            "{control}"
        );
        let empty = wire.call("Messenger.1.join", "{}").await;
        assert_eq!(code(&empty), -32602);
        let data = empty["error"]["data"].to_string();
        assert!(data.contains("/room"), "{empty}");
        for secure in ["bogus", "SECURE"] {
            let params = format!(r#"{{"room":"R","user":"A","secure":"{secure}"}}"#);
            let answer = wire.call("Messenger.1.join", &params).await;
            assert_eq!(code(&answer), -32602, "{answer}");
            assert!(
                answer["error"]["data"].to_string().contains("/secure"),
                "{answer}"
            );
        }
    }
    let mut socket = Socket::open(server.address()).await;
    assert!(
        socket.register("roomupdate", "o").await.is_empty(),
        "a failed join leaves a room behind"
    );
}

#[tokio::test]
async fn vector_05_and_06_registering_for_room_updates() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    socket.join("R", "A").await;
    assert_eq!(
        socket
            .exchange(register("register", 5, "roomupdate", "o"))
            .await,
        [CREATED, &null(5)]
    );
    let again = socket
        .exchange(register("register", 6, "roomupdate", "o"))
        .await;
    let [again] = &*again else {
        panic!("{again:?}")
    };
    let again = parse(again);
    assert_eq!(
        (code(&again), &again["error"]["message"]),
        (-31048, &json!("Registration failed."))
    );
    assert_eq!(
        socket
            .exchange(register("unregister", 7, "roomupdate", "o"))
            .await,
        [null(7)]
    );
    let again = socket
        .exchange(register("unregister", 8, "roomupdate", "o"))
        .await;
    let [again] = &*again else {
        panic!("{again:?}")
    };
    assert_eq!(code(&parse(again)), -31048);
}

#[tokio::test]
async fn vector_07_to_11_the_life_of_a_room() {
    let server = Server::start();
    let mut a = Socket::open(server.address()).await;
    let token = a.join("R", "A").await;
    a.register("roomupdate", "o").await;
    let user = |user: &str, action: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","method":"{token}.u.userupdate","params":{{"user":"{user}","action":"{action}"}}}}"#
        )
    };
    let register_users = register("register", 7, "userupdate", &format!("{token}.u"));
    assert_eq!(
        a.exchange(register_users).await,
        [user("A", "joined"), null(7)]
    );

    let mut b = Socket::open(server.address()).await;
    let token_of_b = b.join("R", "B").await;
    assert_eq!(a.settle().await, [user("B", "joined")]);

    let register_messages = register("register", 8, "message", &format!("{token}.m"));
    assert_eq!(a.exchange(register_messages).await, [null(8)]);
    let send = format!(
        r#"{{"jsonrpc":"2.0","id":9,"method":"Messenger.1.send","params":{{"roomid":"{token}","message":"a/b \u00e9"}}}}"#
    );
    let echo = format!(
        r#"{{"jsonrpc":"2.0","method":"{token}.m.message","params":{{"user":"A","message":"a/b é"}}}}"#
    );
    assert_eq!(a.exchange(send).await, [echo, null(9)]);

    b.abort(false);
    assert_eq!(a.receive().await, user("B", "left"));
    let send = json!({"roomid": token_of_b, "message": ""});
    assert_eq!(code(&a.call("Messenger.1.send", send).await), -31022);

    let leave = format!(
        r#"{{"jsonrpc":"2.0","id":11,"method":"Messenger.1.leave","params":{{"roomid":"{token}"}}}}"#
    );
    assert_eq!(a.exchange(&leave).await, [DESTROYED.to_owned(), null(11)]);
    let dead = format!(r#"{{"jsonrpc":"2.0","id":11,"error":{UNKNOWN_KEY}}}"#);
    assert_eq!(a.exchange(&leave).await, [dead]);
}

#[tokio::test]
async fn vector_12_who_and_what_is_not_there() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for (method, expected) in [
            (
                "Messenger.2.join",
                (-31038, "Requested version is not supported."),
            ),
            ("Nope.1.join", (-31043, "The service is not available.")),
            ("Messenger.1.Join", (-32601, "Unknown method.")),
            ("", (-32601, "Unknown method.")),
        ] {
            let answer = wire.call(method, r#"{"room":"R","user":"A"}"#).await;
            let message = answer["error"]["message"].as_str().expect("is text");
            assert_eq!((code(&answer), message), expected, "{method}");
        }
    }
}

#[tokio::test]
async fn vector_13_exists() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        assert_eq!(
            *result(
                &wire
                    .call("Messenger.1.exists", r#"{"method":"join"}"#)
                    .await
            ),
            true
        );
        assert_eq!(
            *result(&wire.call("Messenger.1.exists", r#""join""#).await),
            0
        );
        assert_eq!(
            *result(&wire.call("Messenger.1.exists", r#""nope""#).await),
            22
        );
        assert_eq!(
            code(&wire.call("Messenger.1.exists", r#"{"name":"join"}"#).await),
            -32602
        );
    }
}

#[tokio::test]
async fn vector_14_notifications_are_never_answered() {
    let server = Server::start();
    let mut observer = Socket::open(server.address()).await;
    observer.register("roomupdate", "o").await;
    for wire in &mut Wire::both(&server).await {
        let join = format!(
            r#"{{"jsonrpc":"2.0","method":"Messenger.1.join","params":{{"room":"{}","user":"A"}}}}"#,
            wire.name()
        );
        assert_eq!(wire.ask(&join).await, None);
        let [created] = &*observer.settle().await else {
            panic!("the join has not happened")
        };
        assert_eq!(parse(created)["params"]["room"], wire.name());
        for failing in [
            r#"{"jsonrpc":"2.0","method":"Messenger.1.nope"}"#,
            r#"{"jsonrpc":"2.0","method":"Nope.1.join"}"#,
            r#"{"jsonrpc":"2.0","method":"Messenger.1.join","params":5}"#,
        ] {
            assert_eq!(wire.ask(failing).await, None, "{failing}");
        }
        assert_eq!(wire.ask(&join).await, None);
        assert!(observer.settle().await.is_empty());
    }
}

#[tokio::test]
async fn vector_15_what_is_no_request() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let empty = parse(&wire.answer("[]").await);
        assert_eq!((code(&empty), &empty["id"]), (-32600, &json!(null)));
        let junk = parse(&wire.answer("junk").await);
        assert_eq!((code(&junk), &junk["id"]), (-32700, &json!(null)));
        assert!(junk.as_object().expect("is an object").contains_key("id"));
    }
}

#[tokio::test]
async fn vector_16_status_codes() {
    let server = Server::start();
    for method in ["GET", "OPTIONS"] {
        let mut connection = Connection::open(server.address()).await;
        let response = connection.request(method, "/jsonrpc", "", "").await;
        assert_eq!(
            (response.status, response.header("allow")),
            (405, Some("POST")),
            "{method}"
        );
    }
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"exists","params":"join"}"#;
    assert_eq!(
        post(server.address(), "/jsonrpc/Nope", call).await.status,
        404
    );
    let notification = r#"{"jsonrpc":"2.0","method":"Messenger.1.exists","params":"join"}"#;
    let response = post(server.address(), "/jsonrpc", notification).await;
    assert_eq!((response.status, &*response.body), (204, ""));
    let response = post(server.address(), "/jsonrpc", call).await;
    assert_eq!(
        (response.status, code(&parse(&response.body))),
        (200, -32601)
    );
}

#[tokio::test]
async fn vector_17_a_join_over_http_ends_some_time_after_its_last_use() {
    let server = Server::with(&["--idle-membership", "1"]);
    let mut observer = Socket::open(server.address()).await;
    observer.register("roomupdate", "o").await;
    let join =
        r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.join","params":{"room":"R","user":"A"}}"#;
    let mut connection = Connection::open(server.address()).await;
    let answer = parse(&connection.request("POST", "/jsonrpc", "", join).await.body);
    drop(connection);
    assert_eq!(observer.receive().await, CREATED);
    assert_eq!(observer.receive().await, DESTROYED);
    let send = json!({"roomid": result(&answer), "message": "too late"});
    assert_eq!(code(&observer.call("Messenger.1.send", send).await), -31022);
}

#[tokio::test]
async fn vector_17_a_join_over_http_outlives_its_tcp_connection() {
    let server = Server::start();
    let join =
        r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.join","params":{"room":"R","user":"A"}}"#;
    let token = parse(&post(server.address(), "/jsonrpc", join).await.body)["result"].clone();
    let mut observer = Socket::open(server.address()).await;
    assert_eq!(observer.register("roomupdate", "o").await, [parse(CREATED)]);
    let id = format!("{}.u", token.as_str().expect("is a token"));
    assert_eq!(observer.register("userupdate", &id).await.len(), 1);
    let send = json!({"roomid": token, "message": "still here"});
    assert_eq!(
        result(&observer.call("Messenger.1.send", send).await),
        &json!(null)
    );
}

#[tokio::test]
async fn vector_18_sockets_to_nobody_of_any_subprotocol_and_without_mask() {
    let server = Server::start();
    let (response, _) = handshake(server.address(), "/jsonrpc/Nope", UPGRADE).await;
    assert_eq!(response.status, 503);

    let (mut socket, chosen) =
        Socket::open_offering(server.address(), "/jsonrpc", Some("foo")).await;
    assert_eq!(chosen.as_deref(), Some("foo"));
    socket.join("R", "A").await;

    const EXISTS: &str =
        r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
    let mut strict = RawSocket::open(server.address(), false).await;
    strict.send_text(EXISTS).await;
    assert_eq!(strict.receive().await.close_code(), Some(1002));
    assert!(strict.connection().has_ended().await);

    let lenient = Server::with(&["--unmasked-frames"]);
    for mask in [false, true] {
        let mut socket = RawSocket::open(lenient.address(), mask).await;
        socket.send_text(EXISTS).await;
        assert_eq!(
            socket.receive_text().await,
            r#"{"jsonrpc":"2.0","id":1,"result":0}"#
        );
    }
}
