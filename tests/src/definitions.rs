//! Definitions to try the compiler on: those of this repository, which are always there, and those of any
//! folders that the environment names.

use codegen::diagnostic::{Level, Style};
use codegen::model::Interface;
use codegen::{LoadOptions, import, load, load_text};
use std::io::Write;
use std::path::{Path, PathBuf};

#[path = "../bindings/build/obstacles.rs"]
mod obstacles;

/// Variable with folders of definitions, separated as in `PATH`: they are tried instead of the repository's. Each
/// is searched too for what the definitions refer to.
pub const VARIABLE: &str = "TESTS_DEFINITIONS";

/// What definitions of this repository are in, below its top.
const OWN: [&str; 6] = [
    "interface/messenger.json",
    "examples",
    "codegen/tests/data",
    "codegen/tests/headers",
    "codegen/tests/problems",
    "tests/bindings/gate.json",
];

/// A definition without errors.
#[derive(Debug)]
pub struct Definition {
    /// Where it stands.
    pub name: String,
    /// What it means.
    pub interface: Interface,
}

/// What came of reading definitions.
#[derive(Debug, Default)]
pub struct Definitions {
    /// Those without errors, in order.
    pub sound: Vec<Definition>,
    /// The others, with their errors.
    pub refused: Vec<String>,
}

/// The definitions to try, and those that cannot be: of the folders that the environment names, else of this
/// repository. Whatever is refused is told on standard error.
///
/// # Panics
///
/// When there are none, or one is refused without a place.
pub fn definitions() -> Definitions {
    let named = std::env::var_os(VARIABLE).filter(|folders| !folders.is_empty());
    let mut found = Definitions::default();
    match &named {
        Some(folders) => {
            let folders: Vec<PathBuf> = std::env::split_paths(folders).collect();
            for folder in &folders {
                assert!(
                    folder.is_dir(),
                    "{VARIABLE}: {} is no folder",
                    folder.display()
                );
                found.add(folder, &folders);
            }
        }
        None => {
            for part in OWN {
                found.add(&crate::workspace().join(part), &[]);
            }
            found.add_obstacles();
        }
    }
    let whose = if named.is_some() {
        VARIABLE
    } else {
        "the repository"
    };
    let mut told = format!(
        "{whose}: {} sound, {} refused\n",
        found.sound.len(),
        found.refused.len()
    );
    // What is refused of the repository's is refused on purpose, and tested where it stands.
    if named.is_some() {
        told.push_str(&found.refused.concat());
    }
    // Not by a macro: what those print, the test runner keeps to itself.
    let _ = std::io::stderr().write_all(told.as_bytes());
    assert!(
        !found.sound.is_empty(),
        "{whose} has no definition without errors"
    );
    found
}

impl Definitions {
    /// Adds what is in a file, or in all files below a folder.
    fn add(&mut self, path: &Path, include_dirs: &[PathBuf]) {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).expect("the folder can be read");
            let mut entries: Vec<PathBuf> = entries
                .map(|entry| entry.expect("an entry").path())
                .collect();
            entries.sort();
            entries
                .iter()
                .for_each(|entry| self.add(entry, include_dirs));
            return;
        }
        let options = LoadOptions {
            include_dirs: include_dirs.to_vec(),
            ..LoadOptions::default()
        };
        let name = path.display().to_string();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("h") => {
                let imported = import(path, &options);
                if imported.definitions.is_empty() {
                    self.refused
                        .push(format!("{name}\n{}", imported.report(Style::Plain)));
                }
                for definition in imported.definitions {
                    let name = format!("{name}, {}", definition.interface);
                    self.read(&name, load_text("imported.json", definition.text, &options));
                }
            }
            // Shared parts that definitions refer to, and no definitions themselves.
            Some("json") if !path.ends_with("common.json") => {
                self.read(&name, load(path, &options))
            }
            _ => {}
        }
    }

    fn read(&mut self, name: &str, loaded: codegen::Loaded) {
        let mut errors = loaded
            .diagnostics
            .iter()
            .filter(|problem| problem.level == Level::Error);
        let Some(interface) = loaded.interface.clone() else {
            assert!(
                errors.all(|error| error.primary.is_some()) || is_empty(name),
                "{name}: an error has no place"
            );
            let report = loaded.report(Style::Plain);
            let errors = report
                .split("\n\n")
                .filter(|problem| problem.starts_with("error"));
            let errors: Vec<&str> = errors.collect();
            self.refused
                .push(format!("{name}\n{}\n", errors.join("\n")));
            return;
        };
        self.sound.push(Definition {
            name: name.to_owned(),
            interface,
        });
    }

    /// Adds definitions that do their best to break what is made of them.
    fn add_obstacles(&mut self) {
        // Some of the names: the bindings are tried with all of them where they are at home.
        let names: Vec<&str> = obstacles::NAMES.iter().copied().step_by(9).collect();
        for (name, definition) in obstacles::definitions(&names) {
            let loaded = load_text(
                "obstacle.json",
                definition.to_string(),
                &LoadOptions::default(),
            );
            assert!(
                loaded.interface.is_some(),
                "{name}: {}",
                loaded.report(Style::Plain)
            );
            self.read(name, loaded);
        }
        let least =
            r#"{ "info": { "class": "Blank", "version": "1.2.3" }, "methods": { "only": {} } }"#;
        let base = load_text("blank.json", least, &LoadOptions::default());
        let base = base.interface.expect("the least definition is sound");
        let made = obstacles::interfaces(&base).into_iter();
        let made = made.map(|(name, interface)| Definition {
            name: name.to_owned(),
            interface,
        });
        self.sound.extend(made.collect::<Vec<_>>());
    }
}

/// A file without text has no place that could be pointed at.
fn is_empty(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.len() == 0)
}
