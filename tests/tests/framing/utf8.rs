//! Group 6: texts that are UTF-8 and texts that are not.

use super::support::{Case, FIN, Text, frame, illegal, legal, run};
use tests::frames::{CONTINUATION, TEXT};

/// A Greek word, with a two-byte and a three-byte character.
const GREEK: &[u8] = b"\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5";

/// One character a fragment of one byte.
fn byte_by_byte(payload: &[u8]) -> Vec<Vec<u8>> {
    let last = payload.len() - 1;
    let fragment = |(number, byte): (usize, &u8)| {
        let opcode = if number == 0 { TEXT } else { CONTINUATION };
        frame(if number == last { FIN | opcode } else { opcode }, [*byte])
    };
    payload.iter().enumerate().map(fragment).collect()
}

fn valid(name: &str, payload: &[u8]) -> Vec<Case> {
    let echo = || vec![Text(payload.to_vec())];
    vec![
        legal(name, vec![frame(FIN | TEXT, payload)], echo()),
        legal(
            format!("{name}, in fragments"),
            byte_by_byte(payload),
            echo(),
        ),
    ]
}

fn invalid(name: &str, payload: &[u8]) -> Vec<Case> {
    vec![
        illegal(name, vec![frame(FIN | TEXT, payload)], vec![], 1007),
        illegal(
            format!("{name}, in fragments"),
            byte_by_byte(payload),
            vec![],
            1007,
        ),
    ]
}

#[tokio::test]
async fn empty_and_fragmented_texts() {
    let empty = |first| frame(first, "");
    let mut cases = vec![
        legal("6.1.1", vec![empty(FIN | TEXT)], vec![Text(vec![])]),
        legal(
            "6.1.2",
            vec![empty(TEXT), empty(CONTINUATION), empty(FIN | CONTINUATION)],
            vec![Text(vec![])],
        ),
        legal(
            "6.1.3",
            vec![
                empty(TEXT),
                frame(CONTINUATION, "middle"),
                empty(FIN | CONTINUATION),
            ],
            vec![Text(b"middle".to_vec())],
        ),
        legal(
            "6.2.2",
            vec![
                frame(TEXT, "Hello-\u{b5}@\u{df}"),
                frame(FIN | CONTINUATION, "\u{e4}-UTF-8!!"),
            ],
            vec![Text("Hello-\u{b5}@\u{df}\u{e4}-UTF-8!!".into())],
        ),
    ];
    cases.extend(valid(
        "6.2.1, 6.2.3",
        "Hello-\u{b5}@\u{df}\u{f6}\u{e4}-UTF-8!!".as_bytes(),
    ));
    cases.extend(valid("6.2.4", GREEK));
    cases.extend(invalid("6.3", &[GREEK, b"\xED\xA0\x80edited"].concat()));
    run(&cases).await;
}

