//! Whom the server turned away, and why.

use crate::observe::logs::Throttle;
use crate::observe::{Family, Kind, Metrics};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const REFUSALS: Family = Family {
    name: "messenger_refusals_total",
    kind: Kind::Counter,
    labels: "reason",
    help: "Requests that were refused at the door: host (a name the server is not known under), origin (of a page that may not call), no_token, token (not a valid one), expired (a token), role (none for the token)",
};

/// Why a request was refused at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It asks for the server under a name that is not known.
    Host,
    /// It comes from a page whose origin may not call.
    Origin,
    /// It has no token.
    NoToken,
    /// Its token is not valid.
    Token,
    /// Its token was valid once.
    Expired,
    /// There is no role for its token.
    Role,
}

impl Reason {
    const ALL: [Self; 6] = [
        Self::Host,
        Self::Origin,
        Self::NoToken,
        Self::Token,
        Self::Expired,
        Self::Role,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Origin => "origin",
            Self::NoToken => "no_token",
            Self::Token => "token",
            Self::Expired => "expired",
            Self::Role => "role",
        }
    }
}

/// How often requests were refused at the door.
#[derive(Debug, Default)]
pub struct Refusals {
    counts: [AtomicU64; Reason::ALL.len()],
    throttle: Throttle,
}

impl Refusals {
    /// Counts a refusal, and says so in the log, once a second at most.
    pub fn count(&self, reason: Reason, address: IpAddr) {
        self.counts[reason as usize].fetch_add(1, Ordering::Relaxed);
        self.throttle.pass(|suppressed| {
            tracing::info!(reason = reason.name(), %address, suppressed, "refused");
        });
    }

    /// Has them told with the metrics of a server.
    pub fn tell(self: &Arc<Self>, metrics: &Metrics) {
        let refusals = self.clone();
        metrics.add_source(move |exposition| {
            let mut samples = exposition.family(REFUSALS);
            for reason in Reason::ALL {
                let count = refusals.counts[reason as usize].load(Ordering::Relaxed);
                samples.sample([("reason", reason.name())], count);
            }
        });
    }
}
