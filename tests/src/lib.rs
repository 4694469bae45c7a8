//! What the tests of the whole have in common: the server as a process of its own, and clients that owe
//! nothing to its code.
//!
//! - [`server`]: builds and runs the program `messenger`, and sees that it ends cleanly,
//! - [`socket`]: a WebSocket client on an independent, strict library,
//! - [`http`]: HTTP by hand, to the byte,
//! - [`honest`]: clients who check everything that they are told, beside those who do harm,
//! - [`certificates`]: certificates for TLS,
//! - [`metrics`], [`process`]: what the server counts, and what the system knows of it,
//! - [`node`]: clients for Node.js,
//! - [`frames`]: WebSocket frames by hand, right and wrong ones,
//! - [`streams`]: whole conversations of frames, at random, cut anywhere,
//! - [`garbage`]: streams of bytes that are wrong, wholly or here and there,
//! - [`fuzz`]: what must hold for any input,
//! - [`troubled`]: a service that takes its time and panics, behind a server in this process,
//! - [`definitions`]: definitions to try the compiler on,
//! - [`mod@reference`]: the examples of the published API reference.
//!
//! Whatever waits does so within [`DEADLINE`], which no healthy machine reaches: it turns a hang into a
//! failure, and nothing is ever measured against it.

pub mod certificates;
pub mod definitions;
pub mod frames;
pub mod fuzz;
pub mod garbage;
pub mod honest;
pub mod http;
pub mod metrics;
pub mod node;
pub mod process;
pub mod reference;
pub mod server;
pub mod socket;
pub mod streams;
pub mod troubled;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// So long may a single answer take before a test gives up.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// Waits for something that must come.
///
/// # Panics
///
/// When it does not come within [`DEADLINE`].
pub async fn within<T>(what: &str, coming: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, coming).await {
        Ok(came) => came,
        Err(_) => panic!("waited {DEADLINE:?} in vain for {what}"),
    }
}

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A number from the environment, such as how long to run; absent or empty: the default.
///
/// # Panics
///
/// When it is set to something that is no number.
pub fn number_from_environment(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) if !text.is_empty() => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is {text:?}, which is no number")),
        _ => default,
    }
}

/// Whether this is what a room token looks like: 20 lower-case hexadecimal digits.
pub fn is_token(text: &str) -> bool {
    text.len() == 20
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
