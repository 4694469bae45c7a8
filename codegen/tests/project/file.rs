//! `codegen.toml`: what is understood, and what is wrong with what is not.

use crate::workspace::{Workspace, definition};

const TWO: &str = r#"
include = "shared"

[[output]]
definition = ["lamp.json", "sub/door.json"]
target = ["markdown", "rust"]
out = "out"

[output.options]
doc-path = "house::lamp"
"#;

fn house(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace
        .write("lamp.json", definition("Lamp"))
        .write(
            "sub/door.json",
            definition("Door").replace(
                "\"methods\"",
                "\"common\": { \"$ref\": \"errors.json\" }, \"methods\"",
            ),
        )
        .write("shared/errors.json", "{ \"errors\": {} }")
        .write("codegen.toml", TWO);
    workspace
}

#[test]
fn every_definition_becomes_every_target() {
    let house = house("every");
    house.run(&["generate"]).gives(0).quietly();
    for file in ["door.md", "door.rs", "lamp.md", "lamp.rs"] {
        assert!(house.has(&format!("out/{file}")), "{file}");
    }
    house.run(&["check"]).gives(0).quietly();
}

#[test]
fn the_file_is_found_from_below_and_its_paths_are_its_own() {
    let house = house("below");
    house.run_in("sub", &["generate"]).gives(0).quietly();
    assert!(house.has("out/lamp.md"));
    house.write("out/lamp.md", "old");
    house
        .run_in("shared", &["check"])
        .gives(3)
        .says("../out/lamp.md");
    house
        .run_in("shared", &["check", "--project", "../codegen.toml"])
        .gives(3);
    house
        .run(&["generate", "--project", "codegen.toml"])
        .gives(0);
    house.run_in("shared", &["check"]).gives(0);
}

#[test]
fn a_broken_definition_leaves_everything_untouched() {
    let house = house("broken");
    house.run(&["generate"]).gives(0);
    house
        .write("lamp.json", definition("Lantern"))
        .write("sub/door.json", "{");
    let before = house.files();
    house
        .run(&["generate"])
        .gives(1)
        .says("sub/door.json:1:1")
        .says("sub/door.json: 1 error; nothing is generated");
    assert_eq!(house.files(), before);
    house.run(&["check"]).gives(1).says("sub/door.json:1:1");
}

#[test]
fn without_a_file_it_is_wrong_usage() {
    let workspace = Workspace::new("absent");
    for command in ["generate", "check"] {
        workspace
            .run(&[command])
            .gives(2)
            .says("there is no codegen.toml here or in a directory above");
        workspace
            .run(&[command, "--project", "nowhere.toml"])
            .gives(1)
            .says("cannot read nowhere.toml");
    }
}

