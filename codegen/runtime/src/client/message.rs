//! Reading what a server sends: answers and notifications.
//!
//! An answer whose id is readable must end its call whatever else is wrong with it, or the caller would
//! wait for ever. So the members are kept as they stand until the id is known, also those in front of a
//! syntax error.

use crate::error::{ErrorData, ErrorObject};
use crate::quote::cut;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What an answer says.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The result, not yet decoded.
    Result(Box<RawValue>),
    /// The error of the server.
    Error(ErrorObject),
    /// It is not a JSON-RPC answer; the text says why.
    Unreadable(String),
}

/// A message that somebody may wait for.
#[derive(Debug)]
pub(super) enum Message<'a> {
    Answer {
        id: u64,
        outcome: Outcome,
    },
    Notification {
        name: Cow<'a, str>,
        params: &'a RawValue,
    },
}

impl<'a> Message<'a> {
    /// Reads one object; `None`: it is nothing that anybody could wait for.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut members = Members::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = members
            .deserialize(&mut deserializer)
            .and_then(|()| deserializer.end());
        // A null is as good as absent, save as a result.
        let given = |member: Option<&'a RawValue>| member.filter(|raw| raw.get() != "null");
        let id = given(members.id);
        let Some(id) = id else {
            read.ok()?;
            return Self::notification(&members);
        };
        // Ours are unsigned numbers as we wrote them; an answer to any other id is not for us.
        let id = id.get().parse().ok()?;
        let outcome = match (read, members.result, given(members.error)) {
            // A call by the server, under an id of its own that happens to be one of ours too.
            (_, None, None) if members.method.is_some() => return None,
            (Err(error), ..) => Outcome::Unreadable(cut(error.to_string())),
            (_, None, None) => Outcome::Unreadable("neither result nor error".to_owned()),
            (_, Some(result), None) => Outcome::Result(result.to_owned()),
            (_, result, Some(error)) if given(result).is_none() => read_error(error),
            _ => Outcome::Unreadable("both result and error".to_owned()),
        };
        Some(Self::Answer { id, outcome })
    }

    fn notification(members: &Members<'a>) -> Option<Self> {
        let Name(name) = serde_json::from_str(members.method?.get()).ok()?;
        let params = members.params.unwrap_or(RawValue::NULL);
        Some(Self::Notification { name, params })
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct WireError {
    code: i32,
    message: String,
    data: Option<Box<RawValue>>,
}
crate::deserialize_object!(WireError {
    code: required "code",
    message: required "message",
    data: optional "data",
});

fn read_error(raw: &RawValue) -> Outcome {
    match serde_json::from_str(raw.get()) {
        Ok(WireError {
            code,
            message,
            data,
        }) => Outcome::Error(ErrorObject {
            code,
            message: message.into(),
            data: data.map(ErrorData::Json),
        }),
        Err(error) => Outcome::Unreadable(cut(format!("`error`: {error}"))),
    }
}

/// The members that matter, as far as the text could be read. Unknown ones are skipped, and of
/// duplicates the last wins.
#[derive(Default)]
struct Members<'a> {
    id: Option<&'a RawValue>,
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
    result: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum MemberName {
    Id,
    Method,
    Params,
    Result,
    Error,
    #[serde(other)]
    Other,
}

impl<'de> DeserializeSeed<'de> for &mut Members<'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Members<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            match name {
                MemberName::Id => self.id = Some(map.next_value()?),
                MemberName::Method => self.method = Some(map.next_value()?),
                MemberName::Params => self.params = Some(map.next_value()?),
                MemberName::Result => self.result = Some(map.next_value()?),
                MemberName::Error => self.error = Some(map.next_value()?),
                MemberName::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
