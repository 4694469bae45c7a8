//! HTTP: JSON-RPC by POST, and the door to the WebSockets.

use super::guard::{Head, Visitor};
use super::handshake::{self, Refusal};
use super::path::{self, Endpoint};
use super::phase::Doing;
use super::{Common, Shared, batch, buffers, cors, upgrade};
use crate::observe::{Counter, Limit, Page};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_TYPE, EXPECT, HeaderValue, SEC_WEBSOCKET_VERSION, UPGRADE,
    WWW_AUTHENTICATE,
};
use hyper::{Method, Request, Response, StatusCode};
use jsonrpc_runtime::{
    Answer, BoxFuture, Code, Connection, ConnectionId, Context, ErrorObject, Notification,
    Subscriptions, Target, envelope,
};
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{self, Poll};

type Reply = Response<Full<Bytes>>;

/// The identity that all HTTP requests share; no WebSocket has it.
const ONE_REQUEST: ConnectionId = ConnectionId(0);

/// What every HTTP request is to the services: a connection that ends with its answer.
pub(super) struct OneRequest;

impl Connection for OneRequest {
    fn id(&self) -> ConnectionId {
        ONE_REQUEST
    }

    fn deliver(&self, _notification: Notification) {
        // Without subscriptions there is never anything to deliver.
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        None
    }
}

/// Answers one HTTP request.
pub(super) async fn serve(common: Arc<Common>, request: Request<Incoming>) -> Reply {
    common.phase.set(Doing::Working);
    let take = || {
        let mut bucket = common.rate.lock();
        bucket.wait(common.shared.settings.rate)?;
        bucket.take(1);
        Ok(())
    };
    while let Err(time) = take() {
        common.shared.metrics.limit(Limit::Rate).hit(common.id.0);
        Box::pin(tokio::time::sleep(time)).await;
    }
    let reply = answer(&common, request).await;
    common.phase.set(Doing::Waiting);
    reply
}

async fn answer(common: &Arc<Common>, request: Request<Incoming>) -> Reply {
    let upgrade = handshake::is_wanted(&request);
    let head = head(common, &request, upgrade);
    let Visitor { page, address } = match common.shared.guard.receive(&head) {
        Ok(visitor) => visitor,
        Err(refusal) => return refuse(refusal),
    };
    if upgrade && let Err(full) = common.belongs_to(address) {
        super::note_full(&common.shared, address, full);
        return text(StatusCode::SERVICE_UNAVAILABLE, "too many connections\n");
    }
    let Some(page) = page else {
        return route(common, upgrade, request, false).await;
    };
    let mut reply = route(common, upgrade, request, true).await;
    cors::allow_reading(page, reply.headers_mut());
    reply
}

/// Answers whoever may ask; `page`: it is a page, which its browser may let read the answer.
async fn route(
    common: &Arc<Common>,
    upgrade: bool,
    request: Request<Incoming>,
    page: bool,
) -> Reply {
    let shared = &common.shared;
    let endpoint = path::parse(request.uri().path());
    let target = endpoint
        .filter(|endpoint| upgrade || !endpoint.upgrade_only)
        .and_then(|Endpoint { callsign, .. }| match callsign {
            Some(callsign) => shared.services.target(callsign),
            None => Some(Target::ANY),
        });
    if upgrade {
        return open(common, target, request);
    }
    let Some(target) = target else {
        let apart = shared.pages_apart.load(Ordering::Relaxed);
        if let Some(page) = Page::at(request.uri().path()).filter(|_| !apart) {
            // On the heap, so that it takes no room in every connection.
            return Box::pin(page.answer(request.method(), &shared.metrics)).await;
        }
        return text(
            StatusCode::NOT_FOUND,
            "nothing is served here; try /jsonrpc\n",
        );
    };
    if page && cors::is_preflight(&request) {
        let mut reply = empty(StatusCode::NO_CONTENT);
        cors::allow_calls(request.headers(), reply.headers_mut());
        return reply;
    }
    if request.method() != Method::POST {
        let mut reply = text(
            StatusCode::METHOD_NOT_ALLOWED,
            "JSON-RPC is called by POST or over a WebSocket\n",
        );
        reply
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("POST"));
        return reply;
    }
    call(common, target, request).await
}

/// Answers a call by POST.
async fn call(common: &Common, target: Target, request: Request<Incoming>) -> Reply {
    let shared = &common.shared;
    let context = match shared.guard.admit(&head(common, &request, false)) {
        Ok(None) => shared.anonymous.clone(),
        Ok(Some(caller)) => Context::new(shared.anonymous.connection().clone(), caller),
        Err(refusal) => return refuse(refusal),
    };
    let limit = shared.settings.message_limit;
    let waits = request.headers().contains_key(EXPECT);
    let mut body = request.into_body();
    common.phase.set(Doing::Reading);
    // An announced length is refused before it is sent.
    let read = if body.size_hint().lower() > limit as u64 {
        Err(Unread::TooLarge)
    } else {
        read(&mut body, limit).await
    };
    let body = match read {
        Ok(body) => body,
        Err(Unread::Malformed) => {
            let reason = "the body is cut short, or not in chunks as it claims\n";
            return text(StatusCode::BAD_REQUEST, reason);
        }
        Err(Unread::TooLarge) => {
            if !waits {
                discard(common, body);
            }
            return too_large(common);
        }
    };
    shared.metrics.add(Counter::HttpMessagesIn, 1);
    shared.metrics.add(Counter::HttpBytesIn, body.len());
    common.phase.set(Doing::Working);
    let answer = poll_fn(|cx| Poll::Ready(handle(common, &body, target, &context, cx))).await;
    match answer {
        Ok(reply) => reply,
        Err(mut running) => {
            match poll_fn(|cx| batch::collect(ONE_REQUEST, || running.as_mut().poll(cx))).await {
                Some(out) => json(shared, StatusCode::OK, &out),
                None => empty(StatusCode::NO_CONTENT),
            }
        }
    }
}

