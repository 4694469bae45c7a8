//! Thunder's error numbers and what they become on the wire.

/// The errors that the framework itself answers with, beside those an interface declares.
///
/// The wire code of Thunder's error `n` is `-31000 - n`, but for those that JSON-RPC 2.0 fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The text is not JSON (JSON-RPC 2.0).
    ParseError,
    /// The JSON is not a request object (JSON-RPC 2.0).
    InvalidRequest,
    /// The interface has no such method (JSON-RPC 2.0, Thunder 53).
    UnknownMethod,
    /// The params do not have the shape that the method takes (JSON-RPC 2.0, Thunder 54).
    InvalidParams,
    /// The server failed (JSON-RPC 2.0, Thunder 55).
    Internal,
    /// The caller may not do this (Thunder 24).
    Privileged,
    /// A key, such as a room token, is not known (Thunder 22).
    UnknownKey,
    /// A value is out of its bounds (Thunder 30).
    BadRequest,
    /// The interface is not served in this version (Thunder 38).
    UnsupportedVersion,
    /// Nothing is mounted under this callsign (Thunder 43).
    UnknownService,
    /// This cannot be done here (Thunder 44).
    NotSupported,
    /// The subscription exists already, or does not exist (Thunder 48).
    RegistrationFailed,
    /// A bound of the server is reached; in the range that JSON-RPC 2.0 leaves to servers.
    LimitReached,
}

impl Code {
    /// The number on the wire.
    pub const fn number(self) -> i32 {
        match self {
            Self::ParseError => -32700,
            Self::InvalidRequest => -32600,
            Self::UnknownMethod => -32601,
            Self::InvalidParams => -32602,
            Self::Internal => -32603,
            Self::Privileged => -32604,
            Self::UnknownKey => -31022,
            Self::BadRequest => -31030,
            Self::UnsupportedVersion => -31038,
            Self::UnknownService => -31043,
            Self::NotSupported => -31044,
            Self::RegistrationFailed => -31048,
            Self::LimitReached => -32005,
        }
    }

    /// The code with this number on the wire; `None`: none of the framework's.
    pub fn from_number(number: i32) -> Option<Self> {
        const ALL: [Code; 13] = [
            Code::ParseError,
            Code::InvalidRequest,
            Code::UnknownMethod,
            Code::InvalidParams,
            Code::Internal,
            Code::Privileged,
            Code::UnknownKey,
            Code::BadRequest,
            Code::UnsupportedVersion,
            Code::UnknownService,
            Code::NotSupported,
            Code::RegistrationFailed,
            Code::LimitReached,
        ];
        ALL.into_iter().find(|code| code.number() == number)
    }

    /// The message on the wire: Thunder's text where it has one, else the symbolic name.
    pub const fn message(self) -> &'static str {
        match self {
            Self::ParseError => "Parse error.",
            Self::InvalidRequest => "Invalid request.",
            Self::UnknownMethod => "Unknown method.",
            Self::InvalidParams => "Invalid parameters.",
            Self::Internal => "Unknown JSON-RPC error.",
            Self::Privileged => "ERROR_PRIVILEGED_REQUEST",
            Self::UnknownKey => "ERROR_UNKNOWN_KEY",
            Self::BadRequest => "ERROR_BAD_REQUEST",
            Self::UnsupportedVersion => "Requested version is not supported.",
            Self::UnknownService => "The service is not available.",
            Self::NotSupported => "ERROR_NOT_SUPPORTED",
            Self::RegistrationFailed => "Registration failed.",
            Self::LimitReached => "Limit reached.",
        }
    }
}
