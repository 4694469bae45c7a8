//! Tokens that were found right, so that each request of a client does not cost a signature.

use parking_lot::RwLock;
use std::collections::HashMap;

/// So many tokens are remembered, in two halves; when one is full, the older is forgotten.
const HALF: usize = 2048;

/// A longer token is checked each time, so that the memory is bounded in bytes too.
const LONGEST: usize = 2048;

/// What was found out of tokens. Only right ones get in, so whoever has none cannot push others out.
#[derive(Debug)]
pub struct Cache<T>(RwLock<Halves<T>>);

#[derive(Debug)]
struct Halves<T> {
    newer: HashMap<Box<str>, T>,
    older: HashMap<Box<str>, T>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(RwLock::new(Halves {
            newer: HashMap::new(),
            older: HashMap::new(),
        }))
    }
}

impl<T: Clone> Cache<T> {
    /// What was found out of this token.
    pub fn get(&self, token: &str) -> Option<T> {
        let halves = self.0.read();
        if let Some(found) = halves.newer.get(token) {
            return Some(found.clone());
        }
        let found = halves.older.get(token)?.clone();
        drop(halves);
        // It is in use, so it is not to be forgotten with those that are not.
        self.insert(token, found.clone());
        Some(found)
    }

    /// Remembers what was found out of this token.
    pub fn insert(&self, token: &str, found: T) {
        if token.len() > LONGEST {
            return;
        }
        let mut halves = self.0.write();
        if halves.newer.len() >= HALF {
            halves.older = std::mem::take(&mut halves.newer);
        }
        halves.newer.insert(token.into(), found);
    }

    /// Forgets this token.
    pub fn remove(&self, token: &str) {
        let mut halves = self.0.write();
        halves.newer.remove(token);
        halves.older.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_memory_is_bounded_and_what_is_used_stays() {
        let cache = Cache::default();
        for number in 0..10 * HALF {
            cache.insert(&number.to_string(), number);
            assert_eq!(cache.get("0"), Some(0), "after {number}");
        }
        let halves = cache.0.read();
        assert!(halves.newer.len() + halves.older.len() <= 2 * HALF);
        drop(halves);
        assert_eq!(cache.get("1"), None);
        cache.remove("0");
        assert_eq!(cache.get("0"), None);
        let long = "x".repeat(LONGEST + 1);
        cache.insert(&long, 1);
        assert_eq!(cache.get(&long), None);
    }
}
