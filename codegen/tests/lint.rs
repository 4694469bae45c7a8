//! The levels of rules, and the reports of `codegen check`.

use codegen::diagnostic::Level;
use codegen::lint::Levels;
use codegen::{CompileError, Config, LoadOptions, Loaded, load_text};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A definition with one warning for each of two rules, and what is to stand in it.
fn definition(top: &str, method: &str) -> String {
    format!(
        r#"{{ {top} "info": {{ "class": "Lamp", "version": "1.0.0" }},
  "methods": {{
    "dim": {{ {method} "params": {{ "type": "object", "properties": {{
      "level": {{ "type": "number" }} }} }} }},
    "toggle": {{ }}
  }} }}"#
    )
}

fn read(text: String, words: &[(&str, Level)]) -> Loaded {
    let mut lint = Levels::default();
    for (rule, level) in words {
        lint.set(rule, *level).expect("a rule");
    }
    let options = LoadOptions {
        lint,
        ..LoadOptions::default()
    };
    load_text("lamp.json", text, &options)
}

/// The rules that were broken, each with its level.
fn found(loaded: &Loaded) -> Vec<(&'static str, Level)> {
    let problems = loaded.diagnostics.iter();
    problems
        .map(|problem| (problem.rule, problem.level))
        .collect()
}

const SUMMARY: &str = "missing-summary";
const NUMBER: &str = "bare-number";

#[test]
fn rules_have_levels_of_their_own() {
    let loaded = read(definition("", ""), &[]);
    let warning = Level::Warning;
    assert_eq!(
        found(&loaded),
        [(SUMMARY, warning), (NUMBER, warning), (SUMMARY, warning)]
    );
    assert!(loaded.interface.is_some());
}

#[test]
fn the_user_sets_levels() {
    let loaded = read(definition("", ""), &[(SUMMARY, Level::Allowed)]);
    assert_eq!(found(&loaded), [(NUMBER, Level::Warning)]);
    let loaded = read(definition("", ""), &[(NUMBER, Level::Error)]);
    assert!(loaded.interface.is_none(), "an error that was asked for");
    let words = [("warnings", Level::Error), (SUMMARY, Level::Allowed)];
    assert_eq!(
        found(&read(definition("", ""), &words)),
        [(NUMBER, Level::Error)]
    );
}

#[test]
fn the_definition_sets_levels_and_the_nearer_word_counts() {
    let allow = r#""x-lint": { "allow": ["missing-summary"] },"#;
    let deny = r#""x-lint": { "deny": ["missing-summary"] },"#;
    let number = (NUMBER, Level::Warning);
    assert_eq!(
        found(&read(definition("", allow), &[])),
        [number, (SUMMARY, Level::Warning)]
    );
    assert_eq!(found(&read(definition(allow, ""), &[])), [number]);
    assert_eq!(
        found(&read(definition(allow, deny), &[])),
        [(SUMMARY, Level::Error), number]
    );
    let words = [("warnings", Level::Error), (SUMMARY, Level::Error)];
    assert_eq!(
        found(&read(definition(allow, ""), &words)),
        [(NUMBER, Level::Error)],
        "what the definition allows needs no word of the user"
    );
}

#[test]
fn an_error_with_a_meaning_can_be_lowered() {
    let text = r#"{ "info": { "class": "Lamp", "version": "1.0.0" },
      "methods": { "dim": { "summary": "Dims it", "params": { "type": "string" } } } }"#;
    assert!(read(text.to_owned(), &[]).interface.is_none());
    let loaded = read(text.to_owned(), &[("params-not-object", Level::Warning)]);
    assert_eq!(found(&loaded), [("params-not-object", Level::Warning)]);
    assert!(loaded.interface.is_some());
}

