//! Just enough of HTTP and WebSocket to count messages and to write them.

use memchr::memmem;

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http,
    WebSocket,
}

impl Protocol {
    /// How many whole messages there are at the front, control frames left out, and how many bytes they take.
    pub(crate) fn count(self, bytes: &[u8]) -> (usize, usize) {
        let (mut messages, mut taken) = (0, 0);
        while let Some((length, counts)) = self.first(&bytes[taken..]) {
            if taken + length > bytes.len() {
                break;
            }
            taken += length;
            messages += usize::from(counts);
        }
        (messages, taken)
    }

    /// How long the first message is, and whether it counts; `None`: that cannot be told yet.
    fn first(self, bytes: &[u8]) -> Option<(usize, bool)> {
        match self {
            Self::Http => {
                let head = memmem::find(bytes, b"\r\n\r\n")? + 4;
                Some((head + content_length(&bytes[..head]), true))
            }
            Self::WebSocket => {
                let [first, second, ..] = *bytes else {
                    return None;
                };
                let (start, length) = match second & 0x7F {
                    126 => (
                        4,
                        usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
                    ),
                    127 => (
                        10,
                        usize::try_from(u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?))
                            .ok()?,
                    ),
                    length => (2, usize::from(length)),
                };
                let mask = if second & 0x80 == 0 { 0 } else { 4 };
                Some((start + mask + length, first & 0x08 == 0))
            }
        }
    }
}

fn content_length(head: &[u8]) -> usize {
    let mut lines = head.split(|byte| *byte == b'\n');
    let value = lines.find_map(|line| {
        let (name, value) = line.split_at_checked("content-length:".len())?;
        name.eq_ignore_ascii_case(b"content-length:")
            .then_some(value)
    });
    let text = value.and_then(|value| str::from_utf8(value).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// A call by POST, with a token if there is one.
pub(crate) fn post(host: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let length = body.len();
    let authorization = authorization(token);
    format!(
        "POST /jsonrpc HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{authorization}\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The header that presents a token, if there is one.
pub(crate) fn authorization(token: Option<&str>) -> String {
    token.map_or_else(String::new, |token| {
        format!("Authorization: Bearer {token}\r\n")
    })
}

/// A text message of a client.
pub(crate) fn client_frame(text: &str) -> Vec<u8> {
    ::tests::streams::frame(0x81, text.as_bytes(), Some([0x37, 0xFA, 0x21, 0x3D]))
}

/// A text message of a server.
pub(crate) fn server_frame(text: &[u8]) -> Vec<u8> {
    ::tests::streams::frame(0x81, text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_however_they_are_cut() {
        let http = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n"
            .as_slice();
        assert_eq!(Protocol::Http.count(http), (2, http.len()));
        assert_eq!(Protocol::Http.count(&http[..http.len() - 1]).0, 1);
        let long = server_frame(&[b'x'; 70_000]);
        let mut frames = [server_frame(b"a"), client_frame("b"), vec![0x89, 0], long].concat();
        assert_eq!(Protocol::WebSocket.count(&frames), (3, frames.len()));
        frames.pop();
        assert_eq!(Protocol::WebSocket.count(&frames).0, 2);
        assert_eq!(Protocol::WebSocket.count(&[0x81]), (0, 0));
    }
}
