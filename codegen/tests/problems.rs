//! What is said about every kind of mistake: one small definition each in `tests/problems`, and beside it
//! the text that a user sees. `UPDATE=1 cargo test` writes the texts anew; read the diff.

use codegen::diagnostic::{Level, RULES, Style};
use codegen::{LoadOptions, load};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn definitions() -> Vec<PathBuf> {
    // Relative, so that the texts do not depend on where the sources are.
    let entries =
        std::fs::read_dir("tests/problems").expect("tests run in the directory of the package");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json" || extension == "h")
    });
    paths.sort();
    paths
}

fn report(path: &Path) -> (String, BTreeSet<&'static str>) {
    let loaded = load(
        path,
        &LoadOptions {
            include_dirs: vec!["tests/problems/include".into()],
            ..LoadOptions::default()
        },
    );
    let errors = loaded.diagnostics.count(Level::Error);
    assert_eq!(
        loaded.interface.is_some(),
        errors == 0,
        "{}",
        path.display()
    );
    let rules = loaded
        .diagnostics
        .iter()
        .map(|problem| problem.rule)
        .collect();
    (loaded.report(Style::Plain), rules)
}

#[test]
fn every_mistake_is_explained() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in definitions() {
        let (text, _) = report(&path);
        assert!(!text.is_empty(), "{}: nothing is said", path.display());
        let expected = path.with_extension("txt");
        if update {
            std::fs::write(&expected, &text).expect("the text can be written");
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(&text) {
            wrong.push(format!("{}:\n{text}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "texts have changed:\n\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_rule_has_a_mistake_that_breaks_it() {
    let mut broken = BTreeSet::new();
    for path in definitions() {
        broken.extend(report(&path).1);
    }
    // A file that is not there has no definition to show.
    broken.extend(report(Path::new("tests/problems/no-such-definition.json")).1);
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let untested: Vec<_> = all.difference(&broken).collect();
    assert!(untested.is_empty(), "rules without a mistake: {untested:?}");
    assert!(
        broken.is_subset(&all),
        "rules that are not in the table: {broken:?}"
    );
}

#[test]
fn every_problem_says_where_and_what_to_do() {
    for path in definitions() {
        let loaded = load(&path, &LoadOptions::default());
        for problem in loaded.diagnostics.iter() {
            let empty = path.ends_with("json-empty-file.json");
            assert!(
                problem.primary.is_some() || empty,
                "{}: {problem:?}",
                path.display()
            );
            assert!(problem.help.is_some(), "{}: {problem:?}", path.display());
        }
    }
}
