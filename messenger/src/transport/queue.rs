//! What waits to be written to one connection.
//!
//! A single event is kept as a [frame of its own](EventFrame) until it is written; so are long ones, whose params all
//! receivers share. All else, and what the socket did not take, is kept as bytes of the connection.

use super::buffers;
use super::event_frame::{self, EventFrame};
use super::frame;
use jsonrpc_runtime::Notification;
use std::io;

/// Messages for one connection, in order.
#[derive(Default)]
pub(super) struct Queue {
    /// Whole frames, the first `sent` bytes of which are written already.
    buffer: Vec<u8>,
    sent: usize,
    /// The events that follow.
    first: Option<EventFrame>,
    more: Vec<EventFrame>,
    /// How long those are.
    event_bytes: usize,
}

/// How a write ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing waits any more.
    All,
    /// The socket takes no more for now.
    Some,
    /// The socket has failed.
    Failed,
}

impl Queue {
    /// How many bytes wait.
    pub(super) fn waiting(&self) -> usize {
        self.buffer.len() - self.sent + self.event_bytes
    }

    /// Adds an event; it `waits` unless it is written soon.
    pub(super) fn push_event(&mut self, notification: Notification<'_>, waits: bool) {
        let is_first = self.first.is_none() && self.buffer.is_empty() && !waits;
        let first_is_whole = self.first.as_ref().is_none_or(EventFrame::is_whole);
        if !is_first
            && self.more.is_empty()
            && first_is_whole
            && event_frame::is_short(&notification)
        {
            return self.push_frame(|buffer| event_frame::write(buffer, &notification));
        }
        let frame = EventFrame::new(&notification, waits);
        self.event_bytes += frame.len();
        if self.first.is_none() {
            self.first = Some(frame);
        } else {
            self.more.push(frame);
        }
    }

    /// Adds a frame that `append` writes.
    pub(super) fn push_frame(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        if self.buffer.capacity() == 0 {
            self.buffer = buffers::take_write_buffer();
        }
        self.buffer_events();
        append(&mut self.buffer);
    }

    /// Drops everything, but for the rest of a frame that is written in part.
    pub(super) fn abandon(&mut self) {
        self.forget_events();
        let mut end = 0;
        while end < self.sent {
            end += frame::length(&self.buffer[end..]);
        }
        self.buffer.truncate(end);
        self.buffer.shrink_to_fit();
    }

    /// Drops everything.
    pub(super) fn clear(&mut self) {
        self.forget_events();
        self.buffer = Vec::new();
        self.sent = 0;
    }

    /// Writes as much as the socket takes.
    pub(super) fn write(&mut self, write: impl Fn(&[u8]) -> io::Result<usize>) -> Written {
        if self.buffer.is_empty() {
            return self.write_events(write);
        }
        self.buffer_events();
        let (written, outcome) = write_all(&self.buffer[self.sent..], write);
        self.sent += written;
        match outcome {
            Written::All => {
                self.sent = 0;
                buffers::give_write_buffer(std::mem::take(&mut self.buffer));
            }
            Written::Some => self.forget_sent(),
            Written::Failed => self.clear(),
        }
        outcome
    }

    /// Writes events without a buffer of the connection.
    fn write_events(&mut self, write: impl Fn(&[u8]) -> io::Result<usize>) -> Written {
        if self.more.is_empty()
            && let Some(frame) = self.first.take_if(|frame| frame.is_whole())
        {
            self.event_bytes = 0;
            return self.write_frames(frame.head(), write);
        }
        buffers::with_frames(|frames| {
            self.move_events(frames);
            self.write_frames(frames, write)
        })
    }

    /// Writes frames, and keeps what is left of them.
    fn write_frames(
        &mut self,
        frames: &[u8],
        write: impl Fn(&[u8]) -> io::Result<usize>,
    ) -> Written {
        let (written, outcome) = write_all(frames, write);
        if outcome == Written::Some {
            self.buffer = frames.into();
            self.sent = written;
            self.forget_sent();
        }
        outcome
    }

    /// Puts the events behind the other frames.
    fn buffer_events(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        self.move_events(&mut buffer);
        self.buffer = buffer;
    }

    fn move_events(&mut self, out: &mut Vec<u8>) {
        out.reserve(self.event_bytes);
        for frame in self.first.iter().chain(&self.more) {
            frame.write(out);
        }
        self.forget_events();
    }

    fn forget_events(&mut self) {
        self.event_bytes = 0;
        self.first = None;
        self.more = Vec::new();
    }

    /// Gives the place of whole frames back that are written, once they are most of the buffer.
    fn forget_sent(&mut self) {
        if self.sent <= self.buffer.len() / 2 {
            return;
        }
        let mut start = 0;
        loop {
            let next = start + frame::length(&self.buffer[start..]);
            if next > self.sent {
                break;
            }
            start = next;
        }
        self.buffer.drain(..start);
        self.sent -= start;
    }
}

