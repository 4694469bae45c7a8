//! Calls that travel together.

use super::call::{Call, typed};
use super::calls::Request;
use super::client::Client;
use super::error::{CallError, ClientError};
use super::options::bounded;
use super::wire::Answer;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::oneshot;

/// Calls that travel together, each with its own outcome.
///
/// [`add`](Self::add) takes a call and gives a future of its outcome; [`send`](Self::send) sends all of them.
#[must_use = "a batch is sent by `send`"]
pub struct Batch {
    client: Client,
    requests: Vec<Request>,
    outcomes: Vec<oneshot::Sender<Answer>>,
    deadline: Option<Duration>,
}

impl Batch {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            requests: Vec::new(),
            outcomes: Vec::new(),
            deadline: None,
        }
    }

    /// How long all of it may take; by default what the client's options say.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(bounded(deadline));
        self
    }

    /// Takes a call. Its outcome is there once the batch is sent; a deadline of its own means nothing.
    pub fn add<R, E>(&mut self, call: Call<R, E>) -> Pending<R, E> {
        let (sender, answer) = oneshot::channel();
        let is_foreign = !Arc::ptr_eq(call.client.inner(), self.client.inner());
        match call.request {
            Ok(_) if is_foreign => {
                let error = ClientError::argument("the call is one of another client");
                // The receiver is here.
                let _ = sender.send(Err(error));
            }
            Ok(request) => {
                self.requests.push(request);
                self.outcomes.push(sender);
            }
            Err(error) => {
                let _ = sender.send(Err(error));
            }
        }
        Pending {
            answer,
            outcome: PhantomData,
        }
    }

    /// Sends the calls, and waits until each has its outcome. Without calls it sends nothing.
    ///
    /// # Errors
    ///
    /// If the batch as a whole could not be taken, as when too many calls wait; each call then has this
    /// outcome.
    pub async fn send(self) -> Result<(), ClientError> {
        if self.requests.is_empty() {
            return Ok(());
        }
        let answers = self
            .client
            .exchange(&self.requests, true, self.deadline, None)
            .await;
        match answers {
            Ok(answers) => {
                for (outcome, answer) in self.outcomes.into_iter().zip(answers) {
                    // Whoever asked may not care.
                    let _ = outcome.send(answer);
                }
                Ok(())
            }
            Err(error) => {
                for outcome in self.outcomes {
                    let _ = outcome.send(Err(error.clone()));
                }
                Err(error)
            }
        }
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("calls", &self.requests.len())
            .finish_non_exhaustive()
    }
}

/// The outcome of a call of a batch: a future, which fails with [`ClientError::Cancelled`] when the batch is
/// dropped before it is sent.
#[must_use = "the outcome of a call may be an error"]
pub struct Pending<R, E> {
    answer: oneshot::Receiver<Answer>,
    outcome: PhantomData<fn() -> (R, E)>,
}

impl<R: DeserializeOwned, E: CallError> Future for Pending<R, E> {
    type Output = Result<R, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = Pin::new(&mut self.answer).poll(context);
        answer.map(|answer| typed(answer.unwrap_or(Err(ClientError::Cancelled))))
    }
}

impl<R, E> fmt::Debug for Pending<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}
