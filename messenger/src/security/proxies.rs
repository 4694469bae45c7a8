//! Reverse proxies: the server sees their address, and has to believe them whose request it is.
//!
//! Anybody can send the headers in which proxies say that. So they are believed only from configured addresses,
//! and read from the end: what stands last was written by the proxy that is connected, and what that one was told
//! by another proxy is believed if that is a configured one too. Whatever stands before was written by anybody.

use hyper::header::{FORWARDED, HeaderMap, HeaderName};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// So many proxies may stand one behind the other.
const MOST: usize = 16;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Addresses that begin alike: `10.0.0.0/8`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// The text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| NotANetwork)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most)
            .then_some(Self { address, bits })
            .ok_or(NotANetwork)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Network {
    /// Whether this address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, width: u8| {
            let shift = u32::from(width - self.bits);
            one.checked_shr(shift) == other.checked_shr(shift)
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                same(own.to_bits().into(), other.to_bits().into(), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => same(own.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }
}

/// The header in which proxies say whose a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`, as most do.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies that are believed.
#[derive(Clone, Debug)]
pub struct Proxies {
    /// Their addresses.
    pub networks: Vec<Network>,
    /// The header that they write. The other is anybody's.
    pub header: ProxyHeader,
}

impl Default for Proxies {
    fn default() -> Self {
        Self {
            networks: Vec::new(),
            header: ProxyHeader::XForwardedFor,
        }
    }
}

/// Whose a request is, as far as it can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address.
    pub address: IpAddr,
    /// Whether it asked over TLS.
    pub secure: bool,
}

impl Proxies {
    /// Whether this is the address of a proxy.
    pub fn include(&self, address: IpAddr) -> bool {
        self.networks
            .iter()
            .any(|network| network.contains(address))
    }

    /// Whose a request with these headers is, if `peer` sent it.
    pub fn client(&self, headers: &HeaderMap, peer: Client) -> Client {
        if !self.include(peer.address) {
            return peer;
        }
        let mut client = peer;
        match self.header {
            ProxyHeader::XForwardedFor => {
                let hops = items(headers, &X_FORWARDED_FOR, ',');
                client.address = self.nearest(peer.address, hops.iter().map(|hop| address(hop)));
                let schemes = items(headers, &X_FORWARDED_PROTO, ',');
                if let Some(scheme) = schemes.first() {
                    client.secure = scheme.eq_ignore_ascii_case("https");
                }
            }
            ProxyHeader::Forwarded => {
                let hops = items(headers, &FORWARDED, ',');
                let addresses = hops.iter().map(|hop| address(parameter(hop, "for")?));
                client.address = self.nearest(peer.address, addresses);
                if let Some(scheme) = hops.first().and_then(|hop| parameter(hop, "proto")) {
                    client.secure = scheme.eq_ignore_ascii_case("https");
                }
            }
        }
        client
    }

    /// The first address that is not a proxy's; `hops` begin with what the connected proxy wrote. Behind one that
    /// cannot be read nothing is believed.
    fn nearest(&self, peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>) -> IpAddr {
        let mut nearest = peer;
        for hop in hops {
            let Some(hop) = hop else {
                return nearest;
            };
            nearest = hop;
            if !self.include(hop) {
                return nearest;
            }
        }
        nearest
    }
}

/// The last items of a header, the last of all first.
fn items<'a>(headers: &'a HeaderMap, name: &HeaderName, separator: char) -> Vec<&'a str> {
    let values = headers.get_all(name).iter().rev();
    let items = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(separator));
    items.map(str::trim).take(MOST).collect()
}

/// A parameter of one item of `Forwarded`, without its quotes.
fn parameter<'a>(item: &'a str, name: &str) -> Option<&'a str> {
    let pairs = item.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let (_, value) = values.next()?;
    Some(value.trim().trim_matches('"'))
}

