//! The Messenger interface over the rooms: the only place that knows both.

mod announcements;

use crate::observe::{Family, Hits, Kind, Metrics};
use crate::rooms::{
    Admission, Audience, Founder, Join, JoinRefusal, LimitReached, Owner, RoomChange, RoomLimits,
    Rooms, Security, SendRefusal, Token, UnknownToken, UnusableName, UserChange,
};
use crate::security::origin::Origin;
use crate::security::pattern::Pattern;
use announcements::Announcements;
use jsonrpc_runtime::{
    Channel, Code, ConnectionId, Context, ErrorObject, Failure, Lifecycle, Registration, Violation,
    emit_all,
};
use messenger_interface as wire;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The Messenger service.
#[derive(Debug)]
pub struct Messenger {
    rooms: Rooms<Listeners>,
    rules: SecureRooms,
    hits: LimitHits,
}

/// The rules of secure rooms that are the server's to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecureRooms {
    /// Under this callsign callers have rights, and origins that an authority vouches for. `None`: an origin is
    /// what a browser says, and everybody has all rights.
    pub authority_over: Option<String>,
    /// Secure rooms are announced to everybody, not only to those whom their lists admit.
    pub announced: bool,
}

impl Default for SecureRooms {
    fn default() -> Self {
        Self {
            authority_over: None,
            announced: true,
        }
    }
}

impl Messenger {
    /// What it asks of callers beside its methods: `acl`, to create a secure room and say who may enter it.
    pub const RIGHTS: [&str; 1] = ["acl"];

    /// The documents of the interface.
    pub const DOCUMENTS: &jsonrpc_runtime::Documents = &wire::DOCUMENTS;

    /// A service without rooms.
    pub fn new(limits: RoomLimits) -> Self {
        Self::with_rules(limits, SecureRooms::default())
    }

    /// A service without rooms, with rules for the secure ones.
    pub fn with_rules(limits: RoomLimits, rules: SecureRooms) -> Self {
        Self {
            rooms: Rooms::new(Listeners::new(rules.announced), limits),
            rules,
            hits: LimitHits::default(),
        }
    }

    /// What to mount under a callsign.
    pub fn dispatcher(self: &Arc<Self>) -> wire::MessengerDispatcher<Self> {
        wire::MessengerDispatcher::new(self.clone())
    }

    /// Has the rooms, the members and the limits that were hit told with the metrics of a server.
    pub fn tell(mounted: Vec<(String, Arc<Self>)>, metrics: &Metrics) {
        let mounted = Arc::new(mounted);
        let all = mounted.clone();
        metrics.add_source(move |exposition| {
            let mut write = |family, number: fn(&Rooms<Listeners>) -> usize| {
                let mut samples = exposition.family(family);
                for (callsign, messenger) in &*all {
                    samples.sample([("callsign", callsign)], number(&messenger.rooms));
                }
            };
            write(ROOMS, Rooms::room_count);
            write(MEMBERS, Rooms::member_count);
        });
        metrics.add_limits(move || {
            let hits = mounted
                .iter()
                .flat_map(|(_, messenger)| messenger.hits.all());
            hits.map(|hits| (hits.limit(), hits.count())).collect()
        });
    }

    /// Ends memberships that hang on the use of their token when they were not used for too long.
    /// Never ready; run it beside the server.
    pub async fn expire_memberships(&self) {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            for _ in 0..self.rooms.expire(Instant::now()) {
                self.hits.idle_membership.hit("a token");
            }
        }
    }
}

impl Lifecycle for Messenger {
    fn connection_closed(&self, connection: ConnectionId) {
        self.rooms.connection_closed(connection.0);
    }
}

impl wire::MessengerService for Messenger {
    fn events(&self) -> &wire::MessengerEvents {
        &self.rooms.audience().events
    }

    async fn join(
        &self,
        context: &Context,
        params: wire::JoinParams,
    ) -> Result<String, Failure<wire::JoinError>> {
        let security = match params.secure {
            Some(wire::Security::Secure) => Security::Secure,
            _ => Security::Insecure,
        };
        // Elsewhere a list means nothing (Thunder).
        let list = params.acl.filter(|_| security == Security::Secure);
        let access_list = list
            .map(|list| self.access_list(&list, context))
            .transpose()?;
        let join = Join {
            room: params.room,
            user: params.user,
            security,
            access_list,
            origin: origin_of(context),
            founder: self.founder(context),
            owner: if context.is_lasting() {
                Owner::Connection(context.connection_id().0)
            } else {
                Owner::Token
            },
        };
        match self.rooms.join(join) {
            Ok(token) => Ok(token.to_string()),
            Err(JoinRefusal::UnusableName(_, UnusableName::Empty)) => {
                Err(wire::JoinError::BadRequest.into())
            }
            Err(JoinRefusal::UnusableName(named, reason)) => {
                if let UnusableName::TooLong(_) = reason {
                    self.hits.name_length.hit(whom(context));
                }
                let violation = Violation::bounds(reason.to_string());
                Err(ErrorObject::from(violation.within(&named.to_string())).into())
            }
            Err(JoinRefusal::UserTaken) => Err(wire::JoinError::IllegalState.into()),
            Err(JoinRefusal::NotAdmitted) => Err(wire::JoinError::PrivilegedRequest.into()),
            Err(JoinRefusal::Limit(limit)) => {
                self.hits.of(limit).hit(whom(context));
                Err(ErrorObject::from(Code::LimitReached)
                    .with_data(&limit.to_string())
                    .into())
            }
        }
    }

