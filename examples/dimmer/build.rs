//! Compiles the definition into bindings.

fn main() {
    codegen::Config::new().compile("dimmer.json");
}
