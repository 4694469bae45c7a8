//! Reads and writes the examples of definitions with their bindings.

use jsonrpc_runtime::Validate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Reads an example, holds it against its bounds, and writes it again. In members that are `lenient` the two may
/// differ.
fn check<T>(what: &str, example: &str, lenient: &[&str]) -> usize
where
    T: for<'a> Deserialize<'a> + Serialize + Validate,
{
    let value: T = serde_json::from_str(example)
        .unwrap_or_else(|error| panic!("{what}: {example} cannot be read: {error}"));
    if let Err(violation) = value.validate() {
        panic!("{what}: {example} is out of bounds: {violation:?}");
    }
    let text = serde_json::to_string(&value)
        .unwrap_or_else(|error| panic!("{what}: {example} cannot be written: {error}"));
    let read: Value = serde_json::from_str(example).expect("it was read before");
    let written: Value = serde_json::from_str(&text).expect("what is written is JSON");
    assert!(
        same(&read, &written, lenient),
        "{what}: of {read} became {written}"
    );
    let again: T = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{what}: {text} was written and cannot be read: {error}"));
    assert_eq!(
        serde_json::to_string(&again).ok().as_ref(),
        Some(&text),
        "{what}"
    );
    1
}

/// Whether two values mean the same: null is as good as absent, and a number may have the digits of 32 bits.
fn same(read: &Value, written: &Value, lenient: &[&str]) -> bool {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let is_lenient = |name: &String| lenient.contains(&name.as_str());
            let kept = read.iter().all(|(name, value)| match written.get(name) {
                Some(written) => same(value, written, lenient),
                None => value.is_null() || is_lenient(name),
            });
            kept && written
                .keys()
                .all(|name| read.contains_key(name) || is_lenient(name))
        }
        (Value::Array(read), Value::Array(written)) => {
            let pairs = read.iter().zip(written);
            read.len() == written.len()
                && pairs
                    .into_iter()
                    .all(|(read, written)| same(read, written, lenient))
        }
        (Value::Number(read), Value::Number(written)) => {
            read == written
                || read.as_f64().map(|number| number as f32)
                    == written.as_f64().map(|number| number as f32)
                    && (read.is_f64() || written.is_f64())
        }
        (read, written) => read == written,
    }
}

/// The schema that a type has of itself.
pub(crate) fn schema<T: schemars::JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}
