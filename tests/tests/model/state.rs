//! The model: what the interface promises, in the plainest way.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

/// Who acts or listens.
pub(crate) type ConnectionId = usize;

/// A place in the list of everybody who ever joined.
pub(crate) type MemberId = usize;

/// What can be asked of the service.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Join {
        room: String,
        user: String,
        secure: Option<&'static str>,
        list: bool,
    },
    Leave {
        token: String,
    },
    Send {
        token: String,
        message: String,
    },
    Register(Subscription),
    Unregister(Subscription),
    /// A method that there is not.
    Unknown,
}

/// What tells the subscriptions of a connection apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) event: &'static str,
    pub(crate) client: String,
    /// The index in the designator, as in `register@index`.
    pub(crate) index: Option<String>,
}

/// How the service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Null,
    Token(MemberId),
    Error(i64),
}

/// Everything that the server should know.
pub(crate) struct Model {
    rooms: BTreeMap<String, Room>,
    members: Vec<Member>,
    /// Those who have not left.
    alive: BTreeSet<MemberId>,
    /// Every token that there ever was.
    tokens: HashSet<String>,
    /// The latest that have died, the latest first.
    dead_tokens: VecDeque<String>,
    /// Subscriptions to `roomupdate`, in the order of registration.
    room_updates: Vec<(ConnectionId, Subscription)>,
    subscription_limit: usize,
    outbox: Vec<(ConnectionId, String)>,
}

struct Room {
    secure: bool,
    /// It was created with a list of origins.
    listed: bool,
    /// In the order of joining.
    members: Vec<MemberId>,
}

struct Member {
    room: String,
    user: String,
    /// Unknown until the server has told it.
    token: Option<String>,
    /// `None`: it joined over HTTP.
    owner: Option<ConnectionId>,
    /// Subscriptions to the events of the room, in the order of registration.
    subscriptions: Vec<(ConnectionId, Subscription)>,
}

impl Subscription {
    /// The token that it is about.
    fn token(&self) -> &str {
        match &self.index {
            Some(index) => index,
            None => self.client.split('.').next().unwrap_or_default(),
        }
    }

    fn notification(&self, params: &str) -> String {
        let mut designator = format!("{}.{}", self.client, self.event);
        if let Some(index) = &self.index {
            designator += &format!("@{index}");
        }
        format!(
            r#"{{"jsonrpc":"2.0","method":{},"params":{params}}}"#,
            quoted(&designator)
        )
    }
}

impl Model {
    pub(crate) fn new(subscription_limit: usize) -> Self {
        Self {
            rooms: BTreeMap::new(),
            members: Vec::new(),
            alive: BTreeSet::new(),
            tokens: HashSet::new(),
            dead_tokens: VecDeque::new(),
            room_updates: Vec::new(),
            subscription_limit,
            outbox: Vec::new(),
        }
    }

    /// What the operations until now have caused, in order, to be taken by the connections it is for.
    pub(crate) fn take_events(&mut self) -> Vec<(ConnectionId, String)> {
        std::mem::take(&mut self.outbox)
    }

