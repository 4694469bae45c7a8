//! `codegen init`.

use crate::workspace::{Workspace, definition};

#[test]
fn a_starter_is_written_once() {
    let workspace = Workspace::new("starter");
    workspace.run(&["init"]).gives(0).says("wrote codegen.toml");
    let text = workspace.read("codegen.toml");
    workspace.run(&["init"]).gives(1).says("is there already");
    assert_eq!(workspace.read("codegen.toml"), text);
    workspace.run(&["generate"]).gives(0);
}

#[test]
fn outputs_are_added_with_paths_as_the_file_sees_them() {
    let workspace = Workspace::new("add");
    workspace
        .write("lamp.json", definition("Lamp"))
        .write("a/door.json", definition("Door"))
        .write("a/b/bell \"1\".json", definition("Bell"));
    workspace
        .run(&["init", "markdown", "lamp.json", "--out", "docs"])
        .gives(0);
    workspace
        .run_in(
            "a/b",
            &[
                "init",
                "rust",
                "../door.json",
                "bell \"1\".json",
                "--out",
                "../../src/made",
            ],
        )
        .gives(0)
        .says("wrote ../../codegen.toml");
    let text = workspace.read("codegen.toml");
    let added = text.split_once("[[output]]\ndefinition = \"lamp.json\"");
    assert_eq!(
        added.expect("the first").1,
        "\ntarget = \"markdown\"\nout = \"docs\"\n\n[[output]]\n\
         definition = [\"a/door.json\", 'a/b/bell \"1\".json']\ntarget = \"rust\"\nout = \"src/made\"\n"
    );
    workspace.run(&["generate"]).gives(0).quietly();
    for file in ["docs/lamp.md", "src/made/door.rs", "src/made/bell.rs"] {
        assert!(workspace.has(file), "{file}");
    }
}

#[test]
fn a_file_that_would_be_wrong_is_not_written() {
    let workspace = Workspace::new("wrong");
    workspace.write("codegen.toml", "x = 1\n");
    workspace.write("lamp.json", definition("Lamp"));
    let before = workspace.files();
    workspace
        .run(&["init", "markdown", "lamp.json", "--out", "docs"])
        .gives(1)
        .says("codegen.toml:1:1")
        .says("codegen.toml: nothing is written");
    workspace
        .run(&[
            "init",
            "markdown",
            "lmap.json",
            "--out",
            "docs",
            "--project",
            "new.toml",
        ])
        .gives(1)
        .says("did you mean `lamp.json`?");
    workspace.run(&["init", "markdown"]).gives(2);
    workspace.run(&["init", "markdown", "lamp.json"]).gives(2);
    assert_eq!(workspace.files(), before);
}