/// What a write of everything that was taken before came to.
pub(super) fn outcome(written: io::Result<()>) -> Written {
    match written.map_err(|error| error.kind()) {
        Ok(()) => Written::All,
        Err(io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Written::Some,
        Err(_) => Written::Failed,
    }
}

/// Writes until all is written, the socket takes no more, or it fails; gives back how much was written.
fn write_all(bytes: &[u8], write: impl Fn(&[u8]) -> io::Result<usize>) -> (usize, Written) {
    let mut written = 0;
    while written < bytes.len() {
        match write(&bytes[written..]) {
            Ok(0) => return (written, Written::Failed),
            Ok(more) => written += more,
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => return (written, Written::Some),
                _ => return (written, Written::Failed),
            },
        }
    }
    (written, Written::All)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};
    use std::sync::Arc;

    /// A socket that takes so many bytes and then no more.
    struct Socket {
        takes: Cell<usize>,
        taken: RefCell<Vec<u8>>,
    }

    impl Socket {
        fn write(&self, bytes: &[u8]) -> io::Result<usize> {
            let length = bytes.len().min(self.takes.get());
            if length == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.takes.set(self.takes.get() - length);
            self.taken.borrow_mut().extend_from_slice(&bytes[..length]);
            Ok(length)
        }
    }

    fn text(queue: &mut Queue, text: &str) {
        queue.push_frame(|buffer| frame::write_text(buffer, [text.as_bytes(), b"", b""]));
    }

    #[test]
    fn what_is_not_taken_waits_and_follows_in_order() {
        for takes in 1..30 {
            let socket = Socket {
                takes: Cell::new(takes),
                taken: RefCell::default(),
            };
            let mut queue = Queue::default();
            text(&mut queue, "first");
            text(&mut queue, &"x".repeat(200));
            let mut outcome = queue.write(|bytes| socket.write(bytes));
            text(&mut queue, "last");
            while outcome == Written::Some {
                socket.takes.set(takes);
                outcome = queue.write(|bytes| socket.write(bytes));
            }
            let mut expected = Vec::new();
            for text in ["first", &"x".repeat(200), "last"] {
                frame::write_text(&mut expected, [text.as_bytes(), b"", b""]);
            }
            assert_eq!(*socket.taken.borrow(), expected, "{takes} at a time");
            assert_eq!(queue.waiting(), 0);
        }
    }

    #[test]
    fn events_of_any_length_are_written_in_order() {
        const HEAD: &str = r#"{"method":"m","params":"#;
        // Alone; one after the other; before, between and behind answers; 512 bytes are short.
        let cases: [&[Option<usize>]; 8] = [
            &[Some(10)],
            &[Some(2000)],
            &[Some(10), Some(512), Some(513), Some(20), Some(30)],
            &[Some(2000), Some(10), Some(3000)],
            &[None, Some(10), None, Some(2000), None],
            &[Some(10), None, Some(10)],
            &[Some(70_000), Some(10), Some(70_000)],
            &[Some(2000), None, Some(10), Some(10)],
        ];
        for (case, takes) in cases.iter().flat_map(|case| [(case, 7), (case, 1_000_000)]) {
            let socket = Socket {
                takes: Cell::new(takes),
                taken: RefCell::default(),
            };
            let (mut queue, mut expected) = (Queue::default(), Vec::new());
            // What is queued while the socket takes no more, too.
            for waits in [false, true] {
                for (number, length) in case.iter().enumerate() {
                    let word = format!("{number}{}", "x".repeat(length.unwrap_or(5) - 1));
                    if length.is_none() {
                        text(&mut queue, &word);
                        frame::write_text(&mut expected, [word.as_bytes(), b"", b""]);
                        continue;
                    }
                    let params: Arc<[u8]> = word.into_bytes().into();
                    let notification = Notification::new(HEAD, &params);
                    queue.push_event(notification, waits);
                    frame::write_text(&mut expected, [HEAD.as_bytes(), &params, b"}"]);
                }
                let written = socket.taken.borrow().len();
                assert_eq!(written + queue.waiting(), expected.len(), "{case:?}");
                queue.write(|bytes| socket.write(bytes));
            }
            while queue.waiting() > 0 {
                socket.takes.set(takes);
                queue.write(|bytes| socket.write(bytes));
            }
            assert!(*socket.taken.borrow() == expected, "{case:?}, {takes}");
        }
    }

    #[test]
    fn an_abandoned_queue_ends_with_the_frame_that_was_begun() {
        for takes in 0..20 {
            let socket = Socket {
                takes: Cell::new(takes),
                taken: RefCell::default(),
            };
            let mut queue = Queue::default();
            for word in ["one", "two", "three"] {
                text(&mut queue, word);
            }
            assert_eq!(
                queue.write(|bytes| socket.write(bytes)) == Written::All,
                takes >= 17
            );
            queue.abandon();
            text(&mut queue, "end");
            socket.takes.set(100);
            assert_eq!(queue.write(|bytes| socket.write(bytes)), Written::All);
            let taken = socket.taken.borrow();
            let mut frames = Vec::new();
            let mut rest = &taken[..];
            while !rest.is_empty() {
                let length = frame::length(rest);
                frames.push(std::str::from_utf8(&rest[2..length]).expect("is text"));
                rest = &rest[length..];
            }
            // The frames begin at the bytes 0, 5 and 10.
            let begun = [0, 5, 10].iter().filter(|start| takes > **start).count();
            let mut expected = ["one", "two", "three"][..begun].to_vec();
            expected.push("end");
            assert_eq!(frames, expected, "{takes} taken");
        }
    }
}
