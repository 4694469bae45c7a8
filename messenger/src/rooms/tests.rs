use super::*;
use parking_lot::Mutex;

/// Writes down what it hears; the number of seats tells who would have heard.
#[derive(Default)]
struct Record(Mutex<Vec<String>>);

impl Audience for Record {
    type Seat = ();

    fn room_changed(&self, room: &str, change: RoomChange, admission: &Admission) {
        let security = admission.security();
        self.0
            .lock()
            .push(format!("{room} {change:?} {security:?}"));
    }

    fn user_changed<'a>(
        &self,
        seats: impl Iterator<Item = &'a ()>,
        user: &str,
        change: UserChange,
    ) {
        self.0
            .lock()
            .push(format!("{user} {change:?} to {}", seats.count()));
    }

    fn message_sent<'a>(&self, seats: impl Iterator<Item = &'a ()>, user: &str, message: String) {
        self.0
            .lock()
            .push(format!("{user} says {message} to {}", seats.count()));
    }

    fn seat_left(&self, (): &()) {}
}

fn rooms() -> Rooms<Record> {
    Rooms::new(Record::default(), RoomLimits::default())
}

fn join(room: &str, user: &str) -> Join {
    Join {
        room: room.to_owned(),
        user: user.to_owned(),
        security: Security::Insecure,
        access_list: None,
        origin: None,
        founder: Founder::Anybody,
        owner: Owner::Connection(1),
    }
}

/// Looks at the seat as somebody who listens there.
fn listen(rooms: &Rooms<Record>, token: Token) {
    rooms.with_users(token, |(), _| ()).expect("is a member");
}

fn heard(rooms: &Rooms<Record>) -> Vec<String> {
    std::mem::take(&mut rooms.audience().0.lock())
}

#[test]
fn a_room_lives_from_its_first_user_to_its_last() {
    let rooms = rooms();
    let ann = rooms.join(join("R", "Ann")).expect("is admitted");
    listen(&rooms, ann);
    let bob = rooms.join(join("R", "Bob")).expect("is admitted");
    listen(&rooms, bob);
    assert_eq!(heard(&rooms), ["R Created Insecure", "Bob Joined to 1"]);
    rooms.send(bob, "hi".into()).expect("is a member");
    rooms.leave(ann).expect("is a member");
    rooms.leave(bob).expect("is a member");
    assert_eq!(
        heard(&rooms),
        ["Bob says hi to 2", "Ann Left to 1", "R Destroyed Insecure"]
    );
    assert_eq!(rooms.leave(bob), Err(UnknownToken));
    assert_eq!(rooms.send(ann, "late".into()), Err(UnknownToken.into()));
    assert!(heard(&rooms).is_empty());
}

#[test]
fn a_refused_join_leaves_nothing_behind() {
    let rooms = rooms();
    let long = "x".repeat(257);
    for (room, user, named, reason) in [
        ("", "Ann", Named::Room, UnusableName::Empty),
        ("R", "", Named::User, UnusableName::Empty),
        ("R\n", "Ann", Named::Room, UnusableName::ControlCharacter),
        ("R", "\u{85}", Named::User, UnusableName::ControlCharacter),
        ("R", &long, Named::User, UnusableName::TooLong(256)),
        (&long, "Ann", Named::Room, UnusableName::TooLong(256)),
    ] {
        let refusal = JoinRefusal::UnusableName(named, reason);
        assert_eq!(rooms.join(join(room, user)), Err(refusal));
    }
    assert!(rooms.with_rooms(|rooms| rooms.is_empty()));
    rooms.join(join("R", "Ann")).expect("is admitted");
    assert_eq!(rooms.join(join("R", "Ann")), Err(JoinRefusal::UserTaken));
    assert_eq!(heard(&rooms), ["R Created Insecure"]);
}

fn secure(room: &str, user: &str) -> Join {
    Join {
        security: Security::Secure,
        ..join(room, user)
    }
}

fn listing(join: Join, list: &[&str]) -> Join {
    let list = list.iter().map(|entry| Pattern::new(entry).expect(entry));
    Join {
        access_list: Some(list.collect()),
        ..join
    }
}

fn from(origin: &str, join: Join) -> Join {
    Join {
        origin: Origin::parse(origin),
        ..join
    }
}

#[test]
fn security_is_never_entered_by_omission() {
    let rooms = rooms();
    let refused = |join| assert_eq!(rooms.join(join), Err(JoinRefusal::NotAdmitted));
    rooms
        .join(listing(secure("S", "Ann"), &[]))
        .expect("is admitted");
    refused(join("S", "Bob"));
    refused(listing(secure("S", "Bob"), &[]));
    rooms.join(secure("S", "Bob")).expect("is admitted");
    rooms.join(join("R", "Ann")).expect("is admitted");
    refused(secure("R", "Bob"));
}

#[test]
fn a_list_admits_the_origins_in_it_and_no_others() {
    let rooms = rooms();
    let refused = |join| assert_eq!(rooms.join(join), Err(JoinRefusal::NotAdmitted));
    let (one, two) = ("https://a.example", "https://b.other.example");
    let list = ["https://a.example", "https://*.other.example"];
    rooms
        .join(listing(secure("S", "Ann"), &list))
        .expect("is admitted");
    rooms
        .join(from(one, secure("S", "Bob")))
        .expect("is admitted");
    rooms
        .join(from(two, secure("S", "Cid")))
        .expect("is admitted");
    refused(from("https://c.example", secure("S", "Dan")));
    refused(secure("S", "Dan"));
    refused(from(one, join("S", "Dan")));
    refused(from(one, listing(secure("S", "Dan"), &list)));
    // Who may not enter does not learn who is there.
    refused(secure("S", "Bob"));
    assert_eq!(
        rooms.join(from(one, secure("S", "Bob"))),
        Err(JoinRefusal::UserTaken)
    );
}

