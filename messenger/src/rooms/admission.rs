//! Who may create a secure room, and who may enter one. All of it is asked under the lock that the answer is acted
//! on under: no list is there without its room, and no room without its list.

use super::{Join, JoinRefusal, Security};
use crate::security::origin::Origin;
use crate::security::pattern::Pattern;

/// What somebody may do who would create a secure room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Founder {
    /// Create it, with a list of origins or without: nobody knows better who callers are.
    Anybody,
    /// Create it, but say who may enter it.
    Entitled,
    /// Not create it.
    NotEntitled,
}

/// Who may enter a room, told when it was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Anybody.
    Insecure,
    /// Who asks to enter securely.
    Secure,
    /// Who asks to enter securely, from an origin that one of these stands for. There is at least one.
    Listed(Box<[Pattern]>),
}

impl Admission {
    /// That of the room that a wish to enter creates.
    ///
    /// # Errors
    ///
    /// When whoever wishes it may not create such a room.
    pub(super) fn founded_by(join: &mut Join) -> Result<Self, JoinRefusal> {
        // An empty list is none.
        let list = join.access_list.take().filter(|list| !list.is_empty());
        match (join.security, join.founder, list) {
            (Security::Insecure, _, _) => Ok(Self::Insecure),
            (Security::Secure, Founder::Anybody, None) => Ok(Self::Secure),
            (Security::Secure, Founder::Anybody | Founder::Entitled, Some(list)) => {
                Ok(Self::Listed(list.into()))
            }
            (Security::Secure, Founder::Entitled | Founder::NotEntitled, _) => {
                Err(JoinRefusal::NotAdmitted)
            }
        }
    }

    /// Whether this wish is granted for a room that there is. A room does not become another by entering it, so
    /// a list is refused where it would have a meaning, even an empty one.
    pub(super) fn admits(&self, join: &Join) -> bool {
        match (self, join.security) {
            (Self::Insecure, Security::Insecure) => true,
            (Self::Secure | Self::Listed(_), Security::Secure) => {
                join.access_list.is_none() && self.allows(join.origin.as_ref())
            }
            _ => false,
        }
    }

    /// Whether callers of this origin may enter, if they ask for it as they have to.
    pub fn allows(&self, origin: Option<&Origin>) -> bool {
        match self {
            Self::Insecure | Self::Secure => true,
            Self::Listed(list) => {
                origin.is_some_and(|origin| list.iter().any(|entry| entry.matches(origin)))
            }
        }
    }

    /// How it is announced.
    pub fn security(&self) -> Security {
        match self {
            Self::Insecure => Security::Insecure,
            Self::Secure | Self::Listed(_) => Security::Secure,
        }
    }
}
