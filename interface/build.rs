//! Compiles the definition to bindings and documents.

fn main() {
    codegen::Config::new()
        .json_schema_feature("schemars")
        .documents()
        .compile("messenger.json");
}
