//! Settings of the server: defaults, overridden by a TOML file, overridden by the environment, overridden
//! by the command line.

use crate::rooms::RoomLimits;
use crate::transport::TransportSettings;
use anyhow::Context as _;
use jsonrpc_runtime::{Limits, SubscriptionLimits};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that can be set; what is absent has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "MESSENGER_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Callsign to serve, each with rooms of its own; may be repeated [default: Messenger]
    #[arg(
        long,
        env = "MESSENGER_CALLSIGN",
        value_name = "NAME",
        value_delimiter = ','
    )]
    pub callsign: Option<Vec<String>>,
    /// Longest WebSocket message and HTTP body, in bytes [default: 1048576]
    #[arg(long, env = "MESSENGER_MAX_MESSAGE", value_name = "BYTES")]
    pub max_message: Option<usize>,
    /// Most requests in a batch [default: 100]
    #[arg(long, env = "MESSENGER_MAX_BATCH", value_name = "COUNT")]
    pub max_batch: Option<usize>,
    /// Longest name of a room or user, in bytes [default: 256]
    #[arg(long, env = "MESSENGER_MAX_NAME", value_name = "BYTES")]
    pub max_name: Option<usize>,
    /// Longest text of a message in a room, in bytes [default: 65536]
    #[arg(long, env = "MESSENGER_MAX_TEXT", value_name = "BYTES")]
    pub max_text: Option<usize>,
    /// Most rooms of a callsign [default: 100000]
    #[arg(long, env = "MESSENGER_MAX_ROOMS", value_name = "COUNT")]
    pub max_rooms: Option<usize>,
    /// Most users in a room [default: 20000]
    #[arg(long, env = "MESSENGER_MAX_MEMBERS", value_name = "COUNT")]
    pub max_members: Option<usize>,
    /// Most memberships of a connection [default: 1024]
    #[arg(long, env = "MESSENGER_MAX_MEMBERSHIPS", value_name = "COUNT")]
    pub max_memberships: Option<usize>,
    /// Most memberships over HTTP, which no connection keeps [default: 100000]
    #[arg(long, env = "MESSENGER_MAX_IDLE_MEMBERSHIPS", value_name = "COUNT")]
    pub max_idle_memberships: Option<usize>,
    /// Most subscriptions of a connection [default: 1024]
    #[arg(long, env = "MESSENGER_MAX_SUBSCRIPTIONS", value_name = "COUNT")]
    pub max_subscriptions: Option<usize>,
    /// Longest client id and index of a registration, in bytes [default: 256]
    #[arg(long, env = "MESSENGER_MAX_ID", value_name = "BYTES")]
    pub max_id: Option<usize>,
    /// Bytes that may wait for a slow reader before it is closed with 1013 [default: 1048576]
    #[arg(long, env = "MESSENGER_MAX_QUEUE", value_name = "BYTES")]
    pub max_queue: Option<usize>,
    /// Seconds that a join over HTTP lives after the last use of its token [default: 300]
    #[arg(long, env = "MESSENGER_IDLE_MEMBERSHIP", value_name = "SECONDS")]
    pub idle_membership: Option<u64>,
    /// Seconds that connections may take to end when the server stops [default: 5]
    #[arg(long, env = "MESSENGER_DRAIN_TIME", value_name = "SECONDS")]
    pub drain_time: Option<u64>,
    /// Take WebSocket frames without mask, as Thunder's C++ client sends them against RFC 6455
    #[arg(
        long,
        env = "MESSENGER_UNMASKED_FRAMES",
        value_name = "BOOL",
        num_args = 0..=1,
        default_missing_value = "true"
    )]
    pub unmasked_frames: Option<bool>,
}

