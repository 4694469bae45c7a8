//! HTTP: JSON-RPC by POST, and the door to the WebSockets.

use super::batch::{self, Rest};
use super::guard::{Head, Header, Visitor};
use super::handshake::{self, Refusal};
use super::path::{self, Endpoint};
use super::phase::Doing;
use super::{Common, Shared, buffers, cors, upgrade};
use crate::observe::{Counter, Limit, Page};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    ALLOW, AUTHORIZATION, CONNECTION, CONTENT_TYPE, EXPECT, HOST, HeaderValue, ORIGIN,
    SEC_WEBSOCKET_VERSION, UPGRADE, WWW_AUTHENTICATE,
};
use hyper::{Method, Request, Response, StatusCode};
use jsonrpc_runtime::{
    Answer, BoxFuture, Caller, Code, Connection, ConnectionId, Context, ErrorObject, Notification,
    Subscriptions, Target, envelope,
};
use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{self, Poll};
use std::time::Duration;

type Reply = Response<Full<Bytes>>;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// The identity that all HTTP requests share; no WebSocket has it.
const ONE_REQUEST: ConnectionId = ConnectionId(0);

/// What every HTTP request is to the services: a connection that ends with its answer.
pub(super) struct OneRequest;

impl Connection for OneRequest {
    fn id(&self) -> ConnectionId {
        ONE_REQUEST
    }

    fn deliver(&self, _notification: Notification<'_>) {
        // Without subscriptions there is never anything to deliver.
    }

    fn poll_ready(&self, cx: &mut task::Context<'_>) -> Poll<()> {
        batch::poll_room(cx)
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        None
    }
}

/// What is to be done with a request, once its head is read.
enum Next {
    /// This is the answer. On the heap, since few requests have one already.
    Reply(Box<Reply>),
    /// A page of the server's own.
    Page(Page),
    /// A WebSocket, if the handshake is in order.
    Open(Option<Target>),
    /// A call of whoever is mounted there, by this caller if it is anybody in particular.
    Call(Target, Option<Arc<Caller>>),
}

