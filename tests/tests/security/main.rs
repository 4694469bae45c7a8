//! Attacks on the server, each of which must fail. `messenger/security.md` lists them by the names of the tests.

mod browser;
mod pages;
mod permissions;
mod proxies;
mod rooms;
mod secrets;
mod support;
mod tls;
mod tokens;
