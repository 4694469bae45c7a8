//! Patterns of origins: URL origins with wildcards, as Thunder writes them.
//!
//! A pattern stands for a whole origin. Everything in it is itself but `*`, and what a `*` means is told by
//! its neighbours, in this order (Thunder):
//!
//! 1. behind a colon, `:*`: one or more digits, a port,
//! 2. before a colon, `*:`: one or more small letters, a scheme,
//! 3. anywhere else: one or more letters, digits, dots and hyphens, a part of a host.
//!
//! So `https://*.example.com` stands for `https://a.b.example.com`, but not for `https://example.com`, nor for
//! any port, and `*` alone stands for no origin, since none is without `://`.
//!
//! # In linear time
//!
//! Patterns come from clients. All ways to match are followed at once, as bits of a set: each character of an
//! origin costs the same few operations, whatever the pattern is made of. Nothing backtracks.

use super::origin::{Origin, default_port};
use std::fmt;

/// The longest pattern, in bytes: one bit of a set of places for each, and one for the end.
pub const LONGEST: usize = 255;

/// A pattern of origins.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What it was made from.
    text: Box<str>,
    /// Bytes below 0x20 are wildcards, all others stand for themselves.
    parts: Box<[u8]>,
}

/// One or more digits.
const PORT: u8 = 1;
/// One or more small letters.
const SCHEME: u8 = 2;
/// One or more characters of a host.
const HOST: u8 = 3;
/// Any number of characters of a host.
const ANY_HOST: u8 = 4;
/// No character at all: what no origin has.
const NEVER: u8 = 5;

/// The pattern is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("longer than {LONGEST} bytes")]
pub struct TooLong;

