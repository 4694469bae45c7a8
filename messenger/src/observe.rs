//! To see inside: metrics, health and logs.
//!
//! # What it costs
//!
//! A call over a WebSocket takes under a microsecond when many come in one read, so whatever is counted for
//! each has to cost a few nanoseconds. Hence no library of metrics, and these rules:
//!
//! - What is counted for every call or message is a relaxed addition to a counter found by number, in one of
//!   several sets of `counters`; threads have sets of their own as long as there are not more of them. There
//!   is no lock, no allocation and no text on the way. What can be counted once per read or write is.
//! - Reading the clock twice costs more than all else. `calls` times every call as long as a thread has
//!   few in a second, and one in sixteen beyond that. The histogram is of a sample then; the counts never are.
//! - What can be found out when somebody asks is not counted at all: bytes that wait, rooms, memory.
//!
//! No peer can make the number of series grow: methods are those of the mounted interfaces, error codes are
//! what the services answer with and at most sixteen a method, all others are `other`.
//!
//! # What it never tells
//!
//! Names of rooms and users, tokens, messages and what follows a `?`: they are in no metric and no line of the
//! log. Nor is the message of a panic, in which any of them could stand; its place is.
//!
//! # Parts
//!
//! - `counters`: adding up fast; `calls`: calls by method and outcome, timed; `limit`: limits that were hit,
//! - `metrics`: everything a server counts, and its text by `exposition`, the format of Prometheus,
//! - `process`: what the system knows of the process,
//! - `pages`: `/metrics`, `/healthz` and `/readyz`,
//! - [`logs`]: how the log is written, and how it is kept from being flooded.

mod calls;
mod counters;
mod exposition;
mod limit;
pub mod logs;
mod metrics;
mod pages;
mod process;

pub use exposition::{Exposition, Family, Kind};
pub use limit::Hits;
pub use metrics::Metrics;

pub(crate) use counters::Counter;
pub(crate) use limit::Limit;
pub(crate) use metrics::{CloseReason, Protocol};
pub(crate) use pages::{Page, serve as serve_pages};
pub(crate) use process::most_descriptors;
