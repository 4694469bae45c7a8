//! The documents that the server serves, and `rpc.discover`.

use super::support::{Wire, code, parse};
use std::net::SocketAddr;
use tests::http::{Connection, Response, post};
use tests::node::{program, run};
use tests::server::Server;
use tests::socket::Socket;
use tests::workspace;

const DISCOVER: &str = r#"{"jsonrpc":"2.0","id":7,"method":"rpc.discover"}"#;

/// A path, its content type, and the file in `interface/docs` that it holds; none: one that this server makes.
const DOCUMENTS: [(&str, &str, Option<&str>); 9] = [
    ("/docs", "text/html; charset=utf-8", Some("html")),
    (
        "/docs/messenger.html",
        "text/html; charset=utf-8",
        Some("html"),
    ),
    (
        "/docs/messenger.md",
        "text/markdown; charset=utf-8",
        Some("md"),
    ),
    ("/openrpc.json", "application/json", None),
    (
        "/docs/messenger.openrpc.json",
        "application/json",
        Some("openrpc.json"),
    ),
    ("/asyncapi.json", "application/json", Some("asyncapi.json")),
    (
        "/docs/messenger.asyncapi.json",
        "application/json",
        Some("asyncapi.json"),
    ),
    (
        "/schema.json",
        "application/schema+json",
        Some("schema.json"),
    ),
    (
        "/docs/messenger.schema.json",
        "application/schema+json",
        Some("schema.json"),
    ),
];

fn checked_in(extension: &str) -> String {
    let path = workspace()
        .join("interface/docs")
        .join(format!("messenger.{extension}"));
    std::fs::read_to_string(path).expect("the document is there")
}

async fn get(address: SocketAddr, path: &str, headers: &str) -> Response {
    Connection::open(address)
        .await
        .request("GET", path, headers, "")
        .await
}

