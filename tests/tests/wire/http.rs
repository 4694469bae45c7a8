//! JSON-RPC by POST.

use super::support::{code, parse};
use tests::http::{Connection, post};
use tests::server::Server;

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;
const NOTIFICATION: &str = r#"{"jsonrpc":"2.0","method":"Messenger.1.exists","params":"join"}"#;

#[tokio::test]
async fn only_post_is_served_and_the_answer_says_so() {
    let server = Server::start();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"] {
        for path in ["/jsonrpc", "/jsonrpc/Messenger"] {
            let mut connection = Connection::open(server.address()).await;
            let response = connection.request(method, path, "", "").await;
            assert_eq!(
                (response.status, response.header("allow")),
                (405, Some("POST")),
                "{method}"
            );
            assert_eq!(
                connection.request("POST", path, "", CALL).await.body,
                ANSWER,
                "the connection lives on"
            );
        }
        assert_eq!(
            Connection::open(server.address())
                .await
                .request(method, "/jsonrpc/Nope", "", "")
                .await
                .status,
            404
        );
    }
    let mut connection = Connection::open(server.address()).await;
    connection
        .write("HEAD /jsonrpc HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    assert_eq!(connection.head().await.status, 405);
    assert_eq!(
        connection.request("POST", "/jsonrpc", "", CALL).await.body,
        ANSWER,
        "HEAD has no body"
    );
}

#[tokio::test]
async fn results_errors_notifications_and_junk_have_their_status() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    for (body, status, content_type) in [
        (CALL, 200, Some("application/json")),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"Nope.1.exists"}"#,
            200,
            Some("application/json"),
        ),
        (
            r#"{"jsonrpc":"1.0","id":1,"method":"Messenger.1.exists"}"#,
            200,
            Some("application/json"),
        ),
        ("[]", 200, Some("application/json")),
        (NOTIFICATION, 204, None),
        (
            r#"{"jsonrpc":"2.0","method":"Messenger.1.nope"}"#,
            204,
            None,
        ),
        (
            r#"[{"jsonrpc":"2.0","method":"Messenger.1.nope"}]"#,
            204,
            None,
        ),
        ("junk", 400, Some("application/json")),
        ("[junk]", 400, Some("application/json")),
        ("", 400, Some("application/json")),
    ] {
        let response = connection.request("POST", "/jsonrpc", "", body).await;
        assert_eq!(
            (response.status, response.header("content-type")),
            (status, content_type),
            "{body}"
        );
        if status == 400 {
            let answer = parse(&response.body);
            assert_eq!(code(&answer), -32700);
            assert!(answer["id"].is_null() && response.body.contains(r#""id":null"#));
        }
    }
    let mut head =
        b"POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n".to_vec();
    head.extend([b'"', 0xFF, b'"']);
    connection.write(head).await;
    let response = connection.response().await;
    assert_eq!(
        (response.status, code(&parse(&response.body))),
        (400, -32700),
        "not UTF-8"
    );
}

#[tokio::test]
async fn the_type_of_the_content_is_not_asked_for() {
    let server = Server::start();
    for header in [
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/json; charset=utf-8\r\n",
        "Content-Type: garbage\r\nAccept: image/png\r\n",
    ] {
        let mut connection = Connection::open(server.address()).await;
        let response = connection.request("POST", "/jsonrpc", header, CALL).await;
        assert_eq!(
            (response.status, &*response.body),
            (200, ANSWER),
            "{header}"
        );
    }
}

#[tokio::test]
async fn a_body_may_come_in_chunks_and_slowly() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    let (first, second) = CALL.split_at(10);
    connection
        .write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    for chunk in [first, second] {
        connection.write(format!("{:x}\r\n", chunk.len())).await;
        tokio::task::yield_now().await;
        connection.write(format!("{chunk}\r\n")).await;
    }
    connection.write("0\r\n\r\n").await;
    assert_eq!(connection.response().await.body, ANSWER);
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    let mut text = String::new();
    for id in 0..50 {
        let body = CALL.replace("\"id\":1", &format!("\"id\":{id}"));
        text += &format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
    }
    connection.write(text).await;
    for id in 0..50 {
        assert_eq!(parse(&connection.response().await.body)["id"], id);
    }
}

#[tokio::test]
async fn a_connection_lives_until_somebody_closes_it() {
    let server = Server::start();
    let mut connection = Connection::open(server.address()).await;
    for _ in 0..3 {
        assert_eq!(
            connection
                .request("POST", "/jsonrpc", "", CALL)
                .await
                .status,
            200
        );
        assert_eq!(
            connection
                .request("POST", "/nowhere", "", CALL)
                .await
                .status,
            404
        );
        assert_eq!(
            connection
                .request("POST", "/jsonrpc", "", NOTIFICATION)
                .await
                .status,
            204
        );
    }
    let response = connection
        .request("POST", "/jsonrpc", "Connection: Close\r\n", CALL)
        .await;
    assert_eq!(response.status, 200);
    assert!(connection.has_ended().await);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let limit = CALL.len();
    let server = Server::with(&["--max-message", &limit.to_string()]);
    assert_eq!(post(server.address(), "/jsonrpc", CALL).await.body, ANSWER);
    assert_eq!(
        post(server.address(), "/jsonrpc", &format!("{CALL} "))
            .await
            .status,
        413
    );
    let mut connection = Connection::open(server.address()).await;
    connection
        .write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n")
        .await;
    assert_eq!(connection.response().await.status, 413);
    let mut connection = Connection::open(server.address()).await;
    connection
        .write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    connection
        .write(format!("{:x}\r\n{CALL} \r\n0\r\n\r\n", limit + 1))
        .await;
    assert_eq!(connection.response().await.status, 413);
    assert_eq!(post(server.address(), "/jsonrpc", CALL).await.body, ANSWER);
}

#[tokio::test]
async fn what_is_no_http_ends_that_connection_alone() {
    let server = Server::start();
    for junk in [
        "\0\u{1}\u{2}\r\n\r\n",
        "HELLO\r\n\r\n",
        "POST /jsonrpc HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        let mut connection = Connection::open(server.address()).await;
        connection.write(junk).await;
        assert_eq!(connection.response().await.status, 400, "{junk:?}");
        assert!(connection.has_ended().await);
    }
    let mut cut = Connection::open(server.address()).await;
    cut.write("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        .await;
    cut.reset_on_drop();
    drop(cut);
    assert_eq!(post(server.address(), "/jsonrpc", CALL).await.body, ANSWER);
}
