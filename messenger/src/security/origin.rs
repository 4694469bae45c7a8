//! Origins (RFC 6454): who a web page, or the holder of a token, is.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// The longest text that is read as an origin or a URL, in bytes. Names of hosts have at most 253.
const LONGEST: usize = 2048;

/// A scheme, a host and a port.
///
/// Kept in the one form in which browsers send it: lower case, international names in ASCII, and no port
/// where the scheme implies it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: Box<str>,
    /// The length of the scheme.
    scheme: usize,
    /// The length of everything before the port's colon.
    host: usize,
}

impl Origin {
    /// The origin of a URL; `None`: it has no host, carries a user name, or is no URL.
    pub fn of_url(url: &str) -> Option<Self> {
        let visible = |byte: u8| byte > b' ' && byte != 0x7F;
        if url.len() > LONGEST || !url.bytes().all(visible) {
            return None;
        }
        let url = Url::parse(url).ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let host = url.host_str().filter(|host| !host.is_empty())?;
        let mut text = format!("{}://{}", url.scheme(), host.to_ascii_lowercase());
        let host = text.len();
        if let Some(port) = url.port() {
            text += &format!(":{port}");
        }
        Some(Self {
            scheme: url.scheme().len(),
            host,
            text: text.into(),
        })
    }

    /// Reads an origin: `https://app.example.com:8443`, and nothing behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("://")?;
        if rest.contains(['/', '\\', '?', '#', '@']) {
            return None;
        }
        Self::of_url(text)
    }

    /// The whole: `https://app.example.com:8443`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme: `https`.
    pub fn scheme(&self) -> &str {
        &self.text[..self.scheme]
    }

    /// The host: `app.example.com`, `127.0.0.1` or `[::1]`.
    pub fn host(&self) -> &str {
        &self.text[self.scheme + "://".len()..self.host]
    }

    /// The port, also where the scheme implies it; `None`: there is none.
    pub fn port(&self) -> Option<u16> {
        match self.text[self.host..].strip_prefix(':') {
            Some(port) => port.parse().ok(),
            None => default_port(self.scheme()),
        }
    }

    /// Whether it is a page of this machine.
    pub fn is_loopback(&self) -> bool {
        Name::parse(self.host()).is_some_and(|name| name.is_loopback())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

/// The port that a scheme implies.
pub fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    }
}

/// The name or address of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// An address, which nobody can have resolve to another machine.
    Address(IpAddr),
    /// A name, in lower case.
    Domain(Box<str>),
}

impl Name {
    /// Reads a host without port.
    pub fn parse(host: &str) -> Option<Self> {
        if let Some(inner) = host.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(address.into()));
        }
        if let Ok(address) = host.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        let usable = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_name = !host.is_empty() && host.len() <= 253 && host.bytes().all(usable);
        is_name.then(|| Self::Domain(host.to_ascii_lowercase().into()))
    }

    /// Whether it can only mean this machine. Browsers and resolvers never ask the network for `localhost`
    /// and the names below it (RFC 6761).
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.to_canonical().is_loopback(),
            Self::Domain(name) => &**name == "localhost" || name.ends_with(".localhost"),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(address) => address.fmt(f),
            Self::Domain(name) => f.write_str(name),
        }
    }
}

/// What a `Host` header says (RFC 9110, section 7.2): a host, and a port if one is written.
pub fn host_and_port(authority: &str) -> Option<(Name, Option<u16>)> {
    let end_of_address = authority.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match authority[end_of_address..].rfind(':') {
        Some(colon) => {
            let (host, port) = authority.split_at(end_of_address + colon);
            (host, Some(&port[1..]))
        }
        None => (authority, None),
    };
    let port = match port {
        None | Some("") => None,
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
        Some(_) => return None,
    };
    Some((Name::parse(host)?, port))
}

