//! Attacks on the server, each of which must fail. `messenger/security.md` lists them by the names of the tests.

mod pages;
mod rooms;
mod support;
mod tokens;
