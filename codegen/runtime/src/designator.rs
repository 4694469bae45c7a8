//! The grammar of `method`: `[callsign.][version.][prefix[#instance]::]method[@index]` (Thunder).

/// A designator, taken apart.
///
/// Read from the right, as Thunder does: the index is what follows the last `@`, the method what
/// follows the last dot before it, the version the segment of digits before that, and the rest is the
/// callsign, dots and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Designator<'a> {
    /// Who is called; `None`: whoever the path names.
    pub callsign: Option<&'a str>,
    /// The version that the caller wants, as digits; `None`: any.
    pub version: Option<&'a str>,
    /// What is called, with prefix and instance if there are any.
    pub method: &'a str,
    /// Which of several values or instances is meant.
    pub index: Option<&'a str>,
}

impl<'a> Designator<'a> {
    /// Takes `text` apart. Every text is some designator; whether it names anything is another question.
    pub fn parse(text: &'a str) -> Self {
        let (path, index) = match split(text, b'@') {
            Some((path, index)) => (path, Some(index)),
            None => (text, None),
        };
        let Some((owner, method)) = split(path, b'.') else {
            return Self {
                callsign: None,
                version: None,
                method: path,
                index,
            };
        };
        let (rest, last) = match split(owner, b'.') {
            Some((rest, last)) => (Some(rest), last),
            None => (None, owner),
        };
        // An empty segment stands for "no version": `Messenger..join` and `.join` are accepted.
        if last.bytes().all(|byte| byte.is_ascii_digit()) {
            let version = (!last.is_empty()).then_some(last);
            Self {
                callsign: rest,
                version,
                method,
                index,
            }
        } else {
            Self {
                callsign: Some(owner),
                version: None,
                method,
                index,
            }
        }
    }

    /// Whether it names something behind a bridge to another server, `bridge/callsign.method` (Thunder).
    pub fn is_composite(&self) -> bool {
        let has_slash = |text: &str| text.as_bytes().contains(&b'/');
        has_slash(self.method) || self.callsign.is_some_and(has_slash)
    }

    /// The method without the instance mark that a plain method ignores: `join#1` is `join`.
    pub fn plain_method(&self) -> &'a str {
        match self.method.split_once('#') {
            Some((name, instance)) if !instance.contains("::") => name,
            _ => self.method,
        }
    }

    /// Whether the designator asks for this major version or for none. Leading zeros do not count;
    /// a number too large to be a version is none that is served.
    pub fn accepts_major(&self, major: u32) -> bool {
        self.version
            .is_none_or(|digits| digits.parse() == Ok(major))
    }
}

/// The parts before and behind the last of these ASCII characters. Designators are short: a plain search is
/// faster than one that prepares itself.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let place = text.bytes().rposition(|byte| byte == mark)?;
    Some((&text[..place], &text[place + 1..]))
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
        assert_eq!(Designator::parse("M.a#1::join").plain_method(), "a#1::join");
    }
}
