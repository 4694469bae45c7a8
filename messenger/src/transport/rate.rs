//! How fast one connection may send.

use super::clock;
use std::time::Duration;

/// A token bucket that holds the tokens of one second. A message takes one; without any left, whoever
/// sends has to wait.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: u32,
    /// When it was last filled, in milliseconds of the clock; wraps around after 49 days.
    filled: u32,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn new(rate: u32) -> Self {
        Self {
            tokens: rate,
            filled: clock::milliseconds() as u32,
        }
    }

    /// Sees to it that there is a token.
    ///
    /// # Errors
    ///
    /// How long to wait until there is one.
    pub(super) fn wait(&mut self, rate: u32) -> Result<(), Duration> {
        if self.tokens == 0 {
            self.fill(clock::milliseconds() as u32, rate)?;
        }
        Ok(())
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self) {
        self.tokens = self.tokens.saturating_sub(1);
    }

    fn fill(&mut self, now: u32, rate: u32) -> Result<(), Duration> {
        let earned = u64::from(now.wrapping_sub(self.filled)) * u64::from(rate) / 1000;
        if earned == 0 {
            return Err(Duration::from_millis(u64::from(1000 / rate.max(1)).max(1)));
        }
        self.tokens = u32::try_from(earned).unwrap_or(rate).min(rate);
        self.filled = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_with_time_and_never_more_than_a_second_of_them() {
        let mut bucket = Bucket {
            tokens: 0,
            filled: 1000,
        };
        assert_eq!(bucket.fill(1099, 10), Err(Duration::from_millis(100)));
        assert_eq!(bucket.fill(1250, 10), Ok(()));
        assert_eq!(bucket.tokens, 2);
        assert_eq!(bucket.fill(99_000, 10), Ok(()));
        assert_eq!(bucket.tokens, 10);
        bucket.tokens = 0;
        bucket.filled = u32::MAX - 99;
        assert_eq!(bucket.fill(100, 10), Ok(()));
        assert_eq!(bucket.tokens, 2);
    }
}
