//! Who is in which room. Knows no JSON and no socket.
//!
//! Rooms are operations with their events: each operation changes the state and tells the [`Audience`]
//! what happened before any other operation on the same room can, so everybody hears of a room's life in
//! one and the same order. Where rooms live is behind these operations alone.
//!
//! # Locks
//!
//! In this order: a shard of the directory, a room, a shard of the tokens or the owners. A room is created
//! and destroyed under its shard's lock and its own; everything else needs only the room's own. Nothing
//! takes two rooms at once, and only the look at all rooms takes more than one shard, in order.

mod admission;
mod directory;
mod memberships;
mod token;

pub use admission::{Admission, Founder};
pub use token::Token;

use crate::security::origin::Origin;
use crate::security::pattern::Pattern;
use directory::{Directory, Room, RoomState};
use memberships::{Member, Memberships};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Whether a room admits only those who ask for security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Security {
    /// Anybody may enter.
    #[default]
    Insecure,
    /// Only who asks to enter securely, and only from an origin that the room's list allows.
    Secure,
}

/// What happened to a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomChange {
    /// The first user joined.
    Created,
    /// The last user left.
    Destroyed,
}

/// What happened to a user in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserChange {
    /// Joined.
    Joined,
    /// Left.
    Left,
}

/// What a membership hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// It ends when this connection does.
    Connection(u64),
    /// It ends when its token was not used for a while.
    Token,
}

/// Hears what happens in the rooms, in the one order of each room.
///
/// It is given the seats that were looked at ([`Rooms::with_users`]) and no others: nobody can listen at a
/// seat that was never looked at, and a large room with few listeners costs no more than a small one.
///
/// Called with locks held: an implementation must not call back into the rooms, and must not block.
pub trait Audience: Send + Sync + 'static {
    /// What the audience keeps with each membership.
    type Seat: Default + Send + Sync + 'static;

    /// A room came or went.
    fn room_changed(&self, room: &str, change: RoomChange, admission: &Admission);

    /// A user came or went; `seats` are those of the room's other members, in the order they joined.
    fn user_changed<'a>(
        &self,
        seats: impl Iterator<Item = &'a Self::Seat>,
        user: &str,
        change: UserChange,
    );

    /// A user sent a message; `seats` are those of all members, in the order they joined.
    fn message_sent<'a>(
        &self,
        seats: impl Iterator<Item = &'a Self::Seat>,
        user: &str,
        message: String,
    );

    /// A membership ended; its seat will not be used again.
    fn seat_left(&self, seat: &Self::Seat);
}

/// A wish to enter a room.
#[derive(Clone, Debug)]
pub struct Join {
    /// The room; created if there is none of that name.
    pub room: String,
    /// The name to be known by there.
    pub user: String,
    /// How to enter, and what the room becomes if it is created.
    pub security: Security,
    /// Origins that may enter a secure room, given by whoever creates it; an empty list counts as given.
    pub access_list: Option<Vec<Pattern>>,
    /// Where whoever wants to enter is from.
    pub origin: Option<Origin>,
    /// What they may do if there is no such room.
    pub founder: Founder,
    /// What the membership hangs on.
    pub owner: Owner,
}

/// Why nobody entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinRefusal {
    /// The name of the room or the user cannot be used.
    #[error("the name of the {0} is {1}")]
    UnusableName(Named, UnusableName),
    /// A user of that name is in the room.
    #[error("the user is in the room already")]
    UserTaken,
    /// The room and the caller do not agree about security.
    #[error("the room does not admit the caller")]
    NotAdmitted,
    /// A bound is reached.
    #[error(transparent)]
    Limit(#[from] LimitReached),
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A room.
    Room,
    /// A user.
    User,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Room => "room",
            Self::User => "user",
        })
    }
}

/// Why a name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableName {
    /// It is the empty text.
    #[error("empty")]
    Empty,
    /// It is longer than this, in bytes.
    #[error("longer than {0} bytes")]
    TooLong(usize),
    /// It has a control character.
    #[error("not free of control characters")]
    ControlCharacter,
}

