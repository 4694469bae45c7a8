//! What a project remembers: nothing is rewritten, lost or left over.

use crate::workspace::{Workspace, definition};
use std::fs;

fn output(definition: &str, target: &str, out: &str) -> String {
    format!("[[output]]\ndefinition = '{definition}'\ntarget = '{target}'\nout = '{out}'\n")
}

/// A project whose outputs are fresh.
fn fresh(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace
        .write("lamp.json", definition("Lamp"))
        .write("door.json", definition("Door"))
        .write(
            "codegen.toml",
            output("lamp.json", "markdown", "docs")
                + &output("lamp.json", "rust", "src/made")
                + &output("door.json", "markdown", "docs"),
        );
    let run = workspace.run(&["generate"]).gives(0).quietly();
    assert_eq!(
        run.stdout,
        "wrote docs/lamp.md\nwrote src/made/lamp.rs\nwrote docs/door.md\n"
    );
    workspace.run(&["check"]).gives(0).quietly();
    workspace
}

#[test]
fn nothing_is_rewritten_when_nothing_has_changed() {
    let workspace = fresh("unchanged");
    let times = || {
        [
            "docs/lamp.md",
            "src/made/lamp.rs",
            "docs/door.md",
            "codegen.lock",
        ]
        .map(|name| {
            let file = fs::metadata(workspace.path.join(name)).expect("there");
            file.modified().expect("a time")
        })
    };
    let before = (workspace.files(), times());
    let run = workspace.run(&["generate"]).gives(0).quietly();
    assert_eq!(run.stdout, "");
    assert_eq!((workspace.files(), times()), before);
}

#[test]
fn the_lock_holds_nothing_of_the_machine() {
    let (one, other) = (fresh("one"), fresh("another/place"));
    assert_eq!(one.read("codegen.lock"), other.read("codegen.lock"));
    let lock = one.read("codegen.lock");
    for said in [
        "version = 1",
        concat!("compiler = \"", env!("CARGO_PKG_VERSION"), "\""),
        "[inputs]\n\"door.json\" = \"",
        "target = \"rust\"",
        "\"src/made/lamp.rs\" = \"",
    ] {
        assert!(lock.contains(said), "{said} is not in {lock}");
    }
}

#[test]
fn what_is_stale_is_shown_and_why() {
    let workspace = fresh("stale");
    workspace.write("lamp.json", definition("Lamp").replace("Switches", "Turns"));
    let run = workspace
        .run(&["check"])
        .gives(3)
        .says("error: docs/lamp.md is stale; `codegen generate` writes it anew")
        .says("error: src/made/lamp.rs is stale")
        .says("note: lamp.json has changed");
    assert!(
        run.stdout
            .contains("--- docs/lamp.md\n+++ docs/lamp.md (generated now)")
    );
    assert!(!run.stderr.contains("door"), "{run:?}");
    workspace.run(&["generate"]).gives(0).quietly();
    workspace.run(&["check"]).gives(0).quietly();

    // A change that changes no output still makes the lock tell something else.
    workspace.write("lamp.json", workspace.read("lamp.json") + "\n");
    workspace
        .run(&["check"])
        .gives(3)
        .says("the lock is stale, though no file is")
        .says("note: lamp.json has changed");
    let run = workspace.run(&["generate"]).gives(0).quietly();
    assert_eq!(run.stdout, "");
    workspace.run(&["check"]).gives(0).quietly();

    fs::remove_file(workspace.path.join("docs/door.md")).expect("removed");
    workspace
        .run(&["check"])
        .gives(3)
        .says("docs/door.md is missing");
    let run = workspace.run(&["generate"]).gives(0);
    assert_eq!(run.stdout, "wrote docs/door.md\n");
}

/// Changes one line of a file, which must be there.
fn replace(workspace: &Workspace, name: &str, old: &str, new: &str) {
    let text = workspace.read(name);
    assert!(text.contains(old), "{old} is not in {text}");
    workspace.write(name, text.replace(old, new));
}

/// The hash of a file, as the lock has it.
fn hash_in(lock: &str, name: &str) -> String {
    let start = format!("\"{name}\" = \"");
    let rest = lock.split_once(&start).expect("the file is in the lock").1;
    rest.split('"').next().expect("a hash").to_owned()
}

