//! Error objects of JSON-RPC 2.0, and the typed errors that become them.

use crate::code::Code;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;

/// The `error` member of an answer (JSON-RPC 2.0, section 5.1).
#[derive(Clone, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{message} ({code})")]
pub struct ErrorObject {
    /// Which error it is.
    pub code: i32,
    /// Its short name.
    #[serde(default)]
    pub message: Cow<'static, str>,
    /// More about this occurrence, any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Box<RawValue>>,
}

impl ErrorObject {
    /// An error with nothing but code and message.
    pub fn new(code: i32, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// The same error with `data`. A value that is no JSON, such as a map with keys that are not
    /// texts, leaves the error without data.
    #[must_use]
    pub fn with_data(mut self, data: &(impl Serialize + ?Sized)) -> Self {
        self.data = to_raw_value(data).ok();
        self
    }

    /// The `data` if it is a text.
    pub fn data_text(&self) -> Option<String> {
        self.data
            .as_ref()
            .and_then(|data| serde_json::from_str(data.get()).ok())
    }
}

impl PartialEq for ErrorObject {
    fn eq(&self, other: &Self) -> bool {
        let data = |error: &Self| error.data.as_ref().map(|data| data.get().to_owned());
        self.code == other.code && self.message == other.message && data(self) == data(other)
    }
}

impl From<Code> for ErrorObject {
    fn from(code: Code) -> Self {
        Self::new(code.number(), code.message())
    }
}

/// The errors that one method declares; implemented by generated enums.
///
/// On the wire `code` is Thunder's number, `message` the symbolic name and `data` the definition's
/// description of the error.
pub trait MethodError: std::error::Error + Sized + Send + Sync + 'static {
    /// The number on the wire.
    fn code(&self) -> i32;
    /// The symbolic name, such as `ERROR_UNKNOWN_KEY`.
    fn message(&self) -> &'static str;
    /// When the error happens, in the definition's words.
    fn detail(&self) -> Option<&'static str>;
    /// The declared error that a received code and message mean; `None`: the method does not declare it.
    fn from_wire(code: i32, message: &str) -> Option<Self>;

    /// This error as it travels.
    fn to_object(&self) -> ErrorObject {
        let object = ErrorObject::new(self.code(), self.message());
        match self.detail() {
            Some(detail) => object.with_data(detail),
            None => object,
        }
    }
}

/// Why a call of a service fails: with an error that its method declares, or with one that any call can
/// meet, such as a limit that is reached.
///
/// Both convert into it, so `?` and `.into()` do.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure<E> {
    /// An error that the method declares.
    Declared(E),
    /// Any other.
    General(ErrorObject),
}

impl<E: MethodError> From<E> for Failure<E> {
    fn from(error: E) -> Self {
        Self::Declared(error)
    }
}

impl<E> From<ErrorObject> for Failure<E> {
    fn from(error: ErrorObject) -> Self {
        Self::General(error)
    }
}

impl<E: MethodError> From<Failure<E>> for ErrorObject {
    fn from(failure: Failure<E>) -> Self {
        match failure {
            Failure::Declared(error) => error.to_object(),
            Failure::General(error) => error,
        }
    }
}
