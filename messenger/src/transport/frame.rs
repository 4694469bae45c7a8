//! WebSocket frames (RFC 6455), without any input or output.
//!
//! Reading works in place: a frame that arrived whole is unmasked where it lies and handed out as a
//! borrow, so a connection owns bytes only for a message that is not complete yet. A text that is not
//! UTF-8 is refused at the byte that shows it, however the stream is cut into reads and the message into
//! fragments.

mod utf8;

use bytes::BufMut;
use std::ops::Range;
use utf8::Utf8;

/// Opcodes (RFC 6455, section 5.2).
mod opcode {
    pub(super) const CONTINUATION: u8 = 0x0;
    pub(super) const TEXT: u8 = 0x1;
    pub(super) const BINARY: u8 = 0x2;
    pub(super) const CLOSE: u8 = 0x8;
    pub(super) const PING: u8 = 0x9;
    pub(super) const PONG: u8 = 0xA;
}

/// Why a connection is closed (RFC 6455, section 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// The purpose is fulfilled.
    Normal,
    /// The server goes away.
    GoingAway,
    /// The peer broke the protocol.
    Protocol,
    /// A kind of data that is not understood here.
    Unsupported,
    /// A text that is not UTF-8.
    NotUtf8,
    /// What the server does not allow to go on.
    PolicyViolation,
    /// A message over the size limit.
    TooBig,
    /// The peer does not keep up; it may try again later.
    TryAgainLater,
}

impl CloseCode {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::GoingAway => 1001,
            Self::Protocol => 1002,
            Self::Unsupported => 1003,
            Self::NotUtf8 => 1007,
            Self::PolicyViolation => 1008,
            Self::TooBig => 1009,
            Self::TryAgainLater => 1013,
        }
    }
}

/// What the peer did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Violation {
    /// The code to close with.
    pub code: CloseCode,
    /// The reason to close with.
    pub reason: &'static str,
}

const fn protocol(reason: &'static str) -> Violation {
    Violation {
        code: CloseCode::Protocol,
        reason,
    }
}

const NOT_UTF8: Violation = Violation {
    code: CloseCode::NotUtf8,
    reason: "text is not UTF-8",
};
const TOO_BIG: Violation = Violation {
    code: CloseCode::TooBig,
    reason: "message too big",
};

/// What is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLimits {
    /// The longest message, in bytes of payload, fragments added up.
    pub message: usize,
    /// Also take frames without mask, which RFC 6455 forbids and Thunder's C++ client sends.
    pub unmasked: bool,
}

