//! What can go wrong.

use serde_json::Value;
use std::time::Duration;

/// Why a call, a subscription or a client failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server answered an error.
    #[error(transparent)]
    Rpc(#[from] RpcError),
    /// There was no answer within the deadline.
    #[error("no answer within {deadline:?}: {waited_for}")]
    DeadlineExceeded {
        /// The deadline.
        deadline: Duration,
        /// What was missing: a connection, and the last reason why there is none, or the answer.
        waited_for: String,
    },
    /// The call was given up by the caller, such as one of a batch that was dropped.
    #[error("the call was given up")]
    Cancelled,
    /// The connection ended after the call was sent and before its answer came; whether it ran is not known.
    #[error("the connection was lost before the answer came: {reason}")]
    ConnectionLost {
        /// How the connection ended.
        reason: String,
    },
    /// There is no connection, and trying again is of no use or not wanted.
    #[error("cannot connect: {reason}")]
    ConnectFailed {
        /// Why not.
        reason: String,
        /// The HTTP status that the server refused with, if there was one.
        status: Option<u16>,
    },
    /// Too many calls wait already; nothing was sent.
    #[error("{limit} calls wait already; nothing was sent")]
    QueueFull {
        /// How many may wait.
        limit: usize,
    },
    /// The client was closed.
    #[error("the client is closed")]
    ClientClosed,
    /// What came is not JSON-RPC 2.0, or does not fit its type.
    #[error("{}", placed(.pointer, .reason))]
    Decode {
        /// Where, as a JSON pointer.
        pointer: String,
        /// What is wrong there.
        reason: String,
    },
    /// What was given does not fit its type, or cannot be addressed; nothing was sent.
    #[error("{}", placed(.pointer, .reason))]
    InvalidArgument {
        /// Where, as a JSON pointer.
        pointer: String,
        /// What is wrong there.
        reason: String,
    },
    /// This client cannot do that: there are no events over HTTP. Nothing was sent.
    #[error("{0}")]
    NotSupported(&'static str),
    /// Ends a subscription with [`Policy::Fail`](crate::Policy::Fail) whose buffer is full.
    #[error("{limit} items wait already")]
    SlowConsumer {
        /// How many may wait.
        limit: usize,
    },
}

/// An error that the server answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}{} ({code})", detail(.data.as_ref()))]
pub struct RpcError {
    /// Its number.
    pub code: i64,
    /// Its message.
    pub message: String,
    /// What the server adds, if anything.
    pub data: Option<Value>,
}

fn placed(pointer: &str, reason: &str) -> String {
    if pointer.is_empty() {
        reason.to_owned()
    } else {
        format!("{pointer}: {reason}")
    }
}

fn detail(data: Option<&Value>) -> String {
    match data {
        Some(Value::String(text)) => format!(": {text}"),
        _ => String::new(),
    }
}

impl ClientError {
    /// The server's error, if it is one.
    pub fn rpc(&self) -> Option<&RpcError> {
        match self {
            Self::Rpc(error) => Some(error),
            _ => None,
        }
    }

    pub(super) fn argument(reason: impl Into<String>) -> Self {
        Self::InvalidArgument {
            pointer: String::new(),
            reason: reason.into(),
        }
    }

    pub(super) fn decode(pointer: &str, reason: impl Into<String>) -> Self {
        Self::Decode {
            pointer: pointer.to_owned(),
            reason: reason.into(),
        }
    }
}

/// What a call can fail with: any [`ClientError`], or an error that the method declares.
pub trait CallError: From<ClientError> + Send + 'static {
    /// The declared error that the server's error is; as it is if it is none.
    #[doc(hidden)]
    fn declare(error: RpcError) -> Self;
}

impl CallError for ClientError {
    fn declare(error: RpcError) -> Self {
        Self::Rpc(error)
    }
}

/// The position of the case with this code and message; else of the first with this code.
pub(crate) fn recognise(cases: &[(i64, &str)], error: &RpcError) -> Option<usize> {
    let exact = (error.code, error.message.as_str());
    let first = || cases.iter().position(|(code, _)| *code == error.code);
    cases.iter().position(|case| *case == exact).or_else(first)
}

/// Implements what the error of a method needs, from its variants and what they are known by.
macro_rules! method_error {
    ($type:ident { $($variant:ident = ($code:literal, $message:literal)),* $(,)? }) => {
        impl $type {
            /// The server's error, if it is one, declared or not.
            pub fn rpc(&self) -> ::core::option::Option<&$crate::runtime::RpcError> {
                match self {
                    $(Self::$variant(error) => ::core::option::Option::Some(error),)*
                    Self::Other(error) => error.rpc(),
                }
            }
        }

        impl $crate::runtime::CallError for $type {
            fn declare(error: $crate::runtime::RpcError) -> Self {
                let makers: &[fn($crate::runtime::RpcError) -> Self] = &[$(Self::$variant),*];
                match $crate::runtime::recognise(&[$(($code, $message)),*], &error) {
                    ::core::option::Option::Some(case) => makers[case](error),
                    ::core::option::Option::None => Self::Other(error.into()),
                }
            }
        }

        impl ::core::convert::From<$type> for $crate::runtime::ClientError {
            fn from(error: $type) -> Self {
                match error {
                    $($type::$variant(error) => Self::Rpc(error),)*
                    $type::Other(error) => error,
                }
            }
        }
    };
}
pub(crate) use method_error;
