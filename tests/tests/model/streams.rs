//! What the members of a room hear, and what must be the same in all of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What one member heard.
#[derive(Default)]
pub(crate) struct Stream {
    pub(crate) room: String,
    pub(crate) user: String,
    pub(crate) events: Vec<String>,
    /// From here on it heard everything.
    pub(crate) complete_from: Option<usize>,
    /// It heard everything to the very end.
    pub(crate) to_the_end: bool,
    pub(crate) present: BTreeSet<String>,
    /// The number that each user's next message must have, where that is known.
    next_message: BTreeMap<String, u64>,
    pub(crate) own_messages: u64,
}

impl Stream {
    /// Nothing heard yet.
    pub(crate) fn new(room: &str, user: String) -> Self {
        Self {
            room: room.to_owned(),
            user,
            ..Self::default()
        }
    }

    pub(crate) fn user_update(&mut self, user: &str, action: &str) {
        match action {
            "joined" => {
                assert!(
                    self.present.insert(user.to_owned()),
                    "{user} joined {} twice",
                    self.room
                );
                if self.complete_from.is_some() {
                    self.next_message.insert(user.to_owned(), 0);
                }
            }
            "left" => assert!(
                self.present.remove(user),
                "{user} left {} and was not there",
                self.room
            ),
            other => panic!("users do not do {other}"),
        }
        self.events.push(format!("{user} {action}"));
    }

    pub(crate) fn message(&mut self, user: &str, text: &str) {
        assert!(
            self.present.contains(user),
            "{user} talks in {} and is not there",
            self.room
        );
        let number: u64 = text.parse().expect("messages are numbers");
        if let Some(next) = self.next_message.insert(user.to_owned(), number + 1) {
            assert_eq!(
                number, next,
                "messages of {user} in {} are lost, doubled or out of order",
                self.room
            );
        }
        self.own_messages += u64::from(user == self.user);
        self.events.push(format!("{user} says {text}"));
    }

    pub(crate) fn complete(&self) -> &[String] {
        self.complete_from.map_or(&[], |from| &self.events[from..])
    }
}

/// Lays every two streams of a room over each other.
pub(crate) fn compare(streams: &[Stream]) {
    let heard: Vec<HashSet<&str>> = streams
        .iter()
        .map(|stream| stream.complete().iter().map(|event| &**event).collect())
        .collect();
    let mut overlaps = 0;
    for (number, one) in streams.iter().enumerate() {
        assert_eq!(
            heard[number].len(),
            one.complete().len(),
            "{} heard something twice",
            one.user
        );
        for (other_number, other) in streams.iter().enumerate().skip(number + 1) {
            if one.room != other.room {
                continue;
            }
            let a = between(one.complete(), &heard[other_number]);
            let b = between(other.complete(), &heard[number]);
            assert_eq!(
                a, b,
                "{} and {} heard {} differently",
                one.user, other.user, one.room
            );
            overlaps += usize::from(a.len() > 1);
            if !a.is_empty() && one.to_the_end && other.to_the_end {
                let (a, b) = (one.events.last(), other.events.last());
                assert_eq!(
                    a, b,
                    "{} and {} heard {} end differently",
                    one.user, other.user, one.room
                );
            }
        }
    }
    assert!(overlaps > 0, "there was nothing to compare");
    println!("{} streams, {overlaps} overlaps", streams.len());
}

/// The events between the first and the last that somebody else heard too.
fn between<'a>(events: &'a [String], heard: &HashSet<&str>) -> &'a [String] {
    let is_heard = |event: &String| heard.contains(&**event);
    match (
        events.iter().position(is_heard),
        events.iter().rposition(is_heard),
    ) {
        (Some(first), Some(last)) => &events[first..=last],
        _ => &[],
    }
}

#[test]
fn what_the_streams_must_not_show_is_noticed() {
    let stream = |user: &str, events: &[&str], to_the_end| Stream {
        room: "R".to_owned(),
        user: user.to_owned(),
        events: events.iter().map(|event| (*event).to_owned()).collect(),
        complete_from: Some(0),
        to_the_end,
        ..Stream::default()
    };
    let is_fine = |events: &[&str]| {
        let streams = [
            stream("A", &["1", "2", "3", "4"], true),
            stream("B", events, true),
        ];
        std::panic::catch_unwind(|| compare(&streams)).is_ok()
    };
    assert!(is_fine(&["2", "3", "4"]) && is_fine(&["0", "1", "2", "3", "4"]));
    assert!(!is_fine(&["1", "3", "4"]), "lost");
    assert!(!is_fine(&["1", "3", "2", "4"]), "out of order");
    assert!(!is_fine(&["1", "2", "2", "3", "4"]), "doubled");
    assert!(!is_fine(&["1", "2", "x", "3", "4"]), "misdirected");
    assert!(!is_fine(&["1", "2", "3"]), "lost at the end");
}