    async fn leave(
        &self,
        _context: &Context,
        params: wire::LeaveParams,
    ) -> Result<(), Failure<wire::LeaveError>> {
        token(&params.room_id)
            .and_then(|token| self.rooms.leave(token))
            .map_err(|UnknownToken| wire::LeaveError::UnknownKey.into())
    }

    async fn send(
        &self,
        context: &Context,
        params: wire::SendParams,
    ) -> Result<(), Failure<wire::SendError>> {
        let token = token(&params.room_id).map_err(|UnknownToken| wire::SendError::UnknownKey)?;
        match self.rooms.send(token, params.message) {
            Ok(()) => Ok(()),
            Err(SendRefusal::UnknownToken(UnknownToken)) => Err(wire::SendError::UnknownKey.into()),
            Err(refusal @ SendRefusal::TooLong(_)) => {
                self.hits.text_length.hit(whom(context));
                let reason = refusal.to_string();
                Err(ErrorObject::from(Violation::bounds(reason).within("message")).into())
            }
        }
    }

    async fn register_room_update(
        &self,
        registration: Registration<wire::RoomUpdateEvent>,
    ) -> Result<(), ErrorObject> {
        let origin = origin_of(registration.context());
        self.rooms.with_rooms(|rooms| {
            let announcements = &self.rooms.audience().announcements;
            let subscriber = registration.accept(&announcements.channel(origin.clone()))?;
            for (room, admission) in rooms {
                if announcements.may_know(admission, origin.as_ref()) {
                    subscriber.notify(&room_update(room, RoomChange::Created, admission));
                }
            }
            Ok(())
        })
    }

    async fn register_user_update(
        &self,
        registration: Registration<wire::UserUpdateEvent>,
    ) -> Result<(), ErrorObject> {
        let token = index(registration.index())?;
        self.rooms
            .with_users(token, |seat, users| {
                let subscriber = registration.accept(&seat.user_update)?;
                for user in users {
                    subscriber.notify(&user_update(user, UserChange::Joined));
                }
                Ok(())
            })
            .map_err(|UnknownToken| unknown_key())?
    }

    async fn unregister_user_update(
        &self,
        _context: &Context,
        token: Option<&str>,
    ) -> Result<(), ErrorObject> {
        self.check(token)
    }

    async fn register_message(
        &self,
        registration: Registration<wire::MessageEvent>,
    ) -> Result<(), ErrorObject> {
        let token = index(registration.index())?;
        self.rooms
            .with_users(token, |seat, _| {
                registration.accept(&seat.message).map(drop)
            })
            .map_err(|UnknownToken| unknown_key())?
    }

    async fn unregister_message(
        &self,
        _context: &Context,
        token: Option<&str>,
    ) -> Result<(), ErrorObject> {
        self.check(token)
    }
}

impl Messenger {
    /// The list of a secure room, as it was sent.
    fn access_list(&self, list: &[String], context: &Context) -> Result<Vec<Pattern>, ErrorObject> {
        let most = self.rooms.limits().access_list;
        if list.len() > most {
            self.hits.access_list.hit(whom(context));
            let reason = format!("there may be at most {most} origins");
            return Err(Violation::bounds(reason).within("acl").into());
        }
        let entry = |(place, entry): (usize, &String)| {
            Pattern::new(entry).map_err(|too_long| {
                self.hits.access_list.hit(whom(context));
                let violation = Violation::bounds(too_long.to_string());
                violation.within(&place.to_string()).within("acl").into()
            })
        };
        list.iter().enumerate().map(entry).collect()
    }

    /// What a caller may do who would create a secure room.
    fn founder(&self, context: &Context) -> Founder {
        let [acl] = Self::RIGHTS;
        match &self.rules.authority_over {
            None => Founder::Anybody,
            // Who has no origin has no token.
            Some(callsign)
                if context.caller().origin.is_some() && context.grants(callsign, acl) =>
            {
                Founder::Entitled
            }
            Some(_) => Founder::NotEntitled,
        }
    }

    /// A dead token is an error, for whoever unregisters too.
    fn check(&self, token: Option<&str>) -> Result<(), ErrorObject> {
        let token = index(token)?;
        if self.rooms.is_known(token) {
            Ok(())
        } else {
            Err(unknown_key())
        }
    }
}

