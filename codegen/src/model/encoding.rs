//! Bytes as text.

use super::Encoding;

impl Encoding {
    /// The bytes in this encoding.
    pub fn encode(self, bytes: &[u8]) -> String {
        let pairs = || {
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<Vec<_>>()
        };
        match self {
            Self::Base64 => base64(bytes),
            Self::Hex => pairs().concat(),
            Self::Mac => pairs().join(":"),
        }
    }

    /// How many bytes a text stands for; `None`: it is not in this encoding.
    pub fn decoded_length(self, text: &str) -> Option<usize> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match self {
            Self::Base64 => {
                let body = text.trim_end_matches('=');
                let padding = text.len() - body.len();
                let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
                let sound = text.len().is_multiple_of(4) && padding <= 2 && body.bytes().all(known);
                sound.then(|| text.len() / 4 * 3 - padding)
            }
            Self::Hex => (text.len().is_multiple_of(2) && digits(text)).then_some(text.len() / 2),
            Self::Mac if text.is_empty() => Some(0),
            Self::Mac => {
                let mut pairs = text.split(':');
                let count = pairs.clone().count();
                pairs
                    .all(|pair| pair.len() == 2 && digits(pair))
                    .then_some(count)
            }
        }
    }
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let places = group.iter().zip([16, 8, 0]);
        let bits = places.fold(0u32, |bits, (byte, place)| bits | u32::from(*byte) << place);
        for (position, place) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if position > group.len() {
                '='
            } else {
                char::from(DIGITS[(bits >> place & 63) as usize])
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_recognised() {
        for (encoding, text) in [
            (Encoding::Base64, "3q2+7w=="),
            (Encoding::Hex, "deadbeef"),
            (Encoding::Mac, "de:ad:be:ef"),
        ] {
            assert_eq!(encoding.encode(&[0xde, 0xad, 0xbe, 0xef]), text);
            assert_eq!(encoding.decoded_length(text), Some(4));
            assert_eq!(encoding.decoded_length(""), Some(0));
            assert_eq!(encoding.decoded_length("...?"), None);
        }
        assert_eq!(Encoding::Base64.encode(b"Messenger"), "TWVzc2VuZ2Vy");
        assert_eq!(Encoding::Base64.decoded_length("===="), None);
    }
}
