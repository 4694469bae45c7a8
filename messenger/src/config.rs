//! Settings of the server: defaults, overridden by a TOML file, overridden by the environment, overridden
//! by the command line.
//!
//! The one source of all of them is the table in [`table`]. From it come the flags and their help, the
//! variables, the keys of the file, the checks, what `messenger config` prints and the reference in
//! `messenger/settings.md`. All four sources give texts, and what a text means is for the setting's
//! [`Kind`] alone: `64KiB` is understood wherever it stands, and refused in the same words.
//!
//! # To add a setting
//!
//! 1. Give it an entry in [`table`]: what it does, name, type, kind with its range, default. A kind in
//!    [`optional`](kind::optional) needs no default: `default None`.
//! 2. Use the new field of [`Settings`], which is mostly a line in a conversion below.
//! 3. Refresh the reference: `cargo run -p messenger -- config --reference > messenger/settings.md`.
//!
//! # When something is wrong
//!
//! Every problem of every source is reported in one run, each with its flag, its variable, or its line
//! and column; nothing is served then. The exit status is 2 if the command line is among what is wrong, and
//! 1 otherwise.
//!
//! - [`kind`]: what can be written, and what it means,
//! - [`setting`]: one row of the table, free of its type,
//! - [`command_line`], `file`: what was written, where,
//! - [`effective`]: what is in force then, and why,
//! - [`mod@reference`]: the table for people,
//! - [`problem`]: what is wrong, and where.

pub mod command_line;
pub mod effective;
mod file;
pub mod kind;
pub mod problem;
pub mod reference;
pub mod setting;
pub mod table;

pub use command_line::{Command, CommandLine, Config, Serve};
pub use effective::{Effective, Environment, Origin};
pub use kind::{Kind, LogFormat};
pub use problem::{Problem, Problems};
pub use setting::Setting;
pub use table::Settings;

use crate::rooms::RoomLimits;
use crate::transport::TransportSettings;
use jsonrpc_runtime::{Limits, SubscriptionLimits};

impl Settings {
    /// The bounds on one message.
    pub fn limits(&self) -> Limits {
        Limits {
            batch: self.max_batch,
            depth: self.max_depth,
            answer: self.max_batch_answer,
        }
    }

    /// The bounds on rooms.
    pub fn room_limits(&self) -> RoomLimits {
        RoomLimits {
            name_length: self.max_name,
            message_length: self.max_text,
            access_list: self.max_acl,
            rooms: self.max_rooms,
            members: self.max_members,
            memberships: self.max_memberships,
            idle_memberships: self.max_idle_memberships,
            idle_membership: self.idle_membership,
        }
    }

    /// The bounds of the transport.
    pub fn transport(&self) -> TransportSettings {
        TransportSettings {
            message_limit: self.max_message,
            head_limit: self.max_head,
            queue_limit: self.max_queue,
            queue_total: self.max_queue_total,
            subscriptions: SubscriptionLimits {
                count: self.max_subscriptions,
                id_length: self.max_id,
            },
            unmasked_frames: self.unmasked_frames,
            connections: self.max_connections,
            connections_per_address: self.max_connections_per_address,
            rate: u32::try_from(self.max_rate).unwrap_or(u32::MAX),
            request_time: self.request_time,
            body_time: self.body_time,
            ping_interval: self.ping_interval,
            pong_time: self.pong_time,
            queue_age: self.max_queue_age,
            close_time: self.close_time,
            drain_time: self.drain_time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_library() {
        let settings = Settings::default();
        assert_eq!(settings.limits(), Limits::default());
        assert_eq!(settings.room_limits(), RoomLimits::default());
        assert_eq!(settings.transport(), TransportSettings::default());
    }
}
