//! Bytes in text: whether the text is in its encoding, and how many bytes it stands for.

use super::{Violation, check_length};

/// Checks a text in Base64 with padding (RFC 4648, section 4), and how many bytes it stands for.
///
/// # Errors
///
/// A [`Code::InvalidParams`](crate::Code::InvalidParams) violation for a text that is none, a
/// [`Code::BadRequest`](crate::Code::BadRequest) violation for a count out of the inclusive bounds.
pub fn check_base64(
    text: &str,
    minimum: Option<i128>,
    maximum: Option<i128>,
) -> Result<(), Violation> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if !text.len().is_multiple_of(4) || padding > 2 || !digits.bytes().all(is_digit) {
        return Err(Violation::shape("not Base64 with padding"));
    }
    check_length(text.len() / 4 * 3 - padding, minimum, maximum)
}

/// Checks a text of pairs of hexadecimal digits, and how many bytes it stands for.
///
/// # Errors
///
/// As [`check_base64`].
pub fn check_hex(
    text: &str,
    minimum: Option<i128>,
    maximum: Option<i128>,
) -> Result<(), Violation> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Violation::shape("not pairs of hexadecimal digits"));
    }
    check_length(text.len() / 2, minimum, maximum)
}

/// Checks a text of pairs of hexadecimal digits with colons between them, and how many bytes it stands
/// for.
///
/// # Errors
///
/// As [`check_base64`].
pub fn check_mac(
    text: &str,
    minimum: Option<i128>,
    maximum: Option<i128>,
) -> Result<(), Violation> {
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !text.is_empty() && !text.split(':').all(is_pair) {
        return Err(Violation::shape(
            "not pairs of hexadecimal digits with colons between them",
        ));
    }
    check_length(text.len().div_ceil(3), minimum, maximum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    #[test]
    fn base64_counts_bytes() {
        for (text, count) in [("", 0), ("AA==", 1), ("AAA=", 2), ("AA+/", 3)] {
            assert_eq!(
                check_base64(text, Some(count), Some(count)),
                Ok(()),
                "{text}"
            );
        }
        for text in ["A", "AA=", "A===", "A=AA", "AA-_", "AA==AA=="] {
            assert!(check_base64(text, None, None).is_err(), "{text}");
        }
    }

    #[test]
    fn hex_counts_bytes() {
        assert_eq!(check_hex("00fF", Some(2), Some(2)), Ok(()));
        assert!(check_hex("0", None, None).is_err());
        assert!(check_hex("0g", None, None).is_err());
        let violation = check_hex("00", Some(2), None).expect_err("is too short");
        assert_eq!(violation.code, Code::BadRequest);
    }

    #[test]
    fn mac_counts_bytes() {
        assert_eq!(check_mac("", None, Some(0)), Ok(()));
        assert_eq!(check_mac("aa:BB:0c", Some(3), Some(3)), Ok(()));
        for text in ["a", "aa:", "aabb", "aa:b"] {
            assert!(check_mac(text, None, None).is_err(), "{text}");
        }
    }
}
