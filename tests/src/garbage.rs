//! Makes streams that are garbage, wholly or nearly not.

use crate::frames::UPGRADE;
use crate::streams;
use fastrand::Rng;

/// A stream of garbage.
#[derive(Clone, Debug)]
pub struct Garbage {
    /// What to send.
    pub bytes: Vec<u8>,
    /// Whether it belongs behind a handshake that went well.
    pub upgraded: bool,
}

/// Garbage of any kind.
pub fn garbage(rng: &mut Rng) -> Garbage {
    let kind = rng.u8(..8);
    let bytes = match kind {
        0 => noise(rng, 300),
        1 => mutated(requests(rng), rng),
        2 => mutated(handshake(), rng),
        3 => [handshake(), noise(rng, 100)].concat(),
        4 => noise(rng, 300),
        5 => streams::random(rng, true),
        6 => texts(rng),
        _ => mutated(texts(rng), rng),
    };
    Garbage {
        bytes,
        upgraded: kind >= 4,
    }
}

fn noise(rng: &mut Rng, most: usize) -> Vec<u8> {
    let length = rng.usize(1..most);
    std::iter::repeat_with(|| rng.u8(..)).take(length).collect()
}

fn handshake() -> Vec<u8> {
    format!("GET /jsonrpc HTTP/1.1\r\n{UPGRADE}\r\n").into_bytes()
}

/// One request or several, all as they should be.
fn requests(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..rng.usize(1..4) {
        let body = call(rng);
        let length = body.len();
        let path = *rng
            .choice(["/jsonrpc", "/jsonrpc/Messenger", "/metrics", "/"].iter())
            .unwrap_or(&"/");
        let method = *rng
            .choice(["POST", "POST", "GET", "OPTIONS"].iter())
            .unwrap_or(&"POST");
        let request = match rng.u8(..3) {
            0 => format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
            ),
            1 => format!("{method} {path} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}"),
            _ => format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n{body}"
            ),
        };
        bytes.extend(request.into_bytes());
    }
    bytes
}

/// Messages behind a handshake, right as frames and wrong as calls.
fn texts(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..rng.usize(1..6) {
        let text = mutated(call(rng).into_bytes(), rng);
        let text = String::from_utf8_lossy(&text);
        let mask = rng.u32(..).to_ne_bytes();
        bytes.extend(streams::frame(0x81, text.as_bytes(), Some(mask)));
    }
    bytes
}

/// A call; all of them stay within a few rooms, which go with their connection.
fn call(rng: &mut Rng) -> String {
    let name = rng.u8(..8);
    let token = format!("{:020x}", rng.u64(..));
    let (method, params) = match rng.u8(..8) {
        0 => (
            "join",
            format!(r#"{{"room":"garbage {name}","user":"{name}"}}"#),
        ),
        1 => (
            "send",
            format!(r#"{{"roomid":"{token}","message":"{name}"}}"#),
        ),
        2 => ("leave", format!(r#"{{"roomid":"{token}"}}"#)),
        3 => (
            "register",
            format!(r#"{{"event":"roomupdate","id":"{name}"}}"#),
        ),
        4 => (
            "register",
            format!(r#"{{"event":"userupdate","id":"{token}.{name}"}}"#),
        ),
        5 => (
            "unregister",
            format!(r#"{{"event":"roomupdate","id":"{name}"}}"#),
        ),
        6 => ("versions", "null".to_owned()),
        _ => ("exists", r#"{"method":"join"}"#.to_owned()),
    };
    let call = format!(
        r#"{{"jsonrpc":"2.0","id":{name},"method":"Messenger.1.{method}","params":{params}}}"#
    );
    match rng.u8(..4) {
        0 => format!("[{call},{call}]"),
        _ => call,
    }
}

/// The same with something changed here and there, or nothing.
fn mutated(mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    for _ in 0..rng.usize(..4) {
        if bytes.is_empty() {
            break;
        }
        let start = rng.usize(..bytes.len());
        let end = rng.usize(start..=bytes.len().min(start + 40));
        match rng.u8(..5) {
            0 => bytes[start] = rng.u8(..),
            1 => bytes[start] ^= 1 << rng.u8(..8),
            2 => drop(bytes.drain(start..end)),
            3 => {
                let again = bytes[start..end].to_vec();
                bytes.splice(start..start, again);
            }
            _ => bytes.truncate(start),
        }
    }
    bytes
}
