//! The guard at the door of the transport.

use super::authority::Authority;
use super::hosts::{Hosts, UsualHosts};
use super::origin::{Name, Origin, default_port, host_and_port};
use super::pattern::Pattern;
use super::proxies::{Client, Proxies};
use super::refusals::{Reason, Refusals};
use crate::transport::guard::{Guard, Head, Header, Visitor};
use crate::transport::handshake::Refusal;
use hyper::{Method, StatusCode};
use jsonrpc_runtime::Caller;
use std::net::IpAddr;
use std::sync::Arc;

/// Looks at every request before anything else does.
#[derive(Debug, Default)]
pub struct Gate {
    /// The names under which the server may be asked for.
    pub hosts: Hosts,
    /// Some of them, as they are mostly written.
    pub usual: UsualHosts,
    /// The origins whose pages may call, beside the server's own and those of this machine.
    pub origins: Vec<Pattern>,
    /// The reverse proxies that are believed.
    pub proxies: Proxies,
    /// Who knows tokens; `None`: nobody, and callers need none.
    pub authority: Option<Arc<Authority>>,
    /// How often it refused.
    pub refusals: Arc<Refusals>,
}

impl Gate {
    fn refuse(&self, head: &Head<'_>, reason: Reason) -> Refusal {
        self.refusals.count(reason, self.client(head).address);
        // Thunder's answers: 401 to a call, 403 to an upgrade. Whatever is wrong with a token, the text is one.
        let no_entry = if head.upgrade {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::UNAUTHORIZED
        };
        let (status, text) = match reason {
            Reason::Host => (
                StatusCode::FORBIDDEN,
                "the server is not known under the name in the Host header; see --host-name\n",
            ),
            Reason::Origin => (
                StatusCode::FORBIDDEN,
                "pages of this origin may not call; see --allow-origin\n",
            ),
            Reason::NoToken | Reason::Token | Reason::Expired => (
                no_entry,
                "a valid token is needed, as `Authorization: Bearer TOKEN`, or as ?token=TOKEN to open a WebSocket\n",
            ),
            Reason::Role => (StatusCode::FORBIDDEN, "the token has no role here\n"),
        };
        Refusal {
            status,
            reason: text,
        }
    }

    /// Whose request it is.
    fn client(&self, head: &Head<'_>) -> Client {
        let peer = Client {
            address: head.peer,
            secure: head.secure,
        };
        self.proxies.client(head.headers, peer)
    }

    /// The host and the port that a request asks for; `None`: it does not say.
    fn asked_for(&self, head: &Head<'_>) -> Result<Option<(Name, Option<u16>)>, Refusal> {
        let authority = match (head.uri.authority(), head.host) {
            (Some(authority), _) => authority.as_str(),
            (None, Header::Once(value)) => value.to_str().unwrap_or(""),
            (None, Header::Repeated) => "",
            (None, Header::Absent) => return Ok(None),
        };
        match host_and_port(authority) {
            Some(host) if self.hosts.know(&host.0, head.listening) => Ok(Some(host)),
            _ => Err(self.refuse(head, Reason::Host)),
        }
    }

    /// Whether the request asks for the server in one of the spellings that need no reading.
    fn is_usual(&self, head: &Head<'_>) -> bool {
        // A target in the absolute form wins over the header (RFC 9112, section 3.2.2).
        match head.host {
            Header::Once(value) if head.uri.authority().is_none() => {
                self.usual
                    .include(value.as_bytes(), head.listening, &self.hosts)
            }
            _ => false,
        }
    }

    /// Whether pages of this origin may call a server that was asked for like this.
    fn allows(
        &self,
        origin: &Origin,
        asked_for: Option<&(Name, Option<u16>)>,
        secure: bool,
    ) -> bool {
        let is_same = |(name, port): &(Name, Option<u16>)| {
            let scheme = if secure { "https" } else { "http" };
            origin.scheme() == scheme
                && Name::parse(origin.host()).as_ref() == Some(name)
                && origin.port() == port.or(default_port(scheme))
        };
        origin.is_loopback()
            || asked_for.is_some_and(is_same)
            || self.origins.iter().any(|pattern| pattern.matches(origin))
    }
}

impl Guard for Gate {
    fn receive(&self, head: &Head<'_>) -> Result<Visitor, Refusal> {
        // Whom a page asks for is compared with where it comes from; of others it is enough that the name is known.
        let is_page = !matches!(head.origin, Header::Absent);
        let asked_for = if !is_page && self.is_usual(head) {
            None
        } else {
            self.asked_for(head)?
        };
        let client = self.client(head);
        let visitor = |page| Visitor {
            page,
            address: client.address,
        };
        // What only reads needs no check: without a word of ours, the browser lets no page see it.
        let calls = head.upgrade || matches!(*head.method, Method::POST | Method::OPTIONS);
        let value = match head.origin {
            Header::Once(value) if calls => value,
            Header::Once(_) | Header::Absent => return Ok(visitor(None)),
            Header::Repeated => return Err(self.refuse(head, Reason::Origin)),
        };
        let origin = value.to_str().ok().and_then(Origin::parse);
        if origin.is_some_and(|origin| self.allows(&origin, asked_for.as_ref(), client.secure)) {
            Ok(visitor(Some(value.clone())))
        } else {
            Err(self.refuse(head, Reason::Origin))
        }
    }

    fn speaks_for_others(&self, peer: IpAddr) -> bool {
        self.proxies.include(peer)
    }

    fn admit(&self, head: &Head<'_>) -> Result<Option<Arc<Caller>>, Refusal> {
        if let Some(authority) = &self.authority {
            let caller = match presented(head) {
                Ok(Some(token)) => authority.holder(token),
                Ok(None) => authority.anonymous(),
                Err(Repeated) => Err(Reason::Token),
            };
            return match caller {
                Ok(caller) => Ok(Some(caller)),
                Err(reason) => Err(self.refuse(head, reason)),
            };
        }
        let Header::Once(value) = head.origin else {
            return Ok(None);
        };
        let mut caller = Caller::default();
        let origin = value.to_str().ok().and_then(Origin::parse);
        caller.origin = origin.map(|origin| origin.to_string());
        Ok(Some(Arc::new(caller)))
    }
}

/// The token of a request: in its header, or, where a WebSocket is asked for, in its query. Browsers cannot
/// set a header there; anywhere else a token in a URL would only end in logs.
fn presented<'a>(head: &Head<'a>) -> Result<Option<&'a str>, Repeated> {
    if matches!(head.authorization, Header::Repeated) {
        return Err(Repeated);
    }
    if let Header::Once(value) = head.authorization {
        let bearer = value.to_str().ok().and_then(|value| value.split_once(' '));
        if let Some((_, token)) = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        {
            return Ok(Some(token.trim()));
        }
    }
    let query = head
        .uri
        .query()
        .filter(|_| head.upgrade)
        .unwrap_or_default();
    let mut tokens = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("token"));
    let token = tokens.next().map(|(_, token)| token);
    match tokens.next() {
        None => Ok(token),
        Some(_) => Err(Repeated),
    }
}

/// What may stand only once stands there twice.
struct Repeated;
