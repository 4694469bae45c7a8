//! Programs for Node.js, with the modules that they need.

use crate::workspace;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Runs a program to its end, which must be a good one; gives back what it wrote.
///
/// # Panics
///
/// When it does not start, or fails.
pub fn run(command: &mut Command) -> String {
    run_with(command, "")
}

/// Runs a program to its end with this as its standard input.
///
/// # Panics
///
/// When it does not start, or fails.
pub fn run_with(command: &mut Command, input: &str) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let started = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started
        .unwrap_or_else(|error| panic!("{name}: {error}; `tests/run` installs what is missing"));
    let mut stdin = child.stdin.take().expect("is piped");
    // Whoever does not read it has no use for it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("is our child");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{stdout}\n{stderr}",
        output.status
    );
    stdout.into_owned()
}

/// A program of `tests/clients`, ready to run. `folder` is where the tests may write.
pub fn client(name: &str, folder: &str) -> Command {
    static MODULES: OnceLock<PathBuf> = OnceLock::new();
    let clients = workspace().join("tests/clients");
    let modules = MODULES.get_or_init(|| modules(&clients, &Path::new(folder).join("clients")));
    let mut command = Command::new("node");
    command.arg(clients.join(name)).env("NODE_PATH", modules);
    command
}

/// The folder with the Node.js modules that the lock file names; installed when they are not there yet.
fn modules(clients: &Path, folder: &Path) -> PathBuf {
    let lock = std::fs::read(clients.join("package-lock.json")).expect("the lock file is there");
    let installed = folder.join("installed.json");
    if std::fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return folder.join("node_modules");
    }
    std::fs::create_dir_all(folder).expect("the folder of the tests can be written");
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(clients.join(file), folder.join(file))
            .expect("the folder of the tests can be written");
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder));
    std::fs::write(installed, lock).expect("the folder of the tests can be written");
    folder.join("node_modules")
}
