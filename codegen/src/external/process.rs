//! Runs a program within bounds.

use super::ExternalBackEnd;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take unless the user says otherwise.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// Longest answer, in bytes.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// Why a program gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("is not there")]
    Absent,
    #[error(
        "cannot be run ({0}): a script needs a first line such as `#!/usr/bin/env python3`, and the right to be executed"
    )]
    NotRun(io::Error),
    #[error("gave no answer that could be read: {0}")]
    Read(io::Error),
    #[error("was not done after {} s and was stopped", .0.as_secs_f64())]
    TooSlow(Duration),
    #[error("answered with more than {} MiB and was stopped", LONGEST_ANSWER / 1024 / 1024)]
    TooMuch,
    #[error("failed: {0}")]
    Status(ExitStatus),
}

/// Gives a program its input and returns its output.
pub(super) fn run(back_end: &ExternalBackEnd, input: Vec<u8>) -> Result<Vec<u8>, Failed> {
    let deadline = Instant::now() + back_end.timeout;
    // A path without a directory in it would be searched for elsewhere, and one that is relative would be
    // seen from the directory that the program is run in.
    let program = std::path::absolute(&back_end.program).map_err(Failed::NotRun)?;
    let mut command = Command::new(program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    if let Some(directory) = &back_end.directory
        && !directory.as_os_str().is_empty()
    {
        command.current_dir(directory);
    }
    let child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if !back_end.program.exists() => Failed::Absent,
        _ => Failed::NotRun(error),
    })?;
    let mut child = Guard(child);
    let (Some(mut stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(Failed::Read(io::Error::other("it has no pipes")));
    };
    // Input and output each have a thread of their own: a program may read and write in any order. The
    // threads end when the program closes its ends, or when it is stopped.
    thread::spawn(move || {
        // A program that answers without having read everything is fine.
        stdin.write_all(&input).ok();
    });
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut output = Vec::new();
        let read = stdout.take(LONGEST_ANSWER + 1).read_to_end(&mut output);
        sender.send(read.map(|_| output)).ok();
    });
    let left = deadline.saturating_duration_since(Instant::now());
    let output = match receiver.recv_timeout(left) {
        Ok(output) => output.map_err(Failed::Read)?,
        Err(RecvTimeoutError::Timeout) => return Err(Failed::TooSlow(back_end.timeout)),
        Err(RecvTimeoutError::Disconnected) => {
            return Err(Failed::Read(io::Error::other("the reader ended")));
        }
    };
    if output.len() as u64 > LONGEST_ANSWER {
        return Err(Failed::TooMuch);
    }
    let status = child
        .wait(deadline)?
        .ok_or(Failed::TooSlow(back_end.timeout))?;
    if status.success() {
        Ok(output)
    } else {
        Err(Failed::Status(status))
    }
}

/// A program that is stopped when nobody waits for it any more.
struct Guard(Child);

impl Guard {
    /// Waits for the end of the program, which has closed its output; `None` if that takes too long.
    fn wait(&mut self, deadline: Instant) -> Result<Option<ExitStatus>, Failed> {
        const LONGEST_PAUSE: Duration = Duration::from_millis(20);
        let mut pause = Duration::from_micros(100);
        loop {
            if let Some(status) = self.0.try_wait().map_err(Failed::Read)? {
                return Ok(Some(status));
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }
}
