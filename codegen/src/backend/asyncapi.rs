//! An interface as an AsyncAPI document (3.0), seen from the caller's side.
//!
//! There is one channel, the WebSocket. A method, the reading or writing of a property, and the registration
//! for an event are operations that send a request and have a reply; an event, and the end of what an
//! asynchronous method began, are operations that receive a notification. Every message says all of its
//! envelope, so that recorded traffic can be checked against the document: names on the wire are patterns
//! where a callsign, an index, an instance or a client id may stand in them.

mod calls;
mod notifications;
mod pattern;

use super::schema::{Draft, Schemas};
use super::visible::json_text;
use crate::model::{Docs, Examples, Interface, Name, Scope};
use serde_json::{Map, Value, json};

/// The version of AsyncAPI.
const VERSION: &str = "3.0.0";

/// The key of the only channel.
const CHANNEL: &str = "service";

/// The AsyncAPI document of an interface, which ends with a line break.
pub fn generate(interface: &Interface) -> String {
    let mut document = Document::new(interface);
    document.add_methods();
    document.add_properties();
    document.add_events();
    json_text(&document.finish())
}

struct Document<'a> {
    interface: &'a Interface,
    schemas: Schemas<'a>,
    examples: Examples<'a>,
    /// Schemas of the envelope, by their keys.
    envelope: Map<String, Value>,
    request_id: Value,
    /// Names of messages and of operations that are taken.
    message_keys: Scope,
    operation_keys: Scope,
    messages: Map<String, Value>,
    operations: Map<String, Value>,
    /// The key of the message for errors that no operation declares, once one needs it.
    common_error: Option<String>,
}

impl<'a> Document<'a> {
    fn new(interface: &'a Interface) -> Self {
        let mut schemas = Schemas::new(interface, Draft::Seven);
        let id = schemas.key(&Name::new("request_id"));
        let request_id = schemas.reference(&id);
        let schema = json!({
            "title": id,
            "description": "What matches an answer to its request; the caller chooses it.",
            "type": ["string", "integer"],
        });
        Self {
            interface,
            schemas,
            examples: Examples(interface),
            envelope: Map::from_iter([(id, schema)]),
            request_id,
            message_keys: Scope::new(),
            operation_keys: Scope::new(),
            messages: Map::new(),
            operations: Map::new(),
            common_error: None,
        }
    }

    fn finish(self) -> Value {
        let Self {
            interface,
            schemas,
            envelope,
            messages,
            operations,
            ..
        } = self;
        let class = interface.name.pascal();
        let mut info = json!({
            "title": interface.title,
            "version": interface.version.to_string(),
        });
        if let Some(description) = &interface.description {
            info["description"] = json!(description);
        }
        let of_channel: Map<_, _> = messages
            .keys()
            .map(|key| {
                (
                    key.clone(),
                    json!({ "$ref": format!("#/components/messages/{key}") }),
                )
            })
            .collect();
        let mut all_schemas = schemas.types();
        all_schemas.extend(envelope);
        json!({
            "asyncapi": VERSION,
            "info": info,
            "defaultContentType": "application/json",
            "servers": {
                "default": {
                    "host": "127.0.0.1:8080",
                    "protocol": "ws",
                    "description": "A server on this machine.",
                },
            },
            "channels": {
                CHANNEL: {
                    "address": "/jsonrpc/{callsign}",
                    "title": "JSON-RPC 2.0 over a WebSocket",
                    "description": "The same messages travel at `/jsonrpc`, where names begin with the callsign: `<callsign>.<major>.<name>`.",
                    "parameters": {
                        "callsign": {
                            "description": "The name that the interface is mounted under.",
                            "default": class,
                        },
                    },
                    "messages": of_channel,
                    "bindings": { "ws": { "method": "GET", "bindingVersion": "0.1.0" } },
                },
            },
            "operations": operations,
            "components": {
                "messages": messages,
                "schemas": all_schemas,
                "correlationIds": {
                    "requestId": {
                        "description": "An answer has the id of its request.",
                        "location": "$message.payload#/id",
                    },
                },
            },
        })
    }

    /// Adds a message under a key made of a name, and gives the key.
    fn add_message(&mut self, name: &Name, message: Value) -> String {
        let key = self.message_keys.unique(name.ascii()).camel();
        self.messages.insert(key.clone(), message);
        key
    }

    fn add_operation(&mut self, name: &Name, operation: Value) {
        let key = self.operation_keys.unique(name.ascii()).camel();
        self.operations.insert(key, operation);
    }
}

/// A message object. `examples` are payloads.
fn message(title: String, docs: Option<&Docs>, payload: Value, examples: Vec<Value>) -> Value {
    let mut message = json!({ "name": title, "title": title });
    if docs.is_some_and(|docs| docs.deprecated) {
        message["deprecated"] = json!(true);
    }
    if payload["properties"].get("id").is_some() {
        message["correlationId"] = json!({ "$ref": "#/components/correlationIds/requestId" });
    }
    message["payload"] = payload;
    let examples: Vec<Value> = examples
        .into_iter()
        .map(|payload| json!({ "payload": payload }))
        .collect();
    if !examples.is_empty() {
        message["examples"] = json!(examples);
    }
    message
}

/// The schema of a message with these members; those in `required` must be there.
fn envelope(members: Vec<(&str, Value)>, required: &[&str]) -> Value {
    let version = json!({ "const": "2.0" });
    let members = std::iter::once(("jsonrpc", version)).chain(members);
    let properties: Map<_, _> = members
        .map(|(key, schema)| (key.to_owned(), schema))
        .collect();
    let required: Vec<&str> = std::iter::once("jsonrpc")
        .chain(required.iter().copied())
        .collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// An operation object without its messages.
fn operation(action: &str, tag: &str, docs: &Docs) -> Map<String, Value> {
    let mut operation = Map::new();
    operation.insert("action".to_owned(), json!(action));
    operation.insert("channel".to_owned(), channel());
    for (key, text) in [
        ("summary", &docs.summary),
        ("description", &docs.description),
    ] {
        if let Some(text) = text {
            operation.insert(key.to_owned(), json!(text));
        }
    }
    operation.insert("tags".to_owned(), json!([{ "name": tag }]));
    operation
}

fn channel() -> Value {
    json!({ "$ref": format!("#/channels/{CHANNEL}") })
}

/// References to messages of the channel.
fn references(keys: &[String]) -> Value {
    keys.iter()
        .map(|key| json!({ "$ref": format!("#/channels/{CHANNEL}/messages/{key}") }))
        .collect()
}
