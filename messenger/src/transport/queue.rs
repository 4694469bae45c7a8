//! What waits to be written to one connection.
//!
//! Notifications are kept as they are, sharing their params with all other receivers, until they are
//! written: then they become frames in a buffer of the thread, which stays in the processor's cache
//! however many connections are written to. Only what the socket did not take is kept as bytes.

use super::buffers;
use super::frame;
use jsonrpc_runtime::Notification;
use std::io;

/// Messages for one connection, in order.
#[derive(Default)]
pub(super) struct Queue {
    /// Whole frames, the first `sent` bytes of which are written already.
    buffer: Vec<u8>,
    sent: usize,
    /// What follows the frames.
    notifications: Vec<Notification>,
    /// How long those will be.
    notification_bytes: usize,
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
    /// How many bytes wait, but for the heads of frames to come.
    pub(super) fn waiting(&self) -> usize {
        self.buffer.len() - self.sent + self.notification_bytes
    }

    /// Adds a notification.
    pub(super) fn push(&mut self, notification: Notification) {
        if self.notifications.capacity() == 0 {
            self.notifications = buffers::take_notifications();
        }
        let length: usize = notification.parts().iter().map(|part| part.len()).sum();
        self.notification_bytes += length;
        self.notifications.push(notification);
    }

    /// Adds a frame that `append` writes.
    pub(super) fn push_frame(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        if self.buffer.capacity() == 0 {
            self.buffer = buffers::take_write_buffer();
        }
        self.frame_notifications();
        append(&mut self.buffer);
    }

    /// Drops everything, but for the rest of a frame that is written in part.
    pub(super) fn abandon(&mut self) {
        self.forget_notifications();
        let mut end = 0;
        while end < self.sent {
            end += frame::length(&self.buffer[end..]);
        }
        self.buffer.truncate(end);
        self.buffer.shrink_to_fit();
    }

    /// Drops everything.
    pub(super) fn clear(&mut self) {
        self.forget_notifications();
        self.buffer = Vec::new();
        self.sent = 0;
    }

    /// Writes as much as the socket takes.
    pub(super) fn write(&mut self, write: impl Fn(&[u8]) -> io::Result<usize>) -> Written {
        if self.buffer.is_empty() {
            return self.write_notifications(write);
        }
        self.frame_notifications();
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

    /// Writes notifications straight from the thread's buffer.
    fn write_notifications(&mut self, write: impl Fn(&[u8]) -> io::Result<usize>) -> Written {
        buffers::with_frames(|frames| {
            for notification in self.notifications.drain(..) {
                frame::write_text(frames, notification.parts());
            }
            self.forget_notifications();
            let (written, outcome) = write_all(frames, write);
            if outcome == Written::Some {
                self.buffer = frames[..].into();
                self.sent = written;
                self.forget_sent();
            }
            outcome
        })
    }

    /// Turns the notifications into frames behind the others.
    fn frame_notifications(&mut self) {
        for notification in self.notifications.drain(..) {
            frame::write_text(&mut self.buffer, notification.parts());
        }
        self.forget_notifications();
    }

    fn forget_notifications(&mut self) {
        self.notification_bytes = 0;
        self.notifications.clear();
        buffers::give_notifications(std::mem::take(&mut self.notifications));
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