    /// The tokens that are alive, with the connection that each hangs on.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (Option<ConnectionId>, &str)> {
        let alive = self.alive.iter().map(|member| &self.members[*member]);
        alive.filter_map(|member| Some((member.owner, member.token.as_deref()?)))
    }

    /// Some tokens that have died, the latest first.
    pub(crate) fn dead_tokens(&self) -> impl Iterator<Item = &str> {
        self.dead_tokens.iter().map(|token| &**token)
    }

    /// The subscriptions of a connection.
    pub(crate) fn subscriptions(
        &self,
        connection: ConnectionId,
    ) -> impl Iterator<Item = &Subscription> {
        let of_members = self
            .alive
            .iter()
            .flat_map(|member| &self.members[*member].subscriptions);
        self.room_updates
            .iter()
            .chain(of_members)
            .filter_map(move |(owner, subscription)| (*owner == connection).then_some(subscription))
    }

    /// The server has told a token.
    pub(crate) fn learn(&mut self, member: MemberId, token: &str) {
        assert!(
            self.tokens.insert(token.to_owned()),
            "the token {token} was given twice"
        );
        self.members[member].token = Some(token.to_owned());
    }

    /// `actor` is `None` over HTTP.
    pub(crate) fn apply(&mut self, actor: Option<ConnectionId>, operation: &Operation) -> Outcome {
        match operation {
            Operation::Join {
                room,
                user,
                secure,
                list,
            } => self.join(actor, room, user, *secure, *list),
            Operation::Leave { token } => match self.find(token) {
                Some(member) => {
                    self.leave(member);
                    Outcome::Null
                }
                None => Outcome::Error(-31022),
            },
            Operation::Send { token, message } => match self.find(token) {
                Some(member) => {
                    self.send(member, message);
                    Outcome::Null
                }
                None => Outcome::Error(-31022),
            },
            Operation::Register(_) | Operation::Unregister(_) if actor.is_none() => {
                Outcome::Error(-31044)
            }
            Operation::Register(subscription) => {
                self.register(actor.unwrap_or_default(), subscription)
            }
            Operation::Unregister(subscription) => {
                self.unregister(actor.unwrap_or_default(), subscription)
            }
            Operation::Unknown => Outcome::Error(-32601),
        }
    }

    /// The connection has ended: whoever joined on it leaves, in the order of joining.
    pub(crate) fn close(&mut self, connection: ConnectionId) {
        let is_own = |member: &MemberId| self.members[*member].owner == Some(connection);
        let own: Vec<MemberId> = self.alive.iter().copied().filter(is_own).collect();
        for member in own {
            self.leave(member);
        }
        self.room_updates.retain(|(owner, _)| *owner != connection);
        for member in &self.alive {
            self.members[*member]
                .subscriptions
                .retain(|(owner, _)| *owner != connection);
        }
        self.outbox.retain(|(receiver, _)| *receiver != connection);
    }

    fn find(&self, token: &str) -> Option<MemberId> {
        let is_meant = |member: &MemberId| self.members[*member].token.as_deref() == Some(token);
        self.alive.iter().copied().find(is_meant)
    }

    fn join(
        &mut self,
        owner: Option<ConnectionId>,
        room: &str,
        user: &str,
        secure: Option<&str>,
        list: bool,
    ) -> Outcome {
        let secure = match secure {
            None | Some("insecure") => false,
            Some("secure") => true,
            Some(_) => return Outcome::Error(-32602),
        };
        let usable =
            |name: &str| (1..=256).contains(&name.len()) && !name.chars().any(char::is_control);
        if !usable(room) || !usable(user) {
            return Outcome::Error(-31030);
        }
        match self.rooms.get(room) {
            None => {
                self.rooms.insert(
                    room.to_owned(),
                    Room {
                        secure,
                        listed: secure && list,
                        members: Vec::new(),
                    },
                );
                self.announce_room(room, "created", secure);
            }
            Some(existing) => {
                // Nobody here has an origin, so no list admits anybody.
                if existing.secure != secure || secure && (list || existing.listed) {
                    return Outcome::Error(-32604);
                }
                if existing
                    .members
                    .iter()
                    .any(|member| self.members[*member].user == user)
                {
                    return Outcome::Error(-31005);
                }
                self.announce_user(room, user, "joined");
            }
        }
        let member = self.members.len();
        self.members.push(Member {
            room: room.to_owned(),
            user: user.to_owned(),
            token: None,
            owner,
            subscriptions: Vec::new(),
        });
        self.alive.insert(member);
        self.rooms
            .entry(room.to_owned())
            .and_modify(|room| room.members.push(member));
        Outcome::Token(member)
    }

    fn leave(&mut self, member: MemberId) {
        let leaver = &mut self.members[member];
        leaver.subscriptions.clear();
        self.alive.remove(&member);
        if let Some(token) = leaver.token.clone() {
            self.dead_tokens.truncate(9);
            self.dead_tokens.push_front(token);
        }
        let (name, user) = (leaver.room.clone(), leaver.user.clone());
        let Some(room) = self.rooms.get_mut(&name) else {
            unreachable!("members are in rooms")
        };
        room.members.retain(|other| *other != member);
        if room.members.is_empty() {
            let secure = room.secure;
            self.rooms.remove(&name);
            self.announce_room(&name, "destroyed", secure);
        } else {
            self.announce_user(&name, &user, "left");
        }
    }

    fn send(&mut self, sender: MemberId, message: &str) {
        let sender = &self.members[sender];
        let params = format!(
            r#"{{"user":{},"message":{}}}"#,
            quoted(&sender.user),
            quoted(message)
        );
        let room = sender.room.clone();
        self.tell_members(&room, "message", &params);
    }

    fn register(&mut self, connection: ConnectionId, subscription: &Subscription) -> Outcome {
        let indexed = match (subscription.event, &subscription.index) {
            ("roomupdate", None) => false,
            ("userupdate" | "message", _) => true,
            _ => return Outcome::Error(-31048),
        };
        let existing: Vec<_> = self.subscriptions(connection).collect();
        if existing.contains(&subscription) {
            return Outcome::Error(-31048);
        }
        if existing.len() >= self.subscription_limit {
            return Outcome::Error(-32005);
        }
        let initial: Vec<String> = if indexed {
            let Some(member) = self.find(subscription.token()) else {
                return Outcome::Error(-31022);
            };
            self.members[member]
                .subscriptions
                .push((connection, subscription.clone()));
            let members = match subscription.event {
                "userupdate" => &*self.rooms[&self.members[member].room].members,
                _ => &[],
            };
            members
                .iter()
                .map(|member| user_update(&self.members[*member].user, "joined"))
                .collect()
        } else {
            self.room_updates.push((connection, subscription.clone()));
            self.rooms
                .iter()
                .map(|(name, room)| room_update(name, "created", room.secure))
                .collect()
        };
        for params in initial {
            self.outbox
                .push((connection, subscription.notification(&params)));
        }
        Outcome::Null
    }

    fn unregister(&mut self, connection: ConnectionId, subscription: &Subscription) -> Outcome {
        let list = match (subscription.event, &subscription.index) {
            ("roomupdate", None) => &mut self.room_updates,
            ("userupdate" | "message", _) => match self.find(subscription.token()) {
                Some(member) => &mut self.members[member].subscriptions,
                None => return Outcome::Error(-31022),
            },
            _ => return Outcome::Error(-31048),
        };
        let same = |(owner, other): &(ConnectionId, Subscription)| {
            *owner == connection && other == subscription
        };
        match list.iter().position(same) {
            Some(position) => {
                list.remove(position);
                Outcome::Null
            }
            None => Outcome::Error(-31048),
        }
    }

    fn announce_room(&mut self, room: &str, action: &str, secure: bool) {
        let params = room_update(room, action, secure);
        let told = self
            .room_updates
            .iter()
            .map(|(to, subscription)| (*to, subscription.notification(&params)));
        self.outbox.extend(told);
    }

    fn announce_user(&mut self, room: &str, user: &str, action: &str) {
        self.tell_members(room, "userupdate", &user_update(user, action));
    }

    fn tell_members(&mut self, room: &str, event: &str, params: &str) {
        for member in &self.rooms[room].members {
            let subscriptions = self.members[*member].subscriptions.iter();
            let interested = subscriptions.filter(|(_, subscription)| subscription.event == event);
            let told =
                interested.map(|(to, subscription)| (*to, subscription.notification(params)));
            self.outbox.extend(told);
        }
    }
}

fn room_update(room: &str, action: &str, secure: bool) -> String {
    let secure = if secure { "secure" } else { "insecure" };
    format!(
        r#"{{"room":{},"action":"{action}","secure":"{secure}"}}"#,
        quoted(room)
    )
}

fn user_update(user: &str, action: &str) -> String {
    format!(r#"{{"user":{},"action":"{action}"}}"#, quoted(user))
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
