//! Buffers that are needed for a moment, kept per thread so that an idle connection owns none.

use std::cell::{Cell, RefCell};

/// What one read takes in at most.
pub(super) const READ: usize = 64 * 1024;

/// A write buffer that grew beyond this is not kept.
const KEPT_CAPACITY: usize = 16 * 1024;

/// So many buffers and lists are kept; a burst to more connections allocates the others anew.
const KEPT: usize = 2048;

thread_local! {
    static READ_BUFFER: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
    static TEXT: Cell<String> = const { Cell::new(String::new()) };
    static FRAMES: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static WRITE_BUFFERS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Lends the thread's read buffer, [`READ`] bytes with anything in them.
pub(super) fn with_read_buffer<R>(read: impl FnOnce(&mut [u8]) -> R) -> R {
    let mut buffer = READ_BUFFER.take().unwrap_or_else(|| vec![0; READ].into());
    let result = read(&mut buffer);
    READ_BUFFER.set(Some(buffer));
    result
}

/// Lends an empty text.
pub(super) fn with_text<R>(write: impl FnOnce(&mut String) -> R) -> R {
    let mut text = TEXT.take();
    text.clear();
    let result = write(&mut text);
    if text.capacity() <= KEPT_CAPACITY {
        TEXT.set(text);
    }
    result
}

/// Lends an empty buffer for frames that are written at once.
pub(super) fn with_frames<R>(write: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    let mut frames = FRAMES.take();
    frames.clear();
    let result = write(&mut frames);
    if frames.capacity() <= READ {
        FRAMES.set(frames);
    }
    result
}

/// An empty write buffer.
pub(super) fn take_write_buffer() -> Vec<u8> {
    WRITE_BUFFERS.with_borrow_mut(Vec::pop).unwrap_or_default()
}

/// Takes a write buffer back.
pub(super) fn give_write_buffer(mut buffer: Vec<u8>) {
    WRITE_BUFFERS.with_borrow_mut(|buffers| {
        if buffers.len() < KEPT && (1..=KEPT_CAPACITY).contains(&buffer.capacity()) {
            buffer.clear();
            buffers.push(buffer);
        }
    });
}
