//! The command line: what it prints, writes and leaves alone, and its exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SOUND: &str = r#"{
  "info": { "class": "HallLamp", "version": "1.0.0" },
  "methods": { "switch": { "summary": "Switches the lamp" } }
}
"#;

/// An empty directory of its own for each test.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("the old directory can be removed");
    }
    fs::create_dir_all(&path).expect("the directory can be made");
    fs::write(path.join("lamp.json"), SOUND).expect("the definition can be written");
    path
}

fn codegen(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("NO_COLOR")
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn status(output: &Output) -> i32 {
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("{}", text(&output.stderr)))
}

#[test]
fn a_single_file_is_printed() {
    let directory = directory("print");
    for target in ["rust", "markdown"] {
        let output = codegen(&directory, &["generate", target, "lamp.json"]);
        assert_eq!(status(&output), 0);
        assert!(!output.stdout.is_empty());
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    }
    assert_eq!(
        fs::read_dir(&directory).expect("readable").count(),
        1,
        "nothing was written"
    );
}

#[test]
fn files_are_written_once_and_named_after_the_interface() {
    let directory = directory("write");
    let run = || {
        codegen(
            &directory,
            &["generate", "rust", "lamp.json", "--out", "a/b"],
        )
    };
    assert_eq!(status(&run()), 0);
    let path = directory.join("a/b/hall_lamp.rs");
    let written = fs::metadata(&path)
        .expect("written")
        .modified()
        .expect("a time");
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(status(&run()), 0);
    assert_eq!(
        fs::metadata(&path)
            .expect("there")
            .modified()
            .expect("a time"),
        written,
        "left alone"
    );
    assert_eq!(
        status(&codegen(
            &directory,
            &["generate", "markdown", "lamp.json", "--out", "a/b"]
        )),
        0
    );
    let mut names: Vec<_> = fs::read_dir(directory.join("a/b"))
        .expect("readable")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["hall_lamp.md", "hall_lamp.rs"]);
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    let directory = directory("same");
    for arguments in [
        ["generate", "rust", "lamp.json"],
        ["generate", "markdown", "lamp.json"],
    ] {
        let first = codegen(&directory, &arguments).stdout;
        assert_eq!(first, codegen(&directory, &arguments).stdout);
    }
    assert_eq!(
        codegen(&directory, &["explain", "lamp.json"]).stdout,
        codegen(&directory, &["explain", "lamp.json"]).stdout
    );
}

#[test]
fn nothing_is_touched_while_there_is_an_error() {
    let directory = directory("error");
    assert_eq!(
        status(&codegen(
            &directory,
            &["generate", "rust", "lamp.json", "--out", "."]
        )),
        0
    );
    let before = fs::read(directory.join("hall_lamp.rs")).expect("written");
    fs::write(
        directory.join("lamp.json"),
        SOUND.replace("\"switch\"", "\"register\""),
    )
    .expect("written");
    let output = codegen(&directory, &["generate", "rust", "lamp.json", "--out", "."]);
    assert_eq!(status(&output), 1);
    let message = text(&output.stderr);
    assert!(
        message.contains("error[reserved-name]") && message.contains("lamp.json:3:16"),
        "{message}"
    );
    assert!(
        message.ends_with("lamp.json: 1 error; nothing is generated\n"),
        "{message}"
    );
    assert!(
        !message.contains('\u{1b}'),
        "no colours where nobody sees them"
    );
    assert_eq!(
        fs::read(directory.join("hall_lamp.rs")).expect("there"),
        before
    );
    let output = codegen(
        &directory,
        &["generate", "rust", "lamp.json", "--out", "new"],
    );
    assert!(status(&output) == 1 && !directory.join("new").exists());
    assert_eq!(status(&codegen(&directory, &["check", "lamp.json"])), 1);
    assert_eq!(status(&codegen(&directory, &["explain", "lamp.json"])), 1);
    assert!(
        codegen(&directory, &["explain", "lamp.json"])
            .stdout
            .is_empty()
    );
}

