//! Error objects of JSON-RPC 2.0, and the typed errors that become them.

use crate::code::Code;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;

/// The `error` member of an answer (JSON-RPC 2.0, section 5.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} ({code})")]
pub struct ErrorObject {
    /// Which error it is.
    pub code: i32,
    /// Its short name.
    #[serde(default)]
    pub message: Cow<'static, str>,
    /// More about this occurrence, any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<ErrorData>,
}

/// The `data` of an error. A text stays one until it is written, so the errors that an interface declares
/// cost no allocation.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum ErrorData {
    /// A text.
    Text(Cow<'static, str>),
    /// Any JSON.
    Json(Box<RawValue>),
}

impl ErrorData {
    /// It as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and raw JSON always serialise")
    }
}

impl PartialEq for ErrorData {
    fn eq(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }
}

impl<'de> Deserialize<'de> for ErrorData {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Self::Json)
    }
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
        self.data = to_raw_value(data).ok().map(ErrorData::Json);
        self
    }

    /// The same error with a text as `data`.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.data = Some(ErrorData::Text(text.into()));
        self
    }

    /// The `data` if it is a text.
    pub fn data_text(&self) -> Option<String> {
        match self.data.as_ref()? {
            ErrorData::Text(text) => Some(text.to_string()),
            ErrorData::Json(json) => serde_json::from_str(json.get()).ok(),
        }
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
            Some(detail) => object.with_text(detail),
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
