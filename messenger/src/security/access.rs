//! Who may call what: an access file as Thunder's SecurityAgent has it.
//!
//! ```json
//! {
//!   "assign": [
//!     { "url": "https://*.example.com", "role": "app" },
//!     { "url": "http://localhost:*", "role": "all" }
//!   ],
//!   "anonymous": "guest",
//!   "roles": {
//!     "all": { "default": "allowed" },
//!     "app": { "Messenger": { "default": "allowed", "methods": ["acl"] } },
//!     "guest": { "Messenger": { "default": "blocked", "methods": ["exists", "versions"] } }
//!   }
//! }
//! ```
//!
//! - `assign`: the first pattern that stands for a caller's origin says its role; a caller without any is turned
//!   away. The `*` of a host stands for nothing too (Thunder); otherwise patterns are those of
//!   [`pattern`](super::pattern).
//! - `anonymous`, which Thunder does not have: the role of callers without token. Without it they are turned away.
//! - `roles`: per callsign, or pattern of callsigns, whether its methods are allowed or blocked, and in `methods`
//!   those for which it is the other way round. `default` beside the callsigns is for all other callsigns. What is
//!   left out is `blocked`.
//! - The entry of the callsign itself wins, then the first pattern in the order of the file.
//!
//! What is asked for on the way of each call is worked out beforehand, as a table per role.

mod glob;
mod parse;
mod role;

pub use parse::Mistakes;
pub use role::{Mount, Role};

use super::origin::Origin;
use super::pattern::Pattern;
use std::sync::Arc;

/// What an access file says.
#[derive(Debug, Default)]
pub struct AccessRules {
    assign: Vec<(Pattern, Arc<Role>)>,
    anonymous: Option<Arc<Role>>,
}

impl AccessRules {
    /// The role of a caller with this origin, or of one without token; `None`: it is turned away.
    pub fn role(&self, origin: Option<&Origin>) -> Option<&Arc<Role>> {
        match origin {
            Some(origin) => {
                let mut assigned = self.assign.iter();
                assigned.find_map(|(url, role)| url.matches(origin).then_some(role))
            }
            None => self.anonymous.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests;
