//! The scenarios: what is told to a driver, and what must come of it.
//!
//! Each is one function and stands for sentences of the contract. None measures time: what must come is
//! waited for, and what must not come is ruled out by an order of things that the scenario can see.

mod basics;
mod batch;
mod completions;
mod connection;
mod events;
mod http;
mod instances;
mod noise;
mod tls;
mod vectors;

use crate::bench::Bench;
use anyhow::Result;
use std::pin::Pin;

/// What becomes of a scenario: nothing, or the reason why it failed.
type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// A scenario.
pub(crate) struct Scenario {
    /// Its name, the row of the table.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) about: &'static str,
    pub(crate) run: for<'a> fn(&'a Bench<'a>) -> Running<'a>,
}

macro_rules! scenarios {
    ($($name:literal, $about:literal => $function:path;)*) => {
        &[$(Scenario {
            name: $name,
            about: $about,
            run: |bench| Box::pin($function(bench)),
        }),*]
    };
}

/// All of them, in the order of the table.
pub(crate) const SCENARIOS: &[Scenario] = scenarios! {
    "call", "join, send and leave; ids count from 1" => basics::call;
    "typed error", "declared errors by their names, others as they are" => basics::typed_error;
    "deadline", "a call without an answer fails, its late answer is ignored" => basics::deadline;
    "cancel", "a call that is given up, sent and not yet sent" => basics::cancel;
    "property", "reading and writing with an index, params wrapped" => basics::property;
    "hostile strings", "texts that break what is careless come back as they went" => basics::hostile_strings;
    "10,000 messages", "all come back, in order" => basics::many_messages;
    "events in order", "as the server sent them, in both index forms" => events::in_order;
    "index", "each subscription hears its own room alone" => events::index;
    "callback", "the other way to consume, and it may fail" => events::callback;
    "unsubscribe", "tells the server, ends the iteration, nothing comes after" => events::unsubscribe;
    "slow consumer", "a full buffer drops the oldest, the newest, or fails" => events::slow_consumer;
    "unreadable event", "params that do not fit are a gap" => events::unreadable;
    "instances", "methods, properties and events of one of many objects; properties set bare" => instances::instances;
    "completion", "the end of what a call began, told before or after its answer" => completions::arrives;
    "completion fails", "refused, unreadable, given up, lost, closed; none over HTTP" => completions::fails;
    "batch", "each call has its own outcome" => batch::batch;
    "batch refused", "one error for the whole" => batch::refused;
    "connect", "one attempt, and what it says" => connection::connect;
    "reconnect", "cut: registrations first, then what waited; gaps and snapshots" => connection::reconnect;
    "server restarted", "rooms are gone, their subscriptions end, the rest goes on" => connection::restarted;
    "registration refused", "a subscription ends with the server's error" => connection::registration_refused;
    "upgrade refused", "401 is final, 503 is not" => connection::upgrade_refused;
    "silent connection", "is noticed and replaced" => connection::silent;
    "queue full", "one call too many fails at once" => connection::queue_full;
    "close", "ends everything, leaves nothing" => connection::close;
    "token", "on the upgrade, percent-encoded, never in a text" => connection::token;
    "TLS", "over WebSocket and HTTP, with an authority of one's own" => tls::trusted;
    "TLS refused", "an unknown authority or another name: no connection, no endless waiting" => tls::untrusted;
    "tokens", "admitted or refused by the real server, with and without TLS" => tls::tokens;
    "two clients", "share nothing" => connection::two_clients;
    "HTTP", "calls, errors, batch; no events" => http::calls;
    "HTTP failures", "status, refusal, deadline, token" => http::failures;
    "noise", "unknown events, ids and members, garbage and batches of answers" => noise::noise;
    "vectors: messenger", "every value of the wire vectors" => vectors::messenger;
    "vectors: dimmer", "every value of the wire vectors" => vectors::dimmer;
};
