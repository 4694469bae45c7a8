//! The frame of one event for one receiver, between its making and its writing.
//!
//! One event for many receivers makes many frames, each with a beginning of its own. They are written in the order in
//! which they are made, so they are made one behind the other in memory of the thread: the processor then has the next
//! one ready before it is asked for. What is long is not copied but shared until it is written.

use super::frame;
use bytes::{BufMut, Bytes, BytesMut};
use jsonrpc_runtime::Notification;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;

/// Params that are longer than this are shared.
const SHARED: usize = 512;

/// The thread takes memory for frames in pieces of this size.
const PIECE: usize = 64 * 1024;

/// So many pieces are kept.
const KEPT: usize = 16;

thread_local! {
    static PIECES: RefCell<VecDeque<BytesMut>> = const { RefCell::new(VecDeque::new()) };
    static MADE: Cell<usize> = const { Cell::new(0) };
}

/// A frame that is whole, or its beginning and the params that follow.
pub(super) struct EventFrame {
    head: Bytes,
    params: Option<Arc<[u8]>>,
}

impl EventFrame {
    /// The frame of `notification`. One that `waits` for a time has memory of its own; else the frames beside it wait,
    /// too.
    pub(super) fn new(notification: &Notification<'_>, waits: bool) -> Self {
        let [head, params, end] = notification.parts();
        let length = head.len() + params.len() + end.len();
        let is_whole = is_short(notification);
        let most = frame::MAXIMUM_HEAD + if is_whole { length } else { head.len() };
        let write_head = |out: &mut BytesMut| {
            if is_whole {
                write(out, notification);
            } else {
                frame::write_text_head(out, length);
                out.extend_from_slice(head);
                count(head.len());
            }
        };
        let head = if waits {
            let mut out = BytesMut::with_capacity(most);
            write_head(&mut out);
            out
        } else {
            with_piece(most, |piece| {
                write_head(piece);
                piece.split()
            })
        };
        Self {
            head: head.freeze(),
            params: (!is_whole).then(|| notification.params().clone()),
        }
    }

    /// Whether [`head`](Self::head) is all of it.
    pub(super) fn is_whole(&self) -> bool {
        self.params.is_none()
    }

    /// What lies in one piece.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        let params = self.params.as_ref();
        self.head.len() + params.map_or(0, |params| params.len() + Notification::END.len())
    }

    /// Appends it.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
        if let Some(params) = &self.params {
            out.extend_from_slice(params);
            out.extend_from_slice(Notification::END);
        }
    }
}

/// Whether the frame of `notification` is better copied than shared in part.
pub(super) fn is_short(notification: &Notification<'_>) -> bool {
    notification.params().len() <= SHARED
}

/// Appends the whole frame of `notification`.
pub(super) fn write(out: &mut impl BufMut, notification: &Notification<'_>) {
    let parts = notification.parts();
    frame::write_text(out, parts);
    count(parts.iter().map(|part| part.len()).sum());
}

fn count(made: usize) {
    MADE.set(MADE.get() + made);
}

/// Lends a piece of memory with so much room; what is written there is to be split off.
fn with_piece<R>(most: usize, write: impl FnOnce(&mut BytesMut) -> R) -> R {
    PIECES.with_borrow_mut(|pieces| {
        if let Some(piece) = pieces.front_mut()
            && piece.capacity() >= most
        {
            return write(piece);
        }
        // The piece that was filled first is the first to be free again.
        let size = most.max(PIECE);
        if pieces
            .back_mut()
            .is_some_and(|piece| piece.try_reclaim(size))
        {
            pieces.rotate_right(1);
        } else {
            pieces.truncate(KEPT - 1);
            pieces.push_front(BytesMut::with_capacity(size));
        }
        write(&mut pieces[0])
    })
}

/// How many bytes of events the thread has made since [`forget_made`].
pub(super) fn made() -> usize {
    MADE.get()
}

/// Counts from 0 again.
pub(super) fn forget_made() {
    MADE.set(0);
}
