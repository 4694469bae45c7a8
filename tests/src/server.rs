//! The program `messenger` as a process of its own.

use crate::{DEADLINE, workspace};
use rustix::process::{Pid, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use rustix::process::Signal;

/// The program: the one that `TESTS_SERVER` names, or built when it is first asked for, so that tests that
/// run alone need nothing built before.
///
/// # Panics
///
/// When it does not build.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BINARY.get_or_init(|| match std::env::var_os("TESTS_SERVER") {
        Some(path) => Ok(path.into()),
        None => build("messenger"),
    });
    built.as_deref().unwrap_or_else(|reason| panic!("{reason}"))
}

/// Builds the program of a package that has the package's name.
///
/// # Errors
///
/// When it does not build.
pub fn build(package: &str) -> Result<PathBuf, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--package", package, "--bin", package]);
    cargo.arg("--message-format=json-render-diagnostics");
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // What the cargo that runs us says about our package would have build scripts run again that look at it.
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO_PKG_") || name_text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&name);
        }
    }
    let output = cargo
        .current_dir(workspace())
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(|error| format!("cargo does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{package} does not build: {}", output.status));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .ok_or_else(|| "cargo does not name the program that it built".to_owned())
}

/// The program with these arguments, free of settings from the environment.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    remove_settings(&mut command);
    command
}

/// Keeps settings of this process's environment from a program that it starts.
pub fn remove_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MESSENGER_") {
            command.env_remove(name);
        }
    }
}

/// The program with these arguments, and no more than so many file descriptors.
pub fn command_with_descriptors(descriptors: usize, arguments: &[&str]) -> Command {
    let program = command(arguments);
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\""),
        ])
        .arg(program.get_program())
        .args(program.get_args())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

/// Runs the program to its end, which must come by itself.
///
/// # Panics
///
/// When it does not end, or says that it panicked.
pub fn run(arguments: &[&str]) -> Outcome {
    let mut child = command(arguments).spawn().expect("the program starts");
    let stdout = collect(child.stdout.take().expect("is piped"));
    let stderr = collect(child.stderr.take().expect("is piped"));
    let status = wait(&mut child);
    let outcome = Outcome {
        status,
        stdout: text(stdout),
        stderr: text(stderr),
    };
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    outcome
}

/// A server that runs. Dropped, it is told to stop and must end as it should: exit status 0, and no word
/// of a panic.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<()>>,
    log: Arc<Mutex<String>>,
    ended: bool,
}

impl Server {
    /// Starts a server with the default settings, on a free port.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// Starts a server with further arguments, on a free port.
    ///
    /// # Panics
    ///
    /// When it does not say that it listens.
    pub fn with(arguments: &[&str]) -> Self {
        Self::spawn(command(&[&["--listen", "127.0.0.1:0"], arguments].concat()))
    }

    /// Starts a server by this command.
    ///
    /// # Panics
    ///
    /// When it does not say that it listens.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the server starts");
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = keep(child.stderr.take().expect("is piped"), log.clone());
        let mut stdout = BufReader::new(child.stdout.take().expect("is piped"));
        let (ready, first_line) = mpsc::channel();
        let stdout = std::thread::spawn(move || {
            let mut text = String::new();
            // What cannot be read shows as a missing line.
            let _ = stdout.read_line(&mut text);
            let _ = ready.send(text.clone());
            let _ = stdout.read_to_string(&mut text);
            text
        });
        let line = first_line.recv_timeout(DEADLINE).unwrap_or_default();
        let address = line
            .strip_prefix("listening on ")
            .and_then(|url| url.strip_prefix("http://").or(url.strip_prefix("https://")))
            .and_then(|rest| rest.strip_suffix('\n')?.parse().ok());
        let Some(address) = address else {
            // Nobody else would end it.
            let _ = child.kill();
            let _ = child.wait();
            let _ = stderr.join();
            panic!(
                "no ready line but {line:?}; standard error:\n{}",
                read(&log)
            );
        };
        Self {
            child,
            address,
            stdout: Some(stdout),
            stderr: Some(stderr),
            log,
            ended: false,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written to standard error so far.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(id.expect("is a process id"), signal).expect("the server runs");
    }

    /// Waits for its end.
    ///
    /// # Panics
    ///
    /// When it does not end.
    pub fn wait(mut self) -> Outcome {
        self.ended()
    }

    fn ended(&mut self) -> Outcome {
        self.ended = true;
        let status = wait(&mut self.child);
        if let Some(stderr) = self.stderr.take() {
            stderr.join().expect("reading does not panic");
        }
        Outcome {
            status,
            stdout: self.stdout.take().map(text).unwrap_or_default(),
            stderr: self.log(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if std::thread::panicking() {
            // The test has failed already; what the server has to say may tell why.
            let _ = self.child.kill();
            let outcome = self.ended();
            eprintln!("standard error of the server:\n{}", outcome.stderr);
            return;
        }
        self.signal(Signal::TERM);
        let outcome = self.ended();
        assert!(
            outcome.status.success(),
            "the server ended with {outcome:?}"
        );
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    }
}

fn wait(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("is our child") {
            return status;
        }
        if start.elapsed() > DEADLINE {
            // Leave nothing behind.
            let _ = child.kill();
            let _ = child.wait();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn collect(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came until then is what there is to tell.
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Keeps what is written, as it comes.
fn keep(mut from: impl Read + Send + 'static, log: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // What came until then is what there is to tell.
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..count]);
            log.lock().expect("nobody has failed").push_str(&text);
        }
    })
}

fn read(log: &Mutex<String>) -> String {
    log.lock().expect("nobody has failed").clone()
}

fn text(reader: JoinHandle<String>) -> String {
    reader.join().expect("reading does not panic")
}
