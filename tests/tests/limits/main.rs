//! Every limit of the server, crossed over the wire: whoever goes beyond it gets the documented answer, it is
//! counted under its name and told in the log, and the next honest call works.
//!
//! Limits of time are set as short as they can be. Nothing here measures how long the server takes; each test
//! waits for what must happen.

mod connections;
mod messages;
mod readers;
mod rooms;
mod support;
mod times;

use std::collections::BTreeSet;
use tests::honest;
use tests::metrics::Metrics;
use tests::server::{Server, Signal};

/// Has a limit crossed on a server with these settings.
async fn crossing(limit: &str, settings: &[&str], cross: impl AsyncFnOnce(&Server)) {
    let server = Server::with(settings);
    cross(&server).await;
    let what = format!("{limit} counted");
    Metrics::until(server.address(), &what, |metrics| metrics.hits(limit) > 0.0).await;
    honest::round(server.address(), "after").await;
    server.signal(Signal::TERM);
    let log = server.wait().stderr;
    let told = format!("limit={limit} by=");
    assert!(log.contains(&told), "{log}");
    // That is nobody's connection.
    assert!(!log.contains(" by=0 "), "{log}");
}

macro_rules! crossings {
    ($($limit:ident [$($setting:literal),*] $cross:path;)+) => {
        /// The limits that are crossed here.
        const CROSSED: &[&str] = &[$(stringify!($limit)),+];

        $(
            #[tokio::test]
            async fn $limit() {
                crossing(stringify!($limit), &[$($setting),*], $cross).await;
            }
        )+
    };
}

crossings! {
    message_size ["--max-message", "1KiB"] messages::too_long;
    head_size ["--max-head", "2KiB"] messages::too_long_a_head;
    batch ["--max-batch", "3"] messages::too_many_in_a_batch;
    batch_answer ["--max-batch-answer", "1KiB"] messages::too_long_answers_of_a_batch;
    depth ["--max-depth", "5"] messages::too_deep;
    name_length ["--max-name", "8"] messages::too_long_a_name;
    text_length ["--max-text", "8"] messages::too_long_a_text;
    access_list ["--max-acl", "2"] messages::too_long_a_list;
    id_length ["--max-id", "24"] messages::too_long_an_id;
    rooms ["--max-rooms", "2"] rooms::too_many_rooms;
    members ["--max-members", "2"] rooms::too_many_members;
    memberships ["--max-memberships", "2"] rooms::too_many_memberships;
    idle_memberships ["--max-idle-memberships", "2"] rooms::too_many_without_connection;
    idle_membership ["--idle-membership", "1"] rooms::too_long_without_use;
    subscriptions ["--max-subscriptions", "2"] rooms::too_many_subscriptions;
    connections ["--max-connections", "4"] connections::too_many;
    connections_per_address ["--max-connections-per-address", "4"] connections::too_many_from_one_address;
    rate ["--max-rate", "40"] connections::too_fast;
    queue_size ["--max-queue", "64KiB", "--close-time", "1h"] readers::too_much_waits;
    queue_total ["--max-queue", "1GiB", "--max-queue-total", "256KiB", "--close-time", "1h"] readers::too_much_waits_for_all;
    queue_age ["--max-queue", "1GiB", "--max-queue-age", "100ms", "--close-time", "1h"] readers::it_waits_too_long;
    request_time ["--request-time", "2"] times::too_long_a_request;
    body_time ["--body-time", "2"] times::too_long_a_body;
    pong_time ["--ping-interval", "1", "--pong-time", "2"] times::too_long_without_pong;
    close_time ["--close-time", "100ms"] times::too_long_a_closing;
}

#[test]
fn every_limit_is_crossed() {
    let listed: BTreeSet<&str> = include_str!("../../../messenger/limits.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    // The server has no metrics any more when this one is known to be hit.
    let apart = ["drain_time"];
    let crossed: BTreeSet<&str> = CROSSED.iter().copied().chain(apart).collect();
    assert_eq!(crossed, listed);
}

#[tokio::test]
async fn drain_time() {
    times::too_long_an_end().await;
}
