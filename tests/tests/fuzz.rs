//! The properties of [`tests::fuzz`] on random input, without a fuzzer: each for a moment, longer if
//! `TESTS_FUZZ_SECONDS` says so.

use fastrand::Rng;
use std::time::{Duration, Instant};
use tests::streams;

/// Runs a property on what `make` makes, and says what made it fail.
fn hold(property: fn(&[u8]), make: impl Fn(&mut Rng) -> Vec<u8>) {
    let time = Duration::from_secs(tests::number_from_environment("TESTS_FUZZ_SECONDS", 2));
    let start = Instant::now();
    // The first thousands are always the same; the clock only ends them.
    for seed in 0.. {
        if start.elapsed() > time {
            return;
        }
        let input = make(&mut Rng::with_seed(seed));
        if std::panic::catch_unwind(|| property(&input)).is_err() {
            panic!("seed {seed}: {}", input.escape_ascii());
        }
    }
}

/// Puts texts one behind the other, and now and then something else between.
fn join(rng: &mut Rng, parts: &[&str], most: usize) -> Vec<u8> {
    let mut text = String::new();
    for _ in 0..rng.usize(..most) {
        match rng.u8(..30) {
            0 => text.push(rng.char(..)),
            _ => text.push_str(rng.choice(parts).expect("there are parts")),
        }
    }
    text.into_bytes()
}

#[test]
fn frames_come_out_the_same_however_they_are_cut() {
    hold(tests::fuzz::frames, |rng| {
        let faults = rng.bool();
        [&[rng.u8(..), rng.u8(..)][..], &streams::random(rng, faults)].concat()
    });
}

#[test]
fn any_bytes_are_frames_or_a_violation() {
    hold(tests::fuzz::frames, |rng| {
        let length = rng.usize(..60);
        std::iter::repeat_with(|| rng.u8(..)).take(length).collect()
    });
}

#[test]
fn any_text_is_answered_by_json_rpc_or_not_at_all() {
    const TOKENS: [&str; 42] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\n",
        "null",
        "true",
        "-1",
        "0",
        "1e2",
        "1e999",
        "\"\"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\u0032.0\"",
        "{}",
        "[]",
        "[[]]",
        "\"jsonrpc\":\"2.0\",",
        "\"jsonrpc\":\"2.0\"",
        "\"id\":1,",
        "\"id\":null,",
        "\"id\":\"a\",",
        "\"method\":",
        "\"method\":\"Messenger.1.join\",",
        "\"Messenger.1.register\"",
        "\"register\"",
        "\"versions\"",
        "\"Messenger.exists\"",
        "\"params\":",
        "\"params\":{\"room\":\"r\",\"user\":\"u\"}",
        "\"params\":{\"event\":\"roomupdate\",\"id\":\"c\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":7,",
        "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"Messenger.versions\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"Messenger.versions\"}",
        "\"x\":",
    ];
    hold(tests::fuzz::envelope, |rng| join(rng, &TOKENS, 14));
}

#[test]
fn a_designator_is_the_sum_of_its_parts() {
    const TOKENS: [&str; 14] = [
        ".",
        ".",
        "@",
        "#",
        "::",
        "/",
        "1",
        "01",
        "0",
        "4294967297",
        "Messenger",
        "join",
        "-",
        "\u{e9}",
    ];
    hold(tests::fuzz::designator, |rng| join(rng, &TOKENS, 9));
}
