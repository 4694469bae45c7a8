//! What a server tells over HTTP about itself: `/metrics`, `/healthz` and `/readyz`.

use super::Metrics;
use super::exposition;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// So many connections at a time are answered on an address of their own.
const CONNECTIONS: usize = 64;

/// So long may one of them take.
const TIME: Duration = Duration::from_secs(10);

const PLAIN: &str = "text/plain; charset=utf-8";

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// All metrics.
    Metrics,
    /// Whether the process serves at all.
    Health,
    /// Whether it accepts connections.
    Readiness,
}

impl Page {
    /// The page at a path.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path {
            "/metrics" => Some(Self::Metrics),
            "/healthz" => Some(Self::Health),
            "/readyz" => Some(Self::Readiness),
            _ => None,
        }
    }

    /// The page as it is now.
    pub(crate) async fn answer(
        self,
        method: &Method,
        metrics: &Arc<Metrics>,
    ) -> Response<Full<Bytes>> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let text = "this is only to be read: GET or HEAD\n";
            let mut reply = reply(StatusCode::METHOD_NOT_ALLOWED, PLAIN, text);
            let allow = HeaderValue::from_static("GET, HEAD");
            reply.headers_mut().insert(ALLOW, allow);
            return reply;
        }
        match self {
            Self::Metrics => match text_of(metrics.clone()).await {
                Some(text) => reply(StatusCode::OK, exposition::CONTENT_TYPE, text),
                None => reply(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    PLAIN,
                    "the metrics could not be written\n",
                ),
            },
            Self::Readiness if metrics.is_draining() => {
                reply(StatusCode::SERVICE_UNAVAILABLE, PLAIN, "draining\n")
            }
            Self::Health | Self::Readiness => reply(StatusCode::OK, PLAIN, "ok\n"),
        }
    }
}

/// Writes the metrics where a file that is slow to read holds nobody up, one at a time.
async fn text_of(metrics: Arc<Metrics>) -> Option<String> {
    static ONE: Semaphore = Semaphore::const_new(1);
    let one = ONE.acquire().await.ok()?;
    let text = tokio::task::spawn_blocking(move || {
        let _one = one;
        metrics.exposition().into_text()
    });
    text.await.ok()
}

/// Serves the pages, and nothing else, on an address of their own. Never ready.
pub(crate) async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // The next is accepted when one of many has ended: they wait with the system, within its bounds.
        let Ok(place) = free.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((socket, _)) => {
                let metrics = metrics.clone();
                tokio::spawn(async move {
                    let _place = place;
                    let _ = tokio::time::timeout(TIME, connection(socket, metrics)).await;
                });
            }
            Err(error) => {
                metrics.accept_failed(&error);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection(socket: TcpStream, metrics: Arc<Metrics>) {
    let service = service_fn(|request: Request<Incoming>| {
        let metrics = metrics.clone();
        async move {
            Ok::<_, Infallible>(match Page::at(request.uri().path()) {
                Some(page) => page.answer(request.method(), &metrics).await,
                None => reply(
                    StatusCode::NOT_FOUND,
                    PLAIN,
                    "here are /metrics, /healthz and /readyz\n",
                ),
            })
        }
    });
    let outcome = http1::Builder::new()
        .header_read_timeout(None)
        .keep_alive(false)
        .serve_connection(TokioIo::new(socket), service)
        .await;
    if let Err(error) = outcome {
        tracing::debug!(%error, "a reader of the metrics went away");
    }
}

fn reply(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}
