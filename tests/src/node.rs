//! Programs for Node.js, with the modules that they need.

use crate::workspace;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

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
    program("clients", name, folder)
}

/// A program of a folder of `tests`, ready to run with the modules that the folder's lock file names. `folder` is
/// where the tests may write.
pub fn program(of: &str, name: &str, folder: &str) -> Command {
    static MODULES: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let programs = workspace().join("tests").join(of);
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    let modules = modules
        .entry(of.to_owned())
        .or_insert_with(|| install(&programs, &Path::new(folder).join(of)));
    let mut command = Command::new("node");
    command.arg(programs.join(name)).env("NODE_PATH", modules);
    command
}

/// The folder with the Node.js modules that the lock file names; installed when they are not there yet.
fn install(programs: &Path, folder: &Path) -> PathBuf {
    let lock = std::fs::read(programs.join("package-lock.json")).expect("the lock file is there");
    let installed = folder.join("installed.json");
    if std::fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return folder.join("node_modules");
    }
    std::fs::create_dir_all(folder).expect("the folder of the tests can be written");
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(programs.join(file), folder.join(file))
            .expect("the folder of the tests can be written");
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder));
    std::fs::write(installed, lock).expect("the folder of the tests can be written");
    folder.join("node_modules")
}
