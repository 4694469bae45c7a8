//! Random conversations of many connections against a model of the server.
//!
//! [`sequential`] has one connection act at a time and predicts every byte that every connection gets.
//! [`concurrent`] has all of them act at once and checks what must hold whatever the interleaving: one
//! order of events for all members of a room, nothing lost, doubled or misdirected.
//!
//! Both take their length and their seed from the environment (`TESTS_MODEL_STEPS`, `TESTS_MODEL_SEED`),
//! and say on failure which seed it was.

mod concurrent;
mod sequential;
mod state;
mod steps;
mod streams;

/// The seed of the first random numbers.
fn seed() -> u64 {
    let seed = tests::number_from_environment("TESTS_MODEL_SEED", 1);
    println!("TESTS_MODEL_SEED={seed}");
    seed
}

/// How many steps to take.
fn steps(default: u64) -> u64 {
    tests::number_from_environment("TESTS_MODEL_STEPS", default)
}
