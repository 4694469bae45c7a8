//! A clock that costs nothing to read: what is bounded in seconds needs no better one.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

static SECONDS: AtomicU32 = AtomicU32::new(0);
static UNIX_SECONDS: AtomicU64 = AtomicU64::new(0);
static START: OnceLock<Instant> = OnceLock::new();

/// Seconds since the first look at the clock, as of the last [`tick`].
pub(super) fn seconds() -> u32 {
    SECONDS.load(Ordering::Relaxed)
}

/// Seconds since 1970, as of the last [`tick`].
pub(crate) fn unix_seconds() -> u64 {
    UNIX_SECONDS.load(Ordering::Relaxed)
}

/// Milliseconds since the first look at the clock, as of now.
pub(super) fn milliseconds() -> u64 {
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Moves the clock on.
pub(super) fn tick() {
    let seconds = u32::try_from(milliseconds() / 1000).unwrap_or(u32::MAX);
    SECONDS.fetch_max(seconds, Ordering::Relaxed);
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UNIX_SECONDS.store(since.map_or(0, |since| since.as_secs()), Ordering::Relaxed);
}
