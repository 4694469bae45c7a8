//! Commands, and what can be done with a client.

use serde_json::Value;
use std::pin::Pin;
use std::time::Duration;

/// What comes of a command.
pub(crate) type Outcome = Result<Value, Value>;

/// An outcome that is yet to come.
pub(crate) type Coming = Pin<Box<dyn Future<Output = Outcome>>>;

/// A command as it came.
pub(crate) struct Command(pub(crate) Value);

impl Command {
    pub(crate) fn id(&self) -> u64 {
        self.0["id"].as_u64().unwrap_or_default()
    }

    pub(crate) fn client(&self) -> String {
        self.0["client"].as_str().unwrap_or("main").to_owned()
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.0[member].as_str().unwrap_or_default()
    }

    /// The index, or the id of an instance: nothing has both.
    pub(crate) fn place(&self) -> &str {
        let index = self.0["index"].as_str();
        index.unwrap_or_else(|| self.text("instance"))
    }

    pub(crate) fn is(&self, member: &str) -> bool {
        self.0[member].as_bool().unwrap_or_default()
    }

    pub(crate) fn subscription(&self) -> u64 {
        self.0["subscription"].as_u64().unwrap_or_default()
    }

    pub(crate) fn count(&self, member: &str) -> Option<usize> {
        self.0[member]
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
    }

    pub(crate) fn milliseconds(&self, member: &str) -> Option<Duration> {
        self.0[member].as_u64().map(Duration::from_millis)
    }
}

/// A client of one of the packages.
pub(crate) trait Session {
    fn connect(&self) -> Coming;
    fn call(&self, command: Command) -> Coming;
    fn batch(&self, command: Command) -> Coming;
    fn subscribe(&self, command: Command) -> Coming;
    fn abandon(&self, command: &Command) -> Outcome;
    fn resume(&self, command: &Command) -> Outcome;
    fn unsubscribe(&self, command: &Command) -> Outcome;
    fn state(&self) -> &'static str;
    fn text(&self) -> String;
    fn close(&self) -> Coming;
}
