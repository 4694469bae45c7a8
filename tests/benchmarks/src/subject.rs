//! Programs that are measured, each a process of its own.

use crate::floor::Floor;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

const KEY_VARIABLE: &str = "BENCHMARKS_KEY";
const KEY_SOURCE: &str = "env:BENCHMARKS_KEY";
const KEY: &str = "no secret: it guards nothing but a benchmark";

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The reference server with its default settings.
    Messenger,
    /// The same with a key, so that every caller needs a token.
    Guarded,
    /// A floor.
    Floor(Floor),
}

/// Where processes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// The subject with one thread on the first core, the load on the second: what is compared is not what the
    /// scheduler does.
    Apart,
    /// The subject with so many threads, on any core.
    Anywhere(usize),
}

impl Subject {
    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Messenger => "messenger",
            Self::Guarded => "messenger with tokens",
            Self::Floor(Floor::Hyper) => "hyper, constant answer",
            Self::Floor(_) => "epoll floor",
        }
    }

    /// Starts it, with further arguments for the server.
    pub(crate) fn start(self, placement: Placement, arguments: &[&str]) -> Result<Running> {
        let threads = match placement {
            Placement::Apart => 1,
            Placement::Anywhere(threads) => threads,
        };
        let mut command = match placement {
            Placement::Apart if cores() > 1 => {
                let mut taskset = Command::new("taskset");
                taskset.args(["--cpu-list", "0"]);
                taskset.arg(self.program()?);
                taskset
            }
            _ => Command::new(self.program()?),
        };
        match self {
            Self::Messenger | Self::Guarded => {
                command
                    .args(["--listen", "127.0.0.1:0", "--log", "warn"])
                    .args(arguments);
            }
            Self::Floor(floor) => {
                let floor =
                    clap::ValueEnum::to_possible_value(&floor).context("a floor has a name")?;
                command.args(["floor", floor.get_name(), "--threads", &threads.to_string()]);
            }
        }
        tests::server::remove_settings(&mut command);
        if self == Self::Guarded {
            command
                .args(["--token-key", KEY_SOURCE])
                .env(KEY_VARIABLE, KEY);
        }
        let mut child = command
            .env("TOKIO_WORKER_THREADS", threads.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", self.name()))?;
        let stdout = child.stdout.take().context("is piped")?;
        let mut line = String::new();
        let mut running = Running {
            child,
            address: None,
        };
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on http://");
        running.address = address.and_then(|address| address.parse().ok());
        if running.address.is_none() {
            bail!("{} says {line:?} instead of where it listens", self.name());
        }
        Ok(running)
    }

    /// The token that its callers need, if they need any.
    pub(crate) fn token(self) -> Result<Option<String>> {
        if self != Self::Guarded {
            return Ok(None);
        }
        let output = Command::new(self.program()?)
            .args([
                "token",
                "issue",
                "--key",
                KEY_SOURCE,
                "--url",
                "http://localhost",
            ])
            .env(KEY_VARIABLE, KEY)
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "no token is issued: {said}");
        Ok(Some(String::from_utf8(output.stdout)?.trim().to_owned()))
    }

    fn program(self) -> Result<std::path::PathBuf> {
        Ok(match self {
            Self::Messenger | Self::Guarded => tests::server::binary().to_owned(),
            Self::Floor(_) => std::env::current_exe()?,
        })
    }
}

/// How many cores there are to use.
pub(crate) fn cores() -> usize {
    // Asked once, before the load is kept on one of them.
    static CORES: LazyLock<usize> =
        LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));
    *CORES
}

/// A subject that runs, ended when it is dropped.
pub(crate) struct Running {
    child: Child,
    address: Option<SocketAddr>,
}

impl Running {
    /// Where it listens.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        self.address.context("it listens")
    }

    /// Processor time that its threads have used, to the nanosecond.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        let mut sum = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // A thread may end meanwhile.
            let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else {
                continue;
            };
            let used = text
                .split_whitespace()
                .next()
                .context("the time on a core")?;
            sum += used.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(sum))
    }

    /// Bytes of memory in use.
    pub(crate) fn resident(&self) -> u64 {
        tests::process::resident(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Whatever is wrong with it, it is of no further use.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
