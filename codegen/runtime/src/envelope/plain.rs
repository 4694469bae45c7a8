//! Requests spelt as `JSON.stringify` and its like spell them, recognised at a glance.
//!
//! Members in the order of the standard's examples, no white space, no escape in the designator: what is
//! left to check is that the params are one JSON value. Everything else goes the general way, which reads
//! the same requests and more; a test holds the two against each other.

use super::Request;
use crate::flat::{is_flat_object, literal_length};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Reads a request in the plain spelling; `None`: it is another, or none.
pub(super) fn parse(text: &str) -> Option<Request<'_>> {
    let rest = text.strip_prefix("{\"jsonrpc\":\"2.0\",\"id\":")?;
    let (id, rest) = rest.split_at(rest.bytes().position(|byte| !byte.is_ascii_digit())?);
    let rest = rest.strip_prefix(",\"method\":\"")?;
    let (method, rest) = rest.split_at(literal_length(rest.as_bytes()));
    let params = match rest.strip_prefix('"')?.strip_suffix('}')? {
        "" => None,
        rest => Some(rest.strip_prefix(",\"params\":")?),
    };
    // A number without leading zeros, as JSON has it.
    if id.is_empty() || id.len() > 1 && id.starts_with('0') {
        return None;
    }
    let params = match params {
        Some(text) if is_flat_object(text) => Some(text),
        Some(text) => {
            let value: &RawValue = serde_json::from_str(text).ok()?;
            // White space around a value is no part of it.
            Some(value).filter(|value| value.get().len() == text.len())?;
            (text != "null").then_some(text)
        }
        None => None,
    };
    Some(Request {
        id: Some(id),
        method: Cow::Borrowed(method),
        params,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str =
        r#"{"jsonrpc":"2.0","id":42,"method":"M.1.send","params":{"roomid":"x","message":"}{"}}"#;

    fn parts<'a>(request: &'a Request<'_>) -> (Option<&'a str>, &'a str, Option<&'a str>) {
        let params = request.params;
        (request.id, &request.method, params)
    }

    /// What the general way makes of the same text: a leading space keeps it from the plain one.
    fn general(text: &str) -> Option<(Option<String>, String, Option<String>)> {
        let spaced = format!(" {text}");
        let request = Request::parse(&spaced).ok()?;
        let (id, method, params) = parts(&request);
        Some((
            id.map(str::to_owned),
            method.to_owned(),
            params.map(str::to_owned),
        ))
    }

    #[test]
    fn the_plain_spelling_is_recognised() {
        let request = parse(PLAIN).expect("is plain");
        let params = r#"{"roomid":"x","message":"}{"}"#;
        assert_eq!(parts(&request), (Some("42"), "M.1.send", Some(params)));
        for text in [
            r#"{"jsonrpc":"2.0","id":0,"method":"m"}"#,
            r#"{"jsonrpc":"2.0","id":7,"method":"m","params":null}"#,
            r#"{"jsonrpc":"2.0","id":7,"method":"","params":[1]}"#,
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn both_ways_agree_on_every_small_change() {
        // Every byte left out, doubled, or replaced by one that means something in JSON.
        let mut texts = vec![PLAIN.to_owned(), "{}".to_owned(), String::new()];
        for (place, _) in PLAIN.char_indices() {
            let (before, after) = PLAIN.split_at(place);
            texts.push(format!("{before}{}", &after[1..]));
            texts.push(before.to_owned());
            for byte in [
                " ", "\"", "\\", ",", ":", "{", "}", "[", "]", "0", "-", "\n", "n",
            ] {
                texts.push(format!("{before}{byte}{}", &after[1..]));
                texts.push(format!("{before}{byte}{after}"));
            }
        }
        let mut plain = 0;
        for text in &texts {
            if let Some(request) = parse(text) {
                plain += 1;
                let (id, method, params) = parts(&request);
                let owned = |text: Option<&str>| text.map(str::to_owned);
                let found = (owned(id), method.to_owned(), owned(params));
                assert_eq!(general(text), Some(found), "{text}");
            }
        }
        assert!(plain > 100, "only {plain} of {} are plain", texts.len());
    }
}