#[test]
fn what_the_lock_proves_is_not_made_again() {
    let workspace = fresh("proven");
    // A file that the compiler never made, with a hash as if it had: only making everything again shows it.
    let before = workspace.read("codegen.lock");
    let lamp = hash_in(&before, "docs/lamp.md");
    workspace.write("docs/door.md", workspace.read("docs/lamp.md"));
    replace(
        &workspace,
        "codegen.lock",
        &hash_in(&before, "docs/door.md"),
        &lamp,
    );
    workspace.run(&["check"]).gives(0).quietly();
    workspace
        .run(&["check", "--regenerate"])
        .gives(3)
        .says("docs/door.md is stale");
    // The lock of another compiler proves nothing, and is no mistake.
    let sources = before.split_once("compiler-sources = \"").expect("there").1;
    let sources = sources.split('"').next().expect("a hash");
    replace(&workspace, "codegen.lock", sources, "0123456789abcdef");
    workspace
        .run(&["check"])
        .gives(3)
        .says("docs/door.md is stale");
    assert_eq!(
        workspace.run(&["generate"]).gives(0).stdout,
        "wrote docs/door.md\n"
    );
    assert_eq!(workspace.read("codegen.lock"), before);
    replace(&workspace, "codegen.lock", sources, "0123456789abcdef");
    workspace.run(&["check"]).gives(0).quietly();
}

#[test]
fn every_change_to_what_was_made_is_noticed() {
    let workspace = fresh("noticed");
    let text = workspace.read("src/made/lamp.rs");
    // The same length, so that nothing but the contents tells.
    workspace.write("src/made/lamp.rs", text.replacen("Lamp", "Lump", 1));
    workspace
        .run(&["check"])
        .gives(3)
        .says("src/made/lamp.rs was edited");
    workspace.write("src/made/lamp.rs", text.replace('\n', "\r\n"));
    workspace
        .run(&["check"])
        .gives(3)
        .says("only the line breaks differ");
    workspace.write("src/made/lamp.rs", &text);
    workspace.run(&["check"]).gives(0).quietly();
    fs::remove_file(workspace.path.join("src/made/lamp.rs")).expect("removed");
    workspace
        .run(&["check"])
        .gives(3)
        .says("src/made/lamp.rs is missing");
    assert_eq!(
        workspace.run(&["generate"]).gives(0).stdout,
        "wrote src/made/lamp.rs\n"
    );
    // Problems of the definitions are told all the same.
    let toml = workspace.read("codegen.toml");
    workspace.write(
        "codegen.toml",
        format!("lint.warn = 'missing-description'\n{toml}"),
    );
    workspace
        .run(&["check"])
        .gives(0)
        .says("warning[missing-description]");
    workspace.run(&["check", "--deny", "warnings"]).gives(1);
}

#[test]
fn files_that_are_the_users_must_be_there() {
    let workspace = Workspace::new("user-files");
    workspace
        .write("lamp.json", definition("Lamp"))
        .write("codegen.toml", output("lamp.json", "typescript", "lamp"));
    workspace.run(&["generate"]).gives(0).quietly();
    workspace.write("lamp/package.json", "{}");
    workspace.run(&["check"]).gives(0).quietly();
    fs::remove_file(workspace.path.join("lamp/package.json")).expect("removed");
    workspace
        .run(&["check"])
        .gives(3)
        .says("lamp/package.json is missing");
}

#[test]
fn options_and_the_compiler_are_remembered() {
    let workspace = fresh("options");
    let toml = output("lamp.json", "rust", "src/made");
    workspace.write(
        "codegen.toml",
        workspace.read("codegen.toml").replace(
            &toml,
            &format!("{toml}options.json-schema-feature = 'schema'\n"),
        ),
    );
    workspace
        .run(&["check"])
        .gives(3)
        .says("note: the options of `rust lamp.json` have changed");
    workspace.run(&["generate"]).gives(0);
    assert!(
        workspace
            .read("codegen.lock")
            .contains("json-schema-feature")
    );
    workspace.write(
        "codegen.lock",
        workspace
            .read("codegen.lock")
            .replace("compiler = \"", "compiler = \"0.0."),
    );
    workspace
        .run(&["check"])
        .gives(3)
        .says("note: the compiler was 0.0.");
}

#[test]
fn files_that_are_not_generated_any_more_are_removed() {
    let workspace = fresh("superfluous");
    workspace.write("codegen.toml", output("lamp.json", "markdown", "docs"));
    workspace
        .run(&["check"])
        .gives(3)
        .says("error: src/made/lamp.rs is not generated any more; `codegen generate` removes it")
        .says("error: docs/door.md is not generated any more")
        .says("note: `rust lamp.json` is no output any more");
    let run = workspace.run(&["generate"]).gives(0).quietly();
    assert_eq!(
        run.stdout,
        "removed src/made/lamp.rs\nremoved docs/door.md\n"
    );
    assert!(!workspace.has("src"), "no empty directories are left");
    workspace.run(&["check"]).gives(0).quietly();

    // The interface gets another name, and so does its file.
    workspace.write("lamp.json", definition("Lantern"));
    let run = workspace.run(&["generate"]).gives(0);
    assert_eq!(run.stdout, "wrote docs/lantern.md\nremoved docs/lamp.md\n");
}

