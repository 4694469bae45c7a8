//! Rooms by name, and what is in one.

use super::Admission;
use super::memberships::Member;
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const SHARDS: usize = 16;

type Shard<S> = HashMap<Arc<str>, Arc<Room<S>>>;

/// Rooms by name, in shards, so that the comings and goings of one room do not hold up the others'.
pub(super) struct Directory<S> {
    shards: [Mutex<Shard<S>>; SHARDS],
    count: AtomicUsize,
    hasher: RandomState,
}

impl<S> Directory<S> {
    /// The locked shard that a room of this name is in or would be in.
    pub(super) fn shard(&self, room: &str) -> MutexGuard<'_, Shard<S>> {
        let hash = self.hasher.hash_one(room) as usize;
        self.shards[hash % SHARDS].lock()
    }

    /// Counts one room more, unless there are `most` already.
    pub(super) fn count_room(&self, most: usize) -> Result<(), usize> {
        let more = |count| (count < most).then_some(count + 1);
        let counted = self
            .count
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        counted.map(drop).map_err(|_| most)
    }

    /// Counts one room less.
    pub(super) fn uncount_room(&self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many rooms there are.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Looks at all rooms, with every shard locked.
    pub(super) fn with_all<R>(
        &self,
        look: impl FnOnce(&mut dyn Iterator<Item = &Room<S>>) -> R,
    ) -> R {
        let shards: Vec<_> = self.shards.iter().map(Mutex::lock).collect();
        look(
            &mut shards
                .iter()
                .flat_map(|shard| shard.values())
                .map(|room| &**room),
        )
    }
}

impl<S> Default for Directory<S> {
    fn default() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            count: AtomicUsize::new(0),
            hasher: RandomState::new(),
        }
    }
}

/// One room.
pub(super) struct Room<S> {
    pub(super) name: Arc<str>,
    pub(super) admission: Admission,
    pub(super) state: Mutex<RoomState<S>>,
}

impl<S> Room<S> {
    pub(super) fn new(name: &str, admission: Admission) -> Self {
        Self {
            name: name.into(),
            admission,
            state: Mutex::default(),
        }
    }
}

/// Who is in a room, in the order they joined.
pub(super) struct RoomState<S> {
    /// Sorted by sequence number.
    members: Vec<Arc<Member<S>>>,
    /// Those of them at whose seats somebody may listen, sorted likewise.
    listeners: Vec<Arc<Member<S>>>,
    users: HashSet<Arc<str>>,
    last_sequence: u64,
}

impl<S> Default for RoomState<S> {
    fn default() -> Self {
        Self {
            members: Vec::new(),
            listeners: Vec::new(),
            users: HashSet::new(),
            last_sequence: 0,
        }
    }
}

impl<S> RoomState<S> {
    pub(super) fn next_sequence(&mut self) -> u64 {
        self.last_sequence += 1;
        self.last_sequence
    }

    pub(super) fn has_user(&self, user: &str) -> bool {
        self.users.contains(user)
    }

    pub(super) fn members(&self) -> usize {
        self.members.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn has_member(&self, member: &Member<S>) -> bool {
        position(&self.members, member).is_ok()
    }

    /// Counts a member among those at whose seats somebody may listen; `false`: it has left.
    pub(super) fn listen(&mut self, member: &Arc<Member<S>>) -> bool {
        let present = self.has_member(member);
        if present && let Err(place) = position(&self.listeners, member) {
            self.listeners.insert(place, member.clone());
        }
        present
    }

    pub(super) fn add(&mut self, member: Arc<Member<S>>) {
        self.users.insert(member.user.clone());
        self.members.push(member);
    }

    /// Takes a member out; `false`: it has left before.
    pub(super) fn remove(&mut self, member: &Member<S>) -> bool {
        let Ok(place) = position(&self.members, member) else {
            return false;
        };
        self.members.remove(place);
        if let Ok(place) = position(&self.listeners, member) {
            self.listeners.remove(place);
        }
        self.users.remove(&member.user);
        true
    }

    /// The seats at which somebody may listen, in the order their members joined.
    pub(super) fn seats(&self) -> impl Iterator<Item = &S> {
        self.listeners.iter().map(|member| &member.seat)
    }

    pub(super) fn users(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| &*member.user)
    }
}

/// Where a member is in a list that is sorted by sequence number, or would be.
fn position<S>(members: &[Arc<Member<S>>], member: &Member<S>) -> Result<usize, usize> {
    members.binary_search_by_key(&member.sequence, |other| other.sequence)
}
