//! Any text is read as a definition, or refused with a reason; what is read becomes every target. Never neither, and
//! never with a panic.

#![no_main]

use codegen::diagnostic::{Level, Style};
use codegen::{LoadOptions, Options, Target, load_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // There is no such directory, so nothing of this machine is read.
    let mut options = LoadOptions::default();
    options
        .lint
        .set("pedantic", Level::Warning)
        .expect("a group of rules");
    let loaded = load_text("/nowhere/at/all/a.json", text, &options);
    let errors = loaded.diagnostics.count(Level::Error);
    assert!(loaded.interface.is_some() || errors > 0);
    assert_eq!(
        loaded.report(Style::Plain).is_empty(),
        loaded.diagnostics.iter().next().is_none()
    );
    if let Some(interface) = &loaded.interface {
        for target in Target::ALL {
            let files = target.generate(interface, &Options::default());
            assert!(!files.is_empty());
        }
    }
});
