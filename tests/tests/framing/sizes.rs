//! Groups 9 and 10: long messages, in frames and reads of many sizes, and many short ones.

use super::support::{Binary, Expected, FIN, Text, echo, frame, legal, run};
use tests::frames::{BINARY, CONTINUATION, RawSocket, TEXT};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Something in which a lost or doubled byte shows.
fn payload(opcode: u8, length: usize) -> Vec<u8> {
    let bytes = (0..length).map(|position| (position % 251) as u8);
    match opcode {
        TEXT => bytes.map(|byte| b'0' + byte % 75).collect(),
        _ => bytes.collect(),
    }
}

fn expected(opcode: u8, payload: Vec<u8>) -> Expected {
    match opcode {
        TEXT => Text(payload),
        _ => Binary(payload),
    }
}

fn fragments(opcode: u8, payload: &[u8], size: usize) -> Vec<Vec<u8>> {
    let count = payload.len().div_ceil(size);
    let fragment = |(number, piece): (usize, &[u8])| {
        let opcode = if number == 0 { opcode } else { CONTINUATION };
        frame(
            if number + 1 == count {
                FIN | opcode
            } else {
                opcode
            },
            piece,
        )
    };
    payload.chunks(size).enumerate().map(fragment).collect()
}

#[tokio::test]
async fn long_messages_in_one_frame() {
    let mut cases = Vec::new();
    for (group, opcode) in [("9.1", TEXT), ("9.2", BINARY)] {
        for length in [64 * KIB, 256 * KIB, MIB, 4 * MIB] {
            let payload = payload(opcode, length);
            let frames = vec![frame(FIN | opcode, &payload)];
            cases.push(legal(group, frames, vec![expected(opcode, payload)]));
        }
    }
    run(&cases).await;
}

#[tokio::test]
async fn long_messages_in_fragments() {
    let mut cases = Vec::new();
    for (group, opcode) in [("9.3", TEXT), ("9.4", BINARY)] {
        for size in [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB] {
            let payload = payload(opcode, 512 * KIB);
            let frames = fragments(opcode, &payload, size);
            cases.push(legal(
                format!("{group}, {size}"),
                frames,
                vec![expected(opcode, payload)],
            ));
        }
    }
    let payload = payload(TEXT, 64 * KIB);
    cases.push(legal(
        "10.1.1",
        fragments(TEXT, &payload, 1300),
        vec![Text(payload)],
    ));
    run(&cases).await;
}

#[tokio::test]
async fn long_messages_in_short_writes() {
    let echo = echo();
    for (group, opcode) in [("9.5", TEXT), ("9.6", BINARY)] {
        for size in [64, 128, 256, 512, KIB, 2 * KIB] {
            let payload = payload(opcode, 128 * KIB);
            let mut socket = RawSocket::open(echo.address(), true).await;
            for piece in frame(FIN | opcode, &payload).chunks(size) {
                socket.connection().write(piece).await;
            }
            let came = socket.receive().await;
            assert_eq!((came.fin, came.opcode), (true, opcode), "{group}, {size}");
            assert!(came.payload == payload, "{group}, {size}: another payload");
        }
    }
}

#[tokio::test]
async fn many_messages_one_after_the_other() {
    let echo = echo();
    for (group, opcode) in [("9.7", TEXT), ("9.8", BINARY)] {
        for length in [0, 16, 64, 256, KIB, 4 * KIB] {
            let payload = payload(opcode, length);
            let mut socket = RawSocket::open(echo.address(), true).await;
            for _ in 0..100 {
                socket.send(FIN | opcode, &payload).await;
                let came = socket.receive().await;
                assert_eq!((came.fin, came.opcode), (true, opcode), "{group}, {length}");
                assert!(
                    came.payload == payload,
                    "{group}, {length}: another payload"
                );
            }
        }
    }
}
