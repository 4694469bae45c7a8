//! The errors that a method declares.

/// Implements what an enumeration of declared errors needs: [`MethodError`](crate::MethodError),
/// [`Display`](std::fmt::Display), [`Error`](std::error::Error), and the way into an
/// [`ErrorObject`](crate::ErrorObject).
///
/// Each line gives a variant, its code and message on the wire, and when it happens, if that is known.
/// Two errors may share a code; the message then tells them apart.
///
/// ```
/// use jsonrpc_runtime::{ErrorObject, MethodError};
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// pub enum OpenError { Locked, Gone }
/// jsonrpc_runtime::method_errors!(OpenError {
///     Locked = -31005 "ERROR_ILLEGAL_STATE" "The door is locked",
///     Gone = -31043 "ERROR_NOT_EXIST",
/// });
///
/// assert_eq!(ErrorObject::from(OpenError::Locked).code, -31005);
/// assert_eq!(OpenError::Locked.to_string(), "ERROR_ILLEGAL_STATE: The door is locked");
/// assert_eq!(OpenError::from_wire(-31043, "gone"), Some(OpenError::Gone));
/// ```
#[macro_export]
macro_rules! method_errors {
    ($type:ident {
        $($variant:ident = $code:literal $message:literal $($detail:literal)?),* $(,)?
    }) => {
        impl $crate::MethodError for $type {
            fn code(&self) -> i32 {
                match *self {
                    $($type::$variant => $code,)*
                }
            }

            fn message(&self) -> &'static str {
                match *self {
                    $($type::$variant => $message,)*
                }
            }

            fn detail(&self) -> ::core::option::Option<&'static str> {
                match *self {
                    $($type::$variant => $crate::method_errors!(@detail $($detail)?),)*
                }
            }

            fn from_wire(code: i32, message: &str) -> ::core::option::Option<Self> {
                $crate::method_errors::find(
                    &[$(($code, $message, || $type::$variant)),*],
                    code,
                    message,
                )
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::method_errors::show(self, f)
            }
        }

        impl ::core::error::Error for $type {}

        impl ::core::convert::From<$type> for $crate::ErrorObject {
            fn from(error: $type) -> Self {
                $crate::MethodError::to_object(&error)
            }
        }
    };
    (@detail) => { ::core::option::Option::None };
    (@detail $detail:literal) => { ::core::option::Option::Some($detail) };
}

/// One declared error: code, message and how it is made.
type Case<E> = (i32, &'static str, fn() -> E);

/// The declared error with this code and message, else the first with this code.
#[doc(hidden)]
pub fn find<E>(cases: &[Case<E>], code: i32, message: &str) -> Option<E> {
    let exact = cases
        .iter()
        .find(|(number, text, _)| *number == code && *text == message);
    let case = exact.or_else(|| cases.iter().find(|(number, _, _)| *number == code))?;
    Some(case.2())
}

/// Shows an error as its symbolic name and, if known, when it happens.
#[doc(hidden)]
pub fn show(error: &impl crate::MethodError, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    match error.detail() {
        Some(detail) => write!(f, "{}: {detail}", error.message()),
        None => f.write_str(error.message()),
    }
}

#[cfg(test)]
mod tests {
    use crate::MethodError;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Twins {
        One,
        Two,
    }
    crate::method_errors!(Twins { One = -31001 "ERROR_ONE", Two = -31001 "ERROR_TWO" });

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Nothing {}
    crate::method_errors!(Nothing {});

    #[test]
    fn the_message_tells_errors_of_one_code_apart() {
        assert_eq!(Twins::from_wire(-31001, "ERROR_TWO"), Some(Twins::Two));
        assert_eq!(Twins::from_wire(-31001, "other"), Some(Twins::One));
        assert_eq!(Twins::from_wire(-31002, "ERROR_TWO"), None);
        assert_eq!(Nothing::from_wire(-31001, "ERROR_TWO"), None);
        assert_eq!(Twins::One.to_string(), "ERROR_ONE");
    }
}