/// An address with or without port, as it stands in these headers.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = plain.unwrap_or(text).parse::<IpAddr>();
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    address
        .or_else(|_| with_port())
        .ok()
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn network(text: &str) -> Network {
        text.parse().expect(text)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    fn client(
        header: ProxyHeader,
        peer: &str,
        lines: &[(&'static str, &'static str)],
    ) -> (String, bool) {
        let proxies = Proxies {
            networks: vec![network("10.0.0.0/8"), network("2001:db8::/32")],
            header,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let peer = Client {
            address: ip(peer),
            secure: false,
        };
        let client = proxies.client(&headers, peer);
        (client.address.to_string(), client.secure)
    }

    #[test]
    fn networks_are_read_and_contain_what_begins_alike() {
        for (text, inside, outside) in [
            ("10.0.0.0/8", "10.9.8.7", "11.0.0.0"),
            ("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2"),
            ("0.0.0.0/0", "1.2.3.4", "::1"),
            ("2001:db8::/32", "2001:db8:1::", "2001:db9::"),
            ("::/0", "::1", "1.2.3.4"),
        ] {
            assert!(network(text).contains(ip(inside)), "{text}");
            assert!(!network(text).contains(ip(outside)), "{text}");
            assert_eq!(network(&network(text).to_string()), network(text));
        }
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10/8",
            "localhost",
            "::/129",
            "10.0.0.0/-1",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }

    #[test]
    fn proxies_are_believed_from_the_end() {
        use ProxyHeader::{Forwarded, XForwardedFor};
        let (x, proto, f) = ("x-forwarded-for", "x-forwarded-proto", "forwarded");
        for (header, peer, lines, expected) in [
            (
                XForwardedFor,
                "192.0.2.1",
                &[(x, "1.1.1.1"), (proto, "https")][..],
                ("192.0.2.1", false),
            ),
            (XForwardedFor, "10.0.0.1", &[], ("10.0.0.1", false)),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "1.1.1.1"), (proto, "https")],
                ("1.1.1.1", true),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "6.6.6.6, 1.1.1.1")],
                ("1.1.1.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "6.6.6.6, 1.1.1.1, 10.0.0.2")],
                ("1.1.1.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "6.6.6.6"), (x, "1.1.1.1")],
                ("1.1.1.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "10.0.0.3,10.0.0.2")],
                ("10.0.0.3", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "6.6.6.6, unknown")],
                ("10.0.0.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "6.6.6.6, x, 10.0.0.2")],
                ("10.0.0.2", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "1.1.1.1:4711")],
                ("1.1.1.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(x, "[2001:db9::1]:47")],
                ("2001:db9::1", false),
            ),
            (XForwardedFor, "10.0.0.1", &[(x, "")], ("10.0.0.1", false)),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(f, "for=1.1.1.1;proto=https")],
                ("10.0.0.1", false),
            ),
            (
                XForwardedFor,
                "10.0.0.1",
                &[(proto, "https, http")],
                ("10.0.0.1", false),
            ),
            (
                Forwarded,
                "10.0.0.1",
                &[(f, "for=1.1.1.1;proto=https")],
                ("1.1.1.1", true),
            ),
            (
                Forwarded,
                "10.0.0.1",
                &[(f, "for=6.6.6.6, For=\"[2001:db9::1]:47\";Proto=HTTPS")],
                ("2001:db9::1", true),
            ),
            (
                Forwarded,
                "2001:db8::1",
                &[(f, "for=6.6.6.6, for=_hidden")],
                ("2001:db8::1", false),
            ),
            (
                Forwarded,
                "10.0.0.1",
                &[(f, "by=1.1.1.1")],
                ("10.0.0.1", false),
            ),
            (
                Forwarded,
                "10.0.0.1",
                &[(x, "1.1.1.1")],
                ("10.0.0.1", false),
            ),
        ] {
            let (address, secure) = expected;
            assert_eq!(
                client(header, peer, lines),
                (address.to_owned(), secure),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn a_long_chain_is_read_to_a_bound() {
        let chain = vec!["10.0.0.2"; 10_000].join(",");
        let mut headers = HeaderMap::new();
        headers.insert(
            X_FORWARDED_FOR,
            HeaderValue::from_str(&chain).expect("is a value"),
        );
        assert_eq!(items(&headers, &X_FORWARDED_FOR, ',').len(), MOST);
    }
}
