//! Clients in other languages, as programs of their own, against the real server.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::server::Server;
use tests::workspace;

/// Runs a program to its end, which must be a good one; gives back what it wrote.
fn run(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output
        .unwrap_or_else(|error| panic!("{name}: {error}; `tests/run` installs what is missing"));
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

/// The folder with the Node.js modules that the lock file names; installed when they are not there yet.
fn node_modules(clients: &Path) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let lock = std::fs::read(clients.join("package-lock.json")).expect("the lock file is there");
    let installed = folder.join("installed.json");
    if std::fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return folder.join("node_modules");
    }
    std::fs::create_dir_all(&folder).expect("the folder of the tests can be written");
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(clients.join(file), folder.join(file))
            .expect("the folder of the tests can be written");
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder));
    std::fs::write(installed, lock).expect("the folder of the tests can be written");
    folder.join("node_modules")
}

#[test]
fn a_client_with_the_manners_of_thunders_talks_through_the_server() {
    let clients = workspace().join("tests/clients");
    let modules = node_modules(&clients);
    let server = Server::start();
    let output = run(Command::new("node")
        .arg(clients.join("conversation.js"))
        .args([
            server.address().ip().to_string(),
            server.address().port().to_string(),
        ])
        .env("NODE_PATH", modules));
    assert_eq!(output, "the conversation went as it should\n");
}
