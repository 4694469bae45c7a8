//! What pages of other origins may do (CORS, in the Fetch standard): they are told by headers, which the
//! browser obeys.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue,
    VARY,
};
use hyper::{Method, Request};

const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Whether a browser asks what a page may send, before it sends that.
pub(super) fn is_preflight<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The headers that allow a page to call by POST, with any content type and a token. `asked` are those of the
/// preflight.
pub(super) fn allow_calls(asked: &HeaderMap, headers: &mut HeaderMap) {
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(ACCESS_CONTROL_ALLOW_METHODS, "POST");
    set(ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type");
    set(ACCESS_CONTROL_MAX_AGE, "600");
    // A page from the internet asks for something in a private network, or on this machine.
    if asked.contains_key(REQUEST_PRIVATE_NETWORK) {
        set(ALLOW_PRIVATE_NETWORK, "true");
    }
}

/// The headers that let pages of this origin read an answer.
pub(super) fn allow_reading(origin: HeaderValue, headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("origin"));
}
