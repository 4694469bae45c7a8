//! The way over HTTP: each call, and each batch, is one POST.

use super::calls::Parcel;
use super::client::Inner;
use super::error::ClientError;
use super::wire::{self, Kind};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long a connection that nobody uses is kept. Servers close theirs later than that.
const IDLE_TIME: Duration = Duration::from_secs(3);

/// Connections to one server, each for one exchange at a time.
#[derive(Default)]
pub(super) struct Http {
    connections: Mutex<Connections>,
}

#[derive(Default)]
struct Connections {
    idle: Vec<(SendRequest<String>, Instant)>,
    tasks: JoinSet<()>,
}

impl Http {
    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all connections.
    pub(super) async fn close(&self) {
        let Connections { mut tasks, .. } = std::mem::take(&mut *self.connections());
        tasks.shutdown().await;
    }

    /// Sends calls, and gives each its answer or the reason why there is none.
    pub(super) async fn post(&self, inner: &Inner, parcel: &Parcel) {
        let outcome = self.exchange(inner, parcel).await;
        let mut core = inner.core();
        let (status, body) = match outcome {
            Ok(answer) => answer,
            Err(reason) => {
                core.calls.mark_sent(parcel);
                let error = ClientError::ConnectFailed {
                    reason,
                    status: None,
                };
                for (id, _) in &parcel.calls {
                    core.calls.take(*id, Err(error.clone()));
                }
                return;
            }
        };
        let answers = wire::read(&body);
        let is_none = !answers
            .iter()
            .any(|kind| !matches!(kind, Kind::Notification(..)));
        for kind in answers {
            match kind {
                Kind::Answer(id, answer) if parcel.calls.iter().any(|(known, _)| *known == id) => {
                    core.calls.take(id, answer);
                }
                Kind::Anonymous(answer) => {
                    for (id, _) in &parcel.calls {
                        core.calls.take(*id, answer.clone());
                    }
                }
                Kind::Answer(..) | Kind::Notification(..) => {}
            }
        }
        let error = if is_none && status != StatusCode::OK {
            let status = status.as_u16();
            ClientError::ConnectFailed {
                reason: format!("the server answered with the HTTP status {status}"),
                status: Some(status),
            }
        } else {
            ClientError::decode("", "the server did not answer with JSON-RPC")
        };
        for (id, _) in &parcel.calls {
            core.calls.take(*id, Err(error.clone()));
        }
    }

    async fn exchange(
        &self,
        inner: &Inner,
        parcel: &Parcel,
    ) -> Result<(StatusCode, String), String> {
        let token = inner.options.current_token().await?;
        let mut request = Request::post(inner.address.target())
            .header(HOST, inner.address.authority())
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            let mut bearer = HeaderValue::from_bytes(format!("Bearer {token}").as_bytes())
                .map_err(|_| "the token does not fit into a header".to_owned())?;
            bearer.set_sensitive(true);
            request = request.header(AUTHORIZATION, bearer);
        }
        let mut sender = self.connection(inner).await?;
        let text = {
            let mut core = inner.core();
            let text = core.calls.text(parcel);
            core.calls.mark_sent(parcel);
            text.unwrap_or_default()
        };
        let request = request.body(text).map_err(|error| error.to_string())?;
        let response = sender.send_request(request).await.map_err(described)?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(described)?;
        if !sender.is_closed() {
            self.connections().idle.push((sender, Instant::now()));
        }
        Ok((
            status,
            String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        ))
    }

    /// A connection that is ready for a request.
    async fn connection(&self, inner: &Inner) -> Result<SendRequest<String>, String> {
        loop {
            let idle = self.connections().idle.pop();
            match idle {
                Some((mut sender, since)) if since.elapsed() < IDLE_TIME => {
                    if sender.ready().await.is_ok() {
                        return Ok(sender);
                    }
                }
                Some(_) => {}
                None => break,
            }
        }
        let stream = inner
            .address
            .open()
            .await
            .map_err(|error| error.to_string())?;
        let made = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = made.map_err(described)?;
        let mut connections = self.connections();
        while connections.tasks.try_join_next().is_some() {}
        connections.tasks.spawn(async move {
            // Its end shows in the exchange that it ends.
            let _ = connection.await;
        });
        Ok(sender)
    }
}

fn described(error: hyper::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}
