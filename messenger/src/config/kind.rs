//! Kinds of settings: what may be written for one, and what it means.
//!
//! A kind reads one text, wherever that was written, and writes a value again in two ways: as TOML, which
//! is exact, and for people, in the largest unit that is. A text that a kind wrote it also reads.

mod list;
mod number;

pub use list::{hosts, key_sources, networks, origins, texts};
pub use number::{Bytes, Count, Ends, GIB, KIB, MIB, Seconds, bytes, count, seconds};

use crate::security::proxies::ProxyHeader;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::path::PathBuf;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// What may be written for a setting, and what it means.
pub trait Kind: Send + Sync + 'static {
    /// What it means.
    type Value: 'static;

    /// What stands for the value in help: `BYTES`.
    fn unit(&self) -> &'static str;

    /// How it is written.
    fn written(&self) -> Written {
        Written::Once
    }

    /// Which values are allowed, in words; `None`: every one that can be written.
    fn allowed(&self) -> Option<String> {
        None
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// What is wrong, as a sentence without its beginning and its end: "`x` is not an address".
    fn read(&self, text: &str) -> Result<Self::Value, String>;

    /// The value in TOML; `None`: there is none.
    fn literal(&self, value: &Self::Value) -> Option<String>;

    /// The value for people; `None`: there is none.
    fn shown(&self, value: &Self::Value) -> Option<String>;
}

/// How the value of a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Once.
    Once,
    /// Once; a flag without a value means `true`.
    Switch,
    /// Any number of times, or separated by commas; an array in TOML.
    Often,
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An address with its port.
pub fn address() -> impl Kind<Value = SocketAddr> {
    Address
}

struct Address;

impl Kind for Address {
    type Value = SocketAddr;

    fn unit(&self) -> &'static str {
        "ADDR"
    }

    fn read(&self, text: &str) -> Result<SocketAddr, String> {
        text.parse()
            .map_err(|_| format!("`{text}` is not an address with a port, as 127.0.0.1:8080 is"))
    }

    fn literal(&self, value: &SocketAddr) -> Option<String> {
        Some(quoted(&value.to_string()))
    }

    fn shown(&self, value: &SocketAddr) -> Option<String> {
        Some(value.to_string())
    }
}

/// The path of a file.
pub fn path() -> impl Kind<Value = PathBuf> {
    FilePath
}

struct FilePath;

impl Kind for FilePath {
    type Value = PathBuf;

    fn unit(&self) -> &'static str {
        "FILE"
    }

    fn read(&self, text: &str) -> Result<PathBuf, String> {
        if text.is_empty() {
            return Err("the path is empty".to_owned());
        }
        Ok(text.into())
    }

    fn literal(&self, value: &PathBuf) -> Option<String> {
        Some(quoted(&value.to_string_lossy()))
    }

    fn shown(&self, value: &PathBuf) -> Option<String> {
        Some(value.to_string_lossy().into_owned())
    }
}

/// Yes or no.
pub fn switch() -> impl Kind<Value = bool> {
    Switch
}

struct Switch;

impl Kind for Switch {
    type Value = bool;

    fn unit(&self) -> &'static str {
        "BOOL"
    }

    fn written(&self) -> Written {
        Written::Switch
    }

    fn read(&self, text: &str) -> Result<bool, String> {
        text.parse()
            .map_err(|_| format!("`{text}` is neither true nor false"))
    }

    fn literal(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }

    fn shown(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }
}

/// Names; at least one.
pub fn names() -> impl Kind<Value = Vec<String>> {
    Names
}

struct Names;

impl Kind for Names {
    type Value = Vec<String>;

    fn unit(&self) -> &'static str {
        "NAME"
    }

    fn written(&self) -> Written {
        Written::Often
    }

    fn read(&self, text: &str) -> Result<Vec<String>, String> {
        let names: Vec<_> = text.split(',').map(|name| name.trim().to_owned()).collect();
        if names.iter().any(String::is_empty) {
            return Err("a name is empty".to_owned());
        }
        Ok(names)
    }

    fn literal(&self, value: &Vec<String>) -> Option<String> {
        let names: Vec<_> = value.iter().map(|name| quoted(name)).collect();
        Some(format!("[{}]", names.join(", ")))
    }

    fn shown(&self, value: &Vec<String>) -> Option<String> {
        Some(value.join(","))
    }
}

