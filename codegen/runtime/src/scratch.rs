//! One growing buffer a thread for text that is built, used and forgotten.

use std::cell::Cell;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A buffer that grew beyond this is not kept.
const KEPT: usize = 64 * 1024;

/// Lends an empty buffer; a nested loan gets one of its own.
pub(crate) fn with<R>(use_buffer: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    let mut buffer = BUFFER.take();
    buffer.clear();
    let result = use_buffer(&mut buffer);
    if buffer.capacity() <= KEPT {
        BUFFER.set(buffer);
    }
    result
}