#[test]
fn every_mistake_is_explained_at_its_place() {
    let house = house("mistakes");
    let mistakes = [
        ("x = ", "error[invalid-toml]", "codegen.toml:1:"),
        (
            "inclde = 'shared'",
            "did you mean `include`?",
            "codegen.toml:1:1",
        ),
        (
            "x = 1",
            "the keys here are `include`, `lint`, `output`",
            "codegen.toml:1:1",
        ),
        (
            "include = 'sharde'",
            "did you mean `shared`?",
            "codegen.toml:1:11",
        ),
        ("include = []", "not an empty list", "codegen.toml:1:11"),
        ("include = 3", "not a number", "codegen.toml:1:11"),
        (
            "output = 3",
            "begins with a line `[[output]]`",
            "codegen.toml:1:10",
        ),
        (
            "[output]",
            "begins with a line `[[output]]`",
            "codegen.toml:1:1",
        ),
        (
            "output = [3]",
            "a table is expected here, not a number",
            "codegen.toml:1:11",
        ),
        (
            "[[output]]",
            "this output has no `definition`",
            "codegen.toml:1:1",
        ),
        (
            "[[output]]",
            "this output has no `target`",
            "codegen.toml:1:1",
        ),
        ("[[output]]", "this output has no `out`", "codegen.toml:1:1"),
        (
            "[[output]]\ntraget = 'rust'",
            "did you mean `target`?",
            "codegen.toml:2:1",
        ),
        (
            "[[output]]\ntarget = 'rsut'",
            "did you mean `rust`?",
            "codegen.toml:2:10",
        ),
        (
            "[[output]]\ntarget = 'cobol'",
            "the targets are `rust`, `markdown`",
            "codegen.toml:2:10",
        ),
        (
            "[[output]]\ntarget = ['rust', true]",
            "not a boolean",
            "codegen.toml:2:19",
        ),
        (
            "[[output]]\nout = ''",
            "not an empty text",
            "codegen.toml:2:7",
        ),
        (
            "[[output]]\ndefinition = 'lmap.json'",
            "did you mean `lamp.json`?",
            "codegen.toml:2:14",
        ),
        (
            "[[output]]\noptions = 1",
            "below a line `[output.options]`",
            "codegen.toml:2:11",
        ),
        (
            "[[output]]\ntarget = 'rust'\n[output.options]\ndoc-pth = 'x'",
            "did you mean `doc-path`?",
            "codegen.toml:4:1",
        ),
        (
            "[[output]]\ntarget = 'markdown'\n[output.options]\ndoc-path = 'x'",
            "`doc-path` is an option of rust, which is not made here",
            "codegen.toml:4:1",
        ),
        (
            "lint = 'strict'",
            "a table is expected here",
            "codegen.toml:1:8",
        ),
        (
            "[lint]\nforbid = 'bare-number'",
            "the keys here are `allow`, `warn`, `deny`",
            "codegen.toml:2:1",
        ),
        (
            "[lint]\ndeny = 'bare-numbr'",
            "did you mean `bare-number`?",
            "codegen.toml:2:8",
        ),
        (
            "[lint]\nallow = ['bare-number', 'unknown-type']",
            "`unknown-type` cannot be lowered",
            "codegen.toml:2:25",
        ),
        (
            "[lint]\nallow = 'bare-number'\ndeny = 'bare-number'",
            "the level of `bare-number` is set twice",
            "codegen.toml:3:8",
        ),
        (
            "[[output]]\ntarget = 'rust'\n[output.options]\ndoc-path = ''",
            "not an empty text",
            "codegen.toml:4:12",
        ),
    ];
    for (text, said, place) in mistakes {
        house.write("codegen.toml", text);
        let before = house.files();
        for command in ["generate", "check"] {
            house.run(&[command]).gives(1).says(said).says(place);
        }
        assert_eq!(house.files(), before, "{text}");
    }
    // All of them in one run.
    house.write("codegen.toml", "x = 1\ny = 2\n[[output]]\nz = 3\n");
    let run = house.run(&["check"]).gives(1);
    assert_eq!(run.stderr.matches("error[").count(), 6, "{run:?}");
    house.write("codegen.toml", [0xff, 0xfe]);
    house
        .run(&["check"])
        .gives(1)
        .says("cannot read codegen.toml");
}

#[test]
fn two_outputs_do_not_share_a_file() {
    let house = house("share");
    let output = |definition, out| {
        format!("[[output]]\ndefinition = '{definition}'\ntarget = 'markdown'\nout = '{out}'\n")
    };
    house.write("copy.json", definition("Lamp")).write(
        "codegen.toml",
        output("lamp.json", "out") + &output("copy.json", "./sub/../out"),
    );
    let before = house.files();
    let said = "would be written twice: by `markdown lamp.json` and by `markdown copy.json`";
    house.run(&["generate"]).gives(1).says(said);
    house.run(&["check"]).gives(1).says(said);
    house
        .run(&[
            "generate",
            "markdown",
            "lamp.json",
            "copy.json",
            "--out",
            "out",
        ])
        .gives(1)
        .says(said);
    assert_eq!(house.files(), before);
}

#[test]
fn levels_hold_for_every_definition() {
    let house = Workspace::new("levels");
    let output = "[[output]]\ndefinition = 'lamp.json'\ntarget = 'rust'\nout = 'made'\n";
    house.write(
        "lamp.json",
        definition("Lamp").replace(r#" "summary": "Switches it" "#, ""),
    );
    let levels = |lint: &str| house.write("codegen.toml", format!("[lint]\n{lint}\n{output}"));
    levels("deny = 'warnings'");
    house
        .run(&["generate"])
        .gives(1)
        .says("error[missing-summary]");
    // What is named counts more than what is meant with it, and the command line counts most.
    levels("allow = 'missing-summary'\ndeny = 'warnings'");
    house.run(&["generate"]).gives(0).quietly();
    house
        .run(&["check", "--warn", "missing-summary", "--warn", "warnings"])
        .gives(0)
        .says("warning[missing-summary]");
    levels("warn = ['pedantic']\nallow = 'missing-summary'");
    house
        .run(&["check"])
        .gives(0)
        .says("warning[missing-description]");
    levels("deny = 'pedantic'\nallow = ['missing-summary', 'missing-description']");
    house.run(&["check"]).gives(0).quietly();
}