/// What to log, in the words of `tracing`: `info`, or `warn,messenger::transport=debug`.
pub fn filter() -> impl Kind<Value = String> {
    Filter
}

struct Filter;

impl Kind for Filter {
    type Value = String;

    fn unit(&self) -> &'static str {
        "FILTER"
    }

    fn read(&self, text: &str) -> Result<String, String> {
        let reason =
            || format!("`{text}` is no filter of logs, as info and warn,messenger=debug are");
        EnvFilter::try_new(text).map_err(|_| reason())?;
        let mut parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        // Taken for a target, it would turn off all others: a level that is misspelled would silence the log.
        let mut words = parts.clone().filter(|part| !part.contains(['=', '[']));
        let braces = text.contains('{');
        match words.find(|word| !braces && word.parse::<LevelFilter>().is_err()) {
            Some(word) => Err(format!(
                "`{word}` is no level of logs: off, error, warn, info, debug or trace; \
                 that of a target is written {word}=debug"
            )),
            None if parts.next().is_none() => Err(reason()),
            None => Ok(text.to_owned()),
        }
    }

    fn literal(&self, value: &String) -> Option<String> {
        Some(quoted(value))
    }

    fn shown(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }
}

/// One of a few words.
pub trait Choice: Copy + PartialEq + Send + Sync + 'static {
    /// The words, and what they mean.
    const ALL: &'static [(&'static str, Self)];
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// A line of JSON.
    Json,
}

impl Choice for LogFormat {
    const ALL: &'static [(&'static str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

impl Choice for ProxyHeader {
    const ALL: &'static [(&'static str, Self)] = &[
        ("x-forwarded-for", Self::XForwardedFor),
        ("forwarded", Self::Forwarded),
    ];
}

/// One of the words of a [`Choice`].
pub fn choice<T: Choice>() -> impl Kind<Value = T> {
    Word(PhantomData)
}

struct Word<T>(PhantomData<T>);

impl<T: Choice> Kind for Word<T> {
    type Value = T;

    fn unit(&self) -> &'static str {
        "WORD"
    }

    fn allowed(&self) -> Option<String> {
        let words: Vec<_> = T::ALL.iter().map(|(word, _)| *word).collect();
        Some(words.join(" or "))
    }

    fn read(&self, text: &str) -> Result<T, String> {
        let found = T::ALL.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let words = self.allowed().unwrap_or_default();
            format!("`{text}` is not {words}")
        })
    }

    fn literal(&self, value: &T) -> Option<String> {
        self.shown(value).map(|word| quoted(&word))
    }

    fn shown(&self, value: &T) -> Option<String> {
        let found = T::ALL.iter().find(|(_, other)| other == value);
        found.map(|(word, _)| (*word).to_owned())
    }
}

/// Something or nothing; nothing is written as the empty text, which takes back what a source of lower
/// precedence says.
pub fn optional<K: Kind>(kind: K) -> impl Kind<Value = Option<K::Value>> {
    Optional(kind)
}

struct Optional<K>(K);

impl<K: Kind> Kind for Optional<K> {
    type Value = Option<K::Value>;