/// Has a message answered; an error is the future of an answer that takes its time.
fn handle(
    common: &Common,
    body: &[u8],
    target: Target,
    context: &Context,
    cx: &mut task::Context<'_>,
) -> Result<Reply, BoxFuture<'static, Option<String>>> {
    let shared = &common.shared;
    buffers::with_text(|out| {
        let Ok(message) = std::str::from_utf8(body) else {
            let error = ErrorObject::from(Code::ParseError).with_text("the text is not UTF-8");
            envelope::write_error(out, "null", &error);
            return Ok(json(shared, StatusCode::BAD_REQUEST, out));
        };
        let requests = envelope::request_count(message);
        if requests > 1 {
            common.rate.lock().take(requests - 1);
        }
        let handle = || shared.services.handle(message, target, context, out, cx);
        match batch::collect(ONE_REQUEST, handle) {
            Answer::Nothing => Ok(empty(StatusCode::NO_CONTENT)),
            Answer::Written => Ok(json(shared, StatusCode::OK, out)),
            Answer::Malformed => Ok(json(shared, StatusCode::BAD_REQUEST, out)),
            Answer::Later(running) => Err(running),
        }
    })
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unread {
    Malformed,
    TooLarge,
}

/// The whole body, without a copy if it comes in one piece.
async fn read(body: &mut Incoming, limit: usize) -> Result<Bytes, Unread> {
    let mut first = Bytes::new();
    // One buffer for many pieces: kept apart, tiny pieces would take many times their size.
    let mut all = Vec::new();
    // Asking for more when all is there would cost the task another turn.
    while !body.is_end_stream()
        && let Some(frame) = body.frame().await
    {
        let Ok(piece) = frame.map_err(|_| Unread::Malformed)?.into_data() else {
            continue;
        };
        if first.len() + all.len() + piece.len() > limit {
            return Err(Unread::TooLarge);
        }
        if first.is_empty() && all.is_empty() {
            first = piece;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&piece);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

/// Accepts or refuses an upgrade to WebSocket.
fn open(common: &Arc<Common>, target: Option<Target>, request: Request<Incoming>) -> Reply {
    let headers = match handshake::accept(&request) {
        Ok(headers) => headers,
        Err(refusal) => return refuse(refusal),
    };
    let Some(target) = target else {
        return text(
            StatusCode::SERVICE_UNAVAILABLE,
            "Could not find a correct service for this socket.\n",
        );
    };
    let caller = match common.shared.guard.admit(&head(common, &request, true)) {
        Ok(caller) => caller.unwrap_or_else(|| common.shared.anonymous.caller().clone()),
        Err(refusal) => return refuse(refusal),
    };
    upgrade::spawn(common.clone(), request, target, caller);
    let mut reply = empty(StatusCode::SWITCHING_PROTOCOLS);
    reply.headers_mut().extend(headers);
    reply
}

/// Reads on for a while what is of no use, as whoever sends it may read the answer only afterwards, and loses
/// it if the connection is closed before.
fn discard(common: &Common, mut body: Incoming) {
    let time = common.shared.settings.close_time;
    common.shared.tasks.spawn(async move {
        let rest = async { while let Some(Ok(_)) = body.frame().await {} };
        let _ = tokio::time::timeout(time, rest).await;
    });
}

fn too_large(common: &Common) -> Reply {
    let hits = common.shared.metrics.limit(Limit::MessageSize);
    hits.hit(common.id.0);
    let mut reply = text(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large\n");
    // The rest of the body is not waited for, so the connection cannot go on.
    reply
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    reply
}

fn refuse(refusal: Refusal) -> Reply {
    let mut reply = text(refusal.status, refusal.reason);
    if refusal.status == StatusCode::UPGRADE_REQUIRED {
        reply
            .headers_mut()
            .insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        let upgrade = HeaderValue::from_static("websocket");
        reply.headers_mut().insert(UPGRADE, upgrade);
    }
    if refusal.status == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer");
        reply.headers_mut().insert(WWW_AUTHENTICATE, bearer);
    }
    reply
}

fn head<'a, B>(common: &Common, request: &'a Request<B>, upgrade: bool) -> Head<'a> {
    Head {
        method: request.method(),
        uri: request.uri(),
        headers: request.headers(),
        upgrade,
        secure: common.secure,
        listening: common.shared.listening,
        peer: common.address,
    }
}

fn json(shared: &Shared, status: StatusCode, body: &str) -> Reply {
    shared.metrics.add(Counter::HttpMessagesOut, 1);
    shared.metrics.add(Counter::HttpBytesOut, body.len());
    // A copy of just the right size; the text itself stands in a buffer that is used again.
    let body = Bytes::copy_from_slice(body.as_bytes());
    reply(status, "application/json", body)
}

fn text(status: StatusCode, body: &'static str) -> Reply {
    reply(
        status,
        "text/plain; charset=utf-8",
        Bytes::from_static(body.as_bytes()),
    )
}

fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = status;
    reply
}

fn reply(status: StatusCode, content_type: &'static str, body: Bytes) -> Reply {
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}
