//! From settings to a guard.

use super::access::Mount;
use super::authority::{Authority, Sources, Unloaded};
use super::certificates::CertificateFiles;
use super::hosts::UsualHosts;
use super::proxies::Proxies;
use super::{Gate, Hosts};
use crate::config::Effective;
use crate::config::problem::Problems;
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
            usual: UsualHosts::default(),
            origins: settings.allow_origin.clone(),
            proxies: Proxies {
                networks: settings.trusted_proxy.clone(),
                header: settings.proxy_header,
            },
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

impl CertificateFiles {
    /// The files that the settings name; `None`: TLS is not spoken.
    ///
    /// # Errors
    ///
    /// When only some of them are named.
    pub fn named(effective: &Effective) -> Result<Option<Self>, Problems> {
        let settings = effective.settings();
        let alone = |key, other| {
            let reason = format!("there is no `{other}` to go with it");
            let help = "TLS needs a certificate and its key";
            Err(effective.problem(key, reason, help).into())
        };
        let client_authority = settings.tls_client_authority.clone();
        match (&settings.tls_certificate, &settings.tls_key) {
            (Some(certificate), Some(key)) => Ok(Some(Self {
                certificate: certificate.clone(),
                key: key.clone(),
                client_authority,
            })),
            (Some(_), None) => alone("tls-certificate", "tls-key"),
            (None, Some(_)) => alone("tls-key", "tls-certificate"),
            (None, None) if client_authority.is_some() => {
                alone("tls-client-authority", "tls-certificate")
            }
            (None, None) => Ok(None),
        }
    }
}

/// Who can reach the server and needs no token can do everything. On this machine alone that is a sensible
/// default; on a network somebody has to have meant it.
fn check_exposure(effective: &Effective) -> Result<(), Problems> {
    let settings = effective.settings();
    let refuse = |key, reason, help| Err(effective.problem(key, reason, help).into());
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
