//! Any text is read as a header, or refused with a reason; never neither, and never with a panic.

#![no_main]

use codegen::diagnostic::Level;
use codegen::{LoadOptions, load_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let loaded = load_text("a.h", text, &LoadOptions::default());
    let errors = loaded.diagnostics.count(Level::Error);
    assert!(loaded.interface.is_some() || errors > 0);
});