/// Which bound is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitReached {
    /// There are as many rooms as there may be.
    #[error("there are {0} rooms, the most allowed")]
    Rooms(usize),
    /// There are as many users in the room as there may be.
    #[error("there are {0} users in the room, the most allowed")]
    Members(usize),
    /// The connection is in as many rooms as it may be.
    #[error("the connection has joined {0} times, the most allowed")]
    Memberships(usize),
    /// There are as many memberships without a connection as there may be.
    #[error("there are {0} memberships over HTTP, the most allowed")]
    IdleMemberships(usize),
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendRefusal {
    /// The token means no membership.
    #[error(transparent)]
    UnknownToken(#[from] UnknownToken),
    /// The message is longer than this, in bytes.
    #[error("the message is longer than {0} bytes")]
    TooLong(usize),
}

/// The token means no membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the room token is invalid")]
pub struct UnknownToken;

/// Bounds on names and memberships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomLimits {
    /// The longest name of a room or a user, in bytes.
    pub name_length: usize,
    /// The longest message, in bytes.
    pub message_length: usize,
    /// The most origins in the list of a secure room.
    pub access_list: usize,
    /// The most rooms.
    pub rooms: usize,
    /// The most users in a room.
    pub members: usize,
    /// The most memberships of a connection.
    pub memberships: usize,
    /// The most memberships that no connection keeps.
    pub idle_memberships: usize,
    /// How long a membership lives without a use of its token if no connection keeps it.
    pub idle_membership: Duration,
}

impl Default for RoomLimits {
    fn default() -> Self {
        Self {
            name_length: 256,
            message_length: 1024 * 1024,
            access_list: 32,
            rooms: 100_000,
            members: 20_000,
            memberships: 1024,
            idle_memberships: 100_000,
            idle_membership: Duration::from_secs(300),
        }
    }
}

/// All rooms of one service.
pub struct Rooms<A: Audience> {
    audience: A,
    limits: RoomLimits,
    directory: Directory<A::Seat>,
    memberships: Memberships<A::Seat>,
}

impl<A: Audience> Rooms<A> {
    /// No rooms.
    pub fn new(audience: A, limits: RoomLimits) -> Self {
        Self {
            audience,
            limits,
            directory: Directory::default(),
            memberships: Memberships::new(Instant::now()),
        }
    }

    /// Whoever hears what happens.
    pub fn audience(&self) -> &A {
        &self.audience
    }

    /// Enters a room, creating it if there is none of that name.
    ///
    /// # Errors
    ///
    /// [`JoinRefusal`]; nothing has changed then.
    pub fn join(&self, mut join: Join) -> Result<Token, JoinRefusal> {
        for (named, name) in [(Named::Room, &join.room), (Named::User, &join.user)] {
            self.check_name(name)
                .map_err(|reason| JoinRefusal::UnusableName(named, reason))?;
        }
        self.check_owner(join.owner)?;
        let token = self.memberships.new_token();
        let mut shard = self.directory.shard(&join.room);
        let room = match shard.get(&*join.room) {
            Some(room) => room.clone(),
            None => {
                let admission = Admission::founded_by(&mut join)?;
                self.directory
                    .count_room(self.limits.rooms)
                    .map_err(LimitReached::Rooms)?;
                let room = Arc::new(Room::new(&join.room, admission));
                shard.insert(room.name.clone(), room.clone());
                let mut state = room.state.lock();
                self.audience
                    .room_changed(&room.name, RoomChange::Created, &room.admission);
                self.enter(&room, &mut state, token, join.user.into(), join.owner);
                return Ok(token);
            }
        };
        let mut state = room.state.lock();
        // With the room locked it cannot be destroyed; the directory is free for others.
        drop(shard);
        if !room.admission.admits(&join) {
            return Err(JoinRefusal::NotAdmitted);
        }
        if state.has_user(&join.user) {
            return Err(JoinRefusal::UserTaken);
        }
        if state.members() >= self.limits.members {
            return Err(LimitReached::Members(self.limits.members).into());
        }
        let user: Arc<str> = join.user.into();
        self.audience
            .user_changed(state.seats(), &user, UserChange::Joined);
        self.enter(&room, &mut state, token, user, join.owner);
        Ok(token)
    }

    /// Ends a membership, and the room with the last one.
    ///
    /// # Errors
    ///
    /// [`UnknownToken`].
    pub fn leave(&self, token: Token) -> Result<(), UnknownToken> {
        self.leave_if(token, |_| true)
    }

    /// Ends a membership if `condition` holds for it once nobody else can use it.
    fn leave_if(
        &self,
        token: Token,
        condition: impl FnOnce(&Member<A::Seat>) -> bool,
    ) -> Result<(), UnknownToken> {
        let member = self.memberships.find(token).ok_or(UnknownToken)?;
        let room = &*member.room;
        let mut shard = self.directory.shard(&room.name);
        let mut state = room.state.lock();
        if !condition(&member) || !state.remove(&member) {
            return Err(UnknownToken);
        }
        self.memberships.remove(&member);
        if state.is_empty() {
            shard.remove(&room.name);
            self.directory.uncount_room();
            self.audience
                .room_changed(&room.name, RoomChange::Destroyed, &room.admission);
        } else {
            drop(shard);
            self.audience
                .user_changed(state.seats(), &member.user, UserChange::Left);
        }
        self.audience.seat_left(&member.seat);
        Ok(())
    }