#[test]
fn founders_have_to_be_entitled_where_somebody_entitles() {
    let rooms = rooms();
    let of = |founder, join| Join { founder, ..join };
    let refused = |join| assert_eq!(rooms.join(join), Err(JoinRefusal::NotAdmitted));
    let list = ["https://a.example"];
    refused(of(Founder::Entitled, secure("S", "Ann")));
    refused(of(Founder::Entitled, listing(secure("S", "Ann"), &[])));
    refused(of(Founder::NotEntitled, listing(secure("S", "Ann"), &list)));
    assert!(heard(&rooms).is_empty());
    rooms
        .join(of(Founder::NotEntitled, join("R", "Ann")))
        .expect("is admitted");
    rooms
        .join(of(Founder::Entitled, listing(secure("S", "Ann"), &list)))
        .expect("is admitted");
    let guest = from(list[0], secure("S", "Bob"));
    rooms
        .join(of(Founder::NotEntitled, guest))
        .expect("is admitted");
}

#[test]
fn a_list_lives_and_dies_with_its_room() {
    let rooms = rooms();
    let squat = |user| listing(secure("S", user), &["https://evil.example"]);
    let nameless = JoinRefusal::UnusableName(Named::User, UnusableName::Empty);
    assert_eq!(rooms.join(squat("")), Err(nameless));
    let ann = rooms.join(join("S", "Ann")).expect("nothing is left of it");
    rooms.leave(ann).expect("is a member");
    let eve = rooms.join(squat("Eve")).expect("is admitted");
    assert_eq!(rooms.join(join("S", "Ann")), Err(JoinRefusal::NotAdmitted));
    rooms.leave(eve).expect("is a member");
    rooms.join(join("S", "Ann")).expect("nothing is left of it");
}

#[test]
fn rooms_and_users_are_seen_in_order() {
    let rooms = rooms();
    for name in ["b", "a", "c"] {
        rooms.join(join(name, "Ann")).expect("is admitted");
    }
    let zoe = rooms.join(join("a", "Zoe")).expect("is admitted");
    rooms.join(join("a", "Bob")).expect("is admitted");
    let names: Vec<_> =
        rooms.with_rooms(|rooms| rooms.iter().map(|room| room.0.to_owned()).collect());
    assert_eq!(names, ["a", "b", "c"]);
    let users = rooms.with_users(zoe, |(), users| {
        users.map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(
        users,
        Ok(vec!["Ann".to_owned(), "Zoe".to_owned(), "Bob".to_owned()])
    );
}

#[test]
fn memberships_end_with_their_connection() {
    let rooms = rooms();
    rooms.join(join("R", "Ann")).expect("is admitted");
    rooms.join(join("S", "Ann")).expect("is admitted");
    let other = Join {
        owner: Owner::Connection(2),
        ..join("R", "Bob")
    };
    listen(&rooms, rooms.join(other).expect("is admitted"));
    heard(&rooms);
    rooms.connection_closed(1);
    assert_eq!(heard(&rooms), ["Ann Left to 1", "S Destroyed Insecure"]);
    rooms.connection_closed(1);
    assert!(heard(&rooms).is_empty());
}

#[test]
fn memberships_without_connection_end_when_idle() {
    let limits = RoomLimits {
        idle_membership: Duration::from_secs(60),
        ..RoomLimits::default()
    };
    let rooms = Rooms::new(Record::default(), limits);
    rooms
        .join(Join {
            owner: Owner::Token,
            ..join("R", "Ann")
        })
        .expect("is admitted");
    rooms.join(join("S", "Ann")).expect("is admitted");
    heard(&rooms);
    rooms.expire(Instant::now() + Duration::from_secs(59));
    assert!(heard(&rooms).is_empty());
    rooms.expire(Instant::now() + Duration::from_secs(61));
    assert_eq!(heard(&rooms), ["R Destroyed Insecure"]);
}

#[test]
fn every_bound_refuses_one_more_and_only_that() {
    let limits = RoomLimits {
        rooms: 2,
        members: 2,
        memberships: 3,
        idle_memberships: 1,
        message_length: 3,
        ..RoomLimits::default()
    };
    let rooms = Rooms::new(Record::default(), limits);
    let owned = |owner, room, user| Join {
        owner,
        ..join(room, user)
    };
    let refused = |join| rooms.join(join).expect_err("is refused");
    let ann = rooms.join(join("R", "Ann")).expect("is admitted");
    rooms.join(join("R", "Bob")).expect("is admitted");
    assert_eq!(refused(join("R", "Cid")), LimitReached::Members(2).into());
    rooms.join(join("S", "Ann")).expect("is admitted");
    assert_eq!(
        refused(join("S", "Bob")),
        LimitReached::Memberships(3).into()
    );
    let other = Owner::Connection(2);
    assert_eq!(
        refused(owned(other, "T", "Ann")),
        LimitReached::Rooms(2).into()
    );
    rooms
        .join(owned(Owner::Token, "S", "Bob"))
        .expect("is admitted");
    assert_eq!(
        refused(owned(Owner::Token, "S", "Cid")),
        LimitReached::IdleMemberships(1).into()
    );
    assert_eq!(rooms.send(ann, "four".into()), Err(SendRefusal::TooLong(3)));
    rooms.send(ann, "two".into()).expect("is short enough");
    rooms.connection_closed(1);
    rooms.join(owned(other, "T", "Ann")).expect("is admitted");
}
