//! Limits of one message.

use super::support::{NOTHING, both, call, code, join, nothing, parse, rooms};
use serde_json::{Value, json};
use tests::frames::{CONTINUATION, RawSocket, TEXT};
use tests::http::{Connection, post};
use tests::server::Server;
use tests::socket::Socket;

/// The call that does nothing, so many bytes long.
fn padded(length: usize) -> String {
    let call = nothing();
    format!("{call}{}", " ".repeat(length - call.len()))
}

pub(crate) async fn too_long(server: &Server) {
    let limit = 1024;
    let mut socket = Socket::open(server.address()).await;
    assert_eq!(socket.exchange(padded(limit)).await, [NOTHING]);
    socket.send(padded(limit + 1)).await;
    let end = socket.try_receive().await.expect_err("the end");
    assert!(end.starts_with("close 1009"), "{end}");

    // In fragments, each of which is short.
    let mut raw = RawSocket::open(server.address(), true).await;
    raw.send(TEXT, &[b' '; 1000]).await;
    raw.send(CONTINUATION, &[b' '; 24]).await;
    raw.send(CONTINUATION, b" ").await;
    assert_eq!(raw.receive().await.close_code(), Some(1009));

    // By an announcement that is never made good.
    for length in [1025_u64, 1 << 32, u64::MAX >> 1] {
        let mut raw = RawSocket::open(server.address(), true).await;
        let head = [&[0x81, 0xFF][..], &length.to_be_bytes()].concat();
        raw.connection().write(head).await;
        let code = raw.receive().await.close_code();
        // 1025 has a shorter form, which RFC 6455 demands.
        let expected = if length < 1 << 16 { 1002 } else { 1009 };
        assert_eq!(code, Some(expected), "{length}");
    }

    let mut kept = Connection::open(server.address()).await;
    let fits = kept.request("POST", "/jsonrpc", "", &padded(limit)).await;
    assert_eq!((fits.status, &*fits.body), (200, NOTHING));
    let large = kept
        .request("POST", "/jsonrpc", "", &padded(limit + 1))
        .await;
    assert_eq!(
        (large.status, large.header("connection")),
        (413, Some("close"))
    );
    assert!(kept.has_ended().await);

    // A client that writes everything before it reads gets its answer too.
    let mut eager = Connection::open(server.address()).await;
    let huge = eager
        .request("POST", "/jsonrpc", "", &padded(8_000_000))
        .await;
    assert_eq!(huge.status, 413);

    // One that asks first is spared the trouble.
    let mut asking = Connection::open(server.address()).await;
    let head = "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n";
    asking
        .write(format!("{head}Content-Length: 1025\r\n\r\n"))
        .await;
    assert_eq!(asking.response().await.status, 413);

    let mut chunked = Connection::open(server.address()).await;
    let head = "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    chunked.write(head).await;
    for _ in 0..=limit / 64 {
        chunked.write(format!("40\r\n{}\r\n", " ".repeat(64))).await;
    }
    assert_eq!(chunked.response().await.status, 413);
}

pub(crate) async fn too_long_a_head(server: &Server) {
    let request = |headers: String| {
        let body = nothing();
        let length = body.len();
        format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        )
    };
    let mut fits = Connection::open(server.address()).await;
    fits.write(request(format!("X: {}\r\n", "x".repeat(1800))))
        .await;
    assert_eq!(fits.response().await.body, NOTHING);
    let long = format!("X: {}\r\n", "x".repeat(2100));
    let many: String = (0..200).map(|number| format!("X{number}: x\r\n")).collect();
    for headers in [long, many] {
        let mut connection = Connection::open(server.address()).await;
        connection.write(request(headers)).await;
        assert_eq!(connection.response().await.status, 431);
        assert!(connection.has_ended().await);
    }
    let mut path = Connection::open(server.address()).await;
    path.write(format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000)))
        .await;
    assert!(matches!(path.response().await.status, 414 | 431));
    // The handshake of a WebSocket has a head like any other.
    let mut handshake = Connection::open(server.address()).await;
    let headers = tests::frames::UPGRADE;
    handshake
        .write(format!(
            "GET /jsonrpc HTTP/1.1\r\n{headers}X: {}",
            "x".repeat(20_000)
        ))
        .await;
    assert_eq!(handshake.response().await.status, 431);
}