    fn unit(&self) -> &'static str {
        self.0.unit()
    }

    fn written(&self) -> Written {
        self.0.written()
    }

    fn allowed(&self) -> Option<String> {
        self.0.allowed()
    }

    fn read(&self, text: &str) -> Result<Self::Value, String> {
        if text.is_empty() {
            return Ok(None);
        }
        self.0.read(text).map(Some)
    }

    fn literal(&self, value: &Self::Value) -> Option<String> {
        value.as_ref().and_then(|value| self.0.literal(value))
    }

    fn shown(&self, value: &Self::Value) -> Option<String> {
        value.as_ref().and_then(|value| self.0.shown(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// What is read is written again as `literal` and `shown`, and read again from the latter.
    pub(super) fn writes<K: Kind>(kind: &K, text: &str, literal: &str, shown: &str)
    where
        K::Value: PartialEq + std::fmt::Debug,
    {
        let value = kind.read(text).expect(text);
        assert_eq!(kind.literal(&value).as_deref(), Some(literal));
        assert_eq!(kind.shown(&value).as_deref(), Some(shown));
        assert_eq!(kind.read(shown).as_ref(), Ok(&value));
    }

    pub(super) fn refuses<K: Kind>(kind: &K, text: &str, reason: &str)
    where
        K::Value: std::fmt::Debug,
    {
        let refusal = kind.read(text).expect_err(text);
        assert!(refusal.contains(reason), "{refusal}");
    }

    #[test]
    fn values_are_read_and_written() {
        writes(&address(), "[::1]:80", "\"[::1]:80\"", "[::1]:80");
        writes(&switch(), "true", "true", "true");
        writes(&names(), "A, B", "[\"A\", \"B\"]", "A,B");
        let filters = "warn,a[b{c=\"d\"}]=info";
        writes(&filter(), filters, &format!("'{filters}'"), filters);
        writes(&choice::<LogFormat>(), "json", "\"json\"", "json");
        writes(&optional(count(1..)), "5", "5", "5");
        assert_eq!(optional(count(1..)).read(""), Ok(None));
        assert_eq!(optional(count(1..)).literal(&None), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        refuses(&address(), "localhost:80", "`localhost:80`");
        refuses(&address(), "8080", "`8080`");
        refuses(&switch(), "yes", "`yes`");
        refuses(&names(), "A,,B", "empty");
        refuses(&names(), "", "empty");
        refuses(&filter(), "messenger=loud", "`messenger=loud`");
        refuses(&filter(), "warning", "`warning` is no level");
        refuses(&filter(), "warn,messenger", "written messenger=debug");
        refuses(&filter(), "", "no filter");
        refuses(&filter(), " , ", "no filter");
        refuses(&choice::<LogFormat>(), "xml", "text or json");
        refuses(&optional(count(1..)), "0", "too small");
    }

    #[test]
    fn numbers_have_units() {
        writes(&count(0..), "100000", "100000", "100000");
        writes(&bytes(0..), "65536", "65536", "64KiB");
        writes(&bytes(0..), "1 GiB", "1073741824", "1GiB");
        writes(&bytes(0..), "1500", "1500", "1500");
        writes(&bytes(0..), "0", "0", "0");
        writes(&seconds(0.0..), "300", "300", "5m");
        writes(&seconds(0.0..), "90s", "90", "90s");
        writes(&seconds(0.0..), "2h", "7200", "2h");
        writes(&seconds(0.0..), "0.25", "0.25", "250ms");
        writes(&seconds(0.0..), "1.5m", "90", "90s");
        writes(&seconds(0.0..), "0", "0", "0s");
        assert_eq!(
            seconds(0.0..).read("0.0015"),
            Ok(Duration::from_micros(1500))
        );
    }

    #[test]
    fn numbers_out_of_range_or_shape_are_refused() {
        for text in ["", "-1", "1.5", "ten", "1KiB", "99999999999999999999"] {
            refuses(
                &count(0..),
                text,
                &format!("`{text}` is not a whole number"),
            );
        }
        for text in ["", "-1", "1KB", "KiB", "0.5MiB", "1KiB2"] {
            refuses(&bytes(0..), text, &format!("`{text}` is not a size"));
        }
        for text in ["", "-1", "1d", "inf", "NaN", "s", "1e400"] {
            refuses(&seconds(0.0..), text, &format!("`{text}` is not a time"));
        }
        refuses(&count(1..=9), "10", "`10` is too large, the most is 9");
        refuses(
            &bytes(KIB..),
            "1023",
            "`1023` is too small, the least is 1KiB",
        );
        refuses(
            &bytes(0..),
            "99999999999GiB",
            "`99999999999GiB` is not a size",
        );
        refuses(&seconds(0.5..), "0.4", "too small, the least is 500ms");
        refuses(&seconds(0.0..), "1e15", "too large");
        assert_eq!(count(1..=9).allowed().as_deref(), Some("1 to 9"));
        assert_eq!(bytes(KIB..).allowed().as_deref(), Some("at least 1KiB"));
        assert_eq!(seconds(0.0..).allowed(), None);
    }
}
