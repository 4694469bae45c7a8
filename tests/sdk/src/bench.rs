//! What a scenario works with: a driver of one language, and servers.

use crate::driver::Driver;
use crate::language::Language;
use crate::packages::Interfaces;
use anyhow::Result;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tests::server::{self, Server, Signal};

/// One language, built and ready.
pub(crate) struct Bench<'a> {
    pub(crate) language: &'static Language,
    pub(crate) work: &'a Path,
    pub(crate) interfaces: &'a Interfaces,
}

impl Bench<'_> {
    /// Starts a driver.
    pub(crate) fn driver(&self) -> Result<Driver> {
        Driver::start(self.language, self.work)
    }

    /// Starts a driver whose client `main` talks to the Messenger at this URL.
    pub(crate) async fn messenger(&self, url: &str) -> Result<Driver> {
        self.messenger_with(url, json!({})).await
    }

    /// The same with options.
    pub(crate) async fn messenger_with(&self, url: &str, options: Value) -> Result<Driver> {
        let mut driver = self.driver()?;
        driver.open_with("messenger", url, options).await?;
        Ok(driver)
    }
}

/// The URL of a server for WebSockets.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("ws://{address}/jsonrpc")
}

/// The reference server under this address, which a server had before that is gone.
pub(crate) fn restart(address: SocketAddr) -> Server {
    Server::spawn(server::command(&["--listen", &address.to_string()]))
}

/// Ends a server without a warning.
pub(crate) fn kill(server: Server) {
    server.signal(Signal::KILL);
    server.wait();
}

/// The dimmer, the second interface; ends when it is dropped.
pub(crate) struct Dimmer(Option<Server>);

impl Dimmer {
    /// Starts it on a free port.
    ///
    /// # Panics
    ///
    /// When it does not build or start.
    pub(crate) fn start() -> Self {
        static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let binary = BINARY
            .get_or_init(|| server::build("dimmer"))
            .as_deref()
            .unwrap_or_else(|reason| panic!("{reason}"));
        let mut command = Command::new(binary);
        command
            .arg("127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self(Some(Server::spawn(command)))
    }

    /// The URL for WebSockets.
    pub(crate) fn url(&self) -> String {
        let address = self.0.as_ref().map(Server::address);
        address.map(url).unwrap_or_default()
    }
}

impl Drop for Dimmer {
    fn drop(&mut self) {
        if let Some(server) = self.0.take() {
            server.signal(Signal::INT);
            server.wait();
        }
    }
}