pub(crate) async fn too_many_in_a_batch(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let batch = |count| format!("[{}]", vec![nothing(); count].join(","));
    let full = parse(&socket.exchange(batch(3)).await[0]);
    assert_eq!(full.as_array().map(Vec::len), Some(3));
    let answer = both(&mut socket, server, &batch(4)).await;
    assert_eq!((code(&answer), &answer["id"]), (-32600, &Value::Null));
    // None of it is run.
    let joins: Vec<_> = ["A", "B", "C", "D"].map(|room| join(room, "user")).into();
    let answer = both(&mut socket, server, &format!("[{}]", joins.join(","))).await;
    assert_eq!(code(&answer), -32600);
    assert_eq!(rooms(server).await, [""; 0]);
    assert_eq!(
        socket.exchange(nothing()).await,
        [NOTHING],
        "the connection lives on"
    );
}

pub(crate) async fn too_long_answers_of_a_batch(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let batch = format!("[{}]", vec![nothing(); 100].join(","));
    let answers = both(&mut socket, server, &batch).await;
    let answers = answers.as_array().expect("a batch");
    assert_eq!(answers.len(), 100);
    let is_whole = |answer: &&Value| answer["result"] == 0;
    let whole = answers.iter().take_while(is_whole).count();
    assert!((10..30).contains(&whole), "{whole} of them");
    assert!(answers[whole..].iter().all(|answer| code(answer) == -32005));
    assert_eq!(socket.exchange(nothing()).await, [NOTHING]);
}

pub(crate) async fn too_deep(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let nested = |depth| {
        let inner = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.versions","params":{inner}}}"#)
    };
    let fits = both(&mut socket, server, &nested(4)).await;
    assert!(
        fits.get("error").is_none() || code(&fits) == -32602,
        "{fits}"
    );
    for depth in [5, 6, 100, 500] {
        let answer = both(&mut socket, server, &nested(depth)).await;
        assert_eq!(
            (code(&answer), &answer["id"]),
            (-32600, &Value::Null),
            "{depth}"
        );
    }
    // What stands in a text nests nothing.
    let text = call("join", json!({"room": "[[[[[[[[", "user": "{{{{{{{{"}));
    assert!(parse(&socket.exchange(text).await[0])["result"].is_string());
}

pub(crate) async fn too_long_a_list(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let listing = |room: &str, list: &[&str]| {
        call(
            "join",
            json!({"room": room, "user": "a", "secure": "secure", "acl": list}),
        )
    };
    let longest = "*".repeat(255);
    let fits = socket
        .exchange(listing("fits", &["https://a.example", &longest]))
        .await;
    assert!(parse(&fits[0])["result"].is_string(), "{fits:?}");
    for (list, pointer) in [
        (&["", "", ""][..], "/acl"),
        (&["", &format!("{longest}*")], "/acl/1"),
    ] {
        let answer = both(&mut socket, server, &listing("not", list)).await;
        assert_eq!(
            (code(&answer), &answer["error"]["data"]["pointer"]),
            (-31030, &json!(pointer))
        );
    }
    assert_eq!(rooms(server).await, ["fits"]);
}

pub(crate) async fn too_long_a_name(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    // Bytes count, not characters.
    for (room, user, pointer) in [
        ("12345678", "ä2345678", "/user"),
        ("123456789", "ann", "/room"),
        ("ääää5", "ann", "/room"),
    ] {
        let answer = both(&mut socket, server, &join(room, user)).await;
        assert_eq!(code(&answer), -31030, "{room} {user}");
        let data = json!({"pointer": pointer, "reason": "longer than 8 bytes"});
        assert_eq!(answer["error"]["data"], data, "{room} {user}");
    }
    assert_eq!(rooms(server).await, [""; 0]);
    socket.join("ääää", "12345678").await;
}

pub(crate) async fn too_long_a_text(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("room", "ann").await;
    socket.register("message", &format!("{token}.m")).await;
    let send = |text: &str| call("send", json!({"roomid": token, "message": text}));
    for text in ["123456789", "äääää"] {
        let answer = both(&mut socket, server, &send(text)).await;
        assert_eq!(code(&answer), -31030, "{text}");
    }
    let came = socket.exchange(send("ääää")).await;
    assert_eq!(came.len(), 2, "one event, and the answer: {came:?}");
}

pub(crate) async fn too_long_an_id(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let register = |method: &str, id: &str| call(method, json!({"event": "roomupdate", "id": id}));
    let fits = "x".repeat(24);
    socket.register("roomupdate", &fits).await;
    let answers = socket
        .exchange(register("register", &format!("{fits}x")))
        .await;
    assert_eq!(code(&parse(&answers[0])), -32602);
    let long_index = format!("register@{fits}x");
    let answers = socket.exchange(register(&long_index, "me")).await;
    assert_eq!(code(&parse(&answers[0])), -32602);
    assert_eq!(
        post(server.address(), "/jsonrpc", &nothing()).await.body,
        NOTHING
    );
}
