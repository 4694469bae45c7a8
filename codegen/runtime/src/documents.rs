//! The documents of an interface, which its build makes beside its bindings, and the service discovery of
//! OpenRPC (`rpc.discover`).

use crate::code::Code;
use crate::context::Caller;
use crate::dispatch::{Invocation, Reply};
use crate::error::ErrorObject;
use crate::observer::Called;
use crate::services::{Services, Target};

/// The method that answers the OpenRPC document of what is mounted: its whole designator.
pub const DISCOVER: &str = "rpc.discover";

/// The documents of one interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documents {
    /// What the interface's files are called, such as `messenger`.
    pub name: &'static str,
    /// Title of the documentation, such as `Messenger API`.
    pub title: &'static str,
    /// Major number of the interface's version, which callers put into designators.
    pub major: u32,
    /// The reference as one HTML page.
    pub html: &'static str,
    /// What the page may load and run: a content security policy.
    pub policy: &'static str,
    /// The reference in Markdown.
    pub markdown: &'static str,
    /// The OpenRPC document.
    pub openrpc: &'static str,
    /// The AsyncAPI document.
    pub asyncapi: &'static str,
    /// The JSON Schema document.
    pub json_schema: &'static str,
}

/// What can be discovered, by where it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Discovery(Vec<(Target, Box<str>)>);

impl Discovery {
    pub(crate) fn add(&mut self, at: Target, document: String) {
        self.0.retain(|(target, _)| *target != at);
        self.0.push((at, document.into_boxed_str()));
    }

    /// Answers a call of something whose callsign nobody has.
    #[cold]
    pub(crate) fn answer(&self, method: &str, at: Target, allowed: bool) -> Invocation {
        let found = self.0.iter().find(|(target, _)| *target == at);
        match found.filter(|_| method == DISCOVER) {
            Some(_) if !allowed => {
                let reason = "the caller may not call anything";
                Invocation::failed(ErrorObject::from(Code::Privileged).with_data(reason))
            }
            Some((_, document)) => Invocation::Done(Ok(Reply::of_json(document))),
            None => Invocation::failed(Code::UnknownService),
        }
    }
}

impl Services {
    /// Has [`rpc.discover`](DISCOVER) answer this document, which is JSON, where requests are for `at`. Without
    /// one it is unknown there.
    pub fn discoverable(&mut self, at: Target, document: impl Into<String>) -> &mut Self {
        self.discovery.add(at, document.into());
        self
    }

    /// Whether there is anything at all that a caller may call. What there is, is told to such callers alone.
    pub fn may_call_any(&self, caller: &Caller) -> bool {
        let Some(access) = &caller.access else {
            return true;
        };
        self.call_names().enumerate().any(|(service, (_, names))| {
            (0..names.len()).any(|method| {
                access.permits(Called {
                    service: Some(service),
                    method: Some(method),
                })
            })
        })
    }
}
