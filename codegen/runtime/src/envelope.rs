//! The JSON-RPC 2.0 envelope: reading requests, writing answers and the heads of notifications.
//!
//! A request is read in one pass that borrows from the text; ids and params stay the very bytes that
//! were sent. One that is spelt as most clients spell it is recognised without even that. Only a text that
//! the pass refuses is read again, to tell a parse error from a value that is not a request.

mod plain;

use crate::code::Code;
use crate::error::{ErrorData, ErrorObject};
use crate::flat;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A request or notification.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// A JSON string, number or null as it was written; `None`: a notification, which is never answered.
    pub id: Option<&'a str>,
    /// What is called, a designator.
    pub method: Cow<'a, str>,
    /// The params as they were written, a JSON value; null counts as absent (Thunder).
    pub params: Option<&'a str>,
}

/// Why a text is not a request.
#[derive(Debug)]
pub struct Refusal<'a> {
    /// The id to answer with; `None`: null.
    pub id: Option<&'a str>,
    /// The error to answer with.
    pub error: ErrorObject,
}

impl<'a> Request<'a> {
    /// Reads one request object.
    ///
    /// # Errors
    ///
    /// -32700 if the text is not JSON; -32600 if it is not a request object: `jsonrpc` is not `"2.0"`,
    /// `method` is absent or not a string, or the id is not a string, a number or null.
    pub fn parse(text: &'a str) -> Result<Self, Refusal<'a>> {
        if let Some(request) = plain::parse(text) {
            return Ok(request);
        }
        let members: Members<'a> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(error) => {
                return Err(Refusal {
                    id: None,
                    error: unreadable(text, &error),
                });
            }
        };
        let text = |member: Option<&'a RawValue>| member.map(RawValue::get);
        let id = text(members.id).filter(|id| is_id(id));
        let refuse = |reason: &str| {
            let error = ErrorObject::from(Code::InvalidRequest).with_data(reason);
            Err(Refusal { id, error })
        };
        if members.id.is_some() && id.is_none() {
            return refuse("`id` is not a string, a number or null");
        }
        if text(members.jsonrpc).and_then(string).as_deref() != Some("2.0") {
            return refuse("`jsonrpc` is not \"2.0\"");
        }
        let Some(method) = text(members.method).and_then(string) else {
            return refuse("`method` is not a string");
        };
        let params = text(members.params).filter(|params| *params != "null");
        Ok(Self { id, method, params })
    }
}

/// Splits a batch into its elements; `None`: the text is not an array.
pub fn batch(text: &str) -> Option<Result<Vec<&RawValue>, ErrorObject>> {
    is_batch(text).then(|| serde_json::from_str(text).map_err(|error| parse_error(&error)))
}

/// How many requests a text asks for: the elements of a batch, else one, whatever it is.
pub fn request_count(text: &str) -> usize {
    if !is_batch(text) {
        return 1;
    }
    // A list of nothing, for which no memory is taken.
    serde_json::from_str::<Vec<IgnoredAny>>(text).map_or(1, |elements| elements.len().max(1))
}

fn is_batch(text: &str) -> bool {
    let first = text.bytes().find(|byte| !byte.is_ascii_whitespace());
    first == Some(b'[')
}

/// Whether the text nests arrays and objects deeper than `limit`, whatever else is wrong with it.
pub fn is_deeper_than(text: &str, limit: usize) -> bool {
    let opens = |byte: &u8| matches!(byte, b'[' | b'{');
    // Counting is much faster than following strings, and almost every text ends here.
    if text.len() <= 2 * limit || text.bytes().filter(|byte| opens(byte)).count() <= limit {
        return false;
    }
    let mut depth = 0usize;
    let mut in_string = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_string => {
                bytes.next();
            }
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Appends the answer with a result. `id` and `result` are JSON.
pub fn write_result(out: &mut String, id: &str, result: &str) {
    for part in [
        "{\"jsonrpc\":\"2.0\",\"id\":",
        id,
        ",\"result\":",
        result,
        "}",
    ] {
        out.push_str(part);
    }
}

/// Appends the answer with an error. `id` is JSON.
pub fn write_error(out: &mut String, id: &str, error: &ErrorObject) {
    let mut digits = itoa::Buffer::new();
    for part in [
        "{\"jsonrpc\":\"2.0\",\"id\":",
        id,
        ",\"error\":{\"code\":",
        digits.format(error.code),
        ",\"message\":",
    ] {
        out.push_str(part);
    }
    push_string(out, &error.message);
    if let Some(data) = &error.data {
        out.push_str(",\"data\":");
        match data {
            ErrorData::Text(text) => push_string(out, text),
            ErrorData::Json(json) => out.push_str(json.get()),
        }
    }
    out.push_str("}}");
}

/// Appends a text as a JSON string.
fn push_string(out: &mut String, text: &str) {
    if flat::literal_length(text.as_bytes()) == text.len() {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::to_string(text).expect("a text always serialises"));
    }
}

/// The beginning of every notification with this designator, up to where its params go.
pub fn notification_head(designator: &str) -> String {
    let name = serde_json::to_string(designator).expect("a text always serialises");
    format!("{{\"jsonrpc\":\"2.0\",\"method\":{name},\"params\":")
}

