//! How cost grows with the size of something.

use crate::suite::{Suite, Work, suite};

/// Rows that differ in one size.
pub(crate) struct Curve {
    /// Its name, and that of its picture.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) title: &'static str,
    /// What grows.
    pub(crate) axis: &'static str,
    /// How large it is in each row.
    pub(crate) sizes: &'static [usize],
    /// The work at one size.
    pub(crate) suite: fn(usize) -> Suite,
}

/// All of them.
pub(crate) const CURVES: &[Curve] = &[
    Curve {
        name: "members",
        title: "Delivering a message of 80 bytes to the members of a room",
        axis: "members",
        sizes: &[1, 10, 100, 1000, 10_000],
        suite: |members| suite("members", Work::FanOut { window: 1 }, members),
    },
    Curve {
        name: "size",
        title: "Delivering a message to 100 members",
        axis: "bytes of message",
        sizes: &[16, 128, 1024, 4096, 16_384, 60_000],
        suite: |size| Suite {
            size,
            ..suite("size", Work::FanOut { window: 1 }, 100)
        },
    },
    Curve {
        name: "rooms",
        title: "Calling send in one of many rooms, 16 calls at a time on 8 connections",
        axis: "other rooms",
        sizes: &[0, 10, 100, 1000, 10_000],
        suite: |rooms| Suite {
            rooms,
            ..suite("rooms", Work::Calls { window: 16 }, 8)
        },
    },
    Curve {
        name: "connections",
        title: "Calling send on WebSockets, one call at a time on each",
        axis: "connections",
        sizes: &[1, 10, 100, 1000, 10_000],
        suite: |connections| suite("connections", Work::Calls { window: 1 }, connections),
    },
    Curve {
        name: "http",
        title: "Calling by POST, one call at a time on each connection",
        axis: "connections",
        sizes: &[1, 10, 100, 1000],
        suite: |connections| suite("http", Work::Http, connections),
    },
    Curve {
        name: "idle",
        title: "Memory of a member that listens",
        axis: "connections",
        sizes: &[100, 1000, 10_000],
        suite: |connections| suite("idle", Work::Idle, connections),
    },
];