#[test]
fn warnings_are_shown_and_do_no_harm() {
    let directory = directory("warning");
    fs::write(
        directory.join("lamp.json"),
        SOUND.replace("summary", "sumary"),
    )
    .expect("written");
    let output = codegen(&directory, &["check", "lamp.json"]);
    assert_eq!(status(&output), 0);
    assert!(text(&output.stderr).contains("did you mean `summary`?"));
}

#[test]
fn stale_files_are_noticed() {
    let directory = directory("stale");
    for target in ["rust", "markdown"] {
        assert_eq!(
            status(&codegen(
                &directory,
                &["generate", target, "lamp.json", "--out", "out"]
            )),
            0
        );
    }
    let check = || codegen(&directory, &["check", "lamp.json", "--out", "out"]);
    assert_eq!(status(&check()), 0);
    let path = directory.join("out/hall_lamp.md");
    let fresh = fs::read_to_string(&path).expect("written");
    fs::write(&path, fresh.replacen('L', "l", 1)).expect("written");
    let output = check();
    assert_eq!(status(&output), 3);
    let diff = text(&output.stdout);
    assert!(diff.starts_with("--- out/hall_lamp.md\n+++ "), "{diff}");
    assert!(text(&output.stderr).contains("out/hall_lamp.md is stale"));
    assert_eq!(
        status(&codegen(
            &directory,
            &["check", "lamp.json", "--out", "out", "--target", "rust"]
        )),
        0
    );
    fs::write(&path, fresh.replace('\n', "\r\n")).expect("written");
    let output = check();
    assert_eq!(status(&output), 3);
    assert!(
        output.stdout.is_empty() && text(&output.stderr).contains("only the line breaks differ")
    );
}

#[test]
fn files_that_should_be_there_are_missed() {
    let directory = directory("missing");
    fs::create_dir(directory.join("out")).expect("made");
    let output = codegen(&directory, &["check", "lamp.json", "--out", "out"]);
    assert_eq!(status(&output), 3);
    assert!(text(&output.stderr).contains("searched hall_lamp.rs, hall_lamp.md"));
    let output = codegen(
        &directory,
        &["check", "lamp.json", "--target", "markdown", "--out", "out"],
    );
    assert_eq!(status(&output), 3);
    assert!(text(&output.stderr).contains("out/hall_lamp.md is missing"));
}

#[test]
fn options_reach_the_target_and_the_check() {
    let directory = directory("options");
    let result =
        r#""result": { "type": "object", "properties": { "on": { "type": "boolean" } } }, "#;
    let text = SOUND.replace("\"summary\"", &format!("{result}\"summary\""));
    fs::write(directory.join("lamp.json"), text).expect("written");
    let options = [
        "--json-schema-feature",
        "schema",
        "--doc-path",
        "hall::lamp",
    ];
    let with = |arguments: &[&str]| codegen(&directory, &[arguments, &options].concat());
    assert_eq!(
        status(&with(&["generate", "rust", "lamp.json", "--out", "."])),
        0
    );
    assert_eq!(status(&with(&["check", "lamp.json", "--out", "."])), 0);
    assert_eq!(
        status(&codegen(&directory, &["check", "lamp.json", "--out", "."])),
        3
    );
}

