//! Published JSON Schemas: of the format of definitions, and of the model that external back ends read.

use crate::definition;
use serde_json::Value;

/// The JSON Schema (draft 07) of the format that definitions are written in, for editors that complete and
/// check them. By convention it is saved as `interface.schema.json`, which definitions name as their
/// `$schema`.
///
/// What is valid may still be wrong: a schema cannot follow references or compare names. What is not valid
/// is refused by [`load`](crate::load()) too.
pub fn dialect() -> Value {
    definition::dialect_schema()
}

/// The JSON Schema (2020-12) of the [model](crate::model) as `codegen explain` prints it and external back
/// ends are given it. Its `$id` holds [`MODEL_VERSION`](crate::model::MODEL_VERSION).
#[cfg(feature = "model-schema")]
pub fn model() -> Value {
    use crate::model::{Interface, MODEL_VERSION};
    let schema = schemars::schema_for!(Interface).to_value();
    let Value::Object(mut schema) = schema else {
        return schema;
    };
    schema.insert(
        "$id".to_owned(),
        Value::String(format!("urn:codegen:model:{MODEL_VERSION}")),
    );
    Value::Object(schema)
}
