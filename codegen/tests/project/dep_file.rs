//! Dependency files, with make to read them.

use crate::workspace::{Workspace, definition};
use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

fn lamp() -> String {
    definition("Lamp").replace(
        "\"methods\"",
        "\"common\": { \"$ref\": \"common.json\" }, \"methods\"",
    )
}

/// A directory in which nothing is new.
fn workspace(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace
        .write("lamp.json", lamp())
        .write("in c#lude/common.json", "{}");
    workspace
}

#[test]
fn every_input_is_named() {
    let workspace = workspace("dep-file");
    workspace
        .run(&[
            "generate",
            "markdown",
            "lamp.json",
            "-I",
            "in c#lude",
            "--out",
            "out",
            "--dep-file",
            "deps/lamp.d",
        ])
        .gives(0)
        .quietly();
    let text = "out/lamp.md: \\\n  in\\ c\\#lude/common.json \\\n  lamp.json\n\
                \nin\\ c\\#lude/common.json:\n\nlamp.json:\n";
    assert_eq!(workspace.read("deps/lamp.d"), text);

    // What is printed has no name, unless it is given one.
    let print = [
        "generate",
        "markdown",
        "lamp.json",
        "-I",
        "in c#lude",
        "--dep-file",
        "d",
    ];
    workspace.run(&print).gives(2).says("--dep-target");
    assert!(!workspace.has("d"));
    let run = workspace
        .run(&[&print[..], &["--dep-target", "a b", "--dep-target", "c"]].concat())
        .gives(0);
    assert!(run.stdout.contains("# Lamp"));
    assert!(workspace.read("d").starts_with("a\\ b c: \\\n"));
    workspace
        .run(&["generate", "markdown", "lamp.json", "--dep-target", "x"])
        .gives(2);

    // Where something is wrong, nothing is written.
    workspace.write("bad.json", "{");
    workspace
        .run(&[
            "generate",
            "markdown",
            "bad.json",
            "--out",
            "out",
            "--dep-file",
            "bad.d",
        ])
        .gives(1);
    fs::rename(
        workspace.path.join("lamp.json"),
        workspace.path.join("a;b.json"),
    )
    .expect("renamed");
    workspace
        .run(&[
            "generate",
            "markdown",
            "a;b.json",
            "-I",
            "in c#lude",
            "--out",
            "new",
            "--dep-file",
            "bad.d",
        ])
        .gives(1)
        .says("the name \"a;b.json\" cannot be written in a dependency file");
    assert!(!workspace.has("bad.d") && !workspace.has("new"));
}

#[test]
fn a_project_names_its_file_and_its_programs() {
    let workspace = workspace("dep-file-project");
    workspace.write(
        "codegen.toml",
        "[[output]]\ndefinition = 'lamp.json'\ntarget = ['markdown', 'rust']\nout = 'out'\n\
         include = 'in c#lude'\n",
    );
    workspace
        .run(&["generate", "--dep-file", "all.d", "--dep-target", "stamp"])
        .gives(0);
    let text = workspace.read("all.d");
    assert!(
        text.starts_with(
            "stamp: \\\n  codegen.toml \\\n  in\\ c\\#lude/common.json \\\n  lamp.json\n"
        ),
        "{text}"
    );
}

/// Runs make and tells whether it had something to do.
fn make(workspace: &Workspace) -> bool {
    let output = Command::new("make")
        .arg(format!("CODEGEN={}", env!("CARGO_BIN_EXE_codegen")))
        .current_dir(&workspace.path)
        .output()
        .expect("make runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said.contains("generate")
}

#[test]
fn make_works_exactly_when_there_is_something_to_do() {
    let workspace = workspace("dep-file-make");
    workspace.write(
        "Makefile",
        "all: out/stamp\n\
         out/stamp:\n\
         \t$(CODEGEN) generate markdown lamp.json -I 'in c#lude' --out out --dep-file $@.d --dep-target $@\n\
         \ttouch $@\n\
         -include out/stamp.d\n",
    );
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let set = |name: &str, seconds: u64| {
        let file = fs::File::options()
            .append(true)
            .open(workspace.path.join(name))
            .expect("there");
        file.set_modified(long_ago + Duration::from_secs(seconds))
            .expect("the time is set");
    };
    let inputs = ["lamp.json", "in c#lude/common.json"];
    assert!(make(&workspace), "there is nothing yet");
    for input in inputs {
        set(input, 0);
    }
    set("out/stamp", 10);
    assert!(!make(&workspace), "everything is new");
    for input in inputs {
        set(input, 20);
        assert!(make(&workspace), "{input} is newer");
        set(input, 0);
        set("out/stamp", 10);
        assert!(!make(&workspace));
    }
    // An input that is gone, and not needed any more, is no reason to fail.
    fs::remove_file(workspace.path.join(inputs[1])).expect("removed");
    workspace.write("lamp.json", definition("Lamp"));
    assert!(make(&workspace));
    assert!(!workspace.read("out/stamp.d").contains("common.json"));
}
