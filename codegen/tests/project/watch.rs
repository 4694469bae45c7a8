//! `codegen watch`, as somebody sees it who edits files beside it.
//!
//! Nothing here depends on how long something takes: a test waits for the line that it expects, and gives up
//! only when nothing can be going on any more.

use crate::workspace::{Workspace, definition};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

const LONG_ENOUGH: Duration = Duration::from_secs(120);

struct Watch {
    child: Child,
    lines: Receiver<String>,
    stderr: Option<JoinHandle<String>>,
}

impl Watch {
    fn start(workspace: &Workspace, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_codegen"))
            .arg("watch")
            .args(arguments)
            .current_dir(&workspace.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut stderr = child.stderr.take().expect("a pipe");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines() {
                if sender.send(line.expect("UTF-8")).is_err() {
                    break;
                }
            }
        });
        let stderr = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("UTF-8");
            text
        });
        Self {
            child,
            lines,
            stderr: Some(stderr),
        }
    }

    /// Waits for a line. Others may come before it: saving a file can be more than one step.
    #[track_caller]
    fn until(&self, expected: &str) {
        let mut others = Vec::new();
        loop {
            match self.lines.recv_timeout(LONG_ENOUGH) {
                Ok(line) if line == expected => return,
                Ok(line) => others.push(line),
                Err(_) => panic!("`{expected}` does not come; these did: {others:#?}"),
            }
        }
    }

    /// Ends it with a signal; gives what it said on the standard error.
    #[track_caller]
    fn stop(mut self, signal: &str) -> String {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(sent.expect("kill runs").success());
        let status = self.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "it ends as if that were its task");
        let stderr = self.stderr.take().expect("once");
        stderr.join().expect("read")
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A test that fails leaves nothing running.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Puts a text in the place of a file in one step, as most editors do.
fn save(workspace: &Workspace, name: &str, text: &str) {
    workspace.write("saved~", text);
    fs::rename(workspace.path.join("saved~"), workspace.path.join(name)).expect("renamed");
}

fn lamp(summary: &str) -> String {
    definition("Lamp").replace("Switches it", summary)
}

fn output(definition: &str, out: &str) -> String {
    format!("[[output]]\ndefinition = '{definition}'\ntarget = 'markdown'\nout = '{out}'\n")
}

fn project(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace
        .write("sub/lamp.json", lamp("One"))
        .write("codegen.toml", output("sub/lamp.json", "out"));
    workspace
}

#[test]
fn every_change_is_noticed_and_no_error_ends_it() {
    let workspace = project("watch");
    let watch = Watch::start(&workspace, &[]);
    watch.until("wrote out/lamp.md");

    save(&workspace, "sub/lamp.json", &lamp("Two"));
    watch.until("wrote out/lamp.md");
    assert!(workspace.read("out/lamp.md").contains("Two"));

    // A mistake, and its correction.
    save(&workspace, "sub/lamp.json", "{");
    watch.until("failed: nothing is written");
    assert!(workspace.read("out/lamp.md").contains("Two"));
    save(&workspace, "sub/lamp.json", &lamp("Two"));
    watch.until("everything is fresh");

    // The definition goes away and comes back, alone and with its directory.
    fs::remove_file(workspace.path.join("sub/lamp.json")).expect("removed");
    watch.until("failed: nothing is written");
    workspace.write("sub/lamp.json", lamp("Three"));
    watch.until("wrote out/lamp.md");
    fs::remove_dir_all(workspace.path.join("sub")).expect("removed");
    watch.until("failed: nothing is written");
    workspace.write("sub/lamp.json", lamp("Four"));
    watch.until("wrote out/lamp.md");

    // A file that the definition comes to refer to.
    let referring = lamp("Five").replace(
        "\"methods\"",
        "\"common\": { \"$ref\": \"../shared/common.json\" }, \"methods\"",
    );
    let referring = referring.replace(
        "\"Five\"",
        "\"Five\", \"result\": { \"$ref\": \"#/common/result\" }",
    );
    let common = |text: &str| {
        format!("{{ \"result\": {{ \"type\": \"string\", \"description\": \"{text}\" }} }}")
    };
    workspace.write("shared/common.json", common("Early"));
    save(&workspace, "sub/lamp.json", &referring);
    watch.until("wrote out/lamp.md");
    save(&workspace, "shared/common.json", &common("Late"));
    watch.until("wrote out/lamp.md");
    assert!(workspace.read("out/lamp.md").contains("Late"));

    let stderr = watch.stop("TERM");
    assert!(stderr.contains("sub/lamp.json:1:1"), "{stderr}");
    assert!(
        stderr.contains("there is no definition `sub/lamp.json`"),
        "{stderr}"
    );
}

#[test]
fn the_project_file_is_an_input_too() {
    let workspace = project("watch-project");
    workspace.write("door.json", definition("Door"));
    let one = output("sub/lamp.json", "out");
    let watch = Watch::start(&workspace, &["--project", "codegen.toml"]);
    watch.until("wrote out/lamp.md");
    save(
        &workspace,
        "codegen.toml",
        &(one.clone() + &output("door.json", "doors")),
    );
    watch.until("wrote doors/door.md");
    save(&workspace, "codegen.toml", "nonsense");
    watch.until("failed: nothing is written");
    save(&workspace, "codegen.toml", &one);
    watch.until("removed doors/door.md");
    fs::remove_file(workspace.path.join("codegen.toml")).expect("removed");
    watch.until("failed: nothing is written");
    save(
        &workspace,
        "codegen.toml",
        &output("sub/lamp.json", "moved"),
    );
    watch.until("wrote moved/lamp.md; removed out/lamp.md");
    let stderr = watch.stop("INT");
    assert!(stderr.contains("error[invalid-toml]"), "{stderr}");
}

#[test]
fn a_file_in_the_way_is_waited_for() {
    let workspace = project("watch-in-the-way");
    workspace.write("out/lamp.md", "mine\n");
    let watch = Watch::start(&workspace, &[]);
    watch.until("failed: nothing is written");
    fs::rename(
        workspace.path.join("out/lamp.md"),
        workspace.path.join("out/mine.md"),
    )
    .expect("renamed");
    watch.until("wrote out/lamp.md");
    assert_eq!(workspace.read("out/mine.md"), "mine\n");
    assert!(watch.stop("TERM").contains("out/lamp.md is in the way"));
}

#[test]
fn output_beside_its_input_does_not_wake_it() {
    let workspace = Workspace::new("watch-beside");
    workspace
        .write("lamp.json", lamp("One"))
        .write("codegen.toml", output("lamp.json", "."));
    let watch = Watch::start(&workspace, &[]);
    watch.until("wrote ./lamp.md");
    save(&workspace, "lamp.json", &lamp("Two"));
    // Whatever its own files woke it for would have come before this.
    assert_eq!(
        watch.lines.recv_timeout(LONG_ENOUGH).as_deref(),
        Ok("wrote ./lamp.md")
    );
    watch.stop("TERM");
}

#[test]
fn it_can_look_instead_of_being_told() {
    let workspace = project("watch-poll");
    let watch = Watch::start(&workspace, &["--poll", "1"]);
    watch.until("wrote out/lamp.md");
    save(&workspace, "sub/lamp.json", &lamp("Two"));
    watch.until("wrote out/lamp.md");
    watch.stop("TERM");
}

#[test]
fn there_must_be_a_project() {
    let workspace = Workspace::new("watch-nothing");
    workspace
        .run(&["watch"])
        .gives(2)
        .says("there is no codegen.toml here or in a directory above");
}
