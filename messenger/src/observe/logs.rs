//! How the log is written: to standard error, as text for people or as one JSON object a line.
//!
//! What is an event worth a line? Life and death of the server, and what it cannot do, at `info` and above;
//! single connections at `debug`. What a peer can cause as often as it likes passes a [`Throttle`].

use std::io::{self, IsTerminal};
use std::panic;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing_subscriber::EnvFilter;

/// Begins to log what `filter` lets through, as JSON or as text, panics too.
///
/// A log that cannot be written is lost; the program goes on.
pub fn start(filter: EnvFilter, json: bool) {
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .log_internal_errors(false)
        .with_ansi(!json && io::stderr().is_terminal());
    if json {
        logs.json().flatten_event(true).init();
    } else {
        logs.init();
    }
    log_panics();
}

/// Logs where a panic happens. Its message may hold what a peer sent, so that is left out.
fn log_panics() {
    static THROTTLE: Throttle = Throttle::new();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        THROTTLE.pass(|suppressed| tracing::error!(place, suppressed, "panicked"));
    }));
}

/// Lets one through in a second, and counts the others.
#[derive(Debug, Default)]
pub struct Throttle {
    /// The second of the last that passed, plus one.
    last: AtomicU64,
    suppressed: AtomicU64,
}

impl Throttle {
    /// Lets the first through.
    pub const fn new() -> Self {
        Self {
            last: AtomicU64::new(0),
            suppressed: AtomicU64::new(0),
        }
    }

    /// Calls `log` with how many did not pass since the last, if this one passes.
    pub fn pass(&self, log: impl FnOnce(u64)) {
        static START: OnceLock<Instant> = OnceLock::new();
        let second = START.get_or_init(Instant::now).elapsed().as_secs();
        self.pass_at(second, log);
    }

    fn pass_at(&self, second: u64, log: impl FnOnce(u64)) {
        let last = self.last.load(Ordering::Relaxed);
        let passes = last <= second
            && self
                .last
                .compare_exchange(last, second + 1, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if passes {
            log(self.suppressed.swap(0, Ordering::Relaxed));
        } else {
            self.suppressed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passes_in_a_second_and_tells_of_the_others() {
        let throttle = Throttle::new();
        let mut passed = Vec::new();
        for second in [0, 0, 0, 1, 1, 5, 5, 6] {
            throttle.pass_at(second, |suppressed| passed.push((second, suppressed)));
        }
        assert_eq!(passed, [(0, 0), (1, 2), (5, 1), (6, 1)]);
    }
}
