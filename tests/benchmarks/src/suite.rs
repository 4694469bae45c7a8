//! What is measured: a kind of work, and how much of it.

use crate::client::{Client, room_of_its_own, send_call};
use crate::floor::Floor;
use crate::load::Load;
use crate::subject::{Placement, Subject};
use crate::wire::{Protocol, client_frame, post};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::time::Duration;

/// The kinds of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Calls by POST, one at a time on each connection.
    Http,
    /// Calls on WebSockets, so many under way at a time on each connection.
    Calls { window: usize },
    /// Messages to all members of a room, so many at a time.
    FanOut { window: usize },
    /// Members of a room that do nothing.
    Idle,
}

/// Some work and its size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suite {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What is done.
    pub(crate) work: Work,
    /// How many connections; in a fan-out, receivers.
    pub(crate) connections: usize,
    /// How long a message is, in bytes.
    pub(crate) size: usize,
    /// So many more rooms with a member there are, in which nothing happens.
    pub(crate) rooms: usize,
    /// So many more members listen and never read.
    pub(crate) stopped: usize,
    /// Callers with tokens are compared with those without, instead of with a floor.
    pub(crate) tokens: bool,
    /// Where it runs.
    pub(crate) placement: Placement,
}

/// One measurement.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figure {
    /// Microseconds of the subject's processor time for an operation; for idle connections, bytes of memory each.
    pub(crate) cost: f64,
    /// Operations a second.
    pub(crate) rate: f64,
    /// Latencies that half of the operations, and all but one in a hundred, did not exceed, in microseconds.
    pub(crate) median: u32,
    pub(crate) p99: u32,
}

/// One row in the table, as a rule.
pub(crate) const SUITES: &[Suite] = &[
    suite("http", Work::Http, 32),
    suite("calls", Work::Calls { window: 1 }, 32),
    suite("calls-16", Work::Calls { window: 16 }, 8),
    suite("fan-out", Work::FanOut { window: 1 }, 100),
    suite("fan-out-16", Work::FanOut { window: 16 }, 100),
    suite("fan-out-1000", Work::FanOut { window: 1 }, 1000),
    Suite {
        placement: Placement::Anywhere(2),
        ..suite("fan-out-2-workers", Work::FanOut { window: 1 }, 100)
    },
    Suite {
        stopped: 1,
        ..suite("fan-out-one-stopped", Work::FanOut { window: 1 }, 100)
    },
    suite("idle", Work::Idle, 2000),
    with_tokens("http-tokens", Work::Http, 32),
    with_tokens("calls-tokens", Work::Calls { window: 1 }, 32),
    with_tokens("calls-16-tokens", Work::Calls { window: 16 }, 8),
];

const fn with_tokens(name: &'static str, work: Work, connections: usize) -> Suite {
    Suite {
        tokens: true,
        ..suite(name, work, connections)
    }
}

/// A suite of the usual size.
pub(crate) const fn suite(name: &'static str, work: Work, connections: usize) -> Suite {
    Suite {
        name,
        work,
        connections,
        size: 80,
        rooms: 0,
        stopped: 0,
        tokens: false,
        placement: Placement::Apart,
    }
}

