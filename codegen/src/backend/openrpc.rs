//! An interface as an OpenRPC document (1.3).
//!
//! A method of the document is what `method` of a request names, so each has the name that a caller uses at
//! the path `/jsonrpc/<callsign>`. Where OpenRPC has no word for something, an extension has it:
//!
//! | extension | of | says |
//! |---|---|---|
//! | `x-events` | the document | the events: how to register, what notifications are called and carry |
//! | `x-property` | a method | it is a property: access, and what travels when it is read and when it is written |
//! | `x-index` | a method | the name needs an index behind `@` |
//! | `x-instance` | a method | the name needs the id of an instance behind its prefix |
//! | `x-params` | a method | the schema of the params as a whole, where they are no object with known members |
//! | `x-completion` | a method | the notification that tells that what it began has ended |
//! | `x-alternative-of` | a method | it is another name of that method |
//!
//! A property is one method, because names are unique in a document and reading and writing have one name:
//! it is called without params to read and with params to write. `x-property` holds the two as methods of
//! their own.

mod event;
mod method;
mod property;

use super::schema::{Draft, Schemas};
use super::visible::json_text;
use crate::model::{Blank, Designator, ErrorCase, Examples, Index, Interface, ObjectId, message};
use serde_json::{Map, Value, json};

/// The version of OpenRPC.
const VERSION: &str = "1.3.2";

/// The OpenRPC document of an interface, which ends with a line break.
pub fn generate(interface: &Interface) -> String {
    let document = Document {
        interface,
        schemas: Schemas::new(interface, Draft::Seven),
        examples: Examples(interface),
    };
    let mut info = json!({
        "title": interface.title,
        "version": interface.version.to_string(),
    });
    if let Some(description) = &interface.description {
        info["description"] = json!(description);
    }
    let methods: Vec<Value> = document
        .methods()
        .into_iter()
        .chain(document.properties())
        .collect();
    let mut whole = json!({ "openrpc": VERSION, "info": info, "methods": methods });
    let events = document.events();
    if !events.is_empty() {
        whole["x-events"] = json!(events);
    }
    let types = document.schemas.types();
    if !types.is_empty() {
        whole["components"] = json!({ "schemas": types });
    }
    json_text(&whole)
}

struct Document<'a> {
    interface: &'a Interface,
    schemas: Schemas<'a>,
    examples: Examples<'a>,
}

impl Document<'_> {
    /// A designator with the names of its blanks in braces.
    fn template(&self, designator: &Designator, index: Option<&Index>) -> String {
        designator.fill(|blank| match (blank, index) {
            (Blank::Instance(id), _) => format!("{{{}}}", self.interface.object(id).name),
            (Blank::Index, index) => {
                format!("{{{}}}", index.map_or("index", |index| &index.wire_name))
            }
            (Blank::Client, _) => "{client}".to_owned(),
        })
    }

    fn index(&self, index: &Index) -> Value {
        json!({
            "name": index.wire_name,
            "required": !index.optional,
            "schema": self.schemas.index(index),
            "example": self.examples.blank(Blank::Index, Some(index)),
        })
    }

    fn instance(&self, id: ObjectId) -> Value {
        json!({
            "name": self.interface.object(id).name,
            "schema": self.schemas.instance_id(id),
            "example": self.examples.blank(Blank::Instance(id), None),
        })
    }
}

/// The errors that are declared, as they travel.
fn errors(cases: &[ErrorCase]) -> Value {
    cases.iter().map(message::error_object).collect()
}

/// Adds a key unless there is nothing to say.
fn add(object: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value.into());
    }
}
