//! Where real definitions are, and how they are read.

use codegen::{LoadOptions, Loaded, load};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folders of the corpus that hold definitions of interfaces.
pub(crate) const FOLDERS: [&str; 5] = ["json", "history", "rdk/specs", "headers", "entservices"];

/// The corpus: the folder that `TESTS_CORPUS` names, or one beside the repository; says so aloud if it is absent.
pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let path = std::env::var_os("TESTS_CORPUS").map_or_else(beside, PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    // Not by a macro: what those print, the test runner keeps to itself.
    writeln!(
        std::io::stderr(),
        "SKIPPED: there is no corpus at {}",
        path.display()
    )
    .ok();
    None
}

/// All JSON files below a directory, in order.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(directory).expect("a directory of the corpus");
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Reads a definition of the corpus.
pub(crate) fn read(corpus: &Path, path: &Path) -> Loaded {
    let include_dirs = vec![
        corpus.join("json"),
        corpus.join("rdk/specs"),
        corpus.join("rdk/common"),
    ];
    let options = LoadOptions {
        include_dirs,
        ..LoadOptions::default()
    };
    load(path, &options)
}