impl Suite {
    /// Who is measured, the one that the others are compared with first.
    pub(crate) fn subjects(&self) -> &'static [Subject] {
        use Subject::{Floor as By, Guarded, Messenger};
        match self.work {
            _ if self.tokens => &[Messenger, Guarded],
            Work::Http => &[By(Floor::Hyper), By(Floor::Http), Messenger],
            Work::Calls { .. } => &[By(Floor::Calls), Messenger],
            Work::FanOut { .. } if self.stopped > 0 => &[Messenger],
            Work::FanOut { .. } => &[By(Floor::FanOut), Messenger],
            Work::Idle => &[Messenger],
        }
    }

    /// What an operation is.
    pub(crate) fn operation(&self) -> &'static str {
        match self.work {
            Work::Http | Work::Calls { .. } => "call",
            Work::FanOut { .. } => "delivery",
            Work::Idle => "connection",
        }
    }

    /// Measures one subject for so long.
    pub(crate) fn measure(&self, subject: Subject, time: Duration) -> Result<Figure> {
        // What is measured is the server, not its bounds on one peer.
        let arguments = [
            "--max-connections",
            "70000",
            "--max-connections-per-address",
            "70000",
            "--max-rooms",
            "70000",
            "--max-members",
            "70000",
        ];
        let server = subject.start(self.placement, &arguments)?;
        let address = server.address()?;
        let token = subject.token()?;
        let token = token.as_deref();
        let mut others = Vec::new();
        for number in 0..self.rooms {
            others.push(room_of_its_own(
                subject,
                address,
                token,
                1_000_000 + number,
            )?);
        }
        if self.work == Work::Idle {
            let before = server.resident();
            let mut members = Vec::new();
            for number in 0..self.connections {
                let mut client = Client::open(address, token)?;
                let token =
                    client.join(&format!("Room {}", number / 100), &format!("User {number}"))?;
                client.listen(&token)?;
                members.push(client);
            }
            let bytes = server.resident().saturating_sub(before) as f64;
            return Ok(Figure {
                cost: bytes / members.len() as f64,
                ..Figure::default()
            });
        }
        for number in 0..self.stopped {
            let mut client = Client::open(address, token)?;
            let token = client.join("Lounge", &format!("Sleeper {number}"))?;
            client.listen(&token)?;
            others.push((client, token));
        }
        let mut load = self.load(subject, address, token)?;
        // Until buffers have their size and the caches what they need.
        self.run(&mut load, time / 5)?;
        let before = server.processor_time()?;
        let mut done = self.run(&mut load, time)?;
        let used = server.processor_time()? - before;
        let operations = done.operations.max(1) as f64;
        Ok(Figure {
            cost: used.as_secs_f64() * 1e6 / operations,
            rate: operations / time.as_secs_f64(),
            median: done.percentile(0.5),
            p99: done.percentile(0.99),
        })
    }

    fn run(&self, load: &mut Load, time: Duration) -> Result<crate::load::Done> {
        match self.work {
            Work::Http => load.calls(1, time),
            Work::Calls { window } => load.calls(window, time),
            Work::FanOut { window } => load.fan_out(window, time),
            Work::Idle => unreachable!("nothing is done there"),
        }
    }

    fn load(&self, subject: Subject, address: SocketAddr, token: Option<&str>) -> Result<Load> {
        let mut connections = Vec::new();
        match self.work {
            Work::Http => {
                // A token of nobody: what is measured is a call, not a room.
                let body = send_call("1e217990dd1cd4f66124", self.size);
                for _ in 0..self.connections {
                    let socket = Client::connect(address)?.into_socket()?;
                    connections.push((socket, post(&address.to_string(), token, &body)));
                }
                return Load::new(Protocol::Http, connections);
            }
            Work::Calls { .. } => {
                for number in 0..self.connections {
                    let (client, token) = room_of_its_own(subject, address, token, number)?;
                    let message = client_frame(&send_call(&token, self.size));
                    connections.push((client.into_socket()?, message));
                }
            }
            Work::FanOut { .. } => {
                let mut last = None;
                for number in 0..=self.connections {
                    let mut client = Client::open(address, token)?;
                    let mut token = "0".repeat(20);
                    if !matches!(subject, Subject::Floor(_)) {
                        token = client.join("Lounge", &format!("User {number}"))?;
                        if number < self.connections {
                            client.listen(&token)?;
                        }
                    }
                    connections.push((client.into_socket()?, Vec::new()));
                    last = Some(token);
                }
                let (_, message) = connections.last_mut().context("there is a sender")?;
                *message = client_frame(&send_call(&last.unwrap_or_default(), self.size));
            }
            Work::Idle => unreachable!("nothing is sent there"),
        }
        Load::new(Protocol::WebSocket, connections)
    }
}
