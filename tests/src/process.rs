//! What the system knows of a process that a test has started.

use std::fs;
use std::time::Duration;

/// Bytes of memory in use.
///
/// # Panics
///
/// When the process is gone.
pub fn resident(id: u32) -> u64 {
    let status = read(id, "status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.expect("memory in use") * 1024
}

/// Processor time used so far, to a hundredth of a second.
///
/// # Panics
///
/// When the process is gone.
pub fn processor(id: u32) -> Duration {
    let stat = read(id, "stat");
    // The name of the program, in parentheses, can hold anything.
    let (_, rest) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks
        .map(|ticks| ticks.parse::<u64>().expect("a number"))
        .sum();
    Duration::from_millis(ticks * 10)
}

/// How many file descriptors are open.
///
/// # Panics
///
/// When the process is gone.
pub fn descriptors(id: u32) -> usize {
    fs::read_dir(format!("/proc/{id}/fd"))
        .expect("the process runs")
        .count()
}

/// Lets this process open as many files as it may at most, and says how many that are.
///
/// # Panics
///
/// When the system refuses.
pub fn raise_descriptor_limit() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Nofile, limit).expect("up to the maximum is allowed");
    maximum.unwrap_or(u64::MAX)
}

fn read(id: u32, name: &str) -> String {
    fs::read_to_string(format!("/proc/{id}/{name}")).expect("the process runs")
}