#[test]
fn what_the_user_made_or_edited_is_kept() {
    let workspace = fresh("kept");
    // Edited, and not generated any more.
    let edited = workspace.read("docs/door.md") + "mine\n";
    workspace
        .write("docs/door.md", &edited)
        .write("docs/notes.md", "mine\n")
        .write(
            "codegen.toml",
            output("lamp.json", "markdown", "docs") + &output("lamp.json", "rust", "src/made"),
        );
    workspace
        .run(&["check"])
        .gives(3)
        .says("docs/door.md is not generated any more, and was edited");
    workspace
        .run(&["generate"])
        .gives(0)
        .says("docs/door.md is not generated any more, and was edited: it is kept");
    assert_eq!(workspace.read("docs/door.md"), edited);
    assert_eq!(workspace.read("docs/notes.md"), "mine\n");
    workspace.run(&["check"]).gives(0).quietly();

    // A file that nobody generated is in the way: nothing at all is written.
    workspace
        .write("lamp.json", definition("Lantern"))
        .write("docs/lantern.md", "mine\n");
    let before = workspace.files();
    workspace
        .run(&["generate"])
        .gives(1)
        .says("docs/lantern.md is in the way")
        .says("`codegen generate --force`");
    assert_eq!(workspace.files(), before);
    workspace
        .run(&["check"])
        .gives(3)
        .says("docs/lantern.md was not generated; `codegen generate --force`");
    workspace.run(&["generate", "--force"]).gives(0);
    assert!(workspace.read("docs/lantern.md").contains("# Lantern"));
    workspace.run(&["check"]).gives(0).quietly();
}

#[test]
fn an_edited_file_is_written_anew_and_the_edit_is_mentioned() {
    let workspace = fresh("edited");
    let old = workspace.read("docs/door.md");
    workspace.write("docs/door.md", old.clone() + "mine\n");
    workspace
        .run(&["check"])
        .gives(3)
        .says("docs/door.md was edited");
    workspace
        .run(&["generate"])
        .gives(0)
        .says("docs/door.md had been edited");
    assert_eq!(workspace.read("docs/door.md"), old);
    workspace.run(&["check"]).gives(0).quietly();
}

#[test]
fn without_a_lock_freshness_is_proven_all_the_same() {
    let workspace = fresh("lockless");
    fs::remove_file(workspace.path.join("codegen.lock")).expect("removed");
    workspace.run(&["check"]).gives(0).quietly();
    workspace.write("lamp.json", definition("Lamp").replace("Switches", "Turns"));
    workspace.run(&["check"]).gives(3);
    // The Rust file says of itself that it is generated; of the other there is no record.
    workspace
        .run(&["generate"])
        .gives(1)
        .says("docs/lamp.md is in the way");
    workspace.run(&["generate", "--force"]).gives(0);
    workspace.run(&["check"]).gives(0).quietly();
}

#[test]
fn a_lock_that_is_none_is_an_error() {
    let workspace = fresh("broken-lock");
    let lock = workspace.read("codegen.lock");
    for (text, said) in [
        (
            lock.replacen("version", "<<<<<<<\nversion", 1),
            "codegen.lock:3: this is not what",
        ),
        (
            lock.replace("version = 1", "version = 'x'"),
            "codegen.lock:3: this is not what",
        ),
        (
            lock.replace("version = 1", "version = 2"),
            "was written by a newer codegen",
        ),
        (String::new(), "codegen.lock:1: this is not what"),
    ] {
        workspace.write("codegen.lock", text);
        let before = workspace.files();
        workspace.run(&["generate"]).gives(1).says(said);
        workspace.run(&["check"]).gives(1).says(said);
        assert_eq!(workspace.files(), before);
    }
}

#[test]
fn one_file_that_cannot_be_written_leaves_all_as_they_are() {
    let workspace = fresh("unwritable");
    workspace
        .write("lamp.json", definition("Lamp").replace("Switches", "Turns"))
        .write(
            "codegen.toml",
            workspace.read("codegen.toml") + &output("door.json", "rust", "lamp.json/below"),
        );
    let before = workspace.files();
    workspace
        .run(&["generate"])
        .gives(1)
        .says("error: cannot write lamp.json/below/door.rs");
    assert_eq!(workspace.files(), before);
}
