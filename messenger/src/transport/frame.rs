//! WebSocket frames (RFC 6455), without any input or output.
//!
//! Reading works in place: a frame that arrived whole is unmasked where it lies and handed out as a
//! borrow, so a connection owns bytes only for a message that is not complete yet.

use std::ops::Range;

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
    Binary,
    /// To be answered by a pong with the same payload.
    Ping(&'a [u8]),
    /// The answer to a ping.
    Pong,
    /// The peer closes; the code to answer with, if it gave one.
    Close(Option<u16>),
}

/// Reads frames; keeps the fragments of a message that is not complete.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The fragments so far, and whether they are text; boxed because it is rare.
    fragments: Option<Box<Fragments>>,
}

#[derive(Debug)]
struct Fragments {
    text: bool,
    payload: Vec<u8>,
    /// So much of the payload is known to be UTF-8.
    valid: usize,
    complete: bool,
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
    /// A frame that completes nothing gives `None` as what it says. `Ok(None)`: not whole yet.
    ///
    /// # Errors
    ///
    /// [`Violation`], as soon as it can be seen; the connection is to be closed then.
    pub fn decode<'a>(
        &'a mut self,
        input: &'a mut [u8],
        limits: FrameLimits,
    ) -> Result<Option<(usize, Option<Incoming<'a>>)>, Violation> {
        if self
            .fragments
            .as_ref()
            .is_some_and(|fragments| fragments.complete)
        {
            self.fragments = None;
        }
        let Some(head) = self.head(input, limits)? else {
            return Ok(None);
        };
        let end = head.payload.end;
        let Some(payload) = input.get_mut(head.payload) else {
            return Ok(None);
        };
        if let Some(mask) = head.mask {
            unmask(payload, mask);
        }
        let incoming = match head.opcode {
            opcode::TEXT if head.fin => Some(Incoming::Text(
                std::str::from_utf8(payload).map_err(|_| NOT_UTF8)?,
            )),
            opcode::BINARY if head.fin => Some(Incoming::Binary),
            opcode::PING => Some(Incoming::Ping(payload)),
            opcode::PONG => Some(Incoming::Pong),
            opcode::CLOSE => Some(Incoming::Close(close_code(payload)?)),
            opcode => self.fragment(opcode, head.fin, payload)?,
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
            opcode::CONTINUATION if self.fragments.is_none() => {
                return Err(protocol("nothing to continue"));
            }
            opcode::TEXT | opcode::BINARY if self.fragments.is_some() => {
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
            .fragments
            .as_ref()
            .map_or(0, |fragments| fragments.payload.len());
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

    /// Adds a fragment, and hands out the message that it completes.
    fn fragment(
        &mut self,
        opcode: u8,
        fin: bool,
        payload: &[u8],
    ) -> Result<Option<Incoming<'_>>, Violation> {
        let fragments = self.fragments.get_or_insert_with(|| {
            Box::new(Fragments {
                text: opcode == opcode::TEXT,
                payload: Vec::new(),
                valid: 0,
                complete: false,
            })
        });
        if fragments.text {
            fragments.payload.extend_from_slice(payload);
            match std::str::from_utf8(&fragments.payload[fragments.valid..]) {
                Ok(text) => fragments.valid += text.len(),
                // A character may be cut in two by the end of a fragment, not by the end of the message.
                Err(error) if error.error_len().is_none() && !fin => {
                    fragments.valid += error.valid_up_to();
                }
                Err(_) => return Err(NOT_UTF8),
            }
        }
        fragments.complete = fin;
        match fin {
            false => Ok(None),
            true if !fragments.text => Ok(Some(Incoming::Binary)),
            true => {
                let text = std::str::from_utf8(&fragments.payload).map_err(|_| NOT_UTF8)?;
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

fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let mut words = payload.chunks_exact_mut(8);
    for word in &mut words {
        let masked = u64::from_ne_bytes(word.try_into().expect("chunks of 8 bytes"));
        word.copy_from_slice(&(masked ^ wide).to_ne_bytes());
    }
    for (byte, mask) in words.into_remainder().iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

/// Appends a text frame whose payload is the concatenation of `parts`.
pub fn write_text(out: &mut Vec<u8>, parts: [&[u8]; 3]) {
    let length = parts.iter().map(|part| part.len()).sum();
    out.reserve(length + 10);
    write_head(out, opcode::TEXT, length);
    for part in parts {
        out.extend_from_slice(part);
    }
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
fn write_head(out: &mut Vec<u8>, opcode: u8, length: usize) {
    out.push(0x80 | opcode);
    match length {
        0..=125 => out.push(length as u8),
        126..=0xFFFF => {
            out.push(126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            out.push(127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
