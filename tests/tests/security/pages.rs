//! Web pages that drive a server on the same machine or network.

use super::support::{CALL, post, refusals, request, upgrade};
use tests::http::Connection;
use tests::server::Server;

const FOREIGN: [&str; 12] = [
    "https://evil.example",
    "http://evil.example:8080",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example/http://localhost",
    "http://localhost@evil.example",
    "http://10.0.0.1",
    "null",
    "file://",
    "",
    "localhost",
    "http://app.example.evil.example",
];

#[tokio::test]
async fn a_foreign_page_opens_no_websocket() {
    let server = Server::with(&["--allow-origin", "https://*.app.example"]);
    for (count, origin) in FOREIGN.iter().enumerate() {
        for path in ["/jsonrpc", "/jsonrpc/Messenger", "/Service"] {
            let headers = ["Host: localhost", &format!("Origin: {origin}")];
            assert_eq!(
                upgrade(server.address(), path, &headers).await,
                403,
                "{origin}"
            );
        }
        let refused = refusals(server.address(), "origin").await;
        assert_eq!(refused, 3 * (count as u64 + 1));
    }
}

#[tokio::test]
async fn a_foreign_page_calls_nothing_by_post() {
    let server = Server::start();
    let join =
        r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.join","params":{"room":"R","user":"A"}}"#;
    for origin in FOREIGN {
        let origin = format!("Origin: {origin}");
        // The content types that need no preflight, and the one that does.
        for content_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json",
        ] {
            let content_type = format!("Content-Type: {content_type}");
            let headers = ["Host: localhost", &origin, &content_type];
            let response = request(server.address(), "POST /jsonrpc", &headers, join).await;
            assert_eq!(response.status, 403, "{origin}");
            assert_eq!(response.header("access-control-allow-origin"), None);
        }
    }
    let metrics = request(server.address(), "GET /metrics", &["Host: localhost"], "").await;
    assert!(
        metrics
            .body
            .contains("messenger_rooms{callsign=\"Messenger\"} 0\n"),
        "nobody joined"
    );
}

#[tokio::test]
async fn a_foreign_page_gets_no_word_on_a_preflight_and_cannot_read() {
    let server = Server::with(&["--allow-origin", "https://app.example"]);
    let ask = "Access-Control-Request-Method: POST";
    for origin in FOREIGN {
        let headers = ["Host: localhost", &format!("Origin: {origin}"), ask];
        let response = request(server.address(), "OPTIONS /jsonrpc", &headers, "").await;
        assert_eq!(response.status, 403, "{origin}");
        for path in ["/metrics", "/healthz", "/jsonrpc", "/"] {
            let read = request(server.address(), &format!("GET {path}"), &headers[..2], "").await;
            assert_eq!(read.header("access-control-allow-origin"), None, "{path}");
        }
    }
}

#[tokio::test]
async fn two_origins_are_none() {
    let server = Server::start();
    let headers = [
        "Host: localhost",
        "Origin: http://localhost",
        "Origin: http://evil.example",
    ];
    assert_eq!(post(server.address(), &headers).await, 403);
    assert_eq!(upgrade(server.address(), "/jsonrpc", &headers).await, 403);
}

/// DNS rebinding makes the attacker's page and the server one origin; only the name is the attacker's.
#[tokio::test]
async fn a_rebound_name_reaches_nothing() {
    let server = Server::with(&["--host-name", "tv.example"]);
    let port = server.address().port();
    for name in [
        "evil.example",
        "localhost.evil.example",
        "10.9.8.7",
        "[2001:db8::1]",
        "0.0.0.0",
        "evil@localhost",
        "localhost:x",
        "",
    ] {
        let host = match name {
            "" | "localhost:x" => format!("Host: {name}"),
            name => format!("Host: {name}:{port}"),
        };
        let origin = format!("Origin: http://{name}:{port}");
        for headers in [&[&*host, &origin][..], &[&host]] {
            assert_eq!(post(server.address(), headers).await, 403, "{host}");
            assert_eq!(
                upgrade(server.address(), "/jsonrpc", headers).await,
                403,
                "{host}"
            );
            let metrics = request(server.address(), "GET /metrics", headers, "").await;
            assert_eq!(metrics.status, 403, "{host}");
        }
    }
    let both = ["Host: localhost", "Host: evil.example"];
    assert_eq!(post(server.address(), &both).await, 403);
    let absolute = "POST http://evil.example/jsonrpc";
    let response = request(server.address(), absolute, &["Host: localhost"], CALL).await;
    assert_eq!(response.status, 403, "the target wins over the header");
    assert_eq!(refusals(server.address(), "host").await, 8 * 2 * 3 + 2);
}

