//! Definitions with a mistake each, and in `tests/negative/index.json` what is wanted of a compiler that reads them.
//!
//! `CODEGEN_NEGATIVE=DIR cargo test -p codegen --test negative` holds it against another directory of this kind; what
//! its definitions refer to is searched there and in the directory `json` beside it.

use codegen::diagnostic::{Level, Style};
use codegen::{LoadOptions, Loaded, Options, Target, load};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// One definition of an index.
#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    case: String,
    /// In words: `error`, `warning` or `accept` and more.
    wanted: String,
}

/// What may come of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    Warned,
    Refused,
}

/// The outcomes that are wanted; `None`: the words are none that this test knows.
fn wanted(words: &str) -> Option<Vec<Outcome>> {
    use Outcome::{Accepted, Refused, Warned};
    let words = words.trim().to_lowercase();
    let first = words
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .next();
    Some(match first? {
        "accept" if words.contains("or error") => vec![Accepted, Warned, Refused],
        "accept" => vec![Accepted, Warned],
        "warning/error" | "error/warning" => vec![Warned, Refused],
        // "either support or a clear error": nothing may be lost without a word.
        "either" => vec![Warned, Refused],
        "error" if words.contains("or warning") => vec![Warned, Refused],
        "warning" if words.contains("or error") => vec![Warned, Refused],
        "error" | "errors" => vec![Refused],
        "warning" | "warnings" => vec![Warned],
        _ => return None,
    })
}

fn outcome(loaded: &Loaded) -> Outcome {
    let count = |level| loaded.diagnostics.count(level);
    match (count(Level::Error), count(Level::Warning)) {
        (0, 0) => Outcome::Accepted,
        (0, _) => Outcome::Warned,
        _ => Outcome::Refused,
    }
}

/// What is wrong with how a definition was taken.
fn mistake(case: &Case, loaded: &Loaded) -> Option<String> {
    let Some(wanted) = wanted(&case.wanted) else {
        return Some("this test does not understand what is wanted".to_owned());
    };
    let found = outcome(loaded);
    if !wanted.contains(&found) {
        return Some(format!("{found:?}, not {wanted:?}"));
    }
    if (found == Outcome::Refused) != loaded.interface.is_none() {
        return Some("an error, or an interface".to_owned());
    }
    let report = loaded.report(Style::Plain);
    for problem in loaded.diagnostics.iter() {
        if problem.primary.is_none() || problem.help.is_none() {
            return Some(format!("without a place or a way out: {problem:?}"));
        }
    }
    // What a problem must name is said behind "naming".
    if let Some((_, name)) = case.wanted.split_once("naming ") {
        let name = name.split(';').next().unwrap_or(name).trim();
        if !report.contains(name) {
            return Some(format!("{name} is not named"));
        }
    }
    if case.wanted.contains("searched directories") && !report.contains("searched ") {
        return Some("it does not tell where it has searched".to_owned());
    }
    let interface = loaded.interface.as_ref()?;
    for target in Target::ALL {
        let files = target.generate(interface, &Options::default());
        if files.is_empty() {
            return Some(format!("no {}", target.name()));
        }
    }
    None
}

fn hold_against(directory: &Path) {
    let index = directory.join("index.json");
    let text = std::fs::read_to_string(&index)
        .unwrap_or_else(|error| panic!("{}: {error}", index.display()));
    let cases: Vec<Case> = serde_json::from_str(&text).expect("a list of cases");
    assert!(!cases.is_empty(), "{} has no cases", index.display());
    let options = LoadOptions {
        include_dirs: vec![directory.to_owned(), directory.join("../json")],
        ..LoadOptions::default()
    };
    let mut wrong = Vec::new();
    for case in &cases {
        let path = directory.join(&case.file);
        assert!(path.is_file(), "{} is not there", path.display());
        let loaded = load(&path, &options);
        if let Some(mistake) = mistake(case, &loaded) {
            wrong.push(format!(
                "{} ({}): wanted is {:?}: {mistake}\n{}",
                case.file,
                case.case,
                case.wanted,
                loaded.report(Style::Plain)
            ));
        }
    }
    let count = cases.len();
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong:\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    println!("{count} definitions are taken as {} wants", index.display());
}

#[test]
fn mistakes_are_taken_as_the_index_wants() {
    hold_against(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negative"));
}

#[test]
fn mistakes_of_others_are_taken_as_their_index_wants() {
    if let Some(directory) = std::env::var_os("CODEGEN_NEGATIVE") {
        hold_against(&PathBuf::from(directory));
    }
}

#[test]
fn every_definition_here_is_in_the_index() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negative");
    let index = std::fs::read_to_string(directory.join("index.json")).expect("the index");
    for entry in std::fs::read_dir(&directory).expect("the directory") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(
            name == "index.json" || index.contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
}