/// A name of a host as people write it in settings, international ones too, as it stands in a `Host` header.
pub fn host_name(text: &str) -> Option<Name> {
    let text = text.trim_end_matches('.');
    match Host::parse(text).ok()? {
        Host::Domain(name) => Name::parse(&name),
        Host::Ipv4(address) => Some(Name::Address(address.into())),
        Host::Ipv6(address) => Some(Name::Address(address.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_have_one_form() {
        for (url, origin) in [
            ("https://App.Example.com", "https://app.example.com"),
            (
                "HTTPS://app.example.com:443/a?b#c",
                "https://app.example.com",
            ),
            ("http://a.example:8080/", "http://a.example:8080"),
            ("http://b\u{fc}cher.example", "http://xn--bcher-kva.example"),
            ("http://127.1/", "http://127.0.0.1"),
            ("http://[0:0::1]:80", "http://[::1]"),
            ("app://Com.Example.Tv/x", "app://com.example.tv"),
            ("app://tv:7", "app://tv:7"),
        ] {
            let parsed = Origin::of_url(url).expect(url);
            assert_eq!(parsed.as_str(), origin);
            assert_eq!(Origin::parse(origin).as_ref(), Some(&parsed), "{origin}");
        }
    }

    #[test]
    fn what_has_no_origin_is_refused() {
        for url in [
            "",
            "null",
            "file:///etc",
            "data:text/plain,x",
            "app.example.com",
            "//a.example",
            "http://",
            "https://good.example@evil.example",
            "https://:pw@evil.example",
            "http://a.exa\tmple",
            " http://a.example",
            "http://a b",
            "http://a.example:99999",
        ] {
            assert_eq!(Origin::of_url(url), None, "{url}");
        }
        assert_eq!(
            Origin::of_url(&format!("http://{}", "a".repeat(LONGEST))),
            None
        );
        for text in [
            "https://a.example/",
            "https://a.example/x",
            "https://a.example?x",
            "https://a.example#x",
            "https:a.example",
            "https:\\\\a.example",
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let parts = |text| {
            let origin = Origin::parse(text).expect(text);
            (
                origin.scheme().to_owned(),
                origin.host().to_owned(),
                origin.port(),
            )
        };
        let owned = |scheme: &str, host: &str, port| (scheme.to_owned(), host.to_owned(), port);
        assert_eq!(parts("https://a.b"), owned("https", "a.b", Some(443)));
        assert_eq!(parts("http://[::1]:8"), owned("http", "[::1]", Some(8)));
        assert_eq!(parts("app://tv"), owned("app", "tv", None));
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(Name::parse(host).expect(host).is_loopback(), "{host}");
        }
        for host in [
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
        ] {
            assert!(!Name::parse(host).expect(host).is_loopback(), "{host}");
        }
    }

    #[test]
    fn hosts_are_read_with_and_without_port() {
        let read = |text| host_and_port(text);
        let domain = |name: &str| Name::Domain(name.into());
        assert_eq!(read("A.example:80"), Some((domain("a.example"), Some(80))));
        assert_eq!(read("a.example"), Some((domain("a.example"), None)));
        assert_eq!(read("a.example:"), Some((domain("a.example"), None)));
        let localhost = Name::Address(Ipv6Addr::LOCALHOST.into());
        assert_eq!(read("[::1]:8080"), Some((localhost.clone(), Some(8080))));
        assert_eq!(read("[::1]"), Some((localhost, None)));
        for wrong in [
            "", ":80", "a:b", "a:80:80", "a:99999", "a b", "::1", "[::1", "a/b", "a@b", "[::1]x",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_in_settings_are_read_as_browsers_do() {
        assert_eq!(
            host_name("B\u{fc}cher.example."),
            Name::parse("xn--bcher-kva.example")
        );
        assert_eq!(host_name("10.0.0.1"), Name::parse("10.0.0.1"));
        assert_eq!(host_name("[::2]"), Name::parse("[::2]"));
        assert_eq!(host_name("a/b"), None);
        assert_eq!(host_name("a:80"), None);
    }
}
