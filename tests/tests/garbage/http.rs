//! What is nearly HTTP: every request is understood in the one way of RFC 9112, or refused.

use super::{ANSWER, After, CALL, Shape, check};
use After::{Either, Ends, Lives};
use tests::honest::Honest;
use tests::http::Connection;
use tests::server::Server;

/// A request that must never be heard: it stands where a body is, or behind a refused request.
const SMUGGLED: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A call by POST, with these headers beside `Host`, and this behind the blank line.
fn post(headers: &str, body: &str) -> Vec<u8> {
    format!("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}").into_bytes()
}

fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

fn shapes() -> Vec<Shape> {
    let length = CALL.len();
    let counted = format!("Content-Length: {length}\r\n");
    let mut shapes = Vec::new();
    let mut add = |name: &str, sent: Vec<u8>, statuses: &[u16], after| {
        shapes.push(Shape {
            name: name.to_owned(),
            sent,
            statuses: statuses.to_vec(),
            after,
        });
    };
    // Lengths.
    let twice = counted.repeat(2);
    add("two equal lengths", post(&twice, CALL), &[200], Lives);
    for (name, value) in [
        (
            "two lengths",
            format!("{length}\r\nContent-Length: {}", length + 1),
        ),
        ("a list of lengths", format!("{length}, {length}")),
        ("a length with a sign", format!("+{length}")),
        ("a negative length", "-1".to_owned()),
        ("a length that is no number", "0x10".to_owned()),
        ("an empty length", String::new()),
        ("a length beyond all numbers", "9".repeat(40)),
    ] {
        let headers = format!("Content-Length: {value}\r\n");
        let body = format!("{CALL}{SMUGGLED}");
        add(name, post(&headers, &body), &[400], Ends);
    }
    add(
        "the longest length",
        post("Content-Length: 9223372036854775807\r\n", ""),
        &[413],
        Ends,
    );
    add("no length, no body", post("", ""), &[400], Lives);
    // Both ways to say where the body ends: the connection ends too, so nothing behind it is misunderstood.
    let ends = format!("0\r\n\r\n{SMUGGLED}");
    for (name, headers) in [
        (
            "length, then chunks",
            format!("{counted}Transfer-Encoding: chunked\r\n"),
        ),
        (
            "chunks, then length",
            format!("Transfer-Encoding: chunked\r\n{counted}"),
        ),
    ] {
        add(
            name,
            post(&headers, &format!("{}{SMUGGLED}", chunked(CALL))),
            &[200],
            Ends,
        );
        add(name, post(&headers, &ends), &[400], Ends);
    }
    // Encodings.
    for (name, encoding) in [
        ("an unknown encoding", "identity"),
        ("nearly chunked", "xchunked"),
        ("chunked, but not last", "chunked, gzip"),
        ("chunked with a parameter", "chunked;q=1"),
    ] {
        let headers = format!("Transfer-Encoding: {encoding}\r\n");
        let body = format!("{}{SMUGGLED}", chunked(CALL));
        add(name, post(&headers, &body), &[400], Ends);
    }
    let old = format!(
        "POST /jsonrpc HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        chunked(CALL)
    );
    add("chunks in HTTP/1.0", old.into_bytes(), &[400], Ends);
    // Chunks.
    let chunks = |body: &str| post("Transfer-Encoding: chunked\r\n", body);
    let extended =
        format!("{length:X};name=value;quoted=\"a;b\"\r\n{CALL}\r\n000;last\r\nTrailer: x\r\n\r\n");
    add(
        "chunks with extensions and a trailer",
        chunks(&extended),
        &[200],
        Lives,
    );
    let single: String = CALL
        .chars()
        .map(|char| format!("1\r\n{char}\r\n"))
        .collect();
    add(
        "a chunk a byte",
        chunks(&format!("{single}0\r\n\r\n")),
        &[200],
        Lives,
    );
    for (name, body) in [
        (
            "a chunk size beyond all numbers",
            format!("{}\r\n{CALL}", "f".repeat(17)),
        ),
        (
            "a chunk size with a prefix",
            format!("0x{length:x}\r\n{CALL}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk size with a sign",
            format!("+{length:x}\r\n{CALL}\r\n0\r\n\r\n"),
        ),
        ("no chunk size", format!("\r\n{CALL}\r\n0\r\n\r\n")),
        (
            "chunks with bare line feeds",
            format!("{length:x}\n{CALL}\n0\n\n"),
        ),
        (
            "a chunk longer than its size",
            format!("{:x}\r\n{CALL}\r\n0\r\n\r\n", length - 5),
        ),
        (
            "an endless extension",
            format!("{length:x};{}\r\n", "x".repeat(100_000)),
        ),
        (
            "an endless trailer",
            format!(
                "{length:x}\r\n{CALL}\r\n0\r\nX: {}\r\n\r\n",
                "x".repeat(200_000)
            ),
        ),
        (
            "endless trailers",
            format!(
                "{length:x}\r\n{CALL}\r\n0\r\n{}\r\n",
                "X: y\r\n".repeat(20_000)
            ),
        ),
    ] {
        add(name, chunks(&format!("{body}{SMUGGLED}")), &[400], Ends);
    }
    // Heads.
    add(
        "line feeds alone",
        post(&counted, "")
            .iter()
            .filter(|byte| **byte != b'\r')
            .copied()
            .chain(CALL.bytes())
            .collect(),
        &[200],
        Lives,
    );
    add(
        "blank lines before",
        [b"\r\n\r\n", &post(&counted, CALL)[..]].concat(),
        &[200],
        Lives,
    );
    add(
        "a header of UTF-8",
        post(&format!("X: ä\r\n{counted}"), CALL),
        &[200],
        Lives,
    );
    add(
        "an empty header",
        post(&format!("X:\r\n{counted}"), CALL),
        &[200],
        Lives,
    );
    for (name, header) in [
        ("a folded header", "X: a\r\n b\r\n"),
        ("a space before the colon", "X : a\r\n"),
        ("a space before the header", " X: a\r\n"),
        ("no colon", "X\r\n"),
        ("no name", ": a\r\n"),
        ("a name of UTF-8", "Ä: a\r\n"),
        ("a zero byte in a header", "X: a\0b\r\n"),
        ("a return in a header", "X: a\rb\r\n"),
        ("a return alone ends no line", "X: a\r\r\n"),
    ] {
        let sent = post(&format!("{header}{counted}"), &format!("{CALL}{SMUGGLED}"));
        add(name, sent, &[400], Ends);
    }
    for (name, count, status) in [("many headers", 90, 200), ("too many headers", 110, 431)] {
        let many: String = (0..count)
            .map(|number| format!("X{number}: y\r\n"))
            .collect();
        add(
            name,
            post(&format!("{many}{counted}"), CALL),
            &[status],
            if status == 200 { Lives } else { Ends },
        );
    }
    let long = format!("X: {}\r\n{counted}", "y".repeat(100_000));
    add("a header too long", post(&long, CALL), &[431], Ends);
    // First lines.
    let line =
        |line: &str| format!("{line}\r\nHost: localhost\r\n{counted}\r\n{CALL}").into_bytes();
    add(
        "an absolute target",
        line("POST http://localhost/jsonrpc HTTP/1.1"),
        &[200],
        Lives,
    );
    add(
        "a target with a query",
        line("POST /jsonrpc?a=b#c HTTP/1.1"),
        &[200],
        Lives,
    );
    add(
        "another origin's target",
        line("POST http://b:1/nothing HTTP/1.1"),
        &[403],
        Either,
    );
    add(
        "CONNECT",
        b"CONNECT a:80 HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        &[403],
        Lives,
    );
    add(
        "OPTIONS *",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        &[404],
        Lives,
    );
    add(
        "a body that nobody reads",
        line("POST /nothing HTTP/1.1"),
        &[404],
        Either,
    );
    add(
        "a body behind GET",
        line("GET /healthz HTTP/1.1"),
        &[200],
        Either,
    );
    for (name, first) in [
        ("a later version", "POST /jsonrpc HTTP/1.2"),
        ("HTTP/3", "POST /jsonrpc HTTP/3.0"),
        ("no version", "POST /jsonrpc"),
        ("another protocol", "POST /jsonrpc JRPC/1.1"),
        ("a lower-case version", "POST /jsonrpc http/1.1"),
        ("no target", "POST HTTP/1.1"),
        ("a space in the target", "POST /json rpc HTTP/1.1"),
        ("a target of UTF-8", "POST /jsönrpc\u{7f} HTTP/1.1"),
        ("a method that is none", "PO(ST /jsonrpc HTTP/1.1"),
        ("no method", " /jsonrpc HTTP/1.1"),
    ] {
        add(name, line(first), &[400], Ends);
    }
    add("HTTP/0.9", b"GET /healthz\r\n\r\n".to_vec(), &[400], Ends);
    add(
        "TLS",
        [
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            &[7; 100][..],
        ]
        .concat(),
        &[400],
        Ends,
    );
    add(
        "HTTP/1.0",
        format!("POST /jsonrpc HTTP/1.0\r\n{counted}\r\n{CALL}").into(),
        &[200],
        Ends,
    );
    let kept = format!("POST /jsonrpc HTTP/1.0\r\nConnection: keep-alive\r\n{counted}\r\n{CALL}");
    add("HTTP/1.0, kept alive", kept.into(), &[200], Lives);
    let closing = post(
        &format!("Connection: Close\r\n{counted}"),
        &format!("{CALL}{SMUGGLED}"),
    );
    add("nothing after a closing request", closing, &[200], Ends);
    // Several in one go, and what comes behind something wrong.
    let good = post(&counted, CALL);
    add("pipelined", good.repeat(50), &[200; 50], Lives);
    let bad = post(": \r\n", "");
    add(
        "something wrong behind good ones",
        [&good.repeat(3)[..], &bad, &good].concat(),
        &[200, 200, 200, 400],
        Ends,
    );
    shapes
}

#[tokio::test]
async fn every_shape_is_understood_in_one_way_or_refused() {
    check(&shapes()).await;
}

#[tokio::test]
async fn who_asks_whether_to_go_on_is_told() {
    let server = Server::start();
    let head = format!(
        "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        CALL.len()
    );
    let mut connection = Connection::open(server.address()).await;
    for _ in 0..3 {
        connection.write(&head).await;
        assert_eq!(connection.response().await.status, 100);
        connection.write(CALL).await;
        assert_eq!(connection.response().await.body, ANSWER);
    }
    // Whoever does not wait for it need not be told; both are allowed.
    connection.write(format!("{head}{CALL}")).await;
    let first = connection.response().await;
    let answer = match first.status {
        100 => connection.response().await,
        _ => first,
    };
    assert_eq!(answer.body, ANSWER);
    // Nobody is told to go on with what nobody reads.
    let nowhere = head.replace("/jsonrpc", "/nothing");
    connection.write(nowhere).await;
    assert_eq!(connection.response().await.status, 404);
}

#[tokio::test]
async fn what_breaks_off_in_the_middle_is_forgotten() {
    let server = Server::start();
    let honest = Honest::start(server.address(), "honest");
    let whole = post(&format!("Content-Length: {}\r\n", CALL.len()), CALL);
    for end in 0..whole.len() {
        for how in 0..3 {
            let mut connection = Connection::open(server.address()).await;
            connection.write(&whole[..end]).await;
            match how {
                0 => {
                    connection.finish_writing().await;
                    // An answer that something is wrong, or none.
                    if let Some(answer) = connection.try_response().await {
                        assert_eq!(answer.status, 400, "{end} bytes");
                    }
                    assert!(connection.has_ended().await, "{end} bytes");
                }
                1 => connection.reset_on_drop(),
                _ => {}
            }
        }
    }
    honest.finish().await;
    tests::metrics::Metrics::until(server.address(), "no connection left over", |metrics| {
        metrics.value(r#"messenger_connections{protocol="http"}"#) == 1.0
    })
    .await;
}
