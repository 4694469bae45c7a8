//! Random steps: what a connection sends, and what it should get for it.

use super::state::{ConnectionId, MemberId, Model, Operation, Outcome, Subscription, quoted};
use fastrand::Rng;
use tests::is_token;

/// A message and the answer that is due; `None`: there is none.
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) answer: Option<Answer>,
}

/// What a single message or a batch is answered with.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Single(Expected),
    Batch(Vec<Expected>),
}

/// The answer to one request.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    id: String,
    outcome: Outcome,
}

impl Answer {
    /// The kinds of answers that it is made of.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let kind = |expected: &Expected| match expected.outcome {
            Outcome::Null => "null".to_owned(),
            Outcome::Token(_) => "token".to_owned(),
            Outcome::Error(code) => code.to_string(),
        };
        match self {
            Self::Single(expected) => vec![kind(expected)],
            Self::Batch(all) => all.iter().map(kind).chain(["batch".to_owned()]).collect(),
        }
    }

    /// Whether `text` is this answer; gives back the tokens that it tells.
    pub(crate) fn matches(&self, text: &str) -> Option<Vec<(MemberId, String)>> {
        let mut tokens = Vec::new();
        let rest = match self {
            Self::Single(expected) => expected.strip(text, &mut tokens)?,
            Self::Batch(all) => {
                let mut rest = text;
                for (number, expected) in all.iter().enumerate() {
                    rest = rest.strip_prefix(if number == 0 { "[" } else { "," })?;
                    rest = expected.strip(rest, &mut tokens)?;
                }
                rest.strip_prefix(']')?
            }
        };
        rest.is_empty().then_some(tokens)
    }
}

