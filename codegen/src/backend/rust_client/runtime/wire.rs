//! JSON-RPC 2.0 as text.

use super::error::{ClientError, RpcError};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A call as a server sees it.
#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a RawValue>,
}

/// The text of a call; of a notification without an id.
pub(super) fn request(id: Option<u64>, method: &str, params: Option<&RawValue>) -> String {
    let request = Request {
        jsonrpc: "2.0",
        id,
        method,
        params,
    };
    // Texts and raw JSON can always be written.
    serde_json::to_string(&request).unwrap_or_default()
}

/// The text of the `register` and `unregister` params.
pub(super) fn registration(event: &str, id: &str) -> Box<RawValue> {
    #[derive(Serialize)]
    struct Params<'a> {
        event: &'a str,
        id: &'a str,
    }
    serde_json::value::to_raw_value(&Params { event, id }).unwrap_or_default()
}

/// What came: an answer, or a notification, or something else.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow, default, deserialize_with = "there")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "there")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "there")]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

/// Null is something that is there.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// What is to be done with a message.
pub(super) enum Kind<'a> {
    /// An answer to the call with this id.
    Answer(u64, Answer),
    /// An error that names no call.
    Anonymous(Answer),
    /// A notification, and its params.
    Notification(Cow<'a, str>, Option<&'a RawValue>),
}

/// What a call gives.
pub(super) type Answer = Result<Box<RawValue>, ClientError>;

/// The messages in a text that somebody may wait for, in order; what is no JSON-RPC is left out.
pub(super) fn read(text: &str) -> Vec<Kind<'_>> {
    let text = text.trim_start();
    if text.starts_with('[') {
        let messages: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        messages
            .into_iter()
            .filter_map(|one| kind(one.get()))
            .collect()
    } else {
        kind(text).into_iter().collect()
    }
}

fn kind(text: &str) -> Option<Kind<'_>> {
    // Of an array, serde would take the items for the members.
    if !text.starts_with('{') {
        return None;
    }
    let message: Message<'_> = serde_json::from_str(text).ok()?;
    let is_answer = message.result.is_some() || message.error.is_some();
    match (message.id, message.method) {
        (Some(id), method) if id.get() != "null" => {
            // A call by the server is nothing that a client answers.
            if method.is_some() && !is_answer {
                return None;
            }
            Some(Kind::Answer(id.get().parse().ok()?, answer(&message)))
        }
        (_, Some(method)) => Some(Kind::Notification(text_of(method)?, message.params)),
        (_, None) => message.error.map(|_| Kind::Anonymous(answer(&message))),
    }
}

/// The text that JSON stands for; it is mostly as it is written.
fn text_of(json: &RawValue) -> Option<Cow<'_, str>> {
    let written = json.get().strip_prefix('"')?.strip_suffix('"')?;
    if written.contains('\\') {
        serde_json::from_str(json.get()).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(written))
    }
}

/// What an answer says.
fn answer(message: &Message<'_>) -> Answer {
    let Some(error) = message.error else {
        return match message.result {
            Some(result) => Ok(result.to_owned()),
            None => Err(ClientError::decode(
                "",
                "the answer has neither a result nor an error",
            )),
        };
    };
    if message.result.is_some_and(|result| result.get() != "null") {
        return Err(ClientError::decode(
            "",
            "the answer has both a result and an error",
        ));
    }
    Err(match error_of(error) {
        Some(error) => ClientError::Rpc(error),
        None => ClientError::decode("/error", "the error has no code and message"),
    })
}

fn error_of(error: &RawValue) -> Option<RpcError> {
    let mut error: Value = serde_json::from_str(error.get()).ok()?;
    let members = error.as_object_mut()?;
    Some(RpcError {
        code: members.get("code")?.as_i64()?,
        message: members.get("message")?.as_str()?.to_owned(),
        data: members.remove("data").filter(|data| !data.is_null()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let shown = |kind| match kind {
            Kind::Answer(id, Ok(result)) => format!("{id} {result}"),
            Kind::Answer(id, Err(error)) => format!("{id} {error}"),
            Kind::Anonymous(answer) => format!("null {}", answer.expect_err("is an error")),
            Kind::Notification(method, params) => format!("{method} {params:?}"),
        };
        read(text).into_iter().map(shown).collect()
    }

    #[test]
    fn what_is_no_message_is_left_out() {
        for text in [
            "",
            "no JSON",
            "null",
            "[]",
            "[[]]",
            "{}",
            r#"{"id":1.5,"result":1}"#,
        ] {
            assert_eq!(kinds(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            kinds(r#"[{"method":"a\n"},7,{"id":2,"result":null},{"id":3,"method":"x"}]"#),
            ["a\n None", "2 null"]
        );
    }

    #[test]
    fn answers_are_a_result_or_an_error() {
        assert_eq!(
            kinds(r#"{"id":1,"result":null,"error":{"code":7,"message":"m","data":"d"}}"#),
            ["1 m: d (7)"]
        );
        assert_eq!(
            kinds(r#"{"id":1,"result":1,"error":{"code":7,"message":"m"}}"#),
            ["1 the answer has both a result and an error"]
        );
        assert_eq!(
            kinds(r#"{"id":null,"error":{"code":7}}"#),
            ["null /error: the error has no code and message"]
        );
    }
}
