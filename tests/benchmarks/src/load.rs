//! The load: all connections on one thread, which sends the next message when an answer has come.

use crate::wire::Protocol;
use anyhow::{Context, Result, bail};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// What was done in a stretch of time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    /// Answers, or messages that have arrived.
    pub(crate) operations: u64,
    /// How long each took from the send on, in microseconds.
    pub(crate) latencies: Vec<u32>,
}

impl Done {
    /// The latency that this share of all did not exceed, in microseconds.
    pub(crate) fn percentile(&mut self, share: f64) -> u32 {
        self.latencies.sort_unstable();
        let last = self.latencies.len().saturating_sub(1);
        let place = (last as f64 * share).round() as usize;
        self.latencies.get(place).copied().unwrap_or(0)
    }
}

/// A connection under load.
struct Connection {
    socket: TcpStream,
    protocol: Protocol,
    /// What it sends, once.
    message: Vec<u8>,
    /// What of the last message has come.
    rest: Vec<u8>,
    /// What could not be written yet.
    unsent: Vec<u8>,
    /// When the messages that are under way were sent, oldest first.
    sent: std::collections::VecDeque<Instant>,
    /// Messages that came in this round.
    received: u64,
}

/// Many connections.
pub(crate) struct Load {
    poll: Poll,
    events: Events,
    connections: Vec<Connection>,
    input: Vec<u8>,
}

impl Load {
    /// These connections; each sends its message.
    pub(crate) fn new(
        protocol: Protocol,
        connections: impl IntoIterator<Item = (std::net::TcpStream, Vec<u8>)>,
    ) -> Result<Self> {
        let poll = Poll::new()?;
        let mut all = Vec::new();
        for (place, (socket, message)) in connections.into_iter().enumerate() {
            socket.set_nonblocking(true)?;
            let mut socket = TcpStream::from_std(socket);
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry()
                .register(&mut socket, Token(place), interest)?;
            all.push(Connection {
                socket,
                protocol,
                message,
                rest: Vec::new(),
                unsent: Vec::new(),
                sent: Default::default(),
                received: 0,
            });
        }
        Ok(Self {
            poll,
            events: Events::with_capacity(1024),
            connections: all,
            input: vec![0; 256 * 1024],
        })
    }

    /// Everybody calls, with so many calls under way at a time on each connection.
    pub(crate) fn calls(&mut self, window: usize, time: Duration) -> Result<Done> {
        let mut done = Done::default();
        let end = Instant::now() + time;
        for connection in &mut self.connections {
            connection.send(window)?;
        }
        let mut under_way = self.connections.len() * window;
        while under_way > 0 {
            let goes_on = Instant::now() < end;
            self.turn(|connection, received| {
                let now = Instant::now();
                for _ in 0..received {
                    let sent = connection.sent.pop_front().context("an answer too much")?;
                    done.latencies.push(microseconds(now - sent));
                }
                done.operations += received as u64;
                if goes_on {
                    connection.send(received)
                } else {
                    under_way -= received;
                    Ok(())
                }
            })?;
        }
        Ok(done)
    }

    /// The last connection sends, and all others receive; it sends the next `window` messages when they have arrived
    /// everywhere. It gets a message for each itself, an answer or its own, which is not counted.
    pub(crate) fn fan_out(&mut self, window: usize, time: Duration) -> Result<Done> {
        let mut done = Done::default();
        let end = Instant::now() + time;
        let receivers = self.connections.len() - 1;
        let expected = window as u64;
        while Instant::now() < end {
            let begin = Instant::now();
            for connection in &mut self.connections {
                connection.received = 0;
            }
            let sender = self.connections.last_mut().context("a sender")?;
            sender.send(window)?;
            sender.sent.clear();
            let mut missing = receivers + 1;
            while missing > 0 {
                self.turn(|connection, received| {
                    connection.received += received as u64;
                    if connection.received > expected {
                        bail!("more messages than were sent");
                    }
                    if connection.received == expected {
                        missing -= 1;
                        if connection.message.is_empty() {
                            done.latencies.push(microseconds(begin.elapsed()));
                        }
                    }
                    Ok(())
                })?;
            }
            done.operations += receivers as u64 * expected;
        }
        Ok(done)
    }

    /// Waits once, reads what has come, and tells how many messages on which connection.
    fn turn(&mut self, mut took: impl FnMut(&mut Connection, usize) -> Result<()>) -> Result<()> {
        self.poll
            .poll(&mut self.events, Some(Duration::from_secs(30)))?;
        if self.events.is_empty() {
            bail!("nothing comes any more");
        }
        for event in &self.events {
            let connection = &mut self.connections[event.token().0];
            if event.is_writable() {
                connection.write()?;
            }
            if !event.is_readable() {
                continue;
            }
            loop {
                let kept = connection.rest.len();
                self.input[..kept].copy_from_slice(&connection.rest);
                let length = match connection.socket.read(&mut self.input[kept..]) {
                    Ok(0) => bail!("the server has closed a connection"),
                    Ok(length) => kept + length,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error.into()),
                };
                let (messages, taken) = connection.protocol.count(&self.input[..length]);
                connection.rest.clear();
                connection
                    .rest
                    .extend_from_slice(&self.input[taken..length]);
                if messages > 0 {
                    took(connection, messages)?;
                }
                if length < self.input.len() {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Connection {
    /// Sends its message so many times, in one write.
    fn send(&mut self, count: usize) -> Result<()> {
        let now = Instant::now();
        self.sent.extend(std::iter::repeat_n(now, count));
        for _ in 0..count {
            self.unsent.extend_from_slice(&self.message);
        }
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        while !self.unsent.is_empty() {
            match self.socket.write(&self.unsent) {
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn microseconds(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
