//! Files and names that nobody means well with.

use crate::workspace::{Run, Workspace, definition};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

fn including(file: &str) -> String {
    definition("Lamp").replace(
        "\"methods\"",
        &format!("\"include\": {{ \"it\": {{ \"$ref\": \"{file}#\" }} }}, \"methods\""),
    )
}

#[test]
fn files_that_lead_back_to_themselves_come_to_an_end() {
    let workspace = Workspace::new("cycles");
    workspace
        .write("self.json", including("self.json"))
        .write("a.json", including("b.json"))
        .write("b.json", including("a.json"))
        .write(
            "chain.json",
            definition("Lamp").replace(
                "\"summary\"",
                "\"result\": { \"$ref\": \"one.json#/x\" }, \"summary\"",
            ),
        )
        .write("one.json", "{ \"x\": { \"$ref\": \"two.json#/x\" } }")
        .write("two.json", "{ \"x\": { \"$ref\": \"one.json#/x\" } }")
        .write("link.json", including("loop.json"))
        .write("directory.json", including("sub"))
        .write("sub/x.json", "");
    symlink("loop.json", workspace.path.join("loop.json")).expect("made");
    for file in [
        "chain.json",
        "link.json",
        "directory.json",
        "loop.json",
        "sub",
    ] {
        let run = workspace
            .run(&["generate", "rust", file, "--out", "out"])
            .gives(1);
        assert!(run.stderr.contains("error["), "{file}: {run:?}");
    }
    // An interface that includes itself has what it has; what counts is that an answer comes.
    for file in ["self.json", "a.json"] {
        let run = workspace.run(&["check", file]);
        assert!(matches!(run.status, 0 | 1), "{run:?}");
    }
    assert!(!workspace.has("out"));
}

#[test]
fn names_need_not_be_text() {
    let workspace = Workspace::new("not-text");
    let name = OsStr::from_bytes(b"l\xffmp.json");
    fs::write(workspace.path.join(name), definition("Lamp")).expect("written");
    let run = |name: &OsStr, out: &OsStr| {
        let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(["generate", "markdown"])
            .arg(name)
            .arg("--out")
            .arg(out)
            .current_dir(&workspace.path)
            .output()
            .expect("the program runs");
        Run::new(&output)
    };
    run(name, OsStr::from_bytes(b"o\xfft")).gives(0).quietly();
    let written = workspace
        .path
        .join(OsStr::from_bytes(b"o\xfft"))
        .join("lamp.md");
    assert!(written.is_file());
    run(OsStr::from_bytes(b"n\xff"), OsStr::new("out"))
        .gives(1)
        .says("cannot read n\u{fffd}");
}

#[test]
fn an_output_that_takes_nothing_is_an_error() {
    let workspace = Workspace::new("full");
    workspace.write("lamp.json", definition("Lamp"));
    let output = Command::new("sh")
        .args(["-c", "exec \"$0\" generate markdown lamp.json > /dev/full"])
        .arg(env!("CARGO_BIN_EXE_codegen"))
        .current_dir(&workspace.path)
        .output()
        .expect("the shell runs");
    Run::new(&output)
        .gives(1)
        .says("error: No space left on device");
}

#[test]
fn absurd_nesting_is_refused_in_every_file() {
    let workspace = Workspace::new("nesting");
    workspace
        .write("deep.json", "[".repeat(1_000_000))
        .write("lamp.json", including("deep.json"))
        .write("codegen.toml", format!("x = {}", "[".repeat(1_000_000)));
    for arguments in [
        &["check", "deep.json"][..],
        &["check", "lamp.json"],
        &["check"],
    ] {
        let run = workspace.run(arguments).gives(1);
        assert!(run.stderr.len() < 100_000, "the message is bounded");
    }
}