/// What is wrong is answered before the rest of the fragment, of the frame or of the message has come.
#[tokio::test]
async fn what_is_wrong_is_seen_at_once() {
    let payload = [GREEK, b"\xF4\x90\x80\x80edited"].concat();
    let (seen, rest) = payload.split_at(GREEK.len() + 2);
    let unsent = |frame: Vec<u8>| frame[..frame.len() - rest.len()].to_vec();
    run(&[
        illegal(
            "6.4.1",
            vec![
                frame(TEXT, GREEK),
                frame(CONTINUATION, &payload[GREEK.len()..]),
            ],
            vec![],
            1007,
        ),
        illegal(
            "6.4.2",
            vec![
                frame(TEXT, &seen[..seen.len() - 1]),
                frame(CONTINUATION, &seen[seen.len() - 1..]),
            ],
            vec![],
            1007,
        ),
        illegal(
            "6.4.3, 6.4.4",
            vec![unsent(frame(FIN | TEXT, &payload))],
            vec![],
            1007,
        ),
        illegal(
            "6.4.3 in a later fragment",
            vec![
                frame(TEXT, "before"),
                unsent(frame(FIN | CONTINUATION, &payload)),
            ],
            vec![],
            1007,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_utf_8() {
    let mut cases = Vec::new();
    for (name, payloads) in [
        (
            "6.5",
            &[
                &b"hello$world"[..],
                b"hello\xC2\xA2world",
                b"hello\xE2\x82\xACworld",
                b"hello\xF0\xA4\xAD\xA2world",
            ][..],
        ),
        (
            "6.7",
            &[b"\0", b"\xC2\x80", b"\xE0\xA0\x80", b"\xF0\x90\x80\x80"],
        ),
        (
            "6.9",
            &[b"\x7F", b"\xDF\xBF", b"\xEF\xBF\xBF", b"\xF4\x8F\xBF\xBF"],
        ),
        ("6.11", &[b"\xED\x9F\xBF", b"\xEE\x80\x80", b"\xEF\xBF\xBD"]),
        (
            "6.23",
            &[
                b"\xEF\xBF\xB9",
                b"\xEF\xBF\xBA",
                b"\xEF\xBF\xBB",
                b"\xEF\xBF\xBC",
                b"\xEF\xBF\xBE",
            ],
        ),
    ] {
        cases.extend(payloads.iter().flat_map(|payload| valid(name, payload)));
    }
    // The last two code points of every plane are characters to UTF-8.
    for plane in 0..=0x10u32 {
        for last in [0xFFFE, 0xFFFF] {
            let character = char::from_u32(plane << 16 | last).expect("is no surrogate");
            cases.extend(valid("6.22", character.to_string().as_bytes()));
        }
    }
    run(&cases).await;
}

#[tokio::test]
async fn what_is_not_utf_8() {
    let mut cases = Vec::new();
    let mut add = |name: &str, payload: &[u8]| cases.extend(invalid(name, payload));
    for end in 1..=GREEK.len() {
        if std::str::from_utf8(&GREEK[..end]).is_err() {
            add("6.6", &GREEK[..end]);
        }
    }
    // (6.8, 6.10) five and six bytes, or beyond the last code point
    for payload in [
        &b"\xF8\x88\x80\x80\x80"[..],
        b"\xFC\x84\x80\x80\x80\x80",
        b"\xF7\xBF\xBF\xBF",
        b"\xFB\xBF\xBF\xBF\xBF",
        b"\xFD\xBF\xBF\xBF\xBF\xBF",
    ] {
        add("6.8, 6.10", payload);
    }
    add("6.11", b"\xF4\x90\x80\x80");
    let continuations: Vec<u8> = (0x80..=0xBF).collect();
    for payload in [
        &b"\x80"[..],
        b"\xBF",
        b"\x80\xBF",
        b"\x80\xBF\x80",
        &continuations,
    ] {
        add("6.12", payload);
    }
    for starts in [
        0xC0..=0xDF,
        0xE0..=0xEF,
        0xF0..=0xF7,
        0xF8..=0xFB,
        0xFC..=0xFDu8,
    ] {
        let lonely: Vec<u8> = starts.flat_map(|start| [start, b' ']).collect();
        add("6.13", &lonely);
    }
    let cut_short = [
        &b"\xC0"[..],
        b"\xE0\x80",
        b"\xF0\x80\x80",
        b"\xF8\x80\x80\x80",
        b"\xFC\x80\x80\x80\x80",
        b"\xDF",
        b"\xEF\xBF",
        b"\xF7\xBF\xBF",
        b"\xFB\xBF\xBF\xBF",
        b"\xFD\xBF\xBF\xBF\xBF",
    ];
    for payload in cut_short {
        add("6.14", payload);
    }
    add("6.15", &cut_short.concat());
    for payload in [&b"\xFE"[..], b"\xFF", b"\xFE\xFE\xFF\xFF"] {
        add("6.16", payload);
    }
    // (6.17 to 6.19) longer than need be: a slash, the last of each length, NUL
    for payload in [
        &b"\xC0\xAF"[..],
        b"\xE0\x80\xAF",
        b"\xF0\x80\x80\xAF",
        b"\xF8\x80\x80\x80\xAF",
        b"\xFC\x80\x80\x80\x80\xAF",
        b"\xC1\xBF",
        b"\xE0\x9F\xBF",
        b"\xF0\x8F\xBF\xBF",
        b"\xF8\x87\xBF\xBF\xBF",
        b"\xFC\x83\xBF\xBF\xBF\xBF",
        b"\xC0\x80",
        b"\xE0\x80\x80",
        b"\xF0\x80\x80\x80",
        b"\xF8\x80\x80\x80\x80",
        b"\xFC\x80\x80\x80\x80\x80",
    ] {
        add("6.17 to 6.19", payload);
    }
    let surrogates = [
        b"\xED\xA0\x80",
        b"\xED\xAD\xBF",
        b"\xED\xAE\x80",
        b"\xED\xAF\xBF",
    ];
    let low = [b"\xED\xB0\x80", b"\xED\xBE\x80", b"\xED\xBF\xBF"];
    for single in surrogates.iter().chain(&low) {
        add("6.20", *single);
    }
    for high in surrogates {
        for low in [low[0], low[2]] {
            add("6.21", &[high.as_slice(), low].concat());
        }
    }
    run(&cases).await;
}
