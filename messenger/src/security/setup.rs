//! From settings to a guard.

use super::access::Mount;
use super::authority::{Authority, Sources, Unloaded};
use super::{Gate, Hosts};
use crate::config::problem::{Place, Problem, Problems};
use crate::config::{Effective, Origin};
use std::sync::Arc;

impl Gate {
    /// The guard that the settings ask for, in front of what is mounted.
    ///
    /// # Errors
    ///
    /// When keys or rules are wrong, or the settings would let anybody in from anywhere.
    pub fn new(effective: &Effective, mounts: Vec<Mount>) -> Result<Self, Unloaded> {
        let settings = effective.settings();
        check_exposure(effective)?;
        let authority = if settings.token_key.is_empty() {
            None
        } else {
            Some(Arc::new(Authority::new(Sources {
                keys: settings.token_key.clone(),
                audiences: settings.token_audience.clone(),
                access_file: settings.access_file.clone(),
                mounts,
            })?))
        };
        Ok(Self {
            hosts: Hosts::new(settings.host_name.clone()),
            origins: settings.allow_origin.clone(),
            authority,
            refusals: Arc::default(),
        })
    }
}

impl Gate {
    /// Reads keys and rules again; connections stay.
    ///
    /// # Errors
    ///
    /// What is wrong with them. Everything stays as it was then.
    pub fn reload(&self) -> Result<(), Unloaded> {
        self.authority
            .as_ref()
            .map_or(Ok(()), |authority| authority.reload())
    }
}

/// Who can reach the server and needs no token can do everything. On this machine alone that is a sensible
/// default; on a network somebody has to have meant it.
fn check_exposure(effective: &Effective) -> Result<(), Problems> {
    let settings = effective.settings();
    let refuse = |key, reason: String, help: &str| {
        Err(Problems::from(Problem {
            place: place(effective.origin(key), key),
            reason,
            help: Some(help.to_owned()),
        }))
    };
    let tokens = !settings.token_key.is_empty();
    if !tokens && !settings.allow_unauthenticated && !settings.listen.ip().is_loopback() {
        let reason = format!(
            "anybody who reaches {} could do everything, since callers need no tokens",
            settings.listen
        );
        let help = "give a key for tokens with `token-key`, listen on 127.0.0.1, or say `allow-unauthenticated`";
        return refuse("listen", reason, help);
    }
    if !tokens && settings.access_file.is_some() {
        let reason =
            "access rules are about callers with tokens, and there is no key to check tokens with";
        return refuse(
            "access-file",
            reason.to_owned(),
            "give a key with `token-key`",
        );
    }
    Ok(())
}

fn place(origin: &Origin, key: &str) -> Place {
    match origin {
        Origin::Variable(name) => Place::Variable(name.clone()),
        Origin::Flag(name) => Place::Flag(name.clone()),
        Origin::File(path, line) => Place::Line(path.clone(), *line),
        Origin::Default => Place::Flag(format!("--{key}")),
    }
}
