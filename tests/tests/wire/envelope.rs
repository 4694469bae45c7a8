//! Requests, ids, batches: JSON-RPC 2.0 to the letter.

use super::support::{Wire, code, parse};
use serde_json::{Value, json};
use tests::server::Server;
use tests::socket::Socket;

#[tokio::test]
async fn an_id_comes_back_as_it_was_written() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for id in [
            "0",
            "1",
            "-1",
            "-0",
            "4294967295",
            "4294967296",
            "18446744073709551616",
            "1.5",
            "7.0",
            "1e2",
            "1E+2",
            "-0.0e-0",
            "123456789012345678901234567890.5",
            "null",
            r#""""#,
            r#""12""#,
            r#""010""#,
            r#""0x1F""#,
            r#""abc""#,
            r#""a\/b""#,
            r#""\u0061\u00e9\ud83d\ude00""#,
            "\"é😀\"",
            r#""\"}""#,
        ] {
            let request = |method: &str| {
                format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":"join"}}"#)
            };
            assert_eq!(
                wire.answer(&request("Messenger.1.exists")).await,
                format!(r#"{{"jsonrpc":"2.0","id":{id},"result":0}}"#)
            );
            let error = wire.answer(&request("Messenger.1.nope")).await;
            assert!(
                error.starts_with(&format!(
                    r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32601,"#
                )),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_json_is_a_parse_error() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for text in [
            "",
            " ",
            "junk",
            "{",
            "}",
            "[",
            "[1",
            "{}{}",
            "nul",
            "'a'",
            "\u{feff}{}",
            r#"{"jsonrpc":"2.0","id":007,"method":"Messenger.1.exists"}"#,
            r#"{"jsonrpc":"2.0","id":+5,"method":"Messenger.1.exists"}"#,
            r#"{"jsonrpc":"2.0","id":abc,"method":"Messenger.1.exists"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists"} trailing"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists",}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists""#,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\nb\"}",
            r#"[{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists"},"#,
        ] {
            let answer = wire.answer(text).await;
            assert!(
                answer.starts_with(r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#),
                "{answer} to {text}"
            );
        }
        let answer = wire.call("Messenger.1.exists", r#""join""#).await;
        assert_eq!(answer["result"], 0, "the connection lives on");
    }
}

#[tokio::test]
async fn what_is_no_request_is_invalid_and_a_readable_id_is_echoed() {
    let server = Server::start();
    let call = r#""method":"Messenger.1.exists","params":"join""#;
    let cases = [
        ("5".to_owned(), "null"),
        ("\"text\"".to_owned(), "null"),
        ("null".to_owned(), "null"),
        ("true".to_owned(), "null"),
        ("{}".to_owned(), "null"),
        (r#"{"jsonrpc":"2.0"}"#.to_owned(), "null"),
        (r#"{"jsonrpc":"2.0","id":4}"#.to_owned(), "4"),
        (r#"{"jsonrpc":"2.0","id":4,"result":null}"#.to_owned(), "4"),
        (format!(r#"{{"id":"a",{call}}}"#), "\"a\""),
        (format!(r#"{{"jsonrpc":"1.0","id":"a",{call}}}"#), "\"a\""),
        (format!(r#"{{"jsonrpc":2.0,"id":1e2,{call}}}"#), "1e2"),
        (format!(r#"{{"jsonrpc":null,"id":1,{call}}}"#), "1"),
        (format!(r#"{{"jsonrpc":"","id":1,{call}}}"#), "1"),
        (format!(r#"{{"jsonrpc":"2.0","id":true,{call}}}"#), "null"),
        (format!(r#"{{"jsonrpc":"2.0","id":{{}},{call}}}"#), "null"),
        (format!(r#"{{"jsonrpc":"2.0","id":[1],{call}}}"#), "null"),
        (r#"{"jsonrpc":"2.0","id":1,"method":null}"#.to_owned(), "1"),
        (r#"{"jsonrpc":"2.0","id":1,"method":5}"#.to_owned(), "1"),
        (r#"{"jsonrpc":"2.0","id":1,"method":true}"#.to_owned(), "1"),
        (r#"{"jsonrpc":"2.0","id":1,"method":{}}"#.to_owned(), "1"),
        (r#"{"jsonrpc":"2.0","id":1,"method":[]}"#.to_owned(), "1"),
        // Without an id it could be a notification; but what is no request is none either.
        (r#"{"jsonrpc":"2.0","method":5}"#.to_owned(), "null"),
        (format!(r#"{{{call}}}"#), "null"),
    ];
    for wire in &mut Wire::both(&server).await {
        for (text, id) in &cases {
            let answer = wire.answer(text).await;
            let start =
                format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32600,"message":"#);
            assert!(answer.starts_with(&start), "{answer} to {text}");
        }
    }
}

#[tokio::test]
async fn members_come_in_any_order_and_the_last_of_two_counts() {
    let server = Server::start();
    let expected = r#"{"jsonrpc":"2.0","id":2,"result":0}"#;
    for wire in &mut Wire::both(&server).await {
        for text in [
            r#"{"params":"join","method":"Messenger.1.exists","id":2,"jsonrpc":"2.0"}"#,
            r#"{"id":1,"jsonrpc":"2.0","method":"Messenger.1.exists","params":"join","id":2}"#,
            r#"{"jsonrpc":"2.0","id":2,"method":"nope","params":5,"method":"Messenger.1.exists","params":"join"}"#,
            r#"{"jsonrpc":"2.0","id":2,"method":"Messenger.1.exists","params":"join","more":{"a":[1]},"Id":7}"#,
            r#"{"jsonrpc":"2.0","id":2,"method":"Messenger.1.exists","params":"join","result":1,"error":{}}"#,
            r#"{"jsonrpc":"2.0","id":2,"method":"Messenger\u002e1.exists","p\u0061rams":"j\u006fin"}"#,
            r#"{"jsonrpc":"\u0032.0","id":2,"method":"Messenger.1.exists","params":"join"}"#,
            " \t\r\n{ \"jsonrpc\" : \"2.0\" ,\n\"id\" : 2 ,\r\"method\" : \"Messenger.1.exists\" , \"params\":\t\"join\" } \n",
        ] {
            assert_eq!(wire.answer(text).await, expected, "{text}");
        }
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_the_order_of_its_requests() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let room = wire.name();
        let batch = format!(
            r#" [{{"jsonrpc":"2.0","id":"a","method":"Messenger.1.exists","params":"join"}},
                {{"jsonrpc":"2.0","method":"Messenger.1.join","params":{{"room":"{room}","user":"A"}}}},
                {{"jsonrpc":"2.0","id":2,"method":"Messenger.1.join","params":{{"room":"{room}","user":"A"}}}},
                7,
                [],
                {{"jsonrpc":"1.0","id":"x","method":"Messenger.1.exists"}},
                {{"jsonrpc":"2.0","method":"Messenger.1.nope"}},
                {{"jsonrpc":"2.0","id":null,"method":"Messenger.2.exists"}}]"#
        );
        let answers = parse(&wire.answer(&batch).await);
        let seen: Vec<(Value, Value)> = answers
            .as_array()
            .expect("a batch is answered by an array")
            .iter()
            .map(|answer| (answer["id"].clone(), answer["error"]["code"].clone()))
            .collect();
        let expected = [
            (json!("a"), json!(null)),
            (json!(2), json!(-31005)),
            (json!(null), json!(-32600)),
            (json!(null), json!(-32600)),
            (json!("x"), json!(-32600)),
            (json!(null), json!(-31038)),
        ];
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn a_batch_without_answers_is_not_answered() {
    let server = Server::start();
    let mut observer = Socket::open(server.address()).await;
    observer.register("roomupdate", "o").await;
    for wire in &mut Wire::both(&server).await {
        let batch = format!(
            r#"[{{"jsonrpc":"2.0","method":"Messenger.1.join","params":{{"room":"{}","user":"A"}}}},{{"jsonrpc":"2.0","method":"nope"}}]"#,
            wire.name()
        );
        assert_eq!(wire.ask(&batch).await, None);
        assert_eq!(observer.settle().await.len(), 1);
    }
}

#[tokio::test]
async fn batches_are_bounded() {
    let server = Server::with(&["--max-batch", "3"]);
    for wire in &mut Wire::both(&server).await {
        let batch = |count| {
            let call = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
            format!("[{}]", vec![call; count].join(","))
        };
        let fits = parse(&wire.answer(&batch(3)).await);
        assert_eq!(fits.as_array().map(Vec::len), Some(3));
        let refused = parse(&wire.answer(&batch(4)).await);
        assert_eq!((code(&refused), &refused["id"]), (-32600, &json!(null)));
        assert!(
            refused["error"]["data"].to_string().contains('3'),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn events_come_before_the_answer_that_caused_them() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    socket.register("roomupdate", "o").await;
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "Messenger.1.join", "params": {"room": "R", "user": "A"}},
        {"jsonrpc": "2.0", "id": 2, "method": "Messenger.1.join", "params": {"room": "S", "user": "A"}},
    ]);
    let received = socket.exchange(batch.to_string()).await;
    let [first, second, answers] = &*received else {
        panic!("{received:?}")
    };
    assert_eq!(parse(first)["params"]["room"], "R");
    assert_eq!(parse(second)["params"]["room"], "S");
    assert_eq!(parse(answers).as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_requests() {
    let server = Server::start();
    let mut socket = Socket::open(server.address()).await;
    let (mut expected, mut joins) = (Vec::new(), 0);
    for id in 0..500 {
        let (method, params) = match id % 3 {
            0 => ("exists", json!("join")),
            1 => ("join", json!({"room": "R", "user": format!("user {id}")})),
            _ => ("nope", json!(null)),
        };
        joins += usize::from(id % 3 == 1);
        let call = json!({"jsonrpc": "2.0", "id": id, "method": format!("Messenger.1.{method}"), "params": params});
        socket.feed(call.to_string()).await;
        expected.push(json!(id));
    }
    let received = socket.settle().await;
    let ids: Vec<Value> = received
        .iter()
        .map(|text| parse(text)["id"].clone())
        .collect();
    assert_eq!(ids, expected);
    let tokens = received
        .iter()
        .filter(|text| parse(text)["result"].is_string())
        .count();
    assert_eq!(tokens, joins);
}
