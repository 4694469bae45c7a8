//! The opening handshake of a WebSocket (RFC 6455, section 4.2).

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD, STANDARD};
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, TRANSFER_ENCODING, UPGRADE,
};
use hyper::{Method, Request, StatusCode, Version};
use sha1::{Digest, Sha1};

/// What to refuse a handshake with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status to answer with; behind 426 belongs `Sec-WebSocket-Version: 13`.
    pub status: StatusCode,
    /// Why, as the body of the answer.
    pub reason: &'static str,
}

/// Whether the request asks for a WebSocket at all.
pub fn is_wanted<B>(request: &Request<B>) -> bool {
    has_token(request.headers(), UPGRADE, "websocket")
}

/// The headers that accept the handshake.
///
/// # Errors
///
/// 426 for a version other than 13, 400 for anything else that RFC 6455 demands and is not there.
pub fn accept<B>(request: &Request<B>) -> Result<HeaderMap, Refusal> {
    let headers = request.headers();
    let bad = |reason| {
        Err(Refusal {
            status: StatusCode::BAD_REQUEST,
            reason,
        })
    };
    if request.method() != Method::GET {
        return bad("a WebSocket is opened with GET\n");
    }
    if request.version() != Version::HTTP_11 {
        return bad("a WebSocket is opened with HTTP/1.1\n");
    }
    if !headers.contains_key(HOST) {
        return bad("the Host header is missing\n");
    }
    // Nobody could tell it from the first frames.
    let announced = headers.get(CONTENT_LENGTH);
    if headers.contains_key(TRANSFER_ENCODING) || announced.is_some_and(|length| length != "0") {
        return bad("a WebSocket is opened by a request without a body\n");
    }
    if !has_token(headers, CONNECTION, "upgrade") {
        return bad("the Connection header does not say Upgrade\n");
    }
    if single(headers, SEC_WEBSOCKET_VERSION) != Some(b"13") {
        return Err(Refusal {
            status: StatusCode::UPGRADE_REQUIRED,
            reason: "Sec-WebSocket-Version must be 13\n",
        });
    }
    let key = single(headers, SEC_WEBSOCKET_KEY).filter(|key| is_key(key));
    let Some(key) = key else {
        return bad("Sec-WebSocket-Key is not 16 bytes in base64\n");
    };
    let mut answer = HeaderMap::new();
    answer.insert(UPGRADE, HeaderValue::from_static("websocket"));
    answer.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    answer.insert(SEC_WEBSOCKET_ACCEPT, accept_value(key));
    if let Some(protocol) = subprotocol(headers) {
        answer.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    Ok(answer)
}

/// The subprotocol to echo: the first offered that Thunder's clients mean JSON-RPC by, else the first
/// (Thunder); `None`: none was offered.
fn subprotocol(headers: &HeaderMap) -> Option<HeaderValue> {
    const KNOWN: [&str; 3] = ["notification", "json", "jsonrpc"];
    let offered: Vec<&str> = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let is_known = |name: &&&str| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known));
    let chosen = offered.iter().find(is_known).or(offered.first())?;
    HeaderValue::from_str(chosen).ok()
}

fn accept_value(key: &[u8]) -> HeaderValue {
    let digest = Sha1::new()
        .chain_update(key)
        .chain_update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        .finalize();
    HeaderValue::from_str(&STANDARD.encode(digest)).expect("base64 is visible ASCII")
}

/// Sloppy clients draw 22 random digits, of which the last holds bits that mean nothing.
const KEY_ENCODING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    PAD.with_decode_allow_trailing_bits(true),
);

fn is_key(key: &[u8]) -> bool {
    KEY_ENCODING
        .decode(key)
        .is_ok_and(|bytes| bytes.len() == 16)
}

/// The value of a header that must not be repeated.
fn single(headers: &HeaderMap, name: HeaderName) -> Option<&[u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values
        .next()
        .is_none()
        .then(|| value.as_bytes().trim_ascii())
}

/// Whether a comma-separated header has this item, in any case.
fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut HeaderMap)) -> Request<()> {
        let mut request = Request::get("/jsonrpc").body(()).expect("is a request");
        let headers = request.headers_mut();
        for (name, value) in [
            (HOST, "localhost"),
            (CONNECTION, "keep-alive, Upgrade"),
            (UPGRADE, "WebSocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        change(headers);
        request
    }

    fn status(change: impl FnOnce(&mut HeaderMap)) -> u16 {
        accept(&request(change)).map_or_else(|refusal| refusal.status.as_u16(), |_| 101)
    }

    #[test]
    fn the_example_of_the_standard_is_accepted() {
        let headers = accept(&request(|_| ())).expect("is accepted");
        assert_eq!(
            headers[SEC_WEBSOCKET_ACCEPT],
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert!(!headers.contains_key(SEC_WEBSOCKET_PROTOCOL));
    }

    #[test]
    fn what_is_missing_or_wrong_is_refused() {
        let set = |headers: &mut HeaderMap, name, value| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        assert_eq!(status(|h| set(h, SEC_WEBSOCKET_VERSION, "8")), 426);
        assert_eq!(status(|h| drop(h.remove(SEC_WEBSOCKET_VERSION))), 426);
        assert_eq!(status(|h| drop(h.remove(HOST))), 400);
        assert_eq!(status(|h| drop(h.remove(SEC_WEBSOCKET_KEY))), 400);
        assert_eq!(status(|h| set(h, SEC_WEBSOCKET_KEY, "c2hvcnQ=")), 400);
        assert_eq!(status(|h| set(h, CONNECTION, "keep-alive")), 400);
        assert_eq!(status(|h| set(h, CONTENT_LENGTH, "5")), 400);
        assert_eq!(status(|h| set(h, CONTENT_LENGTH, "0")), 101);
        assert_eq!(status(|h| set(h, TRANSFER_ENCODING, "chunked")), 400);
        assert_eq!(
            status(|h| set(h, SEC_WEBSOCKET_KEY, "AAAAAAAAAAAAAAAAAAAAAB==")),
            101
        );
    }

    #[test]
    fn the_first_known_subprotocol_is_echoed_else_the_first() {
        let echoed = |offer: &'static str| {
            let request = request(|headers| {
                headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(offer));
            });
            let headers = accept(&request).expect("is accepted");
            headers
                .get(SEC_WEBSOCKET_PROTOCOL)
                .map(|value| value.to_str().expect("text").to_owned())
        };
        assert_eq!(echoed("notification").as_deref(), Some("notification"));
        assert_eq!(echoed("foo, JSON").as_deref(), Some("JSON"));
        assert_eq!(echoed("foo,bar").as_deref(), Some("foo"));
        assert_eq!(echoed(""), None);
    }
}
