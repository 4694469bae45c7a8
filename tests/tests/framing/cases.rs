//! Groups 1 to 5: framing, pings and pongs, reserved bits, reserved opcodes, fragments.

use super::support::{Binary, Case, FIN, Pong, Text, frame, illegal, legal, ping, run};
use tests::frames::{BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT};

const HELLO: &str = "Hello, world!";

fn hello() -> Vec<u8> {
    frame(FIN | TEXT, HELLO)
}

fn text(payload: impl AsRef<[u8]>) -> super::support::Expected {
    Text(payload.as_ref().to_vec())
}

fn pong(payload: impl AsRef<[u8]>) -> super::support::Expected {
    Pong(payload.as_ref().to_vec())
}

#[tokio::test]
async fn group_1_framing() {
    let mut cases = Vec::new();
    for (number, length) in (1..).zip([0, 125, 126, 127, 128, 65_535, 65_536]) {
        let stars = vec![b'*'; length];
        cases.push(legal(
            format!("1.1.{number}"),
            vec![frame(FIN | TEXT, &stars)],
            vec![Text(stars)],
        ));
        let bytes = vec![0xFE; length];
        cases.push(legal(
            format!("1.2.{number}"),
            vec![frame(FIN | BINARY, &bytes)],
            vec![Binary(bytes)],
        ));
    }
    run(&cases).await;
}

#[tokio::test]
async fn group_2_pings_and_pongs() {
    let bytes: &[u8] = &[0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF];
    let mut cases: Vec<Case> = [
        ("2.1", &b""[..]),
        ("2.2", HELLO.as_bytes()),
        ("2.3", bytes),
        ("2.4, 2.6", &[0xFE; 125]),
    ]
    .into_iter()
    .map(|(name, payload)| legal(name, vec![frame(FIN | PING, payload)], vec![pong(payload)]))
    .collect();
    cases.push(illegal(
        "2.5",
        vec![frame(FIN | PING, [0xFE; 126])],
        vec![],
        1002,
    ));
    cases.push(legal("2.7", vec![frame(FIN | PONG, "")], vec![]));
    cases.push(legal("2.8", vec![frame(FIN | PONG, "unasked")], vec![]));
    cases.push(legal(
        "2.9",
        vec![frame(FIN | PONG, "unasked"), frame(FIN | PING, "asked")],
        vec![pong("asked")],
    ));
    let ten: Vec<String> = (0..10).map(|number| format!("ping {number}")).collect();
    cases.push(legal(
        "2.10, 2.11",
        ten.iter()
            .map(|payload| frame(FIN | PING, payload))
            .collect(),
        ten.iter().map(pong).collect(),
    ));
    run(&cases).await;
}

#[tokio::test]
async fn group_3_reserved_bits() {
    let mut cases = vec![illegal(
        "3.1",
        vec![frame(FIN | 0x10 | TEXT, HELLO)],
        vec![],
        1002,
    )];
    for bits in 2..=4u8 {
        cases.push(illegal(
            format!("3.{bits}"),
            vec![hello(), frame(FIN | bits << 4 | TEXT, HELLO), ping()],
            vec![text(HELLO)],
            1002,
        ));
    }
    for (name, first, payload) in [
        ("3.5", FIN | 0x50 | BINARY, &[0x00, 0xFF][..]),
        ("3.6", FIN | 0x60 | PING, HELLO.as_bytes()),
        ("3.7", FIN | 0x70 | CLOSE, b""),
    ] {
        cases.push(illegal(name, vec![frame(first, payload)], vec![], 1002));
    }
    run(&cases).await;
}

#[tokio::test]
async fn group_4_reserved_opcodes() {
    let mut cases = Vec::new();
    for (group, first) in [("4.1", 0x3), ("4.2", 0xB)] {
        for number in 0..5 {
            let payload = if number % 2 == 0 { "" } else { "reserved" };
            let reserved = frame(FIN | (first + number), payload);
            let (frames, before) = match number {
                0 | 1 => (vec![reserved], vec![]),
                _ => (vec![hello(), reserved, ping()], vec![text(HELLO)]),
            };
            cases.push(illegal(
                format!("{group}.{}", number + 1),
                frames,
                before,
                1002,
            ));
        }
    }
    run(&cases).await;
}

#[tokio::test]
async fn group_5_fragments() {
    let begin = |payload| frame(TEXT, payload);
    let middle = |payload| frame(CONTINUATION, payload);
    let end = |payload| frame(FIN | CONTINUATION, payload);
    let twice = |frames: [Vec<u8>; 3]| [frames.clone(), frames].concat();
    let asking = |payload| frame(FIN | PING, payload);
    run(&[
        illegal("5.1", vec![frame(PING, "one"), end("two")], vec![], 1002),
        illegal("5.2", vec![frame(PONG, "one"), end("two")], vec![], 1002),
        legal(
            "5.3 to 5.5",
            vec![begin("one"), end("two")],
            vec![text("onetwo")],
        ),
        legal(
            "5.6 to 5.8",
            vec![begin("one"), asking("between"), end("two")],
            vec![pong("between"), text("onetwo")],
        ),
        illegal("5.9 to 5.11", vec![end("nothing"), hello()], vec![], 1002),
        illegal(
            "5.12 to 5.14",
            vec![middle("nothing"), hello()],
            vec![],
            1002,
        ),
        illegal(
            "5.15",
            vec![
                begin("one"),
                end("two"),
                middle("three"),
                frame(FIN | TEXT, "four"),
            ],
            vec![text("onetwo")],
            1002,
        ),
        illegal(
            "5.16",
            twice([middle("one"), begin("two"), end("three")]),
            vec![],
            1002,
        ),
        illegal(
            "5.17",
            twice([end("one"), begin("two"), end("three")]),
            vec![],
            1002,
        ),
        illegal(
            "5.18",
            vec![begin("one"), frame(FIN | TEXT, "two")],
            vec![],
            1002,
        ),
        legal(
            "5.19, 5.20",
            vec![
                begin("one, "),
                middle("two, "),
                asking("first"),
                middle("three, "),
                middle("four, "),
                asking("second"),
                end("five"),
            ],
            vec![
                pong("first"),
                pong("second"),
                text("one, two, three, four, five"),
            ],
        ),
        // Not in the suite: binary fragments, and a message of another kind inside.
        legal(
            "binary",
            vec![frame(BINARY, [0xFF]), asking("between"), end("\0")],
            vec![pong("between"), Binary(vec![0xFF, 0])],
        ),
        illegal(
            "binary inside",
            vec![begin("one"), frame(FIN | BINARY, "two")],
            vec![],
            1002,
        ),
    ])
    .await;
}
