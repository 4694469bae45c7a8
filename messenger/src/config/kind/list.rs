//! Lists, which may be empty; the empty text takes back what a source of lower precedence says.

use super::{Kind, Written, quoted};
use crate::security::Host;
use crate::security::pattern::Pattern;
use crate::security::proxies::Network;
use crate::security::token::KeySource;
use std::fmt::Display;

/// Names of hosts, or `*` for all of them.
pub fn hosts() -> impl Kind<Value = Vec<Host>> {
    List {
        unit: "HOST",
        read: |text| {
            let reason =
                || format!("`{text}` is no name of a host, as tv.example and 10.0.0.7 are");
            text.parse().map_err(|_| reason())
        },
    }
}

/// Origins of pages, which may have wildcards.
pub fn origins() -> impl Kind<Value = Vec<Pattern>> {
    List {
        unit: "ORIGIN",
        read: |text| {
            let pattern =
                Pattern::new(text).map_err(|too_long| format!("`{text}` is {too_long}"))?;
            if pattern.is_made_like_an_origin() {
                return Ok(pattern);
            }
            Err(format!(
                "`{text}` is no origin, as https://app.example.com and https://*.example.com are"
            ))
        },
    }
}

/// Where keys are kept.
pub fn key_sources() -> impl Kind<Value = Vec<KeySource>> {
    List {
        unit: "KEY",
        read: |text| match text {
            "" | "env:" => Err(format!("`{text}` names no file and no variable")),
            text => Ok(KeySource::from(text)),
        },
    }
}

/// Addresses, or networks of them.
pub fn networks() -> impl Kind<Value = Vec<Network>> {
    List {
        unit: "NETWORK",
        read: |text| {
            let reason =
                || format!("`{text}` is no address and no network, as 10.0.0.7 and 10.0.0.0/8 are");
            text.parse().map_err(|_| reason())
        },
    }
}

/// Texts of any kind.
pub fn texts() -> impl Kind<Value = Vec<String>> {
    List {
        unit: "TEXT",
        read: |text| match text {
            "" => Err("a text is empty".to_owned()),
            text => Ok(text.to_owned()),
        },
    }
}

struct List<T> {
    unit: &'static str,
    read: fn(&str) -> Result<T, String>,
}

impl<T: Display + 'static> List<T> {
    fn texts(values: &[T]) -> Option<Vec<String>> {
        (!values.is_empty()).then(|| values.iter().map(T::to_string).collect())
    }
}

impl<T: Display + 'static> Kind for List<T> {
    type Value = Vec<T>;

    fn unit(&self) -> &'static str {
        self.unit
    }

    fn written(&self) -> Written {
        Written::Often
    }

    fn read(&self, text: &str) -> Result<Vec<T>, String> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        text.split(',')
            .map(|item| (self.read)(item.trim()))
            .collect()
    }

    fn literal(&self, values: &Vec<T>) -> Option<String> {
        let texts = Self::texts(values)?;
        let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
        Some(format!("[{}]", texts.join(", ")))
    }

    fn shown(&self, values: &Vec<T>) -> Option<String> {
        Self::texts(values).map(|texts| texts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refuses, writes};
    use super::*;

    #[test]
    fn lists_are_read_and_written_and_may_be_empty() {
        writes(
            &hosts(),
            "Tv.example, [::2],*",
            r#"["tv.example", "[::2]", "*"]"#,
            "tv.example,[::2],*",
        );
        writes(
            &origins(),
            "https://*.example.com,http://a.b",
            r#"["https://*.example.com", "http://a.b"]"#,
            "https://*.example.com,http://a.b",
        );
        assert_eq!(hosts().read(""), Ok(Vec::new()));
        assert_eq!(hosts().shown(&Vec::new()), None);
        assert_eq!(hosts().literal(&Vec::new()), None);
        writes(
            &key_sources(),
            "a.pem,env:SECRET",
            r#"["a.pem", "env:SECRET"]"#,
            "a.pem,env:SECRET",
        );
        writes(&texts(), "a, b", r#"["a", "b"]"#, "a,b");
        refuses(&key_sources(), "env:", "names no file");
        refuses(&texts(), "a,,b", "empty");
        writes(
            &networks(),
            "10.0.0.7, ::/0",
            r#"["10.0.0.7/32", "::/0"]"#,
            "10.0.0.7/32,::/0",
        );
        refuses(&networks(), "localhost", "no address and no network");
        refuses(&hosts(), "tv.example:80", "`tv.example:80` is no name");
        refuses(&hosts(), "a,,b", "`` is no name");
        for text in [
            "*",
            "https://",
            "https://*.a.b/",
            "https://a.b/c",
            "http://*@a",
            "http://*\u{fc}",
        ] {
            refuses(&origins(), text, &format!("`{text}` is no origin"));
        }
        refuses(
            &origins(),
            &format!("http://{}", "a".repeat(300)),
            "longer than",
        );
    }
}
