//! What every service has: `versions`, `exists`, `register`, `unregister`.

use super::support::{Wire, code, parse, result};
use serde_json::{Value, json};
use tests::server::Server;
use tests::socket::Socket;

#[tokio::test]
async fn versions_names_the_interface() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for params in ["null", "{}", "[5]", "\"x\""] {
            let text = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.versions","params":{params}}}"#
            );
            assert_eq!(
                wire.answer(&text).await,
                r#"{"jsonrpc":"2.0","id":1,"result":[{"name":"JMessenger","major":1,"minor":0,"patch":0}]}"#
            );
        }
    }
}

#[tokio::test]
async fn exists_knows_methods_and_nothing_else() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for (name, known) in [
            ("join", true),
            ("leave", true),
            ("send", true),
            ("versions", true),
            ("exists", true),
            ("register", true),
            ("unregister", true),
            ("Join", false),
            ("message", false),
            ("roomupdate", false),
            ("Messenger.1.join", false),
            ("", false),
        ] {
            let answer = wire
                .call(
                    "Messenger.1.exists",
                    &format!(r#"{{"method":"{name}","more":1}}"#),
                )
                .await;
            assert_eq!(*result(&answer), known, "{name}");
            let answer = wire
                .call("Messenger.1.exists", &format!(r#""{name}""#))
                .await;
            assert_eq!(*result(&answer), if known { 0 } else { 22 }, "{name}");
        }
        for params in [
            "null",
            "{}",
            "[]",
            "5",
            "true",
            r#"{"Method":"join"}"#,
            r#"{"method":5}"#,
        ] {
            assert_eq!(
                code(&wire.call("Messenger.1.exists", params).await),
                -32602,
                "{params}"
            );
        }
    }
}

#[tokio::test]
async fn registering_takes_an_event_of_the_interface_and_a_client_id() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    for method in ["register", "unregister"] {
        for (params, expected) in [
            (json!({}), -32602),
            (json!({"event": "roomupdate"}), -32602),
            (json!({"id": "a"}), -32602),
            (json!({"event": 5, "id": "a"}), -32602),
            (json!({"event": "roomupdate", "id": null}), -32602),
            (json!({"event": "roomupdate", "id": 5}), -32602),
            (json!([]), -32602),
            (json!("roomupdate"), -32602),
            (json!({"event": "nope", "id": "a"}), -31048),
            (json!({"event": "RoomUpdate", "id": "a"}), -31048),
            (json!({"event": "", "id": "a"}), -31048),
            (json!({"event": "userupdate@x", "id": "a"}), -31048),
            (json!({"event": "join", "id": "a"}), -31048),
            (json!({"event": "userupdate", "id": "a"}), -31022),
            (
                json!({"event": "userupdate", "id": "00000000000000000000.a"}),
                -31022,
            ),
            (
                json!({"event": "message", "id": "00000000000000000000"}),
                -31022,
            ),
            (json!({"event": "message", "id": ""}), -31022),
        ] {
            let answer = socket
                .call(&format!("Messenger.1.{method}"), params.clone())
                .await;
            assert_eq!(code(&answer), expected, "{method} {params}");
            let data = &answer["error"]["data"];
            assert!(
                data.is_string() || data["reason"].is_string(),
                "{answer} does not say why"
            );
        }
    }
    assert_eq!(
        code(
            &socket
                .call(
                    "Messenger.2.register",
                    json!({"event": "roomupdate", "id": "a"})
                )
                .await
        ),
        -31038
    );
    let prefixed = socket
        .call(
            "Messenger.1.p#i::register",
            json!({"event": "roomupdate", "id": "a"}),
        )
        .await;
    assert_eq!(code(&prefixed), -32601);
}

#[tokio::test]
async fn registering_over_http_is_refused() {
    let server = Server::start();
    let mut wire = Wire::Http(server.address());
    for method in ["register", "unregister"] {
        let answer = wire
            .call(
                &format!("Messenger.1.{method}"),
                r#"{"event":"roomupdate","id":"a"}"#,
            )
            .await;
        assert_eq!(
            (code(&answer), &answer["error"]["message"]),
            (-31044, &json!("ERROR_NOT_SUPPORTED"))
        );
    }
}