#[test]
fn words_of_an_included_file_hold_for_that_file() {
    let directory = directory("included");
    let write = |name: &str, text: &str| {
        std::fs::write(directory.join(name), text).expect("the file can be written");
    };
    write(
        "base.json",
        r#"{ "x-lint": { "allow": ["missing-summary"] },
          "info": { "class": "Base", "version": "1.0.0" }, "methods": { "on": {} } }"#,
    );
    write(
        "lamp.json",
        r#"{ "info": { "class": "Lamp", "version": "1.0.0" }, "include": { "base": { "$ref": "base.json#" } },
          "methods": { "off": {} } }"#,
    );
    let output = check(&directory, &["lamp.json", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problems = report["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 1, "{report:#}");
    assert_eq!(problems[0]["place"]["file"], "lamp.json");
}

#[test]
fn build_scripts_set_levels() {
    let directory = directory("build");
    let path = directory.join("lamp.json");
    std::fs::write(&path, definition("", "")).expect("the file can be written");
    let mut config = Config::new();
    config.out_dir(&directory).deny("warnings").allow(SUMMARY);
    let error = config.try_compile(&path).expect_err("a denied warning");
    assert!(error.to_string().contains("error[bare-number]"), "{error}");
    assert!(!error.to_string().contains(SUMMARY), "{error}");
    config.warn(NUMBER).allow("warnings");
    config.try_compile(&path).expect("compiles");
    let error = config.allow("bare-numbr").try_compile(&path);
    assert!(
        matches!(&error, Err(CompileError::Level(error)) if error.to_string().contains("did you mean `bare-number`?")),
        "{error:?}"
    );
}

fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("lint")
        .join(name);
    std::fs::create_dir_all(&path).expect("the directory can be made");
    path
}

fn check(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codegen"))
        .arg("check")
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("the program runs")
}

/// Runs `codegen check` on a definition of this test.
fn checked(name: &str, text: &str, arguments: &[&str]) -> Output {
    let directory = directory(name);
    std::fs::write(directory.join("lamp.json"), text).expect("the file can be written");
    check(&directory, &[&["lamp.json"], arguments].concat())
}

#[test]
fn flags_are_heeded_in_order() {
    let text = definition("", "");
    let status = |arguments: &[&str]| checked("flags", &text, arguments).status.code();
    assert_eq!(status(&[]), Some(0));
    assert_eq!(status(&["--deny", "warnings"]), Some(1));
    assert_eq!(status(&["-D", NUMBER, "-A", NUMBER]), Some(0));
    assert_eq!(status(&["-A", NUMBER, "-D", NUMBER]), Some(1));
}

#[test]
fn wrong_names_are_wrong_usage() {
    for (name, reason) in [
        ("bare-numbr", "did you mean `bare-number`?"),
        ("warning", "did you mean `warnings`?"),
        ("unknown-type", "cannot be lowered"),
    ] {
        let output = checked("usage", &definition("", ""), &["--allow", name]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn json_tells_all_that_the_text_tells() {
    let output = checked("json", &definition("", ""), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&report["errors"], &report["warnings"]),
        (&0.into(), &3.into())
    );
    let problem = &report["problems"][1];
    assert_eq!(problem["rule"], NUMBER);
    assert_eq!(problem["level"], "warning");
    assert_eq!(
        problem["place"],
        serde_json::json!({ "file": "lamp.json", "line": 4, "column": 26, "end_line": 4, "end_column": 34 })
    );
    assert!(problem["help"].is_string());
}

/// The types of `serde-sarif` are made from the schema of SARIF 2.1.0: a log that survives them has all that
/// the schema demands, and nothing that it does not know.
#[test]
fn the_sarif_log_is_as_the_standard_has_it() {
    let broken =
        definition(r#""x-lint": { "allow": ["nothing"] },"#, "").replace("\"toggle\"", "\"dim\"");
    for (text, status) in [(definition("", ""), 0), (broken, 1)] {
        let output = checked("sarif", &text, &["--format", "sarif"]);
        assert_eq!(output.status.code(), Some(status));
        let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let typed: serde_sarif::sarif::Sarif =
            serde_json::from_value(log.clone()).expect("a SARIF log");
        assert_eq!(serde_json::to_value(&typed).expect("JSON"), log);
        let run = &typed.runs[0];
        let rules = run.tool.driver.rules.as_deref().expect("rules");
        let results = run.results.as_deref().expect("results");
        assert!(!results.is_empty());
        for result in results {
            let index = usize::try_from(result.rule_index.expect("an index")).expect("positive");
            assert_eq!(Some(&rules[index].id), result.rule_id.as_ref());
            let places = result.locations.as_deref().expect("a place");
            let place = places[0].physical_location.as_ref().expect("in a file");
            let region = place.region.as_ref().expect("a region");
            let (line, column) = (
                region.start_line.expect("a line"),
                region.start_column.expect("a column"),
            );
            let written = text
                .lines()
                .nth(usize::try_from(line).expect("positive") - 1);
            let rest = written
                .expect("a line")
                .chars()
                .nth(usize::try_from(column).expect("positive") - 1);
            assert!(rest.is_some_and(|c| c == '"' || c == '['), "{result:?}");
        }
    }
}

/// `UPDATE=1 cargo test` writes the table anew.
#[test]
fn the_documented_rules_are_the_ones_that_there_are() {
    let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["rules", "--format", "markdown"])
        .output()
        .expect("the program runs");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (head, rest) = page.split_once("<!-- rules -->\n").expect("a begin");
    let (old, tail) = rest.split_once("<!-- end of rules -->").expect("an end");
    if std::env::var_os("UPDATE").is_some() {
        let page = format!("{head}<!-- rules -->\n{table}<!-- end of rules -->{tail}");
        std::fs::write(&path, page).expect("the page can be written");
    } else {
        assert!(
            old == table,
            "docs/lint.md is stale; `UPDATE=1 cargo test -p codegen --test lint` writes it anew"
        );
    }
}