#[tokio::test]
async fn documents_are_those_that_are_checked_in() {
    let server = Server::start();
    for (path, content_type, file) in DOCUMENTS {
        let response = get(server.address(), path, "").await;
        assert_eq!(
            (response.status, response.header("content-type")),
            (200, Some(content_type)),
            "{path}"
        );
        if let Some(extension) = file {
            assert!(response.body == checked_in(extension), "{path}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(response.header(name), Some(value), "{path}");
        }
        let policy = response
            .header("content-security-policy")
            .expect("it has one");
        assert!(
            policy.starts_with("default-src 'none'")
                && policy.ends_with("; frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }
    for path in [
        "/docs/",
        "/docs/other.html",
        "/docs/../docs",
        "/openrpc.json/",
        "/OPENRPC.json",
    ] {
        assert_eq!(get(server.address(), path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_document_that_is_known_is_not_sent_again() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    for (path, ..) in DOCUMENTS {
        let response = connection.request("GET", path, "", "").await;
        let tag = response.header("etag").expect("it has one").to_owned();
        for (known, status) in [
            (tag.clone(), 304),
            (format!("\"other\", W/{tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (tag.replace('"', ""), 200),
        ] {
            let header = format!("If-None-Match: {known}\r\n");
            let again = connection.request("GET", path, &header, "").await;
            assert_eq!(
                (again.status, again.header("etag")),
                (status, Some(&*tag)),
                "{path} {known}"
            );
            assert_eq!(again.body.is_empty(), status == 304);
        }
    }
}

#[tokio::test]
async fn documents_are_only_to_be_read() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    for (path, ..) in DOCUMENTS {
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            let response = connection.request(method, path, "", "").await;
            assert_eq!(
                (response.status, response.header("allow")),
                (405, Some("GET, HEAD")),
                "{method} {path}"
            );
        }
        let whole = connection.request("GET", path, "", "").await;
        connection
            .write(format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            .await;
        let head = connection.head().await;
        let without_date = |response: &Response| {
            let headers = response.headers.iter().filter(|(name, _)| name != "date");
            headers.cloned().collect::<Vec<_>>()
        };
        assert_eq!(
            (head.status, without_date(&head)),
            (200, without_date(&whole)),
            "{path}"
        );
    }
    // HEAD had no body, or this answer would not be one.
    assert_eq!(
        connection.request("GET", "/healthz", "", "").await.body,
        "ok\n"
    );
}

#[tokio::test]
async fn discovery_tells_what_is_mounted_as_it_is_called() {
    let server = Server::with(&["--callsign", "Messenger", "--callsign", "Second"]);
    let served = parse(&get(server.address(), "/openrpc.json", "").await.body);
    for mut wire in Wire::both(&server).await {
        let answer = parse(&wire.answer(DISCOVER).await);
        assert_eq!(answer["id"], 7);
        let document = &answer["result"];
        assert_eq!(*document, served);
        let methods = document["methods"].as_array().expect("a list");
        let names: Vec<&str> = methods
            .iter()
            .filter_map(|method| method["name"].as_str())
            .collect();
        assert_eq!(
            names,
            [
                "Messenger.1.join",
                "Messenger.1.leave",
                "Messenger.1.send",
                "Second.1.join",
                "Second.1.leave",
                "Second.1.send",
            ]
        );
        // Each is called by that very name, and the server knows it: without params, these are what is wrong.
        for name in names {
            assert_eq!(code(&wire.call(name, "{}").await), -32602, "{name}");
        }
        let register = &document["x-events"][3]["registrations"][0]["method"];
        assert_eq!(register, "Second.1.register");
        assert_eq!(document["info"]["title"], "Messenger API");
        assert_eq!(
            document["components"]["schemas"],
            parse(&checked_in("openrpc.json"))["components"]["schemas"]
        );
    }
    let own = post(server.address(), "/jsonrpc/Second", DISCOVER).await;
    assert_eq!(
        parse(&own.body)["result"],
        parse(&checked_in("openrpc.json"))
    );
    let none = std::iter::empty::<(http::HeaderName, &str)>();
    let (mut socket, _) = Socket::open_with(server.address(), "/jsonrpc/Second", none).await;
    let answers = socket.exchange(DISCOVER).await;
    assert_eq!(parse(&answers[0]), parse(&own.body));
}

#[tokio::test]
async fn discovery_has_one_name() {
    let server = Server::start();
    for mut wire in Wire::both(&server).await {
        for (method, expected) in [
            ("rpc.1.discover", -31043),
            ("rpc.discover@1", -31043),
            ("RPC.discover", -31043),
            ("rpc.Discover", -31043),
            ("rpc.other", -31043),
            ("discover", -32601),
            ("Messenger.rpc.discover", -31043),
            ("Messenger.discover", -32601),
        ] {
            assert_eq!(code(&wire.call(method, "{}").await), expected, "{method}");
        }
        let notification = r#"{"jsonrpc":"2.0","method":"rpc.discover"}"#;
        assert_eq!(wire.ask(notification).await, None);
    }
}

#[tokio::test]
async fn a_batch_has_answers_of_bounded_size() {
    let server = Server::with(&["--max-batch-answer", "64KiB"]);
    let document = post(server.address(), "/jsonrpc", DISCOVER)
        .await
        .body
        .len();
    let join =
        r#"{"jsonrpc":"2.0","id":8,"method":"Messenger.1.join","params":{"room":"R","user":"U"}}"#;
    let told = r#"{"jsonrpc":"2.0","method":"Messenger.1.exists","params":"join"}"#;
    let batch = format!("[{},{join},{told}]", vec![DISCOVER; 90].join(","));
    for mut wire in Wire::both(&server).await {
        let answer = wire.answer(&batch).await;
        assert!(
            answer.len() < 64 * 1024 + 2 * document + 91 * 250,
            "{} bytes",
            answer.len()
        );
        let answers = parse(&answer);
        let answers = answers.as_array().expect("a batch");
        assert_eq!(answers.len(), 91);
        let whole = answers
            .iter()
            .take_while(|answer| answer["result"].is_object())
            .count();
        assert!((1..90).contains(&whole), "{whole} documents");
        for refused in &answers[whole..] {
            assert_eq!(code(refused), -32005);
            assert!(
                refused["error"]["data"]
                    .as_str()
                    .is_some_and(|data| data.contains("65536"))
            );
        }
        assert_eq!(answers[90]["id"], 8);
        // What was refused was not done: the name is free.
        let room = format!(r#"{{"room":"R","user":"{}"}}"#, wire.name());
        assert!(wire.call("Messenger.1.join", &room).await["result"].is_string());
    }
    let joined = post(server.address(), "/jsonrpc", join).await;
    assert!(parse(&joined.body)["result"].is_string(), "{joined:?}");
}

#[tokio::test]
async fn documents_can_be_turned_off() {
    let server = Server::with(&["--documents", "false"]);
    for (path, ..) in DOCUMENTS {
        assert_eq!(get(server.address(), path, "").await.status, 404, "{path}");
    }
    for mut wire in Wire::both(&server).await {
        assert_eq!(code(&parse(&wire.answer(DISCOVER).await)), -31043);
    }
}

#[tokio::test]
async fn a_server_that_is_asked_for_by_a_strange_name_shows_nothing() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    for (path, ..) in DOCUMENTS {
        connection
            .write(format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
            .await;
        let response = connection.response().await;
        assert_eq!(response.status, 403, "{path}");
        assert!(!response.body.contains("Messenger"), "{path}");
        // Pages of others may not read what their browser gets.
        let other = get(server.address(), path, "Origin: http://evil.example\r\n").await;
        assert_eq!(other.header("access-control-allow-origin"), None);
        assert_eq!(
            other.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
    }
}

#[tokio::test]
async fn the_page_works_in_a_browser_under_its_policy() {
    let server = Server::start();
    let address = format!("http://{}/docs", server.address());
    let told = tokio::task::spawn_blocking(move || {
        let mut search = program("documents", "search.js", env!("CARGO_TARGET_TMPDIR"));
        run(search.arg(address))
    });
    assert_eq!(
        told.await.expect("it does not panic"),
        "the search does what it should\n"
    );
}