/// The text of a JSON string; `None`: it is something else. Borrows unless there is an escape in it.
pub fn string(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(json).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

fn is_id(json: &str) -> bool {
    matches!(
        json.as_bytes().first(),
        Some(b'"' | b'-' | b'0'..=b'9' | b'n')
    )
}

fn unreadable(text: &str, error: &serde_json::Error) -> ErrorObject {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) if text.trim_ascii_start().starts_with('{') => {
            let reason = format!("not readable: {error}");
            ErrorObject::from(Code::InvalidRequest).with_data(&reason)
        }
        Ok(_) => ErrorObject::from(Code::InvalidRequest).with_data("not an object"),
        Err(_) => parse_error(error),
    }
}

fn parse_error(error: &serde_json::Error) -> ErrorObject {
    ErrorObject::from(Code::ParseError).with_data(&error.to_string())
}

/// The members of a request that matter. Of duplicates the last wins (Thunder).
#[derive(Default)]
struct Members<'a> {
    jsonrpc: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
}

enum MemberName {
    Jsonrpc,
    Id,
    Method,
    Params,
    Other,
}

impl<'de> Deserialize<'de> for MemberName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl Visitor<'_> for NameVisitor {
            type Value = MemberName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_str<E>(self, name: &str) -> Result<MemberName, E> {
                Ok(match name {
                    "jsonrpc" => MemberName::Jsonrpc,
                    "id" => MemberName::Id,
                    "method" => MemberName::Method,
                    "params" => MemberName::Params,
                    _ => MemberName::Other,
                })
            }
        }
        deserializer.deserialize_identifier(NameVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a request object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key()? {
                    match name {
                        MemberName::Jsonrpc => members.jsonrpc = Some(map.next_value()?),
                        MemberName::Id => members.id = Some(map.next_value()?),
                        MemberName::Method => members.method = Some(map.next_value()?),
                        MemberName::Params => members.params = Some(map.next_value()?),
                        MemberName::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (Option<String>, i32) {
        let refusal = Request::parse(text).expect_err("is refused");
        (refusal.id.map(str::to_owned), refusal.error.code)
    }

    #[test]
    fn a_request_keeps_its_bytes() {
        let text = r#" {"id": 1e2 ,"params":{"a" : [1, 2]},"method":"M.1.j\u006fin","jsonrpc":"\u0032.0","x":0} "#;
        let request = Request::parse(text).expect("is a request");
        assert_eq!(request.id, Some("1e2"));
        assert_eq!(request.method, "M.1.join");
        assert_eq!(request.params, Some(r#"{"a" : [1, 2]}"#));
    }

    #[test]
    fn an_error_is_written_as_it_serialises() {
        let plain = ErrorObject::new(-31022, "ERROR_UNKNOWN_KEY");
        let hostile = ErrorObject::new(i32::MIN, "a\"b\\c\n\u{1}\u{e9}").with_data(&["\"", "x"]);
        for error in [plain.clone(), plain.with_data("gone"), hostile] {
            let mut out = String::new();
            write_error(&mut out, "7", &error);
            let object = serde_json::to_string(&error).expect("serialises");
            assert_eq!(
                out,
                format!(r#"{{"jsonrpc":"2.0","id":7,"error":{object}}}"#)
            );
        }
    }

    #[test]
    fn a_null_id_is_an_id_and_null_params_are_none() {
        let text = r#"{"jsonrpc":"2.0","id":null,"method":"m","params":null}"#;
        let request = Request::parse(text).expect("is a request");
        assert_eq!(request.id, Some("null"));
        assert!(request.params.is_none());
    }

    #[test]
    fn what_is_not_json_is_a_parse_error() {
        for text in [
            "",
            "junk",
            "{",
            "[1",
            "{} {}",
            "{\"id\":007}",
            "{\"id\":1,}",
        ] {
            assert_eq!(refused(text), (None, -32700), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_is_invalid_and_echoes_a_readable_id() {
        let id = |id: &str| Some(id.to_owned());
        assert_eq!(refused("5"), (None, -32600));
        assert_eq!(refused("\"x\""), (None, -32600));
        assert_eq!(refused("{}"), (None, -32600));
        assert_eq!(
            refused(r#"{"jsonrpc":"1.0","id":"a","method":"m"}"#),
            (id("\"a\""), -32600)
        );
        assert_eq!(
            refused(r#"{"jsonrpc":"2.0","id":-7,"method":5}"#),
            (id("-7"), -32600)
        );
        assert_eq!(
            refused(r#"{"jsonrpc":"2.0","id":true,"method":"m"}"#),
            (None, -32600)
        );
        assert_eq!(
            refused(r#"{"jsonrpc":"2.0","id":{},"method":"m"}"#),
            (None, -32600)
        );
        assert_eq!(
            refused(r#"{"jsonrpc":"2.0","id":4,"result":null}"#),
            (id("4"), -32600)
        );
    }

    #[test]
    fn depth_does_not_exhaust_the_stack() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let text = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{deep}}}"#);
        assert!(Request::parse(&text).is_ok());
    }

    #[test]
    fn depth_is_counted_outside_of_strings() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_deeper_than(&nested(4), 4));
        assert!(is_deeper_than(&nested(5), 4));
        assert!(!is_deeper_than(&"[]".repeat(100), 4));
        assert!(!is_deeper_than(
            &format!("[\"{}\\\"{}\"]", "[".repeat(9), "{".repeat(9)),
            4
        ));
        assert!(is_deeper_than(&format!("\"]]]]\"{}", nested(5)), 4));
    }

    #[test]
    fn batches_are_split() {
        assert!(batch("{}").is_none());
        assert_eq!(
            batch(" [1, {}]")
                .expect("is an array")
                .expect("is JSON")
                .len(),
            2
        );
        assert_eq!(
            batch("[1")
                .expect("is an array")
                .expect_err("is broken")
                .code,
            -32700
        );
    }
}
