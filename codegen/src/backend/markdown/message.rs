//! Example messages.

use super::escape::is_invisible;
use super::page::Page;
use crate::model::{Examples, Index, Interface};
use serde_json::{Map, Value, json};

/// The request id of all examples.
const ID: u32 = 42;

/// The client id that registers in examples.
pub(super) const CLIENT: &str = "myid";

/// A request and its title.
pub(super) fn request(page: &mut Page, title: &'static str, method: &str, params: Option<Value>) {
    let mut members = Map::new();
    members.insert("jsonrpc".to_owned(), json!("2.0"));
    members.insert("id".to_owned(), json!(ID));
    members.insert("method".to_owned(), json!(method));
    members.extend(params.map(|params| ("params".to_owned(), params)));
    show(page, title, Value::Object(members));
}

/// A successful response and its title.
pub(super) fn response(page: &mut Page, title: &'static str, result: Value) {
    show(
        page,
        title,
        json!({"jsonrpc": "2.0", "id": ID, "result": result}),
    );
}

/// A notification and its title.
pub(super) fn notification(
    page: &mut Page,
    title: &'static str,
    method: &str,
    params: Option<Value>,
) {
    let mut members = Map::new();
    members.insert("jsonrpc".to_owned(), json!("2.0"));
    members.insert("method".to_owned(), json!(method));
    members.extend(params.map(|params| ("params".to_owned(), params)));
    show(page, title, Value::Object(members));
}

/// An example of an index as it is written in a designator or a client id.
pub(super) fn index_text(interface: &Interface, index: &Index) -> String {
    match Examples(interface).value(&index.value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn show(page: &mut Page, title: &'static str, message: Value) {
    page.heading(5, title);
    page.code("json", readable(&message));
}

/// Indented JSON in which every character can be seen; it still means the same.
fn readable(message: &Value) -> String {
    let mut shown = String::new();
    for character in format!("{message:#}").chars() {
        // Outside texts the only invisible characters are the line breaks of the layout.
        if is_invisible(character) && character != '\n' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
    }
    shown
}
