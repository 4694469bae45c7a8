//! Random streams, right and wrong ones: read by the server's decoder in pieces, and by another
//! implementation, which must come to the same.

use fastrand::Rng;
use futures_util::StreamExt;
use messenger::transport::frame::FrameLimits;
use tests::streams::{Event, Outcome, cut, decode, random};
use tokio_websockets::{Config, Limits, ServerBuilder};

/// More than fragments add up to: beyond it the other one reports an error but sends no close frame.
/// Announced lengths do exceed it.
const LIMIT: usize = 100_000;

const LIMITS: FrameLimits = FrameLimits {
    message: LIMIT,
    unmasked: false,
};

/// What tokio-websockets makes of a stream: its messages, and the code it closes with.
async fn oracle(stream: &[u8]) -> (Vec<Event>, Option<u16>) {
    let mut written = Vec::new();
    let mut events = Vec::new();
    {
        let both = tokio::io::join(stream, &mut written);
        let mut socket = ServerBuilder::new()
            .limits(Limits::default().max_payload_len(Some(LIMIT)))
            .config(Config::default().frame_size(usize::MAX))
            .serve(both);
        while let Some(message) = socket.next().await {
            let Ok(message) = message else {
                // It writes its close frame when it is asked for more.
                continue;
            };
            let payload = message.as_payload();
            events.push(if message.is_text() {
                Event::Text(message.as_text().expect("is text").to_owned())
            } else if message.is_binary() {
                Event::Binary(payload.to_vec())
            } else if message.is_ping() {
                Event::Ping(payload.to_vec())
            } else if message.is_pong() {
                Event::Pong
            } else {
                Event::Close(payload.first_chunk().map(|code| u16::from_be_bytes(*code)))
            });
        }
    }
    (events, last_close(&written))
}

/// The code of the close frame among the short frames that were written.
fn last_close(written: &[u8]) -> Option<u16> {
    let mut rest = written;
    while let &[first, length, ref payload @ ..] = rest {
        if first == 0x88 {
            return payload.first_chunk().map(|code| u16::from_be_bytes(*code));
        }
        rest = &payload[usize::from(length)..];
    }
    None
}

#[tokio::test]
async fn another_implementation_agrees() {
    let (mut violations, mut messages) = (0, 0);
    for seed in 0..6000 {
        let mut rng = Rng::with_seed(seed);
        let stream = random(&mut rng, seed % 2 == 0);
        let outcome = decode(cut(&stream, &mut rng), LIMITS);
        let mut for_oracle = stream.clone();
        if outcome.violation.is_some() {
            // We see it at once, the other one perhaps only behind the frame; what follows changes nothing.
            for_oracle.resize(stream.len() + LIMIT, 0);
        }
        let (events, code) = oracle(&for_oracle).await;
        assert_eq!(outcome.events, events, "seed {seed}: {stream:X?}");
        let Outcome { violation, .. } = outcome;
        if let Some((ours, reason)) = violation {
            assert_eq!(Some(ours), code, "seed {seed}, {reason}: {stream:X?}");
            violations += 1;
        } else if !matches!(events.last(), Some(Event::Close(_))) {
            assert_eq!(code, None, "seed {seed}: we took it: {stream:X?}");
        }
        messages += events.len();
    }
    // Otherwise the streams would say little.
    assert!(
        violations > 500 && messages > 5000,
        "{violations}, {messages}"
    );
}
