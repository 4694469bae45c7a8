//! Compiles the definition.

fn main() {
    codegen::Config::new()
        .json_schema_feature("schemars")
        .compile("messenger.json");
}