/// Who hit a limit, for the log. HTTP requests have no connection that would tell one from another.
fn whom(context: &Context) -> String {
    if context.is_lasting() {
        context.connection_id().0.to_string()
    } else {
        "a request over HTTP".to_owned()
    }
}

fn origin_of(context: &Context) -> Option<Origin> {
    Origin::parse(context.caller().origin.as_deref()?)
}

fn token(text: &str) -> Result<Token, UnknownToken> {
    text.parse().map_err(|_| UnknownToken)
}

fn index(text: Option<&str>) -> Result<Token, ErrorObject> {
    token(text.unwrap_or_default()).map_err(|UnknownToken| unknown_key())
}

fn unknown_key() -> ErrorObject {
    ErrorObject::from(Code::UnknownKey).with_text("The room token is invalid")
}

const ROOMS: Family = Family {
    name: "messenger_rooms",
    kind: Kind::Gauge,
    labels: "callsign",
    help: "Rooms that there are",
};

const MEMBERS: Family = Family {
    name: "messenger_members",
    kind: Kind::Gauge,
    labels: "callsign",
    help: "Members of all rooms; a user in two rooms counts twice",
};

/// How often each limit of the rooms was hit.
#[derive(Debug)]
struct LimitHits {
    rooms: Hits,
    members: Hits,
    memberships: Hits,
    idle_memberships: Hits,
    idle_membership: Hits,
    name_length: Hits,
    text_length: Hits,
    access_list: Hits,
}

impl Default for LimitHits {
    fn default() -> Self {
        Self {
            rooms: Hits::new("rooms"),
            members: Hits::new("members"),
            memberships: Hits::new("memberships"),
            idle_memberships: Hits::new("idle_memberships"),
            idle_membership: Hits::new("idle_membership"),
            name_length: Hits::new("name_length"),
            text_length: Hits::new("text_length"),
            access_list: Hits::new("access_list"),
        }
    }
}

impl LimitHits {
    fn of(&self, limit: LimitReached) -> &Hits {
        match limit {
            LimitReached::Rooms(_) => &self.rooms,
            LimitReached::Members(_) => &self.members,
            LimitReached::Memberships(_) => &self.memberships,
            LimitReached::IdleMemberships(_) => &self.idle_memberships,
        }
    }

    fn all(&self) -> [&Hits; 8] {
        [
            &self.rooms,
            &self.members,
            &self.memberships,
            &self.idle_memberships,
            &self.idle_membership,
            &self.name_length,
            &self.text_length,
            &self.access_list,
        ]
    }
}

/// Those who registered for events: of all rooms, or of one membership.
#[derive(Debug)]
struct Listeners {
    events: wire::MessengerEvents,
    announcements: Announcements,
}

impl Listeners {
    fn new(announced: bool) -> Self {
        let events = wire::MessengerEvents::default();
        let main = events.room_update_channel().clone();
        Self {
            announcements: Announcements::new(main, announced),
            events,
        }
    }
}

/// Those who registered with the token of one membership.
#[derive(Debug, Default)]
struct Seat {
    user_update: Channel<wire::UserUpdateEvent>,
    message: Channel<wire::MessageEvent>,
}

impl Audience for Listeners {
    type Seat = Seat;

    fn room_changed(&self, room: &str, change: RoomChange, admission: &Admission) {
        let event = room_update(room, change, admission);
        self.announcements.emit(admission, &event);
    }

    fn user_changed<'a>(
        &self,
        seats: impl Iterator<Item = &'a Seat>,
        user: &str,
        change: UserChange,
    ) {
        emit_all(
            seats.map(|seat| &seat.user_update),
            &user_update(user, change),
        );
    }

    fn message_sent<'a>(&self, seats: impl Iterator<Item = &'a Seat>, user: &str, message: String) {
        let event = wire::MessageEvent {
            user: user.to_owned(),
            message,
        };
        emit_all(seats.map(|seat| &seat.message), &event);
    }

    fn seat_left(&self, seat: &Seat) {
        seat.user_update.close();
        seat.message.close();
    }
}

fn room_update(room: &str, change: RoomChange, admission: &Admission) -> wire::RoomUpdateEvent {
    wire::RoomUpdateEvent {
        room: room.to_owned(),
        action: match change {
            RoomChange::Created => wire::RoomUpdateAction::Created,
            RoomChange::Destroyed => wire::RoomUpdateAction::Destroyed,
        },
        secure: match admission.security() {
            Security::Insecure => wire::Security::Insecure,
            Security::Secure => wire::Security::Secure,
        },
    }
}

fn user_update(user: &str, change: UserChange) -> wire::UserUpdateEvent {
    wire::UserUpdateEvent {
        user: user.to_owned(),
        action: match change {
            UserChange::Joined => wire::UserUpdateAction::Joined,
            UserChange::Left => wire::UserUpdateAction::Left,
        },
    }
}
