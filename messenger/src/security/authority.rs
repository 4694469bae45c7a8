//! From a token to a caller: checked once, remembered, and judged anew by rules that were reloaded.

use super::access::{AccessRules, Mistakes, Mount, Role};
use super::origin::Origin;
use super::refusals::Reason;
use super::token::{Cache, KeySet, KeySource, Refused, Unreadable, verify};
use crate::transport::clock;
use jsonrpc_runtime::{Access, Called, Caller};
use parking_lot::RwLock;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where an [`Authority`] has what it knows from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The keys of tokens.
    pub keys: Vec<KeySource>,
    /// Whom tokens may be meant for.
    pub audiences: Vec<String>,
    /// The access file; without one every token allows everything.
    pub access_file: Option<PathBuf>,
    /// What is mounted.
    pub mounts: Vec<Mount>,
}

/// Why what was changed is not in force.
#[derive(Debug, thiserror::Error)]
pub enum Unloaded {
    /// A key cannot be read.
    #[error(transparent)]
    Key(#[from] Unreadable),
    /// The access file is wrong.
    #[error(transparent)]
    Rules(#[from] Mistakes),
}

/// Knows tokens and what their holders may do.
#[derive(Debug)]
pub struct Authority {
    sources: Sources,
    /// The keys, and what was found right with them.
    keys: RwLock<Arc<Keys>>,
    rules: Option<Arc<Rules>>,
}

#[derive(Debug)]
struct Keys {
    set: KeySet,
    found: Cache<Arc<Caller>>,
}

/// The access rules in force.
#[derive(Debug)]
struct Rules {
    current: RwLock<Arc<AccessRules>>,
    /// Grows with each reload.
    generation: AtomicU64,
}

impl Authority {
    /// Reads keys and rules.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn new(sources: Sources) -> Result<Self, Unloaded> {
        let keys = read_keys(&sources)?;
        let rules = read_rules(&sources)?.map(|rules| {
            Arc::new(Rules {
                current: RwLock::new(Arc::new(rules)),
                generation: AtomicU64::new(0),
            })
        });
        Ok(Self {
            keys: RwLock::new(Arc::new(keys)),
            rules,
            sources,
        })
    }

    /// Reads keys and rules again. Connections stay: their tokens were checked when they came. What they may
    /// call is judged by the new rules from now on, and who has no role any more has to go.
    ///
    /// # Errors
    ///
    /// What is wrong with the new ones; the old ones stay in force then, all of them.
    pub fn reload(&self) -> Result<(), Unloaded> {
        let keys = read_keys(&self.sources)?;
        let new_rules = read_rules(&self.sources)?;
        if let (Some(rules), Some(new)) = (&self.rules, new_rules) {
            *rules.current.write() = Arc::new(new);
            rules.generation.fetch_add(1, Ordering::Release);
        }
        *self.keys.write() = Arc::new(keys);
        Ok(())
    }

    /// The caller that holds this token.
    ///
    /// # Errors
    ///
    /// Why it is turned away. The reason of a bad token is for the log alone.
    pub(super) fn holder(&self, token: &str) -> Result<Arc<Caller>, Reason> {
        let known = self.keys.read().found.get(token);
        if let Some(caller) = known.filter(|caller| lasts(caller)) {
            return Ok(caller);
        }
        let keys = self.keys.read().clone();
        keys.found.remove(token);
        let claims =
            verify(token, &keys.set, &self.sources.audiences, now()).map_err(|refused| {
                tracing::debug!(%refused, "a token was refused");
                match refused {
                    Refused::Payload(super::token::Wrong::Expired) => Reason::Expired,
                    _ => Reason::Token,
                }
            })?;
        let expires = claims.expires.map(|expires| expires.ceil() as u64);
        let caller = self.caller(Some(claims.origin), expires)?;
        keys.found.insert(token, caller.clone());
        Ok(caller)
    }

    /// The caller that has no token.
    ///
    /// # Errors
    ///
    /// When there is no role for such.
    pub(super) fn anonymous(&self) -> Result<Arc<Caller>, Reason> {
        match self.rules {
            Some(_) => self.caller(None, None).map_err(|_| Reason::NoToken),
            None => Err(Reason::NoToken),
        }
    }

    fn caller(&self, origin: Option<Origin>, expires: Option<u64>) -> Result<Arc<Caller>, Reason> {
        let mut caller = Caller::default();
        caller.origin = origin.as_ref().map(ToString::to_string);
        if self.rules.is_some() || expires.is_some() {
            let permit = Permit {
                origin,
                expires,
                rules: self.rules.clone(),
                role: RwLock::new((u64::MAX, None)),
            };
            if !permit.allows(|_| true) {
                return Err(Reason::Role);
            }
            caller.access = Some(Arc::new(permit));
        }
        Ok(Arc::new(caller))
    }
}

fn lasts(caller: &Caller) -> bool {
    let access = caller.access.as_ref();
    access.is_none_or(|access| access.lasts())
}

fn read_keys(sources: &Sources) -> Result<Keys, Unreadable> {
    let mut set = KeySet::default();
    for source in &sources.keys {
        set.add(source.read()?);
    }
    Ok(Keys {
        set,
        found: Cache::default(),
    })
}

fn read_rules(sources: &Sources) -> Result<Option<AccessRules>, Mistakes> {
    let path = sources.access_file.as_ref();
    path.map(|path| AccessRules::read(path, &sources.mounts))
        .transpose()
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// What one caller may do, by the rules of now.
struct Permit {
    origin: Option<Origin>,
    /// When its token ends, in seconds since 1970.
    expires: Option<u64>,
    rules: Option<Arc<Rules>>,
    /// The role that the rules of this generation gave it.
    role: RwLock<(u64, Option<Arc<Role>>)>,
}

impl Permit {
    /// Looks at its role by the rules in force; `None`: it has none, or there are no rules.
    fn with_role<R>(&self, look: impl FnOnce(Option<&Role>) -> R) -> R {
        let Some(rules) = &self.rules else {
            return look(None);
        };
        let generation = rules.generation.load(Ordering::Acquire);
        {
            let known = self.role.read();
            if known.0 == generation {
                return look(known.1.as_deref());
            }
        }
        let role = rules.current.read().role(self.origin.as_ref()).cloned();
        *self.role.write() = (generation, role.clone());
        look(role.as_deref())
    }

    /// Whether the rules allow what is asked of the role.
    fn allows(&self, asked: impl FnOnce(&Role) -> bool) -> bool {
        self.rules.is_none() || self.with_role(|role| role.is_some_and(asked))
    }
}

impl Access for Permit {
    fn permits(&self, called: Called) -> bool {
        let is_over = self
            .expires
            .is_some_and(|expires| clock::unix_seconds() >= expires);
        !is_over && self.allows(|role| role.permits(called))
    }

    fn grants(&self, callsign: &str, right: &str) -> bool {
        self.allows(|role| role.grants(callsign, right))
    }

    fn lasts(&self) -> bool {
        self.expires.is_none_or(|expires| now() < expires) && self.allows(|_| true)
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("origin", &self.origin)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}
