//! What can be set, and what holds otherwise.

use super::error::ClientError;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How long an attempt to connect may take.
pub(super) const ATTEMPT_TIME: Duration = Duration::from_secs(10);

/// How long a connection must have lived for the delays to start anew.
pub(super) const STABLE_TIME: Duration = Duration::from_secs(5);

/// How long the other side may take to close.
pub(super) const CLOSE_TIME: Duration = Duration::from_secs(2);

/// Times beyond are as good as forever, and clocks can be asked for them.
const FOREVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

type TokenFuture =
    Pin<Box<dyn Future<Output = Result<String, Box<dyn Error + Send + Sync>>> + Send>>;

#[derive(Clone)]
enum Token {
    Text(String),
    Function(Arc<dyn Fn() -> TokenFuture + Send + Sync>),
}

/// Options of a [`Client`](crate::Client); each has a default.
#[derive(Clone)]
pub struct Options {
    pub(super) deadline: Duration,
    pub(super) queue: usize,
    pub(super) heartbeat: Duration,
    pub(super) first_delay: Duration,
    pub(super) most_delay: Duration,
    token: Option<Token>,
    pub(super) authorities: Vec<Vec<u8>>,
    pub(super) identity: Option<(Vec<u8>, Vec<u8>)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            queue: 1_024,
            heartbeat: Duration::from_secs(15),
            first_delay: Duration::from_millis(250),
            most_delay: Duration::from_secs(5),
            token: None,
            authorities: Vec::new(),
            identity: None,
        }
    }
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a call may take, everything included: 10 s. A call may have a deadline of its own.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = bounded(deadline);
        self
    }

    /// How many calls may wait, unsent or unanswered: 1,024.
    #[must_use]
    pub fn queue(mut self, calls: usize) -> Self {
        self.queue = calls;
        self
    }

    /// How long a WebSocket may be silent before it is asked whether it lives: 15 s. After as much again it
    /// is given up.
    #[must_use]
    pub fn heartbeat(mut self, silence: Duration) -> Self {
        self.heartbeat = bounded(silence);
        self
    }

    /// How long to wait before the first attempt to connect again, and at most before any: 250 ms, 5 s.
    #[must_use]
    pub fn reconnect(mut self, first: Duration, most: Duration) -> Self {
        self.first_delay = bounded(first);
        self.most_delay = bounded(most);
        self
    }

    /// Says who is calling. It is never shown.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Token::Text(token.into()));
        self
    }

    /// Says who is calling, asked before each attempt to connect and each HTTP request.
    #[must_use]
    pub fn token_from<F, A, E>(mut self, ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let ask = move || -> TokenFuture {
            let asked = ask();
            Box::pin(async move { asked.await.map_err(Into::into) })
        };
        self.token = Some(Token::Function(Arc::new(ask)));
        self
    }

    /// Trusts further certificates (PEM), beside those that the system trusts.
    #[must_use]
    pub fn trust(mut self, certificates: impl Into<Vec<u8>>) -> Self {
        self.authorities.push(certificates.into());
        self
    }

    /// Shows the server a certificate, whose key this is (PEM).
    #[must_use]
    pub fn identity(mut self, certificates: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.identity = Some((certificates.into(), key.into()));
        self
    }

    /// The token at this moment.
    pub(super) async fn current_token(&self) -> Result<Option<String>, String> {
        match &self.token {
            None => Ok(None),
            Some(Token::Text(text)) => Ok(Some(text.clone())),
            Some(Token::Function(ask)) => match ask().await {
                Ok(token) => Ok(Some(token)),
                Err(reason) => Err(format!("there is no token: {reason}")),
            },
        }
    }

    pub(super) fn check(&self) -> Result<(), ClientError> {
        if self.queue == 0 {
            return Err(ClientError::argument("the option queue must be at least 1"));
        }
        if self.heartbeat.is_zero() {
            return Err(ClientError::argument(
                "the option heartbeat must be more than 0",
            ));
        }
        Ok(())
    }
}

pub(super) fn bounded(time: Duration) -> Duration {
    time.min(FOREVER)
}

/// What is secret is left out.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("deadline", &self.deadline)
            .field("queue", &self.queue)
            .field("heartbeat", &self.heartbeat)
            .field("reconnect", &(self.first_delay, self.most_delay))
            .finish_non_exhaustive()
    }
}

/// Where the connection of a client stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It has not been used yet. A client over HTTP is idle until it is closed.
    Idle,
    /// An attempt to connect is under way.
    Connecting,
    /// The connection is there.
    Open,
    /// The connection is not there, and the next attempt follows.
    Waiting,
    /// The client is closed for good.
    Closed,
}

/// What happens when the buffer of a subscription is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The oldest items make room.
    #[default]
    DropOldest,
    /// The new ones are not taken.
    DropNewest,
    /// The subscription ends with [`ClientError::SlowConsumer`] after what is buffered.
    Fail,
}