/// Something that the peer sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    /// A text message.
    Text(&'a str),
    /// A binary message.
    Binary(&'a [u8]),
    /// To be answered by a pong with the same payload.
    Ping(&'a [u8]),
    /// The answer to a ping.
    Pong,
    /// The peer closes; the code to answer with, if it gave one.
    Close(Option<u16>),
}

/// Reads frames; keeps what it must know of a message that is not complete.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Boxed because most messages come whole in one frame, and most connections are idle.
    unfinished: Option<Box<Unfinished>>,
}

#[derive(Debug, Default)]
struct Unfinished {
    /// What the fragments so far are of; `None`: there are none, only a part of a frame.
    kind: Option<Kind>,
    /// The payload of the fragments so far.
    payload: Vec<u8>,
    /// The last fragment was added; the message was handed out.
    complete: bool,
    /// So many bytes of payload of the frame at the front of the input are unmasked and checked.
    seen: usize,
    /// Checks the bytes of a text once each, in the order in which they come.
    check: Utf8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Binary,
}

/// A frame's head, taken apart.
struct Head {
    fin: bool,
    opcode: u8,
    mask: Option<[u8; 4]>,
    payload: Range<usize>,
}

impl Decoder {
    /// Reads the frame at the front of `input`: how long it is, and what it says, if it is whole.
    ///
    /// A frame that completes nothing gives `None` as what it says. `Ok(None)`: not whole yet. Then
    /// the next `input` must begin with the bytes of this one, as they were left, and have more behind.
    ///
    /// # Errors
    ///
    /// [`Violation`], as soon as it can be seen; the connection is to be closed then, and nothing more
    /// to be read.
    pub fn decode<'a>(
        &'a mut self,
        input: &'a mut [u8],
        limits: FrameLimits,
    ) -> Result<Option<(usize, Option<Incoming<'a>>)>, Violation> {
        if self
            .unfinished
            .as_ref()
            .is_some_and(|unfinished| unfinished.complete)
        {
            self.unfinished = None;
        }
        let Some(head) = self.head(input, limits)? else {
            return Ok(None);
        };
        let end = head.payload.end;
        if end > input.len() {
            self.look_ahead(&head, &mut input[head.payload.start..])?;
            return Ok(None);
        }
        let payload = &mut input[head.payload.clone()];
        if let Some(unfinished) = &mut self.unfinished {
            // Control frames are never looked at before they are whole.
            let seen = std::mem::take(&mut unfinished.seen);
            unmask(&mut payload[seen..], head.mask, seen);
            if head.opcode < opcode::CLOSE {
                return Ok(Some((end, self.go_on(&head, payload, seen)?)));
            }
        } else {
            unmask(payload, head.mask, 0);
        }
        let incoming = match head.opcode {
            opcode::TEXT if head.fin => Some(Incoming::Text(
                std::str::from_utf8(payload).map_err(|_| NOT_UTF8)?,
            )),
            opcode::BINARY if head.fin => Some(Incoming::Binary(payload)),
            opcode::PING => Some(Incoming::Ping(payload)),
            opcode::PONG => Some(Incoming::Pong),
            opcode::CLOSE => Some(Incoming::Close(close_code(payload)?)),
            _ => self.go_on(&head, payload, 0)?,
        };
        Ok(Some((end, incoming)))
    }

    /// Takes the head apart; `None`: it is not whole yet.
    fn head(&self, input: &[u8], limits: FrameLimits) -> Result<Option<Head>, Violation> {
        let &[first, ref rest @ ..] = input else {
            return Ok(None);
        };
        let fin = first & 0x80 != 0;
        let opcode = first & 0x0F;
        let control = opcode & 0x8 != 0;
        if first & 0x70 != 0 {
            return Err(protocol("a reserved bit is set"));
        }
        match opcode {
            opcode::CONTINUATION if self.continued().is_none() => {
                return Err(protocol("nothing to continue"));
            }
            opcode::TEXT | opcode::BINARY if self.continued().is_some() => {
                return Err(protocol("a message begins inside another"));
            }
            opcode::CONTINUATION | opcode::TEXT | opcode::BINARY => {}
            opcode::CLOSE | opcode::PING | opcode::PONG if !fin => {
                return Err(protocol("a control frame is fragmented"));
            }
            opcode::CLOSE | opcode::PING | opcode::PONG => {}
            _ => return Err(protocol("a reserved opcode")),
        }
        let &[second, ref rest @ ..] = rest else {
            return Ok(None);
        };
        let masked = second & 0x80 != 0;
        if !masked && !limits.unmasked {
            return Err(protocol("a frame without mask"));
        }
        let (length, length_bytes) = match (second & 0x7F, rest) {
            (126 | 127, _) if control => return Err(protocol("a control frame is too long")),
            (126, &[a, b, ..]) => (u64::from(u16::from_be_bytes([a, b])), 2),
            (127, &[a, b, c, d, e, f, g, h, ..]) => {
                (u64::from_be_bytes([a, b, c, d, e, f, g, h]), 8)
            }
            (126 | 127, _) => return Ok(None),
            (length, _) => (u64::from(length), 0),
        };
        let least = match length_bytes {
            0 => 0,
            2 => 126,
            _ => 1 << 16,
        };
        if length < least {
            return Err(protocol("a length is not encoded the shortest way"));
        }
        if length > i64::MAX as u64 {
            return Err(protocol("a length has its highest bit set"));
        }
        let before = self
            .unfinished
            .as_ref()
            .map_or(0, |unfinished| unfinished.payload.len());
        let length = usize::try_from(length).map_err(|_| TOO_BIG)?;
        if !control && length > limits.message.saturating_sub(before) {
            return Err(TOO_BIG);
        }
        let rest = &rest[length_bytes..];
        let mask = match (masked, rest) {
            (false, _) => None,
            (true, &[a, b, c, d, ..]) => Some([a, b, c, d]),
            (true, _) => return Ok(None),
        };
        let start = 2 + length_bytes + if masked { 4 } else { 0 };
        Ok(Some(Head {
            fin,
            opcode,
            mask,
            payload: start..start + length,
        }))
    }

    /// What is being continued; `None`: the last message is complete.
    fn continued(&self) -> Option<Kind> {
        self.unfinished.as_ref()?.kind
    }

    /// Checks what has come so far of a text frame that is not whole, and unmasks it to that end.
    fn look_ahead(&mut self, head: &Head, arrived: &mut [u8]) -> Result<(), Violation> {
        let is_text = match head.opcode {
            opcode::CONTINUATION => self.continued() == Some(Kind::Text),
            opcode => opcode == opcode::TEXT,
        };
        if is_text && !arrived.is_empty() {
            let unfinished = self.unfinished.get_or_insert_default();
            let fresh = &mut arrived[unfinished.seen..];
            unmask(fresh, head.mask, unfinished.seen);
            unfinished.check.push(fresh).map_err(|_| NOT_UTF8)?;
            unfinished.seen = arrived.len();
        }
        Ok(())
    }

    /// Takes a whole data frame that is a fragment or was looked at before it was whole, and hands out
    /// the message that it completes. The first `seen` bytes of its payload are checked.
    fn go_on<'a>(
        &'a mut self,
        head: &Head,
        payload: &'a [u8],
        seen: usize,
    ) -> Result<Option<Incoming<'a>>, Violation> {
        let unfinished = self.unfinished.get_or_insert_default();
        let kind = unfinished.kind.unwrap_or(match head.opcode {
            opcode::BINARY => Kind::Binary,
            _ => Kind::Text,
        });
        if kind == Kind::Text {
            unfinished
                .check
                .push(&payload[seen..])
                .map_err(|_| NOT_UTF8)?;
            if head.fin && !unfinished.check.is_complete() {
                return Err(NOT_UTF8);
            }
        }
        unfinished.complete = head.fin;
        let message = if head.fin && unfinished.kind.is_none() {
            payload
        } else {
            unfinished.kind = Some(kind);
            unfinished.payload.extend_from_slice(payload);
            &unfinished.payload
        };
        match kind {
            _ if !head.fin => Ok(None),
            Kind::Binary => Ok(Some(Incoming::Binary(message))),
            Kind::Text => {
                let text = std::str::from_utf8(message).map_err(|_| NOT_UTF8)?;
                Ok(Some(Incoming::Text(text)))
            }
        }
    }
}

