//! UTF-8 that comes in pieces.

/// Checks pieces of a text that may be cut anywhere, also within a character.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// The character that has begun; the first `length` bytes count.
    character: [u8; 4],
    length: usize,
}

/// The text is not UTF-8, whatever else comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotUtf8;

impl Utf8 {
    /// Checks the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), NotUtf8> {
        let mut piece = piece;
        while self.length > 0 {
            let Some((&byte, rest)) = piece.split_first() else {
                return Ok(());
            };
            piece = rest;
            self.character[self.length] = byte;
            self.length += 1;
            if begun(&self.character[..self.length])?.is_empty() {
                self.length = 0;
            }
        }
        let begun = begun(piece)?;
        self.character[..begun.len()].copy_from_slice(begun);
        self.length = begun.len();
        Ok(())
    }

    /// Whether the text may end here.
    pub(super) fn is_complete(&self) -> bool {
        self.length == 0
    }
}

/// What has begun but not ended at the end of `bytes`: at most 3 bytes, as the fourth ends any character.
fn begun(bytes: &[u8]) -> Result<&[u8], NotUtf8> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(&[]),
        Err(error) if error.error_len().is_none() => Ok(&bytes[error.valid_up_to()..]),
        Err(_) => Err(NotUtf8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes it takes to see that a text is not UTF-8, given in pieces of `size`.
    fn refused_at(bytes: &[u8], size: usize) -> Option<usize> {
        let mut check = Utf8::default();
        let mut given = 0;
        for piece in bytes.chunks(size) {
            given += piece.len();
            if check.push(piece).is_err() {
                return Some(given);
            }
        }
        (!check.is_complete()).then_some(given + 1)
    }

    #[test]
    fn every_character_is_taken_in_pieces() {
        let all: String = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
        for size in [1, 2, 3, 5, 1000, all.len()] {
            assert_eq!(
                refused_at(all.as_bytes(), size),
                None,
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_seen_at_its_byte() {
        for (bytes, position) in [
            (&b"a\x80"[..], 2),
            (b"a\xC0\x80", 2),
            (b"a\xE0\x80\x80", 3),
            (b"a\xED\xA0\x80", 3),
            (b"a\xF4\x90\x80\x80", 3),
            (b"a\xF5\x80", 2),
            (b"a\xE2\x82a", 4),
            (b"a\xE2\x82", 4),
        ] {
            assert_eq!(refused_at(bytes, 1), Some(position), "{bytes:X?}");
        }
    }
}
