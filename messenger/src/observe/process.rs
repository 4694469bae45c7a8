//! What the system knows of this process, read from `/proc` when somebody asks.

use std::fs;
use std::time::Duration;

/// Ticks of the processor time in `/proc/self/stat`; Linux shows programs a hundred a second, always.
const TICKS: f64 = 100.0;

/// What is known; what the system does not tell is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Process {
    /// Bytes of memory in use.
    pub(super) resident: Option<u64>,
    /// Open file descriptors.
    pub(super) descriptors: Option<u64>,
    /// The most file descriptors that may be open.
    pub(super) most_descriptors: Option<u64>,
    /// Seconds of processor time.
    pub(super) processor: Option<f64>,
}

impl Process {
    /// Looks.
    pub(super) fn now() -> Self {
        let read = |name| fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
        Self {
            resident: resident(&read("status")),
            descriptors: descriptors(),
            most_descriptors: most_descriptors(),
            processor: processor(&read("stat")),
        }
    }
}

/// Seconds from 1970 until `age` ago.
pub(super) fn seconds_since_1970(age: Duration) -> f64 {
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default();
    now.saturating_sub(age).as_secs_f64()
}

fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn descriptors() -> Option<u64> {
    // Newer systems tell the number as the folder's size, at once; the list of them can be long.
    let size = fs::metadata("/proc/self/fd").ok()?.len();
    if size > 0 {
        return Some(size);
    }
    u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

/// The most file descriptors that may be open.
pub(crate) fn most_descriptors() -> Option<u64> {
    most_descriptors_in(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn most_descriptors_in(limits: &str) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn processor(stat: &str) -> Option<f64> {
    // The name of the program, in parentheses, can hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut ticks = rest.split_whitespace().skip(11).map(str::parse::<u64>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some((user + system) as f64 / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_understood() {
        assert_eq!(resident("VmHWM:\t 9 kB\nVmRSS:\t   12 kB\n"), Some(12288));
        assert_eq!(
            most_descriptors_in("Max open files            1024     4096    files\n"),
            Some(1024)
        );
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20";
        assert_eq!(processor(stat), Some(2.0));
        assert_eq!(processor("nothing"), None);
    }

    #[test]
    fn this_process_has_memory_and_open_files() {
        let process = Process::now();
        assert!(process.resident.is_some_and(|bytes| bytes > 100_000));
        assert!(process.descriptors.is_some_and(|count| count > 2));
        assert!(process.processor.is_some());
    }
}
