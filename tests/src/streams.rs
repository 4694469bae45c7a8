//! Streams of WebSocket frames: made by hand or at random, cut anywhere, and read by the server's decoder.

use fastrand::Rng;
use messenger::transport::frame::{Decoder, FrameLimits, Incoming};

/// A frame as it goes over the wire; `first` is its first byte: FIN, reserved bits, opcode.
pub fn frame(first: u8, payload: &[u8], mask: Option<[u8; 4]>) -> Vec<u8> {
    let bit = if mask.is_some() { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(bit | length as u8),
        length @ 126..0x1_0000 => {
            bytes.push(bit | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(bit | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    let mask = mask.inspect(|mask| bytes.extend(mask)).unwrap_or_default();
    let masked = payload.iter().zip(mask.iter().cycle());
    bytes.extend(masked.map(|(byte, mask)| byte ^ mask));
    bytes
}

/// A conversation of a client that mostly keeps to the protocol; where `faults` is set, with something
/// wrong in it here and there.
pub fn random(rng: &mut Rng, faults: bool) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut continued = false;
    for _ in 0..rng.usize(1..12) {
        let fault = faults && rng.u8(..) < 20;
        let control = rng.u8(..) < 80;
        let opcode = match (control, continued) {
            _ if fault => rng.u8(..16),
            (true, _) => *rng.choice([0x9, 0x9, 0xA, 0xA, 0x8].iter()).unwrap_or(&0x9),
            (false, true) => 0x0,
            (false, false) => rng.u8(1..=2),
        };
        let fin = control || rng.bool();
        if opcode < 8 {
            continued = !fin;
        }
        let mut payload = random_payload(rng, opcode);
        if fault && rng.bool() && !payload.is_empty() {
            let position = rng.usize(..payload.len());
            payload[position] = rng.u8(..);
        }
        let reserved = if fault {
            rng.u8(..) & 0x70 & rng.u8(..)
        } else {
            0
        };
        let mask = (!fault || rng.bool()).then(|| rng.u32(..).to_ne_bytes());
        let fin = if fin != (fault && rng.bool()) {
            0x80
        } else {
            0
        };
        let mut bytes = frame(fin | reserved | opcode, &payload, mask);
        if fault && rng.bool() {
            let position = rng.usize(..bytes.len().min(14));
            bytes[position] ^= 1 << rng.u8(..8);
        }
        stream.extend(bytes);
        if opcode == 0x8 && !fault {
            break;
        }
    }
    stream
}

fn random_payload(rng: &mut Rng, opcode: u8) -> Vec<u8> {
    let length = match rng.u8(..8) {
        0 => 0,
        1 => rng.usize(120..130),
        2 => rng.usize(..300),
        _ => rng.usize(..12),
    };
    match opcode {
        0x8 if length < 2 => Vec::new(),
        0x8 => {
            let code = *rng
                .choice([1000u16, 1001, 1007, 1011, 3000, 4999].iter())
                .unwrap_or(&1000);
            [&code.to_be_bytes()[..], &vec![b'r'; length.min(125) - 2]].concat()
        }
        0x9 | 0xA => std::iter::repeat_with(|| rng.u8(..))
            .take(length.min(125))
            .collect(),
        0x2 => std::iter::repeat_with(|| rng.u8(..)).take(length).collect(),
        _ => {
            let text: String = std::iter::repeat_with(|| match rng.u8(..4) {
                0 => rng.char(..),
                _ => rng.alphanumeric(),
            })
            .take(length)
            .collect();
            text.into_bytes()
        }
    }
}

/// Cuts a stream into pieces of random lengths.
pub fn cut<'a>(stream: &'a [u8], rng: &mut Rng) -> Vec<&'a [u8]> {
    let longest = *rng.choice([1, 3, 10, 100, 1000].iter()).unwrap_or(&1);
    let mut pieces = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(rng.usize(1..=longest).min(rest.len()));
        pieces.push(piece);
        rest = others;
    }
    pieces
}

/// Something that the decoder handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping.
    Ping(Vec<u8>),
    /// A pong.
    Pong,
    /// The peer closes.
    Close(Option<u16>),
}

/// What the decoder makes of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it handed out, in order.
    pub events: Vec<Event>,
    /// The code and reason of the violation that ended it.
    pub violation: Option<(u16, &'static str)>,
    /// How many bytes of whole frames it read.
    pub read: usize,
}

/// Reads a stream piece by piece, up to its end, a close frame or a violation.
pub fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, limits: FrameLimits) -> Outcome {
    let mut decoder = Decoder::default();
    let mut input = Vec::new();
    let mut outcome = Outcome {
        events: Vec::new(),
        violation: None,
        read: 0,
    };
    for piece in pieces {
        input.extend_from_slice(piece);
        let mut handled = 0;
        loop {
            match decoder.decode(&mut input[handled..], limits) {
                Ok(None) => break,
                Ok(Some((length, incoming))) => {
                    handled += length;
                    outcome.read += length;
                    outcome.events.extend(incoming.map(event));
                    if let Some(Event::Close(_)) = outcome.events.last() {
                        return outcome;
                    }
                }
                Err(violation) => {
                    outcome.violation = Some((violation.code.number(), violation.reason));
                    return outcome;
                }
            }
        }
        input.drain(..handled);
    }
    outcome
}

fn event(incoming: Incoming<'_>) -> Event {
    match incoming {
        Incoming::Text(text) => Event::Text(text.to_owned()),
        Incoming::Binary(payload) => Event::Binary(payload.to_vec()),
        Incoming::Ping(payload) => Event::Ping(payload.to_vec()),
        Incoming::Pong => Event::Pong,
        Incoming::Close(code) => Event::Close(code),
    }
}