#[tokio::test]
async fn the_index_stands_in_the_client_id_or_in_the_designator() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("R", "A").await;
    let clients = [
        format!("{token}.m"),
        token.clone(),
        format!("{token}.a.b"),
        format!("{token}."),
    ];
    for client in &clients {
        socket.register("message", client).await;
    }
    let at = format!("Messenger.1.register@{token}");
    for client in ["n", "n.x", ""] {
        let answer = socket
            .call(&at, json!({"event": "message", "id": client}))
            .await;
        assert_eq!(*result(&answer), Value::Null);
    }
    let (events, _) = socket
        .call_with_events(
            "Messenger.1.send",
            json!({"roomid": token, "message": "hi"}),
        )
        .await;
    let designators: Vec<&str> = events
        .iter()
        .filter_map(|event| event["method"].as_str())
        .collect();
    let expected: Vec<String> = clients
        .iter()
        .map(|client| format!("{client}.message"))
        .chain(["n", "n.x", ""].map(|client| format!("{client}.message@{token}")))
        .collect();
    assert_eq!(designators, expected);

    let answer = socket
        .call(&at, json!({"event": "message", "id": "n"}))
        .await;
    assert_eq!(code(&answer), -31048, "the same again");
    let answer = socket
        .call(
            "Messenger.1.unregister",
            json!({"event": "message", "id": "n"}),
        )
        .await;
    assert_eq!(
        code(&answer),
        -31022,
        "the other form is another subscription"
    );
    let at = format!("Messenger.1.unregister@{token}");
    let answer = socket
        .call(&at, json!({"event": "message", "id": "n"}))
        .await;
    assert_eq!(*result(&answer), Value::Null);
    let (events, _) = socket
        .call_with_events(
            "Messenger.1.send",
            json!({"roomid": token, "message": "hi"}),
        )
        .await;
    assert_eq!(events.len(), 6);
}

#[tokio::test]
async fn initial_users_come_with_either_form_of_the_index() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("R", "A").await;
    let other = socket.join("R", "B").await;
    let at = format!("Messenger.1.register@{token}");
    let (events, answer) = socket
        .call_with_events(&at, json!({"event": "userupdate", "id": "u"}))
        .await;
    assert_eq!(*result(&answer), Value::Null);
    let expected = ["A", "B"].map(|user| {
        json!({"jsonrpc": "2.0", "method": format!("u.userupdate@{token}"), "params": {"user": user, "action": "joined"}})
    });
    assert_eq!(events, expected);
    let (events, _) = socket
        .call_with_events("Messenger.1.leave", json!({"roomid": other}))
        .await;
    let left = json!({"jsonrpc": "2.0", "method": format!("u.userupdate@{token}"), "params": {"user": "B", "action": "left"}});
    assert_eq!(events, [left]);
}

#[tokio::test]
async fn an_empty_client_id_is_one_too() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    socket.join("R", "A").await;
    let events = socket.register("roomupdate", "").await;
    assert_eq!(
        events.first().map(|event| &event["method"]),
        Some(&json!(".roomupdate"))
    );
}

#[tokio::test]
async fn one_unregisters_alone_and_initial_events_go_to_the_new_one_alone() {
    let server = Server::start();
    let mut a = Socket::open(server.address()).await;
    let token = a.join("R", "A").await;
    let client = format!("{token}.u");
    assert_eq!(a.register("roomupdate", "o").await.len(), 1);
    assert_eq!(a.register("userupdate", &client).await.len(), 1);
    let mut b = Socket::open(server.address()).await;
    assert_eq!(b.register("roomupdate", "o").await.len(), 1);
    assert_eq!(b.register("userupdate", &client).await.len(), 1);
    assert!(a.settle().await.is_empty());

    for event in ["roomupdate", "userupdate"] {
        let id = if event == "roomupdate" { "o" } else { &*client };
        let answer = b
            .call("Messenger.1.unregister", json!({"event": event, "id": id}))
            .await;
        assert_eq!(*result(&answer), Value::Null);
    }
    let mut c = Socket::open(server.address()).await;
    c.join("R", "C").await;
    c.join("S", "C").await;
    let events: Vec<Value> = a
        .settle()
        .await
        .iter()
        .map(|text| parse(text)["method"].clone())
        .collect();
    assert_eq!(
        events,
        [json!(format!("{client}.userupdate")), json!("o.roomupdate")]
    );
    assert!(b.settle().await.is_empty());
}

#[tokio::test]
async fn subscriptions_end_with_the_membership_and_are_bounded() {
    let server = Server::with(&["--max-subscriptions", "2"]);
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("R", "A").await;
    socket.register("message", &format!("{token}.a")).await;
    socket.register("message", &format!("{token}.b")).await;
    let full = socket
        .call(
            "Messenger.1.register",
            json!({"event": "message", "id": format!("{token}.c")}),
        )
        .await;
    assert_eq!(code(&full), -32005);
    assert!(full["error"]["data"].to_string().contains('2'), "{full}");
    socket
        .call("Messenger.1.leave", json!({"roomid": token}))
        .await;
    let dead = socket
        .call(
            "Messenger.1.unregister",
            json!({"event": "message", "id": format!("{token}.a")}),
        )
        .await;
    assert_eq!(code(&dead), -31022);
    let token = socket.join("R", "A").await;
    socket.register("message", &format!("{token}.a")).await;
    socket.register("message", &format!("{token}.b")).await;
}
