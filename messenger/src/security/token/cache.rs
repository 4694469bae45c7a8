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
    newer: Tokens<T>,
    older: Tokens<T>,
}

/// Tokens by their ends, which are parts of signatures and so as good as random; hashing all of each costs more
/// than all else. Only the whole is believed.
type Tokens<T> = HashMap<[u8; 16], (Box<str>, T)>;

/// The end of a token; none is so short.
fn end(token: &str) -> [u8; 16] {
    token.as_bytes().last_chunk().copied().unwrap_or_default()
}

fn look_up<T: Clone>(tokens: &Tokens<T>, token: &str) -> Option<T> {
    let (whole, found) = tokens.get(&end(token))?;
    (**whole == *token).then(|| found.clone())
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
        if let Some(found) = look_up(&halves.newer, token) {
            return Some(found);
        }
        let found = look_up(&halves.older, token)?;
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
        halves.newer.insert(end(token), (token.into(), found));
    }

    /// Forgets this token.
    pub fn remove(&self, token: &str) {
        let mut halves = self.0.write();
        halves.newer.remove(&end(token));
        halves.older.remove(&end(token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_memory_is_bounded_and_what_is_used_stays() {
        let token = |number: usize| format!("a token with the number {number:032}");
        let cache = Cache::default();
        for number in 0..10 * HALF {
            cache.insert(&token(number), number);
            assert_eq!(cache.get(&token(0)), Some(0), "after {number}");
        }
        let halves = cache.0.read();
        assert!(halves.newer.len() + halves.older.len() <= 2 * HALF);
        drop(halves);
        assert_eq!(cache.get(&token(1)), None);
        let other = token(0).replace('a', "b");
        assert_eq!(cache.get(&other), None, "it has the same end, and no more");
        cache.remove(&token(0));
        assert_eq!(cache.get(&token(0)), None);
        let long = "x".repeat(LONGEST + 1);
        cache.insert(&long, 1);
        assert_eq!(cache.get(&long), None);
    }
}
