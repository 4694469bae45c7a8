//! RFC 6455 behind the handshake.

use super::support::parse;
use tests::frames::{BINARY, CLOSE, CONTINUATION, PING, PONG, RawSocket, TEXT};
use tests::server::Server;

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;
const FIN: u8 = 0x80;

#[tokio::test]
async fn fragments_make_a_message_whatever_comes_between() {
    let server = Server::start();
    let mut socket = RawSocket::open(server.address(), true).await;
    let (first, rest) = CALL.split_at(7);
    let (second, third) = rest.split_at(1);
    socket.send(TEXT, first.as_bytes()).await;
    socket.send(FIN | PING, b"between").await;
    socket.send(CONTINUATION, second.as_bytes()).await;
    socket.send(FIN | PONG, b"").await;
    socket.send(FIN | CONTINUATION, third.as_bytes()).await;
    let pong = socket.receive().await;
    assert_eq!((pong.opcode, pong.text()), (PONG, "between"));
    assert_eq!(socket.receive_text().await, ANSWER);
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload() {
    let server = Server::start();
    let mut socket = RawSocket::open(server.address(), true).await;
    for payload in [&b""[..], b"hello", &[0xFF; 125]] {
        socket.send(FIN | PING, payload).await;
        let pong = socket.receive().await;
        assert_eq!(
            (pong.fin, pong.opcode, &*pong.payload),
            (true, PONG, payload)
        );
    }
}

#[tokio::test]
async fn a_close_is_answered_with_its_code() {
    let server = Server::start();
    for (payload, answer) in [
        (&b""[..], None),
        (&[0x03, 0xE8], Some(1000)),
        (b"\x0F\xA0bye", Some(4000)),
    ] {
        let mut socket = RawSocket::open(server.address(), true).await;
        socket.send(FIN | CLOSE, payload).await;
        assert_eq!(socket.receive().await.close_code(), answer);
        assert!(socket.connection().has_ended().await);
    }
}

#[tokio::test]
async fn violations_close_with_their_code() {
    let server = Server::with(&["--max-message", "1000"]);
    let oversized = [b' '; 1001];
    for (what, first, payload, code) in [
        ("a reserved bit", FIN | 0x40 | TEXT, CALL.as_bytes(), 1002),
        ("a reserved opcode", FIN | 0x3, b"", 1002),
        ("a reserved control opcode", FIN | 0xB, b"", 1002),
        ("nothing to continue", FIN | CONTINUATION, b"x", 1002),
        ("a fragmented ping", PING, b"x", 1002),
        ("a close code cut short", FIN | CLOSE, b"\x03", 1002),
        (
            "a close code that nobody may send",
            FIN | CLOSE,
            b"\x03\xED",
            1002,
        ),
        ("binary data", FIN | BINARY, CALL.as_bytes(), 1003),
        ("a text that is not UTF-8", FIN | TEXT, b"\"\xFF\"", 1007),
        ("a text over the limit", FIN | TEXT, &oversized, 1009),
    ] {
        let mut socket = RawSocket::open(server.address(), true).await;
        socket.send(first, payload).await;
        assert_eq!(socket.receive().await.close_code(), Some(code), "{what}");
    }
    let mut socket = RawSocket::open(server.address(), true).await;
    socket.send(TEXT, b"[").await;
    socket.send(FIN | TEXT, b"]").await;
    assert_eq!(
        socket.receive().await.close_code(),
        Some(1002),
        "a message inside another"
    );
}

#[tokio::test]
async fn what_was_asked_before_a_violation_is_answered() {
    let server = Server::start();
    let mut socket = RawSocket::open(server.address(), true).await;
    socket.send_text(CALL).await;
    socket.send(FIN | 0x3, b"").await;
    assert_eq!(socket.receive_text().await, ANSWER);
    assert_eq!(socket.receive().await.close_code(), Some(1002));
}

#[tokio::test]
async fn frames_may_come_byte_by_byte_and_many_at_once() {
    let server = Server::start();
    let mut socket = RawSocket::open(server.address(), true).await;
    let mut frame = vec![
        FIN | TEXT,
        0x80 | u8::try_from(CALL.len()).expect("is short"),
        0,
        0,
        0,
        0,
    ];
    frame.extend(CALL.as_bytes());
    for byte in &frame {
        socket.connection().write([*byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(socket.receive_text().await, ANSWER);
    socket.connection().write(frame.repeat(1000)).await;
    for _ in 0..1000 {
        assert_eq!(socket.receive_text().await, ANSWER);
    }
}

#[tokio::test]
async fn empty_and_blank_texts_are_parse_errors_and_harm_nothing() {
    let server = Server::start();
    let mut socket = RawSocket::open(server.address(), true).await;
    for text in ["", " ", "\n"] {
        socket.send_text(text).await;
        assert_eq!(parse(&socket.receive_text().await)["error"]["code"], -32700);
    }
    socket.send_text(CALL).await;
    assert_eq!(socket.receive_text().await, ANSWER);
}

#[tokio::test]
async fn a_client_without_masks_may_send_fragments() {
    let server = Server::with(&["--unmasked-frames"]);
    let mut socket = RawSocket::open(server.address(), false).await;
    let join =
        r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.join","params":{"room":"R","user":"A"}}"#;
    let pieces: Vec<&[u8]> = join.as_bytes().chunks(16).collect();
    for (number, piece) in pieces.iter().enumerate() {
        let opcode = if number == 0 { TEXT } else { CONTINUATION };
        let fin = if number + 1 == pieces.len() { FIN } else { 0 };
        socket.send(fin | opcode, piece).await;
    }
    let token = parse(&socket.receive_text().await)["result"].clone();
    assert!(tests::is_token(token.as_str().expect("is text")));
    socket.send(FIN | CLOSE, b"\x03\xE8").await;
    assert_eq!(socket.receive().await.close_code(), Some(1000));
}