impl Settings {
    /// Reads settings from a TOML file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or with the line and column of an unknown key or a wrong value.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the settings in {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("in {}", path.display()))
    }

    /// These settings, and those of `other` for what these leave open.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            callsign: self.callsign.or(other.callsign),
            max_message: self.max_message.or(other.max_message),
            max_batch: self.max_batch.or(other.max_batch),
            max_name: self.max_name.or(other.max_name),
            max_text: self.max_text.or(other.max_text),
            max_rooms: self.max_rooms.or(other.max_rooms),
            max_members: self.max_members.or(other.max_members),
            max_memberships: self.max_memberships.or(other.max_memberships),
            max_idle_memberships: self.max_idle_memberships.or(other.max_idle_memberships),
            max_subscriptions: self.max_subscriptions.or(other.max_subscriptions),
            max_id: self.max_id.or(other.max_id),
            max_queue: self.max_queue.or(other.max_queue),
            idle_membership: self.idle_membership.or(other.idle_membership),
            drain_time: self.drain_time.or(other.drain_time),
            unmasked_frames: self.unmasked_frames.or(other.unmasked_frames),
        }
    }

    /// The address to listen on.
    pub fn address(&self) -> SocketAddr {
        self.listen
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    /// The callsigns to serve.
    pub fn callsigns(&self) -> Vec<String> {
        self.callsign
            .clone()
            .unwrap_or_else(|| vec!["Messenger".to_owned()])
    }

    /// The bounds on one message.
    pub fn limits(&self) -> Limits {
        Limits {
            batch: self.max_batch.unwrap_or(Limits::default().batch),
        }
    }

    /// The bounds on rooms.
    pub fn room_limits(&self) -> RoomLimits {
        let default = RoomLimits::default();
        RoomLimits {
            name_length: self.max_name.unwrap_or(default.name_length),
            message_length: self.max_text.unwrap_or(default.message_length),
            rooms: self.max_rooms.unwrap_or(default.rooms),
            members: self.max_members.unwrap_or(default.members),
            memberships: self.max_memberships.unwrap_or(default.memberships),
            idle_memberships: self
                .max_idle_memberships
                .unwrap_or(default.idle_memberships),
            idle_membership: seconds(self.idle_membership, default.idle_membership),
        }
    }

    /// The bounds of the transport.
    pub fn transport(&self) -> TransportSettings {
        let default = TransportSettings::default();
        TransportSettings {
            message_limit: self.max_message.unwrap_or(default.message_limit),
            queue_limit: self.max_queue.unwrap_or(default.queue_limit),
            subscriptions: SubscriptionLimits {
                count: self
                    .max_subscriptions
                    .unwrap_or(default.subscriptions.count),
                id_length: self.max_id.unwrap_or(default.subscriptions.id_length),
            },
            unmasked_frames: self.unmasked_frames.unwrap_or(default.unmasked_frames),
            drain_time: seconds(self.drain_time, default.drain_time),
            ..default
        }
    }
}

fn seconds(set: Option<u64>, default: Duration) -> Duration {
    set.map_or(default, Duration::from_secs)
}

/// The command line.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    version,
    about,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct CommandLine {
    /// What to do; to serve is the default.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
}

/// What the program does.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Serve until told to stop by SIGTERM or SIGINT
    Serve(Serve),
}

/// How to serve.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// Settings in a TOML file, with the names of the flags as keys; flags and environment win over it
    #[arg(long, env = "MESSENGER_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The settings themselves.
    #[command(flatten)]
    pub settings: Settings,
}

impl CommandLine {
    /// The settings in force.
    ///
    /// # Errors
    ///
    /// As [`Settings::read`].
    pub fn settings(self) -> anyhow::Result<Settings> {
        let serve = match self.command {
            Some(Command::Serve(serve)) => serve,
            None => self.serve,
        };
        Ok(match serve.config {
            Some(file) => serve.settings.or(Settings::read(&file)?),
            None => serve.settings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn the_command_line_wins_over_the_file() {
        let file: Settings = toml::from_str("max-batch = 5\nmax-name = 6\n").expect("is TOML");
        let line = CommandLine::parse_from(["messenger", "--max-batch", "7"]);
        let settings = line.settings().expect("is complete").or(file);
        assert_eq!(settings.limits().batch, 7);
        assert_eq!(settings.room_limits().name_length, 6);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_place() {
        let error =
            toml::from_str::<Settings>("max-batch = 5\nmax-nam = 6\n").expect_err("is wrong");
        let text = error.to_string();
        assert!(
            text.contains("line 2, column 1") && text.contains("max-nam"),
            "{text}"
        );
    }

    #[test]
    fn both_spellings_of_serving_are_the_same() {
        let one = CommandLine::parse_from(["messenger", "--listen", "127.0.0.1:1"]);
        let two = CommandLine::parse_from(["messenger", "serve", "--listen", "127.0.0.1:1"]);
        assert_eq!(
            one.settings().expect("is complete"),
            two.settings().expect("is complete")
        );
    }
}
