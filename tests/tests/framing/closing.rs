//! Group 7: the closing handshake.

use super::support::{Case, Close, FIN, Text, frame, illegal, legal, ping, run};
use tests::frames::{CLOSE, CONTINUATION, PING, TEXT};

/// A close frame of a client.
fn close(payload: impl AsRef<[u8]>) -> Vec<u8> {
    frame(FIN | CLOSE, payload)
}

fn normally(reason: impl AsRef<[u8]>) -> Vec<u8> {
    close([&1000u16.to_be_bytes()[..], reason.as_ref()].concat())
}

/// A case that the client ends with a close frame of its own, before or after other frames.
fn closes(name: &str, frames: Vec<Vec<u8>>, code: Option<u16>) -> Case {
    Case {
        name: name.to_owned(),
        frames,
        expected: vec![Close(code)],
    }
}

#[tokio::test]
async fn after_a_close_frame_nothing_is_answered() {
    let text = || frame(FIN | TEXT, "Hello, world!");
    let long = vec![b'*'; 256 * 1024];
    run(&[
        legal("7.1.1", vec![text()], vec![Text(b"Hello, world!".to_vec())]),
        closes("7.1.2", vec![normally(""), close("")], Some(1000)),
        closes("7.1.3", vec![normally(""), ping()], Some(1000)),
        closes("7.1.4", vec![normally(""), text()], Some(1000)),
        closes(
            "7.1.5",
            vec![
                frame(TEXT, "one"),
                normally(""),
                frame(FIN | CONTINUATION, "two"),
            ],
            Some(1000),
        ),
        Case {
            name: "7.1.6".to_owned(),
            frames: vec![
                frame(FIN | TEXT, &long),
                normally(""),
                frame(FIN | PING, ""),
            ],
            expected: vec![Text(long), Close(Some(1000))],
        },
    ])
    .await;
}

#[tokio::test]
async fn a_close_frame_may_be_empty_or_have_a_code_and_a_reason() {
    run(&[
        closes("7.3.1", vec![close("")], None),
        illegal("7.3.2", vec![close("a")], vec![], 1002),
        closes("7.3.3", vec![normally("")], Some(1000)),
        closes("7.3.4", vec![normally("Hello, world!")], Some(1000)),
        closes("7.3.5", vec![normally([b'*'; 123])], Some(1000)),
        illegal("7.3.6", vec![normally([b'*'; 124])], vec![], 1002),
        illegal(
            "7.5.1",
            vec![normally(b"\xCE\xBA\xED\xA0\x80edited")],
            vec![],
            1007,
        ),
        illegal("7.5.1, cut short", vec![normally(b"\xCE")], vec![], 1007),
    ])
    .await;
}

#[tokio::test]
async fn only_codes_that_may_be_sent_are_taken() {
    let mut cases = Vec::new();
    for code in [
        1000u16, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
        4000, 4999,
    ] {
        cases.push(closes("7.7", vec![close(code.to_be_bytes())], Some(code)));
    }
    // 7.13, the last three, is left open by the standard.
    for code in [
        0u16, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535,
    ] {
        cases.push(illegal(
            "7.9, 7.13",
            vec![close(code.to_be_bytes())],
            vec![],
            1002,
        ));
    }
    run(&cases).await;
}
