//! `codegen diff`: one pair of tiny definitions for each kind of change in `tests/diff`, and what is told of
//! it. `UPDATE=1 cargo test` writes the texts and the tables anew; read the diff.

use codegen::diff::{CHANGE_RULES, Comparison, Selection, Verdict, compare};
use codegen::{LoadOptions, load};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn codegen(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("the program runs")
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Compares two definitions that must be sound.
fn compared(old: &Path, new: &Path) -> Comparison {
    let read = |path: &Path| {
        let loaded = load(path, &LoadOptions::default());
        loaded
            .interface
            .unwrap_or_else(|| panic!("{}: {:?}", path.display(), loaded.diagnostics))
    };
    compare(&read(old), &read(new))
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn every_kind_of_change_is_told_with_both_places() {
    let mut wrong = Vec::new();
    for rule in CHANGE_RULES {
        let directory = format!("tests/diff/{}", rule.id);
        let (old, new) = (
            format!("{directory}/old.json"),
            format!("{directory}/new.json"),
        );
        let comparison = compared(&package().join(&old), &package().join(&new));
        let mut found = comparison
            .changes
            .iter()
            .filter(|change| change.rule.id == rule.id);
        assert!(
            found.next().is_some(),
            "{directory} does not show {}",
            rule.id
        );
        let output = codegen(package(), &["diff", &old, &new, "--all"]);
        let verdict = comparison.verdict(&Selection::default());
        let status = i32::from(verdict == Verdict::Breaking);
        assert_eq!(output.status.code(), Some(status), "{directory}");
        let told = text(&output.stdout);
        let expected = package().join(&directory).join("expected.txt");
        if is_updating() {
            std::fs::write(&expected, &told).expect("the text can be written");
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(&told) {
            wrong.push(format!("{directory}:\n{told}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "texts have changed:\n\n{}",
        wrong.join("\n")
    );
}

#[test]
fn there_is_no_pair_without_a_rule() {
    let rules: BTreeSet<String> = CHANGE_RULES.iter().map(|rule| rule.id.to_owned()).collect();
    let entries = std::fs::read_dir(package().join("tests/diff")).expect("the directory is there");
    let pairs: BTreeSet<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(rules, pairs);
}

#[test]
fn nothing_has_changed_between_a_definition_and_itself() {
    let path = package().join("../interface/messenger.json");
    let comparison = compared(&path, &path);
    assert!(comparison.changes.is_empty());
    assert_eq!(comparison.verdict(&Selection::default()), Verdict::None);
    assert!(comparison.step_is_enough());
}

/// An empty directory of its own.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("diff")
        .join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("the old directory can be removed");
    }
    std::fs::create_dir_all(&path).expect("the directory can be made");
    path
}

fn write(path: PathBuf, text: &str) {
    std::fs::write(path, text).expect("the file can be written");
}

fn lamp(method: &str) -> String {
    format!(r#"{{ "info": {{ "class": "Lamp", "version": "1.0.0" }}, "methods": {{ {method} }} }}"#)
}

const TOGGLE: &str = r#""toggle": { "summary": "Switches it" }"#;

#[test]
fn breaks_that_are_selected_or_excepted_decide_the_status() {
    let directory = directory("status");
    write(directory.join("old.json"), &lamp(TOGGLE));
    let more = r#""toggle": { "summary": "Switches it" }, "dim": { "summary": "Dims it" }"#;
    write(directory.join("new.json"), &lamp(more));
    let status = |arguments: &[&str]| {
        codegen(&directory, &[&["diff"], arguments].concat())
            .status
            .code()
    };
    assert_eq!(status(&["old.json", "new.json"]), Some(0));
    let source = [
        "old.json", "new.json", "--class", "source", "--view", "server",
    ];
    assert_eq!(status(&source), Some(1), "services must implement it");
    assert_eq!(status(&["new.json", "old.json"]), Some(1));
    let allow = "endpoint-removed=methods.dim";
    assert_eq!(status(&["new.json", "old.json", "--allow", allow]), Some(0));
    let other = "endpoint-removed=methods.toggle";
    assert_eq!(status(&["new.json", "old.json", "--allow", other]), Some(1));
    assert_eq!(
        status(&["old.json", "new.json", "--fail-on", "version"]),
        Some(1)
    );
    assert_eq!(
        status(&["new.json", "old.json", "--fail-on", "nothing"]),
        Some(0)
    );
    assert_eq!(status(&["old.json"]), Some(2));
    assert_eq!(
        status(&["old.json", "new.json", "--allow", "endpoint-remove"]),
        Some(2)
    );
    assert_eq!(status(&["old.json", "--against", "main"]), Some(2));
}

#[test]
fn a_broken_new_version_is_an_error_and_a_broken_old_one_is_compared_as_far_as_possible() {
    let directory = directory("broken");
    write(directory.join("good.json"), &lamp(TOGGLE));
    let bad = r#""toggle": { "summary": "Switches it", "result": { "type": "strin" } }"#;
    write(directory.join("bad.json"), &lamp(bad));
    let output = codegen(&directory, &["diff", "good.json", "bad.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("error[unknown-type]"));
    assert!(output.stdout.is_empty());
    let output = codegen(&directory, &["diff", "bad.json", "good.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("compared as far as it has a meaning"));
}

#[test]
fn json_and_sarif_say_the_same() {
    let arguments = [
        "diff",
        "tests/diff/member-added/old.json",
        "tests/diff/member-added/new.json",
    ];
    let output = codegen(package(), &[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["version_step"]["demanded"], "major");
    assert_eq!(report["version_step"]["enough"], false);
    let changes = report["changes"].as_array().expect("a list");
    let broken: Vec<&Value> = changes
        .iter()
        .filter(|change| change["verdict"] == "breaking")
        .collect();
    assert_eq!(broken.len(), 1, "{report:#}");
    assert_eq!(broken[0]["path"], "methods.dim.params.fade");
    assert_eq!(
        broken[0]["breaks"][0],
        serde_json::json!({ "class": "wire", "view": "client" })
    );
    assert!(broken[0]["new"]["line"].as_u64() > Some(1));
    let output = codegen(
        package(),
        &[&arguments[..], &["--format", "sarif"]].concat(),
    );
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let typed: serde_sarif::sarif::Sarif =
        serde_json::from_value(log.clone()).expect("a SARIF log");
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), log);
    let results = typed.runs[0].results.as_deref().expect("results");
    assert_eq!(results.len(), changes.len());
}

#[test]
fn a_definition_is_compared_with_a_revision_and_what_it_referred_to_then() {
    let directory = directory("git");
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args([
                "-c",
                "init.defaultBranch=main",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(&directory)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    std::fs::create_dir(directory.join("api")).expect("the directory can be made");
    let dim =
        r#""dim": { "summary": "Dims it", "params": { "$ref": "types.json#/definitions/level" } }"#;
    let level = |members: &str| {
        format!(
            r#"{{ "definitions": {{ "level": {{ "type": "object", "properties": {{ {members} }}, "required": [] }} }} }}"#
        )
    };
    write(directory.join("api/lamp.json"), &lamp(dim));
    write(
        directory.join("api/types.json"),
        &level(r#""a": { "type": "string" }, "b": { "type": "string" }"#),
    );
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "First"]);
    write(
        directory.join("api/types.json"),
        &level(r#""a": { "type": "boolean" }, "b": { "type": "string" }"#),
    );
    write(directory.join("api/new.json"), &lamp(TOGGLE));
    let output = codegen(
        &directory,
        &[
            "diff",
            "--against",
            "git:HEAD",
            "api/lamp.json",
            "api/new.json",
        ],
    );
    let told = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{told}{}",
        text(&output.stderr)
    );
    assert!(told.contains("breaking[type-changed]"), "{told}");
    assert!(told.contains("git:HEAD/api/types.json:1:"), "{told}");
    assert!(text(&output.stderr).contains("compared with nothing"));
    let output = codegen(
        &directory,
        &["diff", "--against", "git:nowhere", "api/lamp.json"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no revision `nowhere`"));
}

/// The pairs of real versions for which the verdict differs from the one that was proposed, as in the table
/// of docs/diff.md.
fn explained(page: &str) -> BTreeSet<String> {
    let (_, table) = page.split_once("<!-- disagreements -->").expect("a begin");
    let (table, _) = table
        .split_once("<!-- end of disagreements -->")
        .expect("an end");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect()
}

#[test]
fn real_versions_are_judged_as_proposed_and_each_disagreement_is_explained() {
    let corpus = package().join("../../shared/corpus");
    if !corpus.is_dir() {
        let place = corpus.display();
        writeln!(std::io::stderr(), "SKIPPED: there is no corpus at {place}").ok();
        return;
    }
    let versions = corpus.join("versions");
    let proposals = std::fs::read(versions.join("diff-expectations.json")).expect("the proposals");
    let proposals: BTreeMap<String, Value> = serde_json::from_slice(&proposals).expect("JSON");
    let include = corpus.join("json").display().to_string();
    let mut disagreements = BTreeSet::new();
    for (pair, proposal) in &proposals {
        let (name, numbers) = pair.split_once(' ').expect("a name");
        let (old, new) = numbers.split_once("..").expect("two versions");
        let old = format!("{name}/{old}.json");
        let new = format!("{name}/{new}.json");
        let output = codegen(&versions, &["diff", &old, &new, "-I", &include]);
        let breaks = output.status.code() == Some(1);
        if breaks != (proposal["verdict"] == "breaking") {
            disagreements.insert(pair.clone());
        }
    }
    let share = disagreements.len() as f64 / proposals.len() as f64;
    assert!(proposals.len() > 100 && share <= 0.05, "{disagreements:#?}");
    let page = std::fs::read_to_string(package().join("docs/diff.md")).expect("the page");
    assert_eq!(explained(&page), disagreements);
}

/// `UPDATE=1 cargo test` writes the table anew.
#[test]
fn the_documented_kinds_of_change_are_the_ones_that_there_are() {
    let mut table = "| change | what | whom it breaks |\n|---|---|---|\n".to_owned();
    for rule in CHANGE_RULES {
        table.push_str(&format!(
            "| `{}` | {} | {} |\n",
            rule.id, rule.explanation, rule.effect
        ));
    }
    let path = package().join("docs/diff.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (head, rest) = page.split_once("<!-- changes -->\n").expect("a begin");
    let (old, tail) = rest.split_once("<!-- end of changes -->").expect("an end");
    if is_updating() {
        let page = format!("{head}<!-- changes -->\n{table}<!-- end of changes -->{tail}");
        std::fs::write(&path, page).expect("the page can be written");
    } else {
        assert!(
            old == table,
            "docs/diff.md is stale; `UPDATE=1 cargo test -p codegen --test diff` writes it anew"
        );
    }
}

#[test]
fn one_interface_of_a_header_is_compared() {
    let directory = directory("interface");
    let header = |door: &str| {
        format!(
            "// @json 1.0.0\nstruct ILamp : virtual public Core::IUnknown {{\n    // @brief Switches it\n    \
             virtual Core::hresult Switch() = 0;\n}};\n// @json 1.0.0\nstruct IDoor : virtual public Core::IUnknown {{\n    \
             // @brief Opens it\n    virtual Core::hresult {door}() = 0;\n}};\n"
        )
    };
    write(directory.join("IOld.h"), &header("Open"));
    write(directory.join("INew.h"), &header("Unlock"));
    let run = |arguments: &[&str]| {
        let output = codegen(
            &directory,
            &[&["diff", "IOld.h", "INew.h"], arguments].concat(),
        );
        (
            output.status.code(),
            text(&output.stdout) + &text(&output.stderr),
        )
    };
    let (status, told) = run(&[]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("choose one with `--interface`"), "{told}");
    let (status, told) = run(&["--interface", "ILamp"]);
    assert_eq!(status, Some(0), "{told}");
    let (status, told) = run(&["--interface", "IDoor"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("endpoint-removed"), "{told}");
    let (status, told) = run(&["--interface", "IDor"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("did you mean `IDoor`?"), "{told}");
}

#[test]
fn files_are_found_where_the_project_says_and_beside_the_new_version() {
    let directory = directory("found");
    let dim = |reference: &str| {
        lamp(&format!(
            r#""dim": {{ "summary": "Dims it", "params": {{ "$ref": "{reference}" }} }}"#
        ))
    };
    for name in ["old", "shared"] {
        std::fs::create_dir(directory.join(name)).expect("the directory can be made");
    }
    let params =
        r#"{ "type": "object", "properties": { "a": { "type": "string" } }, "required": [] }"#;
    let run = |old: &str, new: &str| {
        let output = codegen(&directory, &["diff", old, new]);
        (
            output.status.code(),
            text(&output.stdout) + &text(&output.stderr),
        )
    };
    // Of the old version nothing but the file itself was kept.
    write(directory.join("old/lamp.json"), &dim("params.json"));
    write(directory.join("lamp.json"), &dim("params.json"));
    write(directory.join("params.json"), params);
    let (status, told) = run("old/lamp.json", "lamp.json");
    assert_eq!(status, Some(0), "{told}");
    // The project file knows where shared files are.
    std::fs::rename(
        directory.join("params.json"),
        directory.join("shared/params.json"),
    )
    .expect("moved");
    let (status, told) = run("old/lamp.json", "lamp.json");
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("with `-I`"), "{told}");
    write(
        directory.join("codegen.toml"),
        "include = 'shared'\n[[output]]\ndefinition = 'lamp.json'\ntarget = 'rust'\nout = 'made'\n",
    );
    let (status, told) = run("old/lamp.json", "lamp.json");
    assert_eq!(status, Some(0), "{told}");
}
