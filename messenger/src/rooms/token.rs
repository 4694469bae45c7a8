//! Room tokens: secrets that stand for one membership.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::str::FromStr;

/// The right to act as one user in one room: 80 random bits, on the wire 20 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token([u8; Token::BYTES]);

/// A map of tokens. What is in it was drawn by chance, and nobody can choose tokens that crowd together there: so their
/// own bits are their hash.
pub(super) type TokenMap<V> = HashMap<Token, V, BuildHasherDefault<TokenHasher>>;

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [_, _, bits @ ..] = self.0;
        state.write_u64(u64::from_ne_bytes(bits));
    }
}

/// Takes the bits of a token as they are.
#[derive(Default)]
pub(super) struct TokenHasher(u64);

impl Hasher for TokenHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, bits: u64) {
        self.0 = bits;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

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

/// What is no digit has this bit, which no digit has.
const NO_DIGIT: u8 = 0x80;

/// The values of lower-case hexadecimal digits.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// The text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAToken;

impl FromStr for Token {
    type Err = NotAToken;

    /// Reads exactly what [`Display`](fmt::Display) writes; capital letters are another text.
    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let text: &[u8; 2 * Self::BYTES] = text.as_bytes().try_into().map_err(|_| NotAToken)?;
        let mut bytes = [0; Self::BYTES];
        let mut seen = 0;
        for (byte, [high, low]) in bytes.iter_mut().zip(text.as_chunks().0) {
            let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
            seen |= high | low;
            *byte = high << 4 | low & 0xF;
        }
        if seen & NO_DIGIT != 0 {
            return Err(NotAToken);
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
