//! How fast one connection may send.

use super::clock;
use std::time::Duration;

/// A token bucket that holds the tokens of one second. A request takes one; whoever sends has to wait until
/// there are some. A batch may take more than there are, which are then earned before anything else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// Below zero: so many are owed.
    tokens: i32,
    /// When it was last filled, in milliseconds of the clock; wraps around after 49 days.
    filled: u32,
}

impl Bucket {
    /// A full bucket.
    pub(super) fn new(rate: u32) -> Self {
        Self {
            tokens: i32::try_from(rate).unwrap_or(i32::MAX),
            filled: clock::milliseconds() as u32,
        }
    }

    /// Sees to it that there is a token.
    ///
    /// # Errors
    ///
    /// How long to wait until there is one.
    pub(super) fn wait(&mut self, rate: u32) -> Result<(), Duration> {
        if self.tokens <= 0 {
            self.fill(clock::milliseconds() as u32, rate)?;
        }
        Ok(())
    }

    /// Takes so many tokens.
    pub(super) fn take(&mut self, count: usize) {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        self.tokens = self.tokens.saturating_sub(count);
    }

    fn fill(&mut self, now: u32, rate: u32) -> Result<(), Duration> {
        let rate = i64::from(rate.max(1));
        let passed = i64::from(now.wrapping_sub(self.filled));
        let tokens = i64::from(self.tokens) + passed * rate / 1000;
        if tokens <= 0 {
            // Rounded up, since there is no token a moment before.
            let needed = 1 - i64::from(self.tokens);
            let wait = (needed * 1000 + rate - 1) / rate - passed;
            return Err(Duration::from_millis(wait.max(1).unsigned_abs()));
        }
        self.tokens = i32::try_from(tokens.min(rate)).unwrap_or(i32::MAX);
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
        assert_eq!(bucket.fill(1099, 10), Err(Duration::from_millis(1)));
        assert_eq!(bucket.fill(1010, 10), Err(Duration::from_millis(90)));
        assert_eq!(bucket.fill(1250, 10), Ok(()));
        assert_eq!(bucket.tokens, 2);
        bucket.tokens = 0;
        assert_eq!(bucket.fill(99_000, 10), Ok(()));
        assert_eq!(bucket.tokens, 10);
        bucket.tokens = 0;
        bucket.filled = u32::MAX - 99;
        assert_eq!(bucket.fill(100, 10), Ok(()));
        assert_eq!(bucket.tokens, 2);
    }

    #[test]
    fn what_is_owed_is_earned_first() {
        let mut bucket = Bucket {
            tokens: 10,
            filled: 0,
        };
        bucket.take(100);
        assert_eq!(bucket.tokens, -90);
        assert_eq!(bucket.fill(0, 10), Err(Duration::from_millis(9100)));
        assert_eq!(bucket.fill(9000, 10), Err(Duration::from_millis(100)));
        assert_eq!(bucket.fill(9100, 10), Ok(()));
        assert_eq!(bucket.tokens, 1);
        bucket.take(usize::MAX);
        bucket.take(usize::MAX);
        assert!(bucket.fill(12_000, 1_000_000_000).is_ok());
    }
}
