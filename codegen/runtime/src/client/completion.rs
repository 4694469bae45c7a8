//! The end of an asynchronous method, as its caller waits for it.

use super::queue::Entry;
use super::subscription::Listening;
use crate::dispatch::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::IntoFuture;
use std::marker::PhantomData;

/// Why it is not known how an asynchronous method has ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompletionError {
    /// The connection ended before the server told.
    #[error("the connection is closed")]
    Closed,
    /// What the server told does not fit its type; the text says how.
    #[error("not the expected JSON: {0}")]
    Json(String),
}

/// What the server will tell when the asynchronous method has ended: await it. Dropping it gives that up;
/// the method itself goes on.
#[derive(Debug)]
#[must_use = "await it to learn how the method has ended"]
pub struct Completion<P> {
    listening: Listening,
    params: PhantomData<fn() -> P>,
}

impl<P> Completion<P> {
    pub(super) fn new(listening: Listening) -> Self {
        Self {
            listening,
            params: PhantomData,
        }
    }
}

impl<P: DeserializeOwned> Completion<P> {
    /// What the server tells. Safe to cancel.
    ///
    /// # Errors
    ///
    /// [`CompletionError`].
    pub async fn wait(&mut self) -> Result<P, CompletionError> {
        loop {
            match self.listening.take().await {
                Some(Entry::Event(params)) => {
                    return serde_json::from_str(params.get())
                        .map_err(|error| CompletionError::Json(error.to_string()));
                }
                // There is room for the one that is meant; further ones are not.
                Some(Entry::Missed(_)) => {}
                None => return Err(CompletionError::Closed),
            }
        }
    }
}

impl<P: DeserializeOwned + 'static> IntoFuture for Completion<P> {
    type Output = Result<P, CompletionError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.wait().await })
    }
}

/// The params with the id of the completion among their members.
pub(super) fn params<P: Serialize + ?Sized>(
    params: Option<&P>,
    id_member: &str,
    id: &str,
) -> Result<Map<String, Value>, String> {
    let mut members = match params.map(serde_json::to_value).transpose() {
        Ok(None) => Map::new(),
        Ok(Some(Value::Object(members))) => members,
        Ok(Some(_)) => return Err("the params are no object".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    members.insert(id_member.to_owned(), id.into());
    Ok(members)
}
