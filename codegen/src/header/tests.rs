//! Headers as they are written, and what becomes of them.
