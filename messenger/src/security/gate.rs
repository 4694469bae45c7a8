//! The guard at the door of the transport.

use super::hosts::Hosts;
use super::origin::{Name, Origin, default_port, host_and_port};
use super::pattern::Pattern;
use super::refusals::{Reason, Refusals};
use crate::transport::guard::{Guard, Head, Visitor};
use crate::transport::handshake::Refusal;
use hyper::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use hyper::{Method, StatusCode};
use jsonrpc_runtime::Caller;
use std::sync::Arc;

/// Looks at every request before anything else does.
#[derive(Debug, Default)]
pub struct Gate {
    /// The names under which the server may be asked for.
    pub hosts: Hosts,
    /// The origins whose pages may call, beside the server's own and those of this machine.
    pub origins: Vec<Pattern>,
    /// How often it refused.
    pub refusals: Arc<Refusals>,
}

impl Gate {
    fn refuse(&self, head: &Head<'_>, reason: Reason) -> Refusal {
        self.refusals.count(reason, head.peer);
        let (status, text) = match reason {
            Reason::Host => (
                StatusCode::FORBIDDEN,
                "the server is not known under the name in the Host header; see --host-name\n",
            ),
            Reason::Origin => (
                StatusCode::FORBIDDEN,
                "pages of this origin may not call; see --allow-origin\n",
            ),
        };
        Refusal {
            status,
            reason: text,
        }
    }

    /// The host and the port that a request asks for; `None`: it does not say.
    fn asked_for(&self, head: &Head<'_>) -> Result<Option<(Name, Option<u16>)>, Refusal> {
        // A target in the absolute form wins over the header (RFC 9112, section 3.2.2).
        let authority = match head.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => match single(head, &HOST) {
                Ok(value) => value
                    .map(HeaderValue::to_str)
                    .transpose()
                    .unwrap_or(Some("")),
                Err(Repeated) => Some(""),
            },
        };
        let Some(authority) = authority else {
            return Ok(None);
        };
        match host_and_port(authority) {
            Some(host) if self.hosts.know(&host.0, head.listening) => Ok(Some(host)),
            _ => Err(self.refuse(head, Reason::Host)),
        }
    }

    /// Whether pages of this origin may call a server that was asked for like this.
    fn allows(
        &self,
        origin: &Origin,
        asked_for: Option<&(Name, Option<u16>)>,
        head: &Head<'_>,
    ) -> bool {
        let is_same = |(name, port): &(Name, Option<u16>)| {
            let scheme = if head.secure { "https" } else { "http" };
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
        let asked_for = self.asked_for(head)?;
        let visitor = |page| Visitor {
            page,
            address: head.peer,
        };
        // What only reads needs no check: without a word of ours, the browser lets no page see it.
        let calls = head.upgrade || matches!(*head.method, Method::POST | Method::OPTIONS);
        let value = match single(head, &ORIGIN) {
            Ok(Some(value)) if calls => value,
            Ok(_) => return Ok(visitor(None)),
            Err(Repeated) => return Err(self.refuse(head, Reason::Origin)),
        };
        let origin = value.to_str().ok().and_then(Origin::parse);
        if origin.is_some_and(|origin| self.allows(&origin, asked_for.as_ref(), head)) {
            Ok(visitor(Some(value.clone())))
        } else {
            Err(self.refuse(head, Reason::Origin))
        }
    }

    fn admit(&self, head: &Head<'_>) -> Result<Option<Arc<Caller>>, Refusal> {
        let Some(value) = head.headers.get(ORIGIN) else {
            return Ok(None);
        };
        let mut caller = Caller::default();
        let origin = value.to_str().ok().and_then(Origin::parse);
        caller.origin = origin.map(|origin| origin.to_string());
        Ok(Some(Arc::new(caller)))
    }
}

/// A header that may stand only once stands there twice.
struct Repeated;

fn single<'a>(head: &Head<'a>, name: &HeaderName) -> Result<Option<&'a HeaderValue>, Repeated> {
    let mut values = head.headers.get_all(name).iter();
    let value = values.next();
    match values.next() {
        None => Ok(value),
        Some(_) => Err(Repeated),
    }
}
