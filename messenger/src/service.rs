//! The Messenger interface over the rooms: the only place that knows both.

use crate::rooms::{
    Audience, Join, JoinRefusal, Owner, RoomChange, RoomLimits, Rooms, Security, SendRefusal,
    Token, UnknownToken, UserChange,
};
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
}

impl Messenger {
    /// A service without rooms.
    pub fn new(limits: RoomLimits) -> Self {
        Self {
            rooms: Rooms::new(Listeners::default(), limits),
        }
    }

    /// What to mount under a callsign.
    pub fn dispatcher(self: &Arc<Self>) -> wire::MessengerDispatcher<Self> {
        wire::MessengerDispatcher::new(self.clone())
    }

    /// Ends memberships that hang on the use of their token when they were not used for too long.
    /// Never ready; run it beside the server.
    pub async fn expire_memberships(&self) {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.rooms.expire(Instant::now());
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
        let join = Join {
            room: params.room,
            user: params.user,
            security: match params.secure {
                Some(wire::Security::Secure) => Security::Secure,
                _ => Security::Insecure,
            },
            access_list: params.acl,
            owner: if context.is_lasting() {
                Owner::Connection(context.connection_id().0)
            } else {
                Owner::Token
            },
        };
        match self.rooms.join(join) {
            Ok(token) => Ok(token.to_string()),
            Err(JoinRefusal::UnusableName) => Err(wire::JoinError::BadRequest.into()),
            Err(JoinRefusal::UserTaken) => Err(wire::JoinError::IllegalState.into()),
            Err(JoinRefusal::NotAdmitted) => Err(wire::JoinError::PrivilegedRequest.into()),
            Err(JoinRefusal::Limit(limit)) => Err(ErrorObject::from(Code::LimitReached)
                .with_data(&limit.to_string())
                .into()),
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
        _context: &Context,
        params: wire::SendParams,
    ) -> Result<(), Failure<wire::SendError>> {
        let token = token(&params.room_id).map_err(|UnknownToken| wire::SendError::UnknownKey)?;
        match self.rooms.send(token, params.message) {
            Ok(()) => Ok(()),
            Err(SendRefusal::UnknownToken(UnknownToken)) => Err(wire::SendError::UnknownKey.into()),
            Err(refusal @ SendRefusal::TooLong(_)) => {
                let reason = refusal.to_string();
                Err(ErrorObject::from(Violation::bounds(reason).within("message")).into())
            }
        }
    }

    async fn register_room_update(
        &self,
        registration: Registration<wire::RoomUpdateEvent>,
    ) -> Result<(), ErrorObject> {
        self.rooms.with_rooms(|rooms| {
            let channel = self.rooms.audience().events.room_update_channel();
            let subscriber = registration.accept(channel)?;
            for (room, security) in rooms {
                subscriber.notify(&room_update(room, RoomChange::Created, security));
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

fn token(text: &str) -> Result<Token, UnknownToken> {
    text.parse().map_err(|_| UnknownToken)
}

fn index(text: Option<&str>) -> Result<Token, ErrorObject> {
    token(text.unwrap_or_default()).map_err(|UnknownToken| unknown_key())
}

fn unknown_key() -> ErrorObject {
    ErrorObject::from(Code::UnknownKey).with_data("The room token is invalid")
}

/// Those who registered for events: of all rooms, or of one membership.
#[derive(Debug, Default)]
struct Listeners {
    events: wire::MessengerEvents,
}

/// Those who registered with the token of one membership.
#[derive(Debug, Default)]
struct Seat {
    user_update: Channel<wire::UserUpdateEvent>,
    message: Channel<wire::MessageEvent>,
}

impl Audience for Listeners {
    type Seat = Seat;

    fn room_changed(&self, room: &str, change: RoomChange, security: Security) {
        self.events
            .room_update(&room_update(room, change, security));
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

fn room_update(room: &str, change: RoomChange, security: Security) -> wire::RoomUpdateEvent {
    wire::RoomUpdateEvent {
        room: room.to_owned(),
        action: match change {
            RoomChange::Created => wire::RoomUpdateAction::Created,
            RoomChange::Destroyed => wire::RoomUpdateAction::Destroyed,
        },
        secure: match security {
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
