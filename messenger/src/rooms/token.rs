//! Room tokens: secrets that stand for one membership.

use std::fmt;
use std::str::FromStr;

/// The right to act as one user in one room: 80 random bits, on the wire 20 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token([u8; Token::BYTES]);

impl Token {
    const BYTES: usize = 10;

    /// A token that nobody can guess.
    ///
    /// # Panics
    ///
    /// When the system has no randomness to give, which no operating system in service does.
    pub fn random() -> Self {
        let mut bytes = [0; Self::BYTES];
        getrandom::fill(&mut bytes).expect("the system's random source works");
        Self(bytes)
    }

    /// Some bits of it, to choose a shard by.
    pub(super) fn low_bits(self) -> usize {
        usize::from(self.0[0])
    }
}

/// The text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAToken;

impl FromStr for Token {
    type Err = NotAToken;

    /// Reads exactly what [`Display`](fmt::Display) writes; capital letters are another text.
    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotAToken),
        };
        let text: &[u8; 2 * Self::BYTES] = text.as_bytes().try_into().map_err(|_| NotAToken)?;
        let mut bytes = [0; Self::BYTES];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Hides the secret: a debug print may end in a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_twenty_lower_case_digits_and_back() {
        let token = Token::random();
        let text = token.to_string();
        assert_eq!(text.len(), 20);
        assert_eq!(text.parse(), Ok(token));
        for wrong in [
            "",
            "1e217990dd1cd4f6612",
            "1E217990DD1CD4F66124",
            "1e217990dd1cd4f6612g",
        ] {
            assert_eq!(wrong.parse::<Token>(), Err(NotAToken), "{wrong}");
        }
    }

    #[test]
    fn debug_does_not_tell_the_secret() {
        assert_eq!(format!("{:?}", Token::random()), "Token(..)");
    }
}