#[tokio::test]
async fn known_names_are_served() {
    let server = Server::with(&["--host-name", "TV.example,b\u{fc}cher.example"]);
    for host in [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1:8080",
        "[::1]",
        "tv.example:80",
        "a.localhost",
        "xn--bcher-kva.example",
    ] {
        assert_eq!(
            post(server.address(), &[&format!("Host: {host}")]).await,
            200,
            "{host}"
        );
    }
    assert_eq!(
        post(server.address(), &[]).await,
        200,
        "no browser leaves it out"
    );
    let any = Server::with(&["--host-name", "*"]);
    assert_eq!(post(any.address(), &["Host: any.example"]).await, 200);
}

#[tokio::test]
async fn pages_of_the_server_and_of_this_machine_work_without_settings() {
    let server = Server::with(&["--host-name", "tv.example"]);
    let port = server.address().port();
    for (host, origin) in [
        (
            format!("localhost:{port}"),
            format!("http://localhost:{port}"),
        ),
        (
            format!("127.0.0.1:{port}"),
            "http://localhost:3000".to_owned(),
        ),
        ("localhost".to_owned(), "https://127.0.0.1:3000".to_owned()),
        ("localhost".to_owned(), "http://[::1]:3000".to_owned()),
        (
            format!("tv.example:{port}"),
            format!("http://tv.example:{port}"),
        ),
        ("tv.example".to_owned(), "http://tv.example".to_owned()),
    ] {
        let headers = [&*format!("Host: {host}"), &format!("Origin: {origin}")];
        assert_eq!(post(server.address(), &headers).await, 200, "{headers:?}");
        assert_eq!(
            upgrade(server.address(), "/jsonrpc", &headers).await,
            101,
            "{headers:?}"
        );
    }
    for (host, origin) in [
        ("tv.example", "http://tv.example:8080"),
        ("tv.example:8080", "http://tv.example"),
        ("tv.example", "https://tv.example"),
    ] {
        let headers = [&*format!("Host: {host}"), &format!("Origin: {origin}")];
        assert_eq!(post(server.address(), &headers).await, 403, "{headers:?}");
    }
}

#[tokio::test]
async fn pages_of_a_configured_origin_may_call_and_read() {
    let server = Server::with(&[
        "--allow-origin",
        "https://app.example",
        "--allow-origin",
        "https://*.tv.example:*",
    ]);
    for origin in ["https://app.example", "https://a.tv.example:8443"] {
        let origin_line = format!("Origin: {origin}");
        let mut asks = vec![
            "Host: localhost",
            &origin_line,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization,content-type",
        ];
        let preflight = request(server.address(), "OPTIONS /jsonrpc", &asks, "").await;
        assert_eq!((preflight.status, &*preflight.body), (204, ""));
        for (name, value) in [
            ("access-control-allow-origin", Some(origin)),
            ("access-control-allow-methods", Some("POST")),
            (
                "access-control-allow-headers",
                Some("authorization, content-type"),
            ),
            ("access-control-allow-private-network", None),
            ("access-control-allow-credentials", None),
            ("vary", Some("origin")),
        ] {
            assert_eq!(preflight.header(name), value, "{name}");
        }
        asks.push("Access-Control-Request-Private-Network: true");
        let preflight = request(server.address(), "OPTIONS /jsonrpc/Messenger", &asks, "").await;
        let private = preflight.header("access-control-allow-private-network");
        assert_eq!(private, Some("true"));

        let headers = ["Host: localhost", &origin_line];
        for (body, status) in [(CALL, 200), ("junk", 400)] {
            let response = request(server.address(), "POST /jsonrpc", &headers, body).await;
            assert_eq!(response.status, status);
            assert_eq!(response.header("access-control-allow-origin"), Some(origin));
            assert_eq!(response.header("vary"), Some("origin"));
        }
        assert_eq!(upgrade(server.address(), "/jsonrpc", &headers).await, 101);
        let unknown = request(server.address(), "OPTIONS /jsonrpc/Nope", &asks, "").await;
        assert_eq!(unknown.status, 404);
    }
    let plain = request(
        server.address(),
        "OPTIONS /jsonrpc",
        &["Host: localhost"],
        "",
    )
    .await;
    assert_eq!((plain.status, plain.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn a_connection_goes_on_after_a_refusal() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    let refused = connection.request("POST", "/jsonrpc", "Origin: http://evil.example\r\n", CALL);
    assert_eq!(refused.await.status, 403);
    assert_eq!(
        connection
            .request("POST", "/jsonrpc", "", CALL)
            .await
            .status,
        200
    );
}