impl Expected {
    /// What of `text` follows this answer, if it begins with it.
    fn strip<'a>(&self, text: &'a str, tokens: &mut Vec<(MemberId, String)>) -> Option<&'a str> {
        let rest = text.strip_prefix(&format!(r#"{{"jsonrpc":"2.0","id":{},"#, self.id))?;
        match self.outcome {
            Outcome::Null => rest.strip_prefix(r#""result":null}"#),
            Outcome::Token(member) => {
                let rest = rest.strip_prefix(r#""result":""#)?;
                let (token, rest) = rest.split_at_checked(20)?;
                tokens.push((member, is_token(token).then(|| token.to_owned())?));
                rest.strip_prefix(r#""}"#)
            }
            Outcome::Error(code) => {
                let rest = rest.strip_prefix(&format!(r#""error":{{"code":{code},"message":"#))?;
                // What else is in the error is for people. Its end is found by reading it as JSON.
                let length = error_length(rest)?;
                rest[length..].strip_prefix('}')
            }
        }
    }
}

/// How long the rest of an error object is that begins with its message.
fn error_length(rest: &str) -> Option<usize> {
    let object = format!(r#"{{"message":{rest}"#);
    let mut values = serde_json::Deserializer::from_str(&object).into_iter::<serde_json::Value>();
    values.next()?.ok()?;
    Some(values.byte_offset() - r#"{"message":"#.len())
}

const ROOMS: &[&str] = &["Lounge", "Den", "lounge", "a/b \"c\" \\d", "Zoë 😀", " "];
const USERS: &[&str] = &["Bob", "Ann", "bob", "Zoë", "a.b", "\"x\"", "😀"];
const MESSAGES: &[&str] = &["", "Hello!", "a/b \"é\" \\x41", "line\nline\0", "😀\u{7f}"];
const UNUSABLE: &[&str] = &["", "a\nb", "\0"];
const CLIENTS: &[&str] = &["a", "b", "a.b", ""];
const IDS: &[&str] = &[
    "1",
    "0",
    "-7",
    "1e2",
    "null",
    "\"x\"",
    "\"\"",
    "\"\\u0061\"",
    "18446744073709551616",
];

/// A message of `actor`, applied to the model; `None` as actor is HTTP.
pub(crate) fn message(rng: &mut Rng, model: &mut Model, actor: Option<ConnectionId>) -> Message {
    if rng.u8(..10) > 0 {
        let (text, expected) = request(rng, model, actor);
        return Message {
            text,
            answer: expected.map(Answer::Single),
        };
    }
    let (mut texts, mut answers) = (Vec::new(), Vec::new());
    for _ in 0..rng.usize(1..5) {
        let (text, expected) = request(rng, model, actor);
        texts.push(text);
        answers.extend(expected);
    }
    let answer = (!answers.is_empty()).then_some(Answer::Batch(answers));
    Message {
        text: format!("[{}]", texts.join(",")),
        answer,
    }
}

fn request(
    rng: &mut Rng,
    model: &mut Model,
    actor: Option<ConnectionId>,
) -> (String, Option<Expected>) {
    let operation = operation(rng, model, actor);
    let outcome = model.apply(actor, &operation);
    // The token of a join must become known, so a join is never a notification.
    let silent = !matches!(operation, Operation::Join { .. }) && rng.u8(..12) == 0;
    let id = (!silent).then(|| rng.choice(IDS).map_or("1", |id| id).to_owned());
    let text = text(&operation, id.as_deref());
    (text, id.map(|id| Expected { id, outcome }))
}

fn text(operation: &Operation, id: Option<&str>) -> String {
    let (method, params) = match operation {
        Operation::Join {
            room,
            user,
            secure,
            list,
        } => {
            let mut params = format!(r#"{{"room":{},"user":{}"#, quoted(room), quoted(user));
            if let Some(secure) = secure {
                params += &format!(r#","secure":"{secure}""#);
            }
            if *list {
                params += r#","acl":["https://*.example.com"]"#;
            }
            ("join".to_owned(), params + "}")
        }
        Operation::Leave { token } => (
            "leave".to_owned(),
            format!(r#"{{"roomid":{}}}"#, quoted(token)),
        ),
        Operation::Send { token, message } => (
            "send".to_owned(),
            format!(
                r#"{{"roomid":{},"message":{}}}"#,
                quoted(token),
                quoted(message)
            ),
        ),
        Operation::Register(subscription) => registration("register", subscription),
        Operation::Unregister(subscription) => registration("unregister", subscription),
        Operation::Unknown => ("nope".to_owned(), "{}".to_owned()),
    };
    let id = id.map(|id| format!(r#""id":{id},"#)).unwrap_or_default();
    let method = quoted(&format!("Messenger.1.{method}"));
    format!(r#"{{"jsonrpc":"2.0",{id}"method":{method},"params":{params}}}"#)
}

fn registration(method: &str, subscription: &Subscription) -> (String, String) {
    let index = subscription
        .index
        .as_ref()
        .map(|index| format!("@{index}"))
        .unwrap_or_default();
    let client = quoted(&subscription.client);
    (
        format!("{method}{index}"),
        format!(r#"{{"event":"{}","id":{client}}}"#, subscription.event),
    )
}

fn operation(rng: &mut Rng, model: &Model, actor: Option<ConnectionId>) -> Operation {
    match rng.u8(..100) {
        0..22 => Operation::Join {
            room: name(rng, ROOMS),
            user: name(rng, USERS),
            secure: match rng.u8(..20) {
                0..3 => Some("secure"),
                3..5 => Some("insecure"),
                5 => Some("Secure"),
                _ => None,
            },
            list: rng.u8(..8) == 0,
        },
        22..31 => Operation::Leave {
            token: token(rng, model, actor),
        },
        31..55 => Operation::Send {
            token: token(rng, model, actor),
            message: pick(rng, MESSAGES),
        },
        55..83 => Operation::Register(subscription(rng, model, actor)),
        83..97 => {
            let existing: Vec<_> = actor
                .into_iter()
                .flat_map(|actor| model.subscriptions(actor))
                .collect();
            match rng.choice(existing) {
                Some(existing) if rng.u8(..3) > 0 => Operation::Unregister(existing.clone()),
                _ => Operation::Unregister(subscription(rng, model, actor)),
            }
        }
        _ => Operation::Unknown,
    }
}

fn pick(rng: &mut Rng, from: &[&str]) -> String {
    from[rng.usize(..from.len())].to_owned()
}

fn name(rng: &mut Rng, from: &[&str]) -> String {
    match rng.u8(..40) {
        0 => pick(rng, UNUSABLE),
        1 => "é".repeat(128 + rng.usize(..2)),
        _ => pick(rng, from),
    }
}

/// Mostly one of the actor's own, sometimes another's, sometimes none that is alive.
fn token(rng: &mut Rng, model: &Model, actor: Option<ConnectionId>) -> String {
    let (own, others): (Vec<_>, Vec<_>) = model.tokens().partition(|(owner, _)| *owner == actor);
    let kind = rng.u8(..20);
    let alive = if kind < 13 && !own.is_empty() {
        own
    } else {
        others
    };
    match rng.choice(alive) {
        Some((_, token)) if kind < 18 => token.to_owned(),
        // Tokens are compared to the letter; one of digits alone has no other spelling.
        Some((_, token)) if kind == 18 => token
            .to_uppercase()
            .replace(|digit: char| digit.is_ascii_digit(), "A"),
        _ => match model.dead_tokens().nth(rng.usize(..10)) {
            Some(token) => token.to_owned(),
            None => pick(rng, &["", "x", "00000000000000000000"]),
        },
    }
}

fn subscription(rng: &mut Rng, model: &Model, actor: Option<ConnectionId>) -> Subscription {
    let events = [
        "roomupdate",
        "userupdate",
        "userupdate",
        "message",
        "message",
        "join",
    ];
    let known = if rng.u8(..8) == 0 {
        events.len()
    } else {
        events.len() - 1
    };
    let event = events[rng.usize(..known)];
    let client = pick(rng, CLIENTS);
    let token = token(rng, model, actor);
    match (event, rng.u8(..10)) {
        ("roomupdate", 1..) | (_, 0) => Subscription {
            event,
            client,
            index: None,
        },
        (_, 1 | 2) => Subscription {
            event,
            client,
            index: Some(token),
        },
        (_, 3) => Subscription {
            event,
            client: token,
            index: None,
        },
        _ => Subscription {
            event,
            client: format!("{token}.{client}"),
            index: None,
        },
    }
}
