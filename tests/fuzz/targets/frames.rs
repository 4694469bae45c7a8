//! See [`tests::fuzz::frames`].

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| tests::fuzz::frames(data));
