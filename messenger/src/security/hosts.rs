//! The names under which a server may be asked for.
//!
//! A page of `evil.example` cannot read from another origin. So its owner has `evil.example` resolve to the
//! victim's own machine (DNS rebinding), and the browser takes the local server for a part of that page's
//! origin. What gives it away is the `Host` header, which names `evil.example`.

use super::origin::{Name, host_and_port, host_name};
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::OnceLock;

/// A name under which a server may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// This one.
    Named(Name),
    /// Every name.
    Any,
}

/// The text is neither a name or address of a host, nor `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAHost;

impl FromStr for Host {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        match text {
            "*" => Ok(Self::Any),
            text => host_name(text).map(Self::Named).ok_or(NotAHost),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Any => f.write_str("*"),
        }
    }
}

/// The names that are known. Those of this machine and the address that is listened on always are.
#[derive(Clone, Debug, Default)]
pub struct Hosts(Vec<Host>);

impl Hosts {
    /// These too.
    pub fn new(hosts: Vec<Host>) -> Self {
        Self(hosts)
    }

    /// How clients write those of its names that can be listed.
    fn spellings(&self, listening: SocketAddr) -> Vec<String> {
        let port = listening.port();
        let own = [
            format!("127.0.0.1:{port}"),
            format!("localhost:{port}"),
            listening.to_string(),
        ];
        let named = self.0.iter().flat_map(|host| match host {
            Host::Named(name) => vec![format!("{name}:{port}"), name.to_string()],
            Host::Any => Vec::new(),
        });
        let known = |spelling: &String| {
            host_and_port(spelling).is_some_and(|(name, _)| self.know(&name, listening))
        };
        own.into_iter().chain(named).filter(known).collect()
    }

    /// Whether a server that listens on this address may be asked for under this name.
    pub fn know(&self, name: &Name, listening: SocketAddr) -> bool {
        let is_its_address = match name {
            // Who listens on all addresses may be behind others that it does not know of. No address
            // can be made to mean another machine.
            Name::Address(address) => listening.ip().is_unspecified() || *address == listening.ip(),
            Name::Domain(_) => false,
        };
        let is_meant = |host: &Host| match host {
            Host::Named(other) => other == name,
            Host::Any => true,
        };
        is_its_address || name.is_loopback() || self.0.iter().any(is_meant)
    }
}

/// `Host` headers of honest clients, letter by letter, so that not every request needs its name read: made when the
/// first asks.
#[derive(Debug, Default)]
pub struct UsualHosts(OnceLock<(SocketAddr, Vec<String>)>);

impl UsualHosts {
    /// Whether this header is one of them. Others may be known too.
    pub fn include(&self, header: &[u8], listening: SocketAddr, hosts: &Hosts) -> bool {
        let (address, spellings) = self
            .0
            .get_or_init(|| (listening, hosts.spellings(listening)));
        *address == listening
            && spellings
                .iter()
                .any(|spelling| spelling.as_bytes() == header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_are_known_ones() {
        let hosts = Hosts::new(vec!["Tv.example".parse().expect("is a host"), Host::Any]);
        let listening = "[::1]:80".parse().expect("is an address");
        let usual = UsualHosts::default();
        for header in [
            "127.0.0.1:80",
            "localhost:80",
            "[::1]:80",
            "tv.example",
            "tv.example:80",
        ] {
            assert!(
                usual.include(header.as_bytes(), listening, &hosts),
                "{header}"
            );
        }
        let elsewhere = "127.0.0.1:81".parse().expect("is an address");
        for header in ["evil.example", "tv.example:81", "localhost", ""] {
            assert!(
                !usual.include(header.as_bytes(), listening, &hosts),
                "{header}"
            );
            assert!(
                !usual.include(b"localhost:80", elsewhere, &hosts),
                "{header}"
            );
        }
        let any = "0.0.0.0:80".parse().expect("is an address");
        assert!(UsualHosts::default().include(b"0.0.0.0:80", any, &Hosts::default()));
    }

    #[test]
    fn names_of_others_are_not_known() {
        let known = |hosts: &Hosts, name, listening: &str| {
            let listening = listening.parse().expect("is an address");
            hosts.know(&Name::parse(name).expect("is a name"), listening)
        };
        let hosts = Hosts::new(vec!["Tv.example".parse().expect("is a host")]);
        for name in ["localhost", "127.0.0.1", "[::1]", "TV.example"] {
            assert!(known(&hosts, name, "127.0.0.1:1"), "{name}");
        }
        for name in [
            "evil.example",
            "tv.example.evil.example",
            "10.0.0.1",
            "0.0.0.0",
        ] {
            assert!(!known(&hosts, name, "127.0.0.1:1"), "{name}");
        }
        assert!(known(&hosts, "10.0.0.1", "10.0.0.1:1"));
        assert!(!known(&hosts, "10.0.0.2", "10.0.0.1:1"));
        assert!(known(&hosts, "10.0.0.2", "0.0.0.0:1"));
        assert!(!known(&hosts, "evil.example", "0.0.0.0:1"));
        assert!(known(
            &Hosts::new(vec![Host::Any]),
            "evil.example",
            "127.0.0.1:1"
        ));
    }
}