/// What became of a message.
enum Handled {
    Json(StatusCode, Bytes),
    Nothing,
    Later(BoxFuture<'static, Option<String>>),
}

/// Answers one HTTP request.
pub(super) async fn serve(
    common: Arc<Common>,
    mut request: Request<Incoming>,
) -> Result<Reply, Infallible> {
    // One function that waits, not one in the other: each hands the request on and the answer back, which are large.
    let shared = &common.shared;
    common.phase.set(Doing::Working);
    while let Err(time) = take_token(&common) {
        shared.metrics.limit(Limit::Rate).hit(common.id.0);
        Box::pin(tokio::time::sleep(time)).await;
    }
    let (next, page) = decide(&common, &request);
    let mut reply = match next {
        Next::Reply(reply) => *reply,
        // On the heap, so that it takes no room in every connection.
        Next::Page(page) => Box::pin(page.answer(request.method(), &shared.metrics)).await,
        Next::Open(target) => open(&common, target, request),
        Next::Call(target, caller) => {
            common.phase.set(Doing::Reading);
            let limit = shared.settings.message_limit;
            match read(request.body_mut(), limit).await {
                Err(unread) => refuse_body(&common, request, unread),
                Ok(body) => {
                    common.phase.set(Doing::Working);
                    let handled = poll_fn(|cx| {
                        Poll::Ready(handle(&common, &body, target, caller.as_ref(), cx))
                    });
                    let (handled, rest) = handled.await;
                    if let Some(rest) = rest {
                        Box::pin(rest.write()).await;
                    }
                    match handled {
                        Handled::Json(status, body) => json(shared, status, body),
                        Handled::Nothing => empty(StatusCode::NO_CONTENT),
                        Handled::Later(mut running) => {
                            let answer = poll_fn(|cx| {
                                batch::collect(ONE_REQUEST, || running.as_mut().poll(cx))
                            });
                            match answer.await {
                                Some(out) => json(shared, StatusCode::OK, out.into()),
                                None => empty(StatusCode::NO_CONTENT),
                            }
                        }
                    }
                }
            }
        }
    };
    if let Some(page) = page {
        cors::allow_reading(page, reply.headers_mut());
    }
    common.phase.set(Doing::Waiting);
    Ok(reply)
}

/// Takes the token of one request.
fn take_token(common: &Common) -> Result<(), Duration> {
    let mut bucket = common.rate.lock();
    bucket.wait(common.shared.settings.rate)?;
    bucket.take(1);
    Ok(())
}

/// Decides by its head what is to be done with a request, and which page may read the answer, if it is one that asks.
fn decide(common: &Common, request: &Request<Incoming>) -> (Next, Option<HeaderValue>) {
    let head = head(common, request);
    let Visitor { page, address } = match common.shared.guard.receive(&head) {
        Ok(visitor) => visitor,
        Err(refusal) => return (answered(refuse(refusal)), None),
    };
    if head.upgrade
        && let Err(full) = common.belongs_to(address)
    {
        super::note_full(&common.shared, address, full);
        let reply = text(StatusCode::SERVICE_UNAVAILABLE, "too many connections\n");
        return (answered(reply), None);
    }
    (route(common, request, &head, page.is_some()), page)
}

/// Decides what is to be done for whoever may ask; `page`: it is a page, which its browser may let read the answer.
fn route(common: &Common, request: &Request<Incoming>, head: &Head<'_>, page: bool) -> Next {
    let shared = &common.shared;
    let path = head.uri.path();
    let endpoint = path::parse(path);
    let target = endpoint
        .filter(|endpoint| head.upgrade || !endpoint.upgrade_only)
        .and_then(|Endpoint { callsign, .. }| match callsign {
            Some(callsign) => shared.services.target(callsign),
            None => Some(Target::ANY),
        });
    if head.upgrade {
        return Next::Open(target);
    }
    let Some(target) = target else {
        let apart = shared.pages_apart.load(Ordering::Relaxed);
        return match Page::at(path).filter(|_| !apart) {
            Some(page) => Next::Page(page),
            None => answered(document(shared, head).unwrap_or_else(|| {
                text(
                    StatusCode::NOT_FOUND,
                    "nothing is served here; try /jsonrpc\n",
                )
            })),
        };
    };
    if page && cors::is_preflight(request) {
        let mut reply = empty(StatusCode::NO_CONTENT);
        cors::allow_calls(head.headers, reply.headers_mut());
        return answered(reply);
    }
    if *head.method != Method::POST {
        let mut reply = text(
            StatusCode::METHOD_NOT_ALLOWED,
            "JSON-RPC is called by POST or over a WebSocket\n",
        );
        reply
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("POST"));
        return answered(reply);
    }
    match shared.guard.admit(head) {
        Ok(caller) => Next::Call(target, caller),
        Err(refusal) => answered(refuse(refusal)),
    }
}

/// Answers a request for a document; `None`: there is none at its path.
#[cold]
fn document(shared: &Shared, head: &Head<'_>) -> Option<Reply> {
    let path = head.uri.path();
    let documents = shared.documents.get()?;
    if !documents.has(path) {
        return None;
    }
    match shared.guard.admit(head) {
        Ok(Some(caller)) if !shared.services.may_call_any(&caller) => {
            let reason = "the caller may not call anything\n";
            return Some(text(StatusCode::FORBIDDEN, reason));
        }
        Ok(_) => {}
        Err(refusal) => return Some(refuse(refusal)),
    }
    documents.answer(head.method, path, head.headers)
}

fn answered(reply: Reply) -> Next {
    Next::Reply(Box::new(reply))
}