impl Pattern {
    /// Reads a pattern. Every text is one, though many stand for no origin.
    ///
    /// # Errors
    ///
    /// When it is too long.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        Self::read(text, HOST)
    }

    /// Reads a pattern in which the `*` of a host stands for nothing too, as in Thunder's access files.
    ///
    /// # Errors
    ///
    /// When it is too long.
    pub fn lenient(text: &str) -> Result<Self, TooLong> {
        Self::read(text, ANY_HOST)
    }

    fn read(text: &str, host: u8) -> Result<Self, TooLong> {
        // An origin is brought into its one form, in which origins are compared.
        let origin = Origin::parse(text).filter(|_| !text.contains('*'));
        let written = match &origin {
            Some(origin) => origin.as_str(),
            None => without_default_port(text),
        };
        if text.len() > LONGEST || written.len() > LONGEST {
            return Err(TooLong);
        }
        let written = written.as_bytes();
        let mut parts = Vec::with_capacity(written.len());
        for (place, byte) in written.iter().enumerate() {
            let before = place.checked_sub(1).map(|before| written[before]);
            let part = match byte {
                b'*' if before == Some(b':') => PORT,
                b'*' if written.get(place + 1) == Some(&b':') => SCHEME,
                b'*' => host,
                b' '..=b'~' => byte.to_ascii_lowercase(),
                _ => NEVER,
            };
            // Several times anything is anything; so one step is enough to pass it by.
            if part != ANY_HOST || parts.last() != Some(&ANY_HOST) {
                parts.push(part);
            }
        }
        Ok(Self {
            text: text.into(),
            parts: parts.into(),
        })
    }

    /// Whether it stands for this origin.
    pub fn matches(&self, origin: &Origin) -> bool {
        let text = origin.as_str().as_bytes();
        let mut masks = [Places::default(); 128];
        let (mut repeated, mut passable) = (Places::default(), Places::default());
        for (place, part) in self.parts.iter().enumerate() {
            match *part {
                PORT => (b'0'..=b'9').for_each(|byte| masks[usize::from(byte)].insert(place)),
                SCHEME => (b'a'..=b'z').for_each(|byte| masks[usize::from(byte)].insert(place)),
                HOST | ANY_HOST => (0..128_u8)
                    .filter(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
                    .for_each(|byte| masks[usize::from(byte)].insert(place)),
                NEVER => {}
                literal => masks[usize::from(literal)].insert(place),
            }
            if matches!(*part, PORT | SCHEME | HOST | ANY_HOST) {
                repeated.insert(place);
            }
            if *part == ANY_HOST {
                passable.insert(place);
            }
        }
        // The places at which the match may be: before which part.
        let mut places = Places::default();
        places.insert(0);
        places.pass(&passable);
        for byte in text {
            let Some(mask) = masks.get(usize::from(*byte)) else {
                return false;
            };
            places.step(mask, &repeated);
            places.pass(&passable);
        }
        places.contains(self.parts.len())
    }

    /// Whether it is made like an origin: a scheme, a host, perhaps a port, and nothing else. What is not stands for
    /// no origin.
    pub fn is_made_like_an_origin(&self) -> bool {
        let separator = self.parts.windows(3).position(|three| three == b"://");
        separator.is_some_and(|place| {
            let (scheme, host) = (&self.parts[..place], &self.parts[place + 3..]);
            let of_host = |part: &u8| {
                matches!(*part, PORT | SCHEME | HOST | ANY_HOST)
                    || part.is_ascii_alphanumeric()
                    || b".-_:[]".contains(part)
            };
            !scheme.is_empty() && !host.is_empty() && host.iter().all(of_host)
        })
    }

    /// What it was made from.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

/// The pattern without a port that its scheme implies: no origin is written with that.
fn without_default_port(text: &str) -> &str {
    let without = || {
        let (rest, port) = text.rsplit_once(':')?;
        let (scheme, _) = rest.split_once("://")?;
        let default = default_port(&scheme.to_ascii_lowercase())?;
        (port.parse() == Ok(default)).then_some(rest)
    };
    without().unwrap_or(text)
}

/// A set of places in a pattern.
#[derive(Clone, Copy, Default)]
struct Places([u64; (LONGEST + 1) / 64]);

impl Places {
    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn contains(&self, place: usize) -> bool {
        self.0[place / 64] & 1 << (place % 64) != 0
    }

    /// Moves all places on over one character, which the parts in `mask` stand for. Before a part that may be
    /// repeated it stays too.
    fn step(&mut self, mask: &Self, repeated: &Self) {
        let mut carry = 0;
        for (word, (mask, repeated)) in self.0.iter_mut().zip(mask.0.iter().zip(&repeated.0)) {
            let matched = *word & mask;
            *word = matched << 1 | carry | matched & repeated;
            carry = matched >> 63;
        }
    }

    /// Adds the places behind parts that may stand for nothing.
    fn pass(&mut self, passable: &Self) {
        let mut carry = 0;
        for (word, passable) in self.0.iter_mut().zip(&passable.0) {
            let passed = *word & passable;
            *word |= passed << 1 | carry;
            carry = passed >> 63;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn matches(pattern: &str, origin: &str) -> bool {
        let origin = Origin::parse(origin).expect(origin);
        Pattern::new(pattern).expect("is short").matches(&origin)
    }

    #[test]
    fn wildcards_stand_for_what_thunder_takes_them_for() {
        for (pattern, stands_for, not_for) in [
            (
                "https://*.example.com",
                &[
                    "https://a.example.com",
                    "https://a.b.example.com",
                    "https://a-1.example.com",
                ][..],
                &[
                    "https://example.com",
                    "https://a.example.com:8443",
                    "http://a.example.com",
                    "https://a.example.com.evil.net",
                    "https://aexample.com",
                ][..],
            ),
            (
                "http://localhost:*",
                &["http://localhost:8080", "http://localhost:1"],
                &[
                    "http://localhost",
                    "http://localhost.evil.net:80",
                    "https://localhost:8080",
                ],
            ),
            (
                "*://a.example",
                &["http://a.example", "https://a.example", "app://a.example"],
                &["http://a.example:81", "app2://a.example"],
            ),
            (
                "*://*:*",
                &["http://localhost:8080"],
                &[
                    "http://a.b:8080",
                    "http://localhost",
                    "http://10.0.0.1:8080",
                ],
            ),
            ("*://*", &["http://a.b", "app://tv"], &["http://a.b:1"]),
            ("*", &[], &["http://a.b", "app://tv"]),
            ("", &[], &["http://a.b"]),
            ("...", &[], &["http://a.b"]),
            (
                "http://a.b",
                &["http://a.b"],
                &["http://axb", "http://a.b:81", "http://a.b.c"],
            ),
            ("http://a.b/", &[], &["http://a.b"]),
            (
                "http://[::1]:*",
                &["http://[::1]:7"],
                &["http://[::1]", "http://1:7"],
            ),
            (
                "http://*a*",
                &["http://bab", "http://baaab"],
                &["http://a", "http://ba", "http://ab"],
            ),
        ] {
            for origin in stands_for {
                assert!(matches(pattern, origin), "{pattern} {origin}");
            }
            for origin in not_for {
                assert!(!matches(pattern, origin), "{pattern} {origin}");
            }
        }
    }

    #[test]
    fn spellings_of_one_origin_are_one() {
        for pattern in ["HTTPS://A.Example.com", "https://a.example.com:443"] {
            assert!(matches(pattern, "https://a.example.com"), "{pattern}");
        }
        assert!(matches(
            "https://*.Example.com:443",
            "https://a.example.com"
        ));
        assert!(matches(
            "http://b\u{fc}cher.example",
            "http://xn--bcher-kva.example"
        ));
        assert!(!matches("http://*\u{fc}", "http://xn--tda"));
        assert!(!matches("http://*\n", "http://a"));
    }

    #[test]
    fn the_star_of_access_files_stands_for_nothing_too() {
        let matches = |pattern, origin| {
            let origin = Origin::parse(origin).expect(origin);
            Pattern::lenient(pattern)
                .expect("is short")
                .matches(&origin)
        };
        assert!(matches("https://*example.com", "https://example.com"));
        assert!(matches("https://*example.com", "https://a.example.com"));
        assert!(matches("https://***example.com**", "https://example.com"));
        assert!(!matches("http://localhost:*", "http://localhost"));
        assert!(!matches("*://a", "a://b"));
    }

    #[test]
    fn what_is_too_long_is_refused_and_the_longest_is_not() {
        let longest = "*".repeat(LONGEST);
        assert!(!matches(&longest, "http://a.b"));
        assert_eq!(Pattern::new(&format!("{longest}*")), Err(TooLong));
        let host = "a".repeat(LONGEST - "http://".len());
        assert!(Pattern::new(&format!("http://{host}")).is_ok());
    }

    /// Against the plainest possible matcher, which tries everything.
    #[test]
    fn random_patterns_match_as_by_trying_everything() {
        fn tries(
            pattern: &[u8],
            text: &[u8],
            before: Option<u8>,
            seen: &mut HashSet<(usize, usize)>,
        ) -> bool {
            if !seen.insert((pattern.len(), text.len())) {
                return false;
            }
            let Some((first, rest)) = pattern.split_first() else {
                return text.is_empty();
            };
            let class: fn(&u8) -> bool = match first {
                b'*' if before == Some(b':') => u8::is_ascii_digit,
                b'*' if rest.first() == Some(&b':') => u8::is_ascii_lowercase,
                b'*' => |byte| byte.is_ascii_alphanumeric() || b".-".contains(byte),
                literal => {
                    return text.first() == Some(literal)
                        && tries(rest, &text[1..], Some(*literal), seen);
                }
            };
            let most = text.iter().take_while(|byte| class(byte)).count();
            (1..=most).any(|count| tries(rest, &text[count..], Some(b'*'), seen))
        }
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut matched = 0;
        for _ in 0..20_000 {
            let host: String = (0..1 + random(6))
                .map(|_| ["a", "b", "1", ".x"][random(4)])
                .collect();
            let text = format!("http://x{host}{}", ["", ":8", ":81"][random(3)]);
            let Some(origin) = Origin::parse(&text) else {
                continue;
            };
            let mut pattern = origin.as_str().to_owned();
            for _ in 0..random(6) {
                let at = random(pattern.len());
                let end = (at + 1 + random(4)).min(pattern.len());
                pattern.replace_range(at..end, ["*", "*", "**", "a", ":*", "*:"][random(6)]);
            }
            if Origin::parse(&pattern).is_some() {
                continue;
            }
            let text = origin.as_str().as_bytes();
            let expected = tries(
                without_default_port(&pattern).as_bytes(),
                text,
                None,
                &mut HashSet::new(),
            );
            assert_eq!(
                matches(&pattern, origin.as_str()),
                expected,
                "{pattern} {origin}"
            );
            matched += usize::from(expected);
        }
        assert!(matched > 500, "{matched} matched");
    }
}