/// Reads the payload of a close frame (RFC 6455, sections 5.5.1 and 7.4).
fn close_code(payload: &[u8]) -> Result<Option<u16>, Violation> {
    let (code, reason) = match payload {
        [] => return Ok(None),
        [_] => return Err(protocol("a close code is cut short")),
        [a, b, reason @ ..] => (u16::from_be_bytes([*a, *b]), reason),
    };
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(protocol("a close code is not allowed"));
    }
    std::str::from_utf8(reason).map_err(|_| NOT_UTF8)?;
    Ok(Some(code))
}

/// Takes the mask off bytes that stand `position` bytes behind the beginning of their payload.
fn unmask(bytes: &mut [u8], mask: Option<[u8; 4]>, position: usize) {
    let Some(mut mask) = mask else {
        return;
    };
    mask.rotate_left(position % 4);
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let mut words = bytes.chunks_exact_mut(8);
    for word in &mut words {
        let masked = u64::from_ne_bytes(word.try_into().expect("chunks of 8 bytes"));
        word.copy_from_slice(&(masked ^ wide).to_ne_bytes());
    }
    for (byte, mask) in words.into_remainder().iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

/// The most bytes in front of a payload that is not masked.
pub const MAXIMUM_HEAD: usize = 10;

/// Appends a text frame whose payload is the concatenation of `parts`.
pub fn write_text(out: &mut impl BufMut, parts: [&[u8]; 3]) {
    write_text_head(out, parts.iter().map(|part| part.len()).sum());
    for part in parts {
        out.put_slice(part);
    }
}

/// Appends the beginning of a text frame; a payload of `length` bytes is to follow.
pub fn write_text_head(out: &mut impl BufMut, length: usize) {
    write_head(out, opcode::TEXT, length);
}

/// Appends a binary frame.
pub fn write_binary(out: &mut Vec<u8>, payload: &[u8]) {
    write_head(out, opcode::BINARY, payload.len());
    out.extend_from_slice(payload);
}

/// Appends a pong; `payload` is that of a ping, at most 125 bytes.
pub fn write_pong(out: &mut Vec<u8>, payload: &[u8]) {
    write_head(out, opcode::PONG, payload.len());
    out.extend_from_slice(payload);
}

/// Appends a ping.
pub fn write_ping(out: &mut Vec<u8>) {
    write_head(out, opcode::PING, 0);
}

/// Appends a close frame, without code if there is none; `reason` is cut to what fits.
pub fn write_close(out: &mut Vec<u8>, code: Option<u16>, reason: &str) {
    let reason = match code {
        Some(_) => &reason.as_bytes()[..reason.floor_char_boundary(123)],
        None => &[],
    };
    let code = code.map(u16::to_be_bytes);
    let code = code.as_ref().map_or(&[][..], |code| &code[..]);
    write_head(out, opcode::CLOSE, code.len() + reason.len());
    out.extend_from_slice(code);
    out.extend_from_slice(reason);
}

/// How long the frame at the front of `bytes` is, which one of the writers here wrote.
pub fn length(bytes: &[u8]) -> usize {
    match *bytes {
        [_, 126, a, b, ..] => 4 + usize::from(u16::from_be_bytes([a, b])),
        [_, 127, a, b, c, d, e, f, g, h, ..] => {
            10 + u64::from_be_bytes([a, b, c, d, e, f, g, h]) as usize
        }
        [_, length, ..] => 2 + usize::from(length),
        _ => bytes.len(),
    }
}

/// The head of a whole, unmasked frame.
fn write_head(out: &mut impl BufMut, opcode: u8, length: usize) {
    out.put_u8(0x80 | opcode);
    match length {
        0..=125 => out.put_u8(length as u8),
        126..=0xFFFF => {
            out.put_u8(126);
            out.put_u16(length as u16);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(length as u64);
        }
    }
}

#[cfg(test)]
mod tests;
