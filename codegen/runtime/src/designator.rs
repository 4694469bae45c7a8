//! The grammar of `method`: `[callsign.][version.][prefix[#instance]::]method[@index]` (Thunder).

use std::borrow::Cow;

/// A designator, taken apart.
///
/// Read from the right, as Thunder does: the index is what follows the last `@`, the method what
/// follows the last dot before it, the version the segment of digits before that, and the rest is the
/// callsign, dots and all. An instance is what stands between the first `#` and the `::` behind it; it
/// may hold dots and `@` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Designator<'a> {
    /// Who is called; `None`: whoever the path names.
    pub callsign: Option<&'a str>,
    /// The version that the caller wants, as digits; `None`: any.
    pub version: Option<&'a str>,
    /// What is called, with prefix and instance if there are any.
    pub method: &'a str,
    /// The instance on which it is called.
    pub instance: Option<&'a str>,
    /// Which of several values or instances is meant.
    pub index: Option<&'a str>,
    /// It has none of the marks of instances, indexes, prefixes and bridges.
    is_plain: bool,
}

impl<'a> Designator<'a> {
    /// Takes `text` apart. Every text is some designator; whether it names anything is another question.
    pub fn parse(text: &'a str) -> Self {
        Self::plain(text).unwrap_or_else(|| Self::general(text))
    }

    /// Takes a designator without instance, index and prefix apart, as almost all are.
    fn plain(text: &'a str) -> Option<Self> {
        if text.bytes().any(|byte| MARKS[usize::from(byte)]) {
            return None;
        }
        let (owner, method) = match split(text, b'.') {
            Some((owner, method)) => (Some(owner), method),
            None => (None, text),
        };
        Some(Self {
            is_plain: true,
            ..Self::owned(owner, method)
        })
    }

    /// Takes apart what stands before the method.
    fn owned(owner: Option<&'a str>, method: &'a str) -> Self {
        let (rest, segment) = match owner.map(|owner| split(owner, b'.')) {
            Some(Some((rest, segment))) => (Some(rest), Some(segment)),
            Some(None) => (None, owner),
            None => (None, None),
        };
        // An empty segment stands for "no version": `Messenger..join` and `.join` are accepted.
        let version = segment.filter(|segment| segment.bytes().all(|byte| byte.is_ascii_digit()));
        Self {
            callsign: if version.is_some() { rest } else { owner },
            version: version.filter(|version| !version.is_empty()),
            method,
            instance: None,
            index: None,
            is_plain: false,
        }
    }

    fn general(text: &'a str) -> Self {
        let instance = instance(text);
        // What follows the instance holds the index, what stands before it the callsign.
        let behind = instance.as_ref().map_or(0, |instance| instance.end);
        let (path, index) = match split(&text[behind..], b'@') {
            Some((path, index)) => (&text[..behind + path.len()], Some(index)),
            None => (text, None),
        };
        let front = instance
            .as_ref()
            .map_or(path.len(), |instance| instance.start);
        let instance = instance.map(|range| &text[range]);
        let owner = split(&path[..front], b'.').map(|(owner, _)| owner);
        let method = owner.map_or(path, |owner| &path[owner.len() + 1..]);
        Self {
            instance,
            index,
            ..Self::owned(owner, method)
        }
    }

    /// Whether it names something behind a bridge to another server, `bridge/callsign.method` (Thunder).
    pub fn is_composite(&self) -> bool {
        if self.is_plain {
            return false;
        }
        let has_slash = |text: &str| text.as_bytes().contains(&b'/');
        let method = match self.instance {
            None => has_slash(self.method),
            Some(_) => has_slash(&self.plain_method()),
        };
        method || self.callsign.is_some_and(has_slash)
    }

    /// The method without the instance, `device#1::enable` is `device::enable`, and without the mark of
    /// one that a plain method ignores: `join#1` is `join`.
    pub fn plain_method(&self) -> Cow<'a, str> {
        if self.is_plain {
            return Cow::Borrowed(self.method);
        }
        match (self.method.split_once('#'), self.instance) {
            (None, _) => Cow::Borrowed(self.method),
            (Some((name, _)), None) => Cow::Borrowed(name),
            (Some((prefix, rest)), Some(instance)) => {
                Cow::Owned(format!("{prefix}{}", &rest[instance.len()..]))
            }
        }
    }

    /// Whether the designator asks for this major version or for none. Leading zeros do not count;
    /// a number too large to be a version is none that is served.
    pub fn accepts_major(&self, major: u32) -> bool {
        self.version
            .is_none_or(|digits| digits.parse() == Ok(major))
    }
}

/// Which bytes mark instances, indexes, prefixes and bridges: looking them up is faster than comparing with each.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    marks[b'#' as usize] = true;
    marks[b'@' as usize] = true;
    marks[b'/' as usize] = true;
    marks[b':' as usize] = true;
    marks
};

/// The parts before and behind the last of these ASCII characters. Designators are short: a plain search is
/// faster than one that prepares itself.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let place = text.bytes().rposition(|byte| byte == mark)?;
    Some((&text[..place], &text[place + 1..]))
}

/// The prefix of a method without instance, and the method's own name: `device::enable`.
pub(crate) fn split_prefix(method: &str) -> Option<(&str, &str)> {
    // Almost none has a prefix, and looking for one byte is faster than looking for two.
    method
        .as_bytes()
        .contains(&b':')
        .then(|| method.rsplit_once("::"))?
}

