//! Memberships by token, by connection, and by when their token was last used.

use super::directory::{Room, RoomState};
use super::token::TokenMap;
use super::{Owner, Token};
use parking_lot::{Mutex, RwLock};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SHARDS: usize = 16;

/// One user in one room.
pub(super) struct Member<S> {
    pub(super) room: Arc<Room<S>>,
    /// Its place in the order of joining; unique in the room.
    pub(super) sequence: u64,
    pub(super) user: Arc<str>,
    pub(super) seat: S,
    token: Token,
    owner: Owner,
    /// Milliseconds since the start; kept only where the membership hangs on its use.
    last_use: AtomicU64,
}

impl<S: Default> Member<S> {
    pub(super) fn new(
        room: Arc<Room<S>>,
        sequence: u64,
        token: Token,
        user: Arc<str>,
        owner: Owner,
    ) -> Self {
        let (seat, last_use) = Default::default();
        Self {
            room,
            sequence,
            user,
            seat,
            token,
            owner,
            last_use,
        }
    }
}

impl<S> Member<S> {
    /// Whether it is still in its room, whose state this is.
    pub(super) fn is_present(&self, state: &RoomState<S>) -> bool {
        state.has_member(self)
    }
}

/// All memberships.
pub(super) struct Memberships<S> {
    start: Instant,
    by_token: [RwLock<TokenMap<Arc<Member<S>>>>; SHARDS],
    by_connection: [Mutex<HashMap<u64, Vec<Token>>>; SHARDS],
    /// Those that hang on the use of their token.
    idling: Mutex<HashSet<Token>>,
}

impl<S> Memberships<S> {
    pub(super) fn new(start: Instant) -> Self {
        Self {
            start,
            by_token: std::array::from_fn(|_| RwLock::default()),
            by_connection: std::array::from_fn(|_| Mutex::default()),
            idling: Mutex::default(),
        }
    }

    /// A token that is not in use. Two callers at once get different ones but for a chance of 1 in 2^80.
    pub(super) fn new_token(&self) -> Token {
        loop {
            let token = Token::random();
            if !self.tokens(token).read().contains_key(&token) {
                return token;
            }
        }
    }

    /// The membership that a token stands for.
    pub(super) fn find(&self, token: Token) -> Option<Arc<Member<S>>> {
        self.tokens(token).read().get(&token).cloned()
    }

    /// Notes that the token is in use now, where that matters.
    pub(super) fn used(&self, member: &Member<S>) {
        if member.owner == Owner::Token {
            let now = self.milliseconds(Instant::now());
            member.last_use.store(now, Ordering::Relaxed);
        }
    }

    /// Whether the token was not used for `limit`.
    pub(super) fn is_idle(&self, member: &Member<S>, now: Instant, limit: Duration) -> bool {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let last_use = member.last_use.load(Ordering::Relaxed);
        self.milliseconds(now).saturating_sub(last_use) >= limit
    }

    pub(super) fn insert(&self, member: Arc<Member<S>>) {
        let token = member.token;
        match member.owner {
            Owner::Connection(connection) => {
                self.owned(connection)
                    .lock()
                    .entry(connection)
                    .or_default()
                    .push(token);
            }
            Owner::Token => {
                self.used(&member);
                self.idling.lock().insert(token);
            }
        }
        self.tokens(token).write().insert(token, member);
    }

    pub(super) fn remove(&self, member: &Member<S>) {
        let token = member.token;
        self.tokens(token).write().remove(&token);
        match member.owner {
            Owner::Connection(connection) => {
                let mut owned = self.owned(connection).lock();
                if let Some(tokens) = owned.get_mut(&connection) {
                    tokens.retain(|other| *other != token);
                    if tokens.is_empty() {
                        owned.remove(&connection);
                    }
                }
            }
            Owner::Token => {
                self.idling.lock().remove(&token);
            }
        }
    }

    /// How many memberships there are.
    pub(super) fn total(&self) -> usize {
        let shards = self.by_token.iter();
        shards.map(|tokens| tokens.read().len()).sum()
    }

    /// How many memberships there are of this owner.
    pub(super) fn count(&self, owner: Owner) -> usize {
        match owner {
            Owner::Connection(connection) => {
                let owned = self.owned(connection).lock();
                owned.get(&connection).map_or(0, Vec::len)
            }
            Owner::Token => self.idling.lock().len(),
        }
    }

    /// The memberships of a connection that closes, in the order in which it joined.
    pub(super) fn take_owned(&self, connection: u64) -> Vec<Token> {
        self.owned(connection)
            .lock()
            .remove(&connection)
            .unwrap_or_default()
    }

    /// Those whose tokens were not used for `limit`.
    pub(super) fn idle(&self, now: Instant, limit: Duration) -> Vec<Token> {
        let is_idle = |token: &Token| {
            let member = self.find(*token);
            member.is_some_and(|member| self.is_idle(&member, now, limit))
        };
        self.idling.lock().iter().copied().filter(is_idle).collect()
    }

    fn milliseconds(&self, now: Instant) -> u64 {
        u64::try_from(now.duration_since(self.start).as_millis()).unwrap_or(u64::MAX)
    }

    fn tokens(&self, token: Token) -> &RwLock<TokenMap<Arc<Member<S>>>> {
        &self.by_token[token.low_bits() % SHARDS]
    }

    fn owned(&self, connection: u64) -> &Mutex<HashMap<u64, Vec<Token>>> {
        &self.by_connection[connection as usize % SHARDS]
    }
}