    /// Sends a message to everybody in the room, the sender included.
    ///
    /// # Errors
    ///
    /// [`SendRefusal`].
    pub fn send(&self, token: Token, message: String) -> Result<(), SendRefusal> {
        if message.len() > self.limits.message_length {
            return Err(SendRefusal::TooLong(self.limits.message_length));
        }
        let member = self.memberships.find(token).ok_or(UnknownToken)?;
        let state = member.room.state.lock();
        self.memberships.used(&member);
        if !member.is_present(&state) {
            return Err(UnknownToken.into());
        }
        self.audience
            .message_sent(state.seats(), &member.user, message);
        Ok(())
    }

    /// Looks at all rooms, sorted by name, while none can come or go.
    pub fn with_rooms<R>(&self, look: impl FnOnce(Vec<(&str, &Admission)>) -> R) -> R {
        self.directory.with_all(|rooms| {
            let mut rooms: Vec<_> = rooms.map(|room| (&*room.name, &room.admission)).collect();
            rooms.sort_unstable_by_key(|(name, _)| *name);
            look(rooms)
        })
    }

    /// Looks at the seat of a membership and the users of its room, in the order they joined, while none
    /// can come or go.
    ///
    /// # Errors
    ///
    /// [`UnknownToken`].
    pub fn with_users<R>(
        &self,
        token: Token,
        look: impl FnOnce(&A::Seat, &mut dyn Iterator<Item = &str>) -> R,
    ) -> Result<R, UnknownToken> {
        let member = self.memberships.find(token).ok_or(UnknownToken)?;
        let mut state = member.room.state.lock();
        self.memberships.used(&member);
        if !state.listen(&member) {
            return Err(UnknownToken);
        }
        Ok(look(&member.seat, &mut state.users()))
    }

    /// The bounds on them.
    pub fn limits(&self) -> RoomLimits {
        self.limits
    }

    /// How many rooms there are.
    pub fn room_count(&self) -> usize {
        self.directory.count()
    }

    /// How many memberships there are in all rooms.
    pub fn member_count(&self) -> usize {
        self.memberships.total()
    }

    /// Whether the token means a membership.
    pub fn is_known(&self, token: Token) -> bool {
        let member = self.memberships.find(token);
        member.is_some_and(|member| {
            self.memberships.used(&member);
            true
        })
    }

    /// Ends every membership of a connection, in the order in which it joined.
    pub fn connection_closed(&self, connection: u64) {
        for token in self.memberships.take_owned(connection) {
            // Somebody else may have used the token to leave meanwhile.
            let _ = self.leave(token);
        }
    }

    /// Ends every membership that hangs on its token and was not used for too long; gives back how many.
    pub fn expire(&self, now: Instant) -> usize {
        let limit = self.limits.idle_membership;
        let mut idle = self.memberships.idle(now, limit);
        // It may have been used, or have left, since it was found idle.
        let ends = |token: &Token| {
            let condition = |member: &_| self.memberships.is_idle(member, now, limit);
            self.leave_if(*token, condition).is_ok()
        };
        idle.retain(ends);
        idle.len()
    }

    fn enter(
        &self,
        room: &Arc<Room<A::Seat>>,
        state: &mut RoomState<A::Seat>,
        token: Token,
        user: Arc<str>,
        owner: Owner,
    ) {
        let member = Arc::new(Member::new(
            room.clone(),
            state.next_sequence(),
            token,
            user,
            owner,
        ));
        state.add(member.clone());
        self.memberships.insert(member);
    }

    /// Whether whoever joins may have one more membership. The joins of one connection come one by one.
    fn check_owner(&self, owner: Owner) -> Result<(), LimitReached> {
        let (most, refusal): (_, fn(usize) -> LimitReached) = match owner {
            Owner::Connection(_) => (self.limits.memberships, LimitReached::Memberships),
            Owner::Token => (self.limits.idle_memberships, LimitReached::IdleMemberships),
        };
        if self.memberships.count(owner) < most {
            Ok(())
        } else {
            Err(refusal(most))
        }
    }

    fn check_name(&self, name: &str) -> Result<(), UnusableName> {
        let most = self.limits.name_length;
        match name {
            "" => Err(UnusableName::Empty),
            _ if name.len() > most => Err(UnusableName::TooLong(most)),
            _ if name.chars().any(char::is_control) => Err(UnusableName::ControlCharacter),
            _ => Ok(()),
        }
    }
}

impl<A: Audience> fmt::Debug for Rooms<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
