//! Large definitions cost what they are long: what reading them and each target allocates grows with the definition,
//! and no faster. Counts of allocations are the same on every machine, whatever else it does.

#![allow(
    unsafe_code,
    reason = "an allocator that counts can be written in no other way"
)]

use codegen::model::Interface;
use codegen::{LoadOptions, Options, Target, load_text};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts what is allocated, by whichever thread.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Tests run beside each other, and each is to count its own alone.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn count() {
    ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
}

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn counted<R>(work: impl FnOnce() -> R) -> (u64, R) {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let result = work();
    (ALLOCATIONS.load(Ordering::Relaxed) - before, result)
}

/// A definition of so many methods, each with a property, an event and an object of its own that belong to it, all of
/// which mention each other.
fn definition(methods: usize) -> String {
    let mut definitions = String::new();
    let (mut calls, mut properties, mut events) = (String::new(), String::new(), String::new());
    for n in 0..methods {
        let comma = if n == 0 { "" } else { "," };
        write!(
            definitions,
            r##"{comma}
    "kind{n}": {{
      "type": "object",
      "properties": {{
        "name": {{ "type": "string", "description": "Its name, as people know it", "example": "something" }},
        "size": {{ "type": "integer", "description": "How large it is", "example": 12 }},
        "mode": {{ "type": "string", "enum": ["slow", "fast", "off"], "description": "How it works" }}
      }},
      "required": ["name", "size"]
    }}"##
        )
        .expect("memory");
        write!(
            calls,
            r##"{comma}
    "do{n}": {{
      "summary": "Does something with it",
      "description": "In detail, this is about what is to be done with it and why.",
      "events": ["done{n}"],
      "params": {{
        "type": "object",
        "properties": {{
          "thing": {{ "$ref": "#/definitions/kind{n}" }},
          "force": {{ "type": "boolean", "description": "Whether it must be", "example": true }}
        }},
        "required": ["thing"]
      }},
      "result": {{ "type": "array", "items": {{ "$ref": "#/definitions/kind{n}" }} }},
      "errors": [{{ "message": "ERROR_UNAVAILABLE", "description": "It is not there" }}]
    }}"##
        )
        .expect("memory");
        write!(
            properties,
            r##"{comma}
    "state{n}": {{ "summary": "How it is", "params": {{ "$ref": "#/definitions/kind{n}" }} }}"##
        )
        .expect("memory");
        // The same words in another order become the same name in generated code.
        write!(
            events,
            r##"{comma}
    "done{n}": {{
      "summary": "It has happened",
      "params": {{
        "type": "object",
        "properties": {{
          "state": {{ "type": "string", "description": "The new state", "example": "on" }},
          "kind": {{ "type": "string", "enum": ["one", "other"], "hint": "Kind" }}
        }},
        "required": ["state"]
      }}
    }}"##
        )
        .expect("memory");
    }
    format!(
        r#"{{
  "info": {{ "class": "Large", "version": "1.0.0", "description": "Very many things." }},
  "definitions": {{{definitions} }},
  "methods": {{{calls} }},
  "properties": {{{properties} }},
  "events": {{{events} }}
}}"#
    )
}

fn read(text: String) -> Interface {
    let loaded = load_text("large.json", text, &LoadOptions::default());
    let problems: Vec<_> = loaded.diagnostics.iter().take(3).collect();
    assert!(problems.is_empty(), "{problems:?}");
    loaded.interface.expect("a sound definition")
}

/// Whether the step from the second to the third of three equally distant sizes costs as much as the first one. What
/// grows with the square of the size shows in the difference, however small its part in the whole is.
#[track_caller]
fn assert_linear(what: &str, counts: [u64; 3]) {
    let [first, second, third] = counts.map(|count| count as f64);
    let (step, next) = (second - first, third - second);
    assert!(
        (next - step).abs() < 0.02 * step,
        "{what}: {counts:?} allocations at equal steps of size"
    );
}

#[test]
fn every_target_grows_with_the_definition() {
    const STEP: usize = 150;
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let sizes = [STEP, 2 * STEP, 3 * STEP];
    let interfaces = sizes.map(|methods| {
        let text = definition(methods);
        counted(|| read(text))
    });
    assert_linear("reading", interfaces.each_ref().map(|(count, _)| *count));
    for &target in Target::ALL {
        let counts = interfaces.each_ref().map(|(_, interface)| {
            let (count, files) = counted(|| target.generate(interface, &Options::default()));
            assert!(!files.is_empty());
            count
        });
        assert_linear(target.name(), counts);
    }
}

#[test]
fn a_definition_of_megabytes_is_read_and_documented() {
    const STEP: usize = 1300;
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut longest = 0;
    let counts = [STEP, 2 * STEP, 3 * STEP].map(|methods| {
        let text = definition(methods);
        longest = text.len();
        let (reading, interface) = counted(|| read(text));
        let (writing, files) =
            counted(|| Target::Markdown.generate(&interface, &Options::default()));
        assert!(files[0].text.len() > longest / 2);
        [reading, writing]
    });
    assert!(longest > 5_000_000, "only {longest} bytes");
    assert_linear("reading", counts.map(|[reading, _]| reading));
    assert_linear("markdown", counts.map(|[_, writing]| writing));
}
