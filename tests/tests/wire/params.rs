//! Params of the right and of the wrong shape, and names.

use super::support::{Wire, code, parse, result};
use serde_json::{Value, json};
use tests::server::Server;
use tests::socket::Socket;

#[tokio::test]
async fn wrong_shapes_are_refused_with_place_and_reason() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for (method, params, place) in [
            ("join", "{}", "/room"),
            ("join", r#"{"foo":1}"#, "/room"),
            ("join", r#"{"room":"R"}"#, "/user"),
            ("join", r#"{"user":"A"}"#, "/room"),
            ("join", r#"{"room":5,"user":"A"}"#, "/room"),
            ("join", r#"{"room":null,"user":"A"}"#, "/room"),
            ("join", r#"{"room":"R","user":["A"]}"#, "/user"),
            ("join", r#"{"Room":"R","User":"A"}"#, "/room"),
            ("join", r#"{"room":"R","user":"A","acl":"x"}"#, "/acl"),
            ("join", r#"{"room":"R","user":"A","acl":["x",5]}"#, "/acl/1"),
            (
                "join",
                r#"{"room":"R","user":"A","secure":"Secure"}"#,
                "/secure",
            ),
            (
                "join",
                r#"{"room":"R","user":"A","secure":true}"#,
                "/secure",
            ),
            ("leave", "{}", "/roomid"),
            ("leave", r#"{"roomId":"x"}"#, "/roomid"),
            ("leave", r#"{"roomid":5}"#, "/roomid"),
            ("send", r#"{"roomid":"x"}"#, "/message"),
            ("send", r#"{"roomid":"x","message":null}"#, "/message"),
            ("send", r#"{"roomid":"x","message":{"a":1}}"#, "/message"),
            ("join", "[]", ""),
            ("join", r#"["R","A"]"#, ""),
            ("join", r#""R""#, ""),
            ("join", "5", ""),
            ("join", "true", ""),
            ("join", "null", ""),
        ] {
            let answer = wire.call(&format!("Messenger.1.{method}"), params).await;
            assert_eq!(code(&answer), -32602, "{answer} to {params}");
            assert_eq!(answer["error"]["message"], "Invalid parameters.");
            let data = &answer["error"]["data"];
            let text = data
                .as_str()
                .map_or_else(|| data.to_string(), str::to_owned);
            assert!(
                text.contains(place) && text.len() > place.len(),
                "{answer} to {params}"
            );
        }
        let absent = wire
            .answer(r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.leave"}"#)
            .await;
        assert_eq!(code(&parse(&absent)), -32602);
    }
    let mut socket = Socket::open(server.address()).await;
    assert!(
        socket.register("roomupdate", "o").await.is_empty(),
        "a refused join leaves no room behind"
    );
}

#[tokio::test]
async fn what_is_optional_may_be_null_and_what_is_unknown_is_ignored() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let room = wire.name();
        for (user, more) in [
            ("A", ""),
            ("B", r#","secure":"insecure""#),
            ("C", r#","secure":null,"acl":null"#),
            ("D", r#","more":{"deep":[1,{"a":null}]},"Room":5"#),
        ] {
            let params = format!(r#"{{"room":"{room}","user":"{user}"{more}}}"#);
            let answer = wire.call("Messenger.1.join", &params).await;
            assert!(result(&answer).is_string(), "{answer}");
        }
    }
}

#[tokio::test]
async fn names_are_kept_as_they_are_and_bounded() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let user = wire.name();
        for room in [
            " ",
            " a ",
            "A",
            "a",
            "a/b\\\"c",
            "é",
            "e\u{301}",
            "😀",
            "{\"a\":1}",
            &"x".repeat(256),
        ] {
            let params = json!({"room": room, "user": user});
            let answer = wire.call("Messenger.1.join", &params.to_string()).await;
            assert!(result(&answer).is_string(), "{answer}");
        }
        for name in [
            "",
            "\0",
            "a\u{0}b",
            "a\nb",
            "\u{7f}",
            "\u{85}",
            &"x".repeat(257),
            &"é".repeat(129),
        ] {
            for params in [
                json!({"room": name, "user": user}),
                json!({"room": "room", "user": name}),
            ] {
                let answer = wire.call("Messenger.1.join", &params.to_string()).await;
                assert_eq!(code(&answer), -31030, "{params}");
            }
        }
    }
    let mut socket = Socket::open(server.address()).await;
    let created = socket.register("roomupdate", "o").await;
    let rooms: Vec<&str> = created
        .iter()
        .filter_map(|event| event["params"]["room"].as_str())
        .collect();
    let mut sorted = rooms.clone();
    sorted.sort_unstable();
    assert_eq!(rooms, sorted, "the initial rooms come by name");
    assert_eq!(rooms.len(), 10, "{rooms:?}");
}

#[tokio::test]
async fn messages_carry_any_text() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("R", "A").await;
    socket.register("message", &format!("{token}.m")).await;
    for message in [
        "",
        "a/b",
        "\"\\\u{8}\u{c}\n\r\t",
        "\0",
        "\u{7f}\u{80}",
        "é😀\u{10ffff}",
        &"long ".repeat(50_000),
    ] {
        let params = json!({"roomid": token, "message": message});
        let (events, response) = socket.call_with_events("Messenger.1.send", params).await;
        assert_eq!(*result(&response), Value::Null);
        let [event] = &*events else {
            panic!("{events:?}")
        };
        assert_eq!(event["params"], json!({"user": "A", "message": message}));
    }
    let text = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.send","params":{{"roomid":"{token}","message":"a\/b\u00e9\ud83d\ude00"}}}}"#
    );
    let event = format!(
        r#"{{"jsonrpc":"2.0","method":"{token}.m.message","params":{{"user":"A","message":"a/bé😀"}}}}"#
    );
    assert_eq!(
        socket.exchange(text).await,
        [&*event, r#"{"jsonrpc":"2.0","id":1,"result":null}"#]
    );
}

#[tokio::test]
async fn tokens_are_compared_to_the_letter() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    let mut token = socket.join("R", "A").await;
    while token.to_uppercase() == token {
        token = socket.join("R", &token).await;
    }
    for wrong in [
        "",
        "x",
        "0",
        &token[1..],
        &format!("{token}0"),
        &token.to_uppercase(),
        &format!(" {token}"),
        "00000000000000000000",
    ] {
        for (method, params) in [
            ("leave", json!({"roomid": wrong})),
            ("send", json!({"roomid": wrong, "message": "m"})),
        ] {
            let answer = socket.call(&format!("Messenger.1.{method}"), params).await;
            assert_eq!(code(&answer), -31022, "{wrong:?}");
        }
    }
    let answer = socket
        .call("Messenger.1.leave", json!({"roomid": token}))
        .await;
    assert_eq!(*result(&answer), Value::Null);
}