/// Where the instance stands, if one is marked and a method follows it. A `#` in the index is none.
fn instance(text: &str) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mark = bytes.iter().position(|byte| matches!(byte, b'#' | b'@'))?;
    if bytes[mark] == b'@' {
        return None;
    }
    let start = mark + 1;
    let length = text[start..].find("::")?;
    Some(start..start + length)
}

/// The name of an instance's endpoint on the wire, `device#7::enable`, from its name without instance,
/// `device::enable`.
pub(crate) fn addressed<'a>(name: &'a str, instance: Option<&str>) -> Cow<'a, str> {
    match (instance, split_prefix(name)) {
        (Some(instance), Some((prefix, own))) => Cow::Owned(format!("{prefix}#{instance}::{own}")),
        _ => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, Option<&str>, &str, Option<&str>) {
        let designator = Designator::parse(text);
        (
            designator.callsign,
            designator.version,
            designator.method,
            designator.index,
        )
    }

    #[test]
    fn every_part_is_found_from_the_right() {
        assert_eq!(
            parts("Messenger.1.join"),
            (Some("Messenger"), Some("1"), "join", None)
        );
        assert_eq!(
            parts("Messenger.join"),
            (Some("Messenger"), None, "join", None)
        );
        assert_eq!(parts("join"), (None, None, "join", None));
        assert_eq!(parts("1.join"), (None, Some("1"), "join", None));
        assert_eq!(
            parts("a.b.1.c@x.y"),
            (Some("a.b"), Some("1"), "c", Some("x.y"))
        );
        assert_eq!(parts("a.c@x@y"), (Some("a"), None, "c@x", Some("y")));
        assert_eq!(parts("a.1.p#2::c"), (Some("a"), Some("1"), "p#2::c", None));
    }

    #[test]
    fn both_ways_agree() {
        // All short texts of the characters that mean something, and two that do not.
        let mut texts = vec![String::new()];
        for _ in 0..7 {
            let longer = texts
                .iter()
                .flat_map(|text| [".", "1", "a"].map(|next| format!("{text}{next}")));
            texts = longer.chain([String::new()]).collect();
            for text in &texts {
                let general = Designator {
                    is_plain: true,
                    ..Designator::general(text)
                };
                assert_eq!(Designator::plain(text), Some(general), "{text}");
            }
        }
        for marked in ["a.b@c", "a#1::b", "a/b", "p::m"] {
            assert_eq!(Designator::plain(marked), None, "{marked}");
        }
    }

    #[test]
    fn oddities_are_read_as_thunder_reads_them() {
        assert_eq!(
            parts("Messenger..join"),
            (Some("Messenger"), None, "join", None)
        );
        assert_eq!(parts(".join"), (None, None, "join", None));
        assert_eq!(parts("..join"), (Some(""), None, "join", None));
        assert_eq!(parts("Messenger."), (Some("Messenger"), None, "", None));
        assert_eq!(
            parts("Messenger.1.1.join"),
            (Some("Messenger.1"), Some("1"), "join", None)
        );
        assert_eq!(
            parts("Messenger.-1.join"),
            (Some("Messenger.-1"), None, "join", None)
        );
        assert_eq!(parts(""), (None, None, "", None));
        assert_eq!(parts("@"), (None, None, "", Some("")));
    }

    #[test]
    fn versions_compare_by_value() {
        let accepts = |text| Designator::parse(text).accepts_major(1);
        assert!(accepts("M.1.j") && accepts("M.01.j") && accepts("M.j") && accepts("M..j"));
        assert!(!accepts("M.2.j") && !accepts("M.0.j") && !accepts("M.255.j"));
        assert!(!accepts("M.4294967297.j") && !accepts("M.99999999999999999999999.j"));
    }

    #[test]
    fn a_slash_before_the_index_makes_it_composite() {
        assert!(Designator::parse("M.1/join").is_composite());
        assert!(Designator::parse("/M.1.join").is_composite());
        assert!(!Designator::parse("M.1.join@a/b").is_composite());
    }

    #[test]
    fn an_instance_mark_on_a_plain_method_is_dropped() {
        assert_eq!(Designator::parse("M.join#1").plain_method(), "join");
        assert_eq!(Designator::parse("M.join#1").instance, None);
    }

    #[test]
    fn instances_may_hold_what_parts_others() {
        for (text, instance, index) in [
            ("M.1.device#7::pin@3", "7", Some("3")),
            ("M.1.device#a.b::pin", "a.b", None),
            ("device#a@b/c#d::pin@e::f", "a@b/c#d", Some("e::f")),
            ("1.device#::pin", "", None),
        ] {
            let designator = Designator::parse(text);
            assert_eq!(designator.instance, Some(instance), "{text}");
            assert_eq!(designator.index, index, "{text}");
            assert_eq!(designator.plain_method(), "device::pin", "{text}");
            assert!(!designator.is_composite(), "{text}");
        }
        assert_eq!(Designator::parse("M.pin@a#b::c").instance, None);
        assert_eq!(Designator::parse("M.1/a#b::c").plain_method(), "1/a::c");
        assert!(Designator::parse("M.1/a#b::c").is_composite());
        assert_eq!(addressed("device::pin", Some("7")), "device#7::pin");
        assert_eq!(addressed("device::pin", None), "device::pin");
    }
}