/// Has a message answered.
fn handle(
    common: &Common,
    body: &[u8],
    target: Target,
    caller: Option<&Arc<Caller>>,
    cx: &mut task::Context<'_>,
) -> (Handled, Option<Rest>) {
    let shared = &common.shared;
    shared.metrics.add(Counter::HttpMessagesIn, 1);
    shared.metrics.add(Counter::HttpBytesIn, body.len());
    // A copy of just the right size; the text itself stands in a buffer that is used again.
    let json = |status, out: &str| Handled::Json(status, Bytes::copy_from_slice(out.as_bytes()));
    buffers::with_text(|out| {
        let Ok(message) = std::str::from_utf8(body) else {
            let error = ErrorObject::from(Code::ParseError).with_text("the text is not UTF-8");
            envelope::write_error(out, "null", &error);
            return (json(StatusCode::BAD_REQUEST, out), None);
        };
        let requests = envelope::request_count(message);
        if requests > 1 {
            common.rate.lock().take(requests - 1);
        }
        let own;
        let context = match caller {
            None => &shared.anonymous,
            Some(caller) => {
                own = Context::new(shared.anonymous.connection().clone(), caller.clone());
                &own
            }
        };
        let handle = || shared.services.handle(message, target, context, out, cx);
        let (answer, rest) = batch::collect_in_parts(ONE_REQUEST, handle);
        let handled = match answer {
            Answer::Nothing => Handled::Nothing,
            Answer::Written => json(StatusCode::OK, out),
            Answer::Malformed => json(StatusCode::BAD_REQUEST, out),
            Answer::Later(running) => Handled::Later(running),
        };
        (handled, rest)
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
    // An announced length is refused before it is sent.
    if body.size_hint().lower() > limit as u64 {
        return Err(Unread::TooLarge);
    }
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
    let caller = match common.shared.guard.admit(&head(common, &request)) {
        Ok(caller) => caller.unwrap_or_else(|| common.shared.anonymous.caller().clone()),
        Err(refusal) => return refuse(refusal),
    };
    upgrade::spawn(common.clone(), request, target, caller);
    let mut reply = empty(StatusCode::SWITCHING_PROTOCOLS);
    reply.headers_mut().extend(headers);
    reply
}

/// Answers a request whose body was not read.
fn refuse_body(common: &Common, request: Request<Incoming>, unread: Unread) -> Reply {
    match unread {
        Unread::Malformed => text(
            StatusCode::BAD_REQUEST,
            "the body is cut short, or not in chunks as it claims\n",
        ),
        Unread::TooLarge => {
            // Who waits to be asked for the body does not send it.
            if !request.headers().contains_key(EXPECT) {
                discard(common, request.into_body());
            }
            too_large(common)
        }
    }
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

/// What a request tells of who makes it. One walk over its headers, which are few, is faster than looking for each
/// of those that count.
fn head<'a, B>(common: &Common, request: &'a Request<B>) -> Head<'a> {
    let mut head = Head {
        method: request.method(),
        uri: request.uri(),
        headers: request.headers(),
        host: Header::Absent,
        origin: Header::Absent,
        authorization: Header::Absent,
        upgrade: false,
        secure: common.secure,
        listening: common.shared.listening,
        peer: common.address,
    };
    for (name, value) in head.headers {
        if *name == HOST {
            head.host.add(value);
        } else if *name == ORIGIN {
            head.origin.add(value);
        } else if *name == AUTHORIZATION {
            head.authorization.add(value);
        } else if *name == UPGRADE {
            head.upgrade = true;
        }
    }
    head.upgrade = head.upgrade && handshake::is_wanted(request);
    head
}

fn json(shared: &Shared, status: StatusCode, body: Bytes) -> Reply {
    shared.metrics.add(Counter::HttpMessagesOut, 1);
    shared.metrics.add(Counter::HttpBytesOut, body.len());
    reply(status, JSON, body)
}

fn text(status: StatusCode, body: &'static str) -> Reply {
    reply(status, TEXT, Bytes::from_static(body.as_bytes()))
}

fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = status;
    reply
}

fn reply(status: StatusCode, content_type: HeaderValue, body: Bytes) -> Reply {
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, content_type);
    reply
}