#[test]
fn wrong_usage_is_told_from_wrong_definitions() {
    let directory = directory("usage");
    for arguments in [
        &[][..],
        &["generate"],
        &["generate", "cobol", "lamp.json"],
        &["frobnicate"],
        &["check"],
        &["check", "lamp.json", "--target", "rust"],
        &["explain", "lamp.json", "--unknown"],
    ] {
        let output = codegen(&directory, arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
    for arguments in [
        &["--help"][..],
        &["generate", "--help"],
        &["check", "-h"],
        &["--version"],
    ] {
        let output = codegen(&directory, arguments);
        assert!(
            status(&output) == 0 && !output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
    let output = codegen(&directory, &["check", "nowhere.json"]);
    assert_eq!(status(&output), 1);
    assert!(text(&output.stderr).contains("cannot read nowhere.json"));
    assert_eq!(
        status(&codegen(&directory, &["check", "."])),
        1,
        "a directory"
    );
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let directory = directory("unwritable");
    fs::write(directory.join("file"), "").expect("written");
    let output = codegen(
        &directory,
        &["generate", "rust", "lamp.json", "--out", "file"],
    );
    assert_eq!(status(&output), 1);
    assert!(
        text(&output.stderr).starts_with("error: "),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let directory = directory("pipe");
    let methods: Vec<String> = (0..5000)
        .map(|number| format!("\"m{number}\": {{ \"summary\": \"s\" }}"))
        .collect();
    let large = format!(
        "{{ \"info\": {{ \"class\": \"Large\", \"version\": \"1.0.0\" }}, \"methods\": {{ {} }} }}",
        methods.join(", ")
    );
    fs::write(directory.join("large.json"), large).expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["explain", "large.json"])
        .current_dir(&directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    assert_eq!(status(&output), 0);
}

#[test]
fn included_directories_are_searched() {
    let directory = directory("include");
    fs::create_dir(directory.join("shared")).expect("made");
    fs::write(
        directory.join("shared/common.json"),
        r#"{ "results": { "void": { "type": "null" } } }"#,
    )
    .expect("written");
    let text = SOUND.replace(
        "\"methods\"",
        "\"common\": { \"$ref\": \"common.json\" },\n  \"methods\"",
    );
    fs::write(directory.join("lamp.json"), text).expect("written");
    assert_eq!(status(&codegen(&directory, &["check", "lamp.json"])), 1);
    assert_eq!(
        status(&codegen(
            &directory,
            &["check", "lamp.json", "-I", "shared"]
        )),
        0
    );
}

#[test]
fn likely_slips_have_a_way_out() {
    let directory = directory("slips");
    fs::write(
        directory.join("door.json"),
        SOUND
            .replace("HallLamp", "Door")
            .replace(r#"{ "summary": "Switches the lamp" }"#, "{}"),
    )
    .expect("written");
    fs::write(
        directory.join("gate.json"),
        r#"{ "info": { "class": "Gate", "version": "1.0.0" },
  "methods": { "open": { "summary": "Opens it", "params": { "$ref": "dor.json#/methods/switch" } } } }"#,
    )
    .expect("written");
    for (arguments, expected, said) in [
        (
            &["generate", "lamp.json"][..],
            2,
            "error: lamp.json is a file, not a target\nhelp: write the target first, as in `codegen generate rust lamp.json`",
        ),
        (
            &["generate", "rsut", "lamp.json"],
            2,
            "did you mean `rust`?",
        ),
        (&["generate", "rust"], 2, "there is no definition"),
        (
            &["generate", "rust", "lmap.json"],
            1,
            "did you mean `lamp.json`?",
        ),
        (&["check", "lamp.jsno"], 1, "did you mean `lamp.json`?"),
        (&["check", "gate.json"], 1, "did you mean `door.json`?"),
        (
            &["generate", "rust", "lamp.json", "--out", "lamp.json"],
            1,
            "lamp.json is a file, but --out names a directory",
        ),
        (&["check"], 2, "`codegen init`"),
    ] {
        let output = codegen(&directory, arguments);
        let told = text(&output.stderr);
        assert_eq!(status(&output), expected, "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    // What is said of one definition is kept apart from what is said of the next.
    let warned = directory.join("two.json");
    fs::copy(directory.join("door.json"), warned).expect("copied");
    let output = codegen(&directory, &["check", "door.json", "two.json"]);
    let told = text(&output.stderr);
    assert_eq!(told.matches("warning[").count(), 2, "{told}");
    assert_eq!(told.matches("\n\nwarning[").count(), 1, "{told}");
    assert!(told.starts_with("warning["), "{told}");
}
