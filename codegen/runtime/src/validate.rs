//! What a type alone cannot hold: unknown enumeration texts and values out of their bounds.
//!
//! Decoding is lenient where a reader must survive a newer peer (an unknown text of an enumeration is
//! kept). A server is strict about what callers send: it validates params after decoding them.

mod encoding;

pub use encoding::{check_base64, check_hex, check_mac};

use crate::code::Code;
use crate::error::ErrorObject;
use serde::Serialize;
use serde_json::value::RawValue;
use std::fmt::Display;

/// A value that a server does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a JSON pointer into the params (RFC 6901).
    pub pointer: String,
    /// Why not.
    pub reason: String,
    /// The error this is: [`Code::InvalidParams`] for a wrong shape, [`Code::BadRequest`] for a value
    /// out of its bounds (Thunder).
    pub code: Code,
}

impl Violation {
    /// A value of the wrong shape, at the place where it was found.
    pub fn shape(reason: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            reason: reason.into(),
            code: Code::InvalidParams,
        }
    }

    /// A value out of its bounds, at the place where it was found.
    pub fn bounds(reason: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            reason: reason.into(),
            code: Code::BadRequest,
        }
    }

    /// The same violation seen from the object or array that holds the value as `member`.
    #[must_use]
    pub fn within(mut self, member: &str) -> Self {
        self.pointer = format!("/{}{}", pointer_segment(member), self.pointer);
        self
    }
}

impl From<Violation> for ErrorObject {
    fn from(violation: Violation) -> Self {
        #[derive(Serialize)]
        struct Data<'a> {
            pointer: &'a str,
            reason: &'a str,
        }
        ErrorObject::from(violation.code).with_data(&Data {
            pointer: &violation.pointer,
            reason: &violation.reason,
        })
    }
}

/// One step of a JSON pointer, escaped (RFC 6901, section 3).
pub(crate) fn pointer_segment(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

/// A value that can be checked after it was decoded.
pub trait Validate {
    /// Finds the first thing that a server does not accept.
    ///
    /// # Errors
    ///
    /// The violation, with its place relative to this value.
    fn validate(&self) -> Result<(), Violation>;
}

/// Every value of these types is accepted.
macro_rules! accept_all {
    ($($type:ty),* $(,)?) => {
        $(impl Validate for $type {
            fn validate(&self) -> Result<(), Violation> {
                Ok(())
            }
        })*
    };
}

accept_all!(
    (), bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, Box<RawValue>,
    serde_json::Value, serde_json::Map<String, serde_json::Value>,
);

impl<T: Validate> Validate for Option<T> {
    fn validate(&self) -> Result<(), Violation> {
        self.as_ref().map_or(Ok(()), T::validate)
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self) -> Result<(), Violation> {
        self.iter().enumerate().try_for_each(|(position, item)| {
            item.validate()
                .map_err(|violation| violation.within(&position.to_string()))
        })
    }
}

/// Checks a number against inclusive bounds.
///
/// # Errors
///
/// A [`Code::BadRequest`] violation that names the bounds.
pub fn check_range(
    value: i128,
    minimum: Option<i128>,
    maximum: Option<i128>,
) -> Result<(), Violation> {
    check(value, minimum, maximum, "the value")
}

/// Checks the length of a text (in bytes, as Thunder counts) or of a list against inclusive bounds.
///
/// # Errors
///
/// A [`Code::BadRequest`] violation that names the bounds.
pub fn check_length(
    length: usize,
    minimum: Option<i128>,
    maximum: Option<i128>,
) -> Result<(), Violation> {
    check(length as i128, minimum, maximum, "the length")
}

/// Checks a number with a fraction against inclusive bounds.
///
/// # Errors
///
/// A [`Code::BadRequest`] violation that names the bounds.
pub fn check_float(
    value: f64,
    minimum: Option<f64>,
    maximum: Option<f64>,
) -> Result<(), Violation> {
    let below = minimum.is_some_and(|minimum| value < minimum);
    let above = maximum.is_some_and(|maximum| value > maximum);
    if below || above {
        Err(out_of(minimum, maximum, "the value"))
    } else {
        Ok(())
    }
}

/// Checks that a number fits a width that no Rust type has.
///
/// # Errors
///
/// A [`Code::InvalidParams`] violation, as for a number that does not fit a Rust type.
pub fn check_width(value: i128, bits: u32, signed: bool) -> Result<(), Violation> {
    let (least, greatest) = if signed {
        (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    } else {
        (0, (1 << bits) - 1)
    };
    if (least..=greatest).contains(&value) {
        Ok(())
    } else {
        let sign = if signed { "signed" } else { "unsigned" };
        Err(Violation::shape(format!(
            "the number {value} does not fit {bits} {sign} bits"
        )))
    }
}

/// Checks every item of a list.
///
/// # Errors
///
/// The first violation, with the item's position.
pub fn check_items<T>(
    items: &[T],
    check: impl Fn(&T) -> Result<(), Violation>,
) -> Result<(), Violation> {
    items.iter().enumerate().try_for_each(|(position, item)| {
        check(item).map_err(|violation| violation.within(&position.to_string()))
    })
}

fn check(
    value: i128,
    minimum: Option<i128>,
    maximum: Option<i128>,
    what: &str,
) -> Result<(), Violation> {
    let below = minimum.is_some_and(|minimum| value < minimum);
    let above = maximum.is_some_and(|maximum| value > maximum);
    if below || above {
        Err(out_of(minimum, maximum, what))
    } else {
        Ok(())
    }
}

fn out_of<T: Display>(minimum: Option<T>, maximum: Option<T>, what: &str) -> Violation {
    Violation::bounds(match (minimum, maximum) {
        (Some(minimum), Some(maximum)) => format!("{what} is not within {minimum} to {maximum}"),
        (Some(minimum), None) => format!("{what} is below {minimum}"),
        (None, Some(maximum)) => format!("{what} is above {maximum}"),
        (None, None) => format!("{what} is out of bounds"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_pointers() {
        let violation = Violation::shape("no").within("a/b").within("0").within("~");
        assert_eq!(violation.pointer, "/~0/0/a~1b");
    }

    #[test]
    fn bounds_are_inclusive() {
        assert!(check_range(1, Some(1), Some(2)).is_ok());
        assert!(check_range(2, Some(1), Some(2)).is_ok());
        let violation = check_range(3, Some(1), Some(2)).expect_err("is too large");
        assert_eq!(violation.code, Code::BadRequest);
        assert!(check_length(0, Some(1), None).is_err());
        assert!(check_float(0.5, Some(0.75), None).is_err());
    }

    #[test]
    fn widths_between_those_of_rust_are_checked() {
        assert!(check_width(0xff_ffff, 24, false).is_ok());
        assert!(check_width(-0x80_0000, 24, true).is_ok());
        let violation = check_width(0x80_0000, 24, true).expect_err("is too large");
        assert_eq!(violation.code, Code::InvalidParams);
        assert!(check_width(-1, 24, false).is_err());
    }

    #[test]
    fn items_are_checked_at_their_places() {
        let violation = check_items(&[1u8, 9], |item| check_range((*item).into(), None, Some(5)));
        assert_eq!(violation.expect_err("is too large").pointer, "/1");
    }
}
