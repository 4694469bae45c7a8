//! Everything that peers do to a server, for as long as one likes: thousands of connections churning, storms of
//! them killed at once, rooms and users of ever new names, joins over HTTP that are forgotten, subscriptions of
//! rooms that are gone, readers that stop, handshakes that break off, garbage. Honest clients talk all the
//! while. In the end the server has as much memory as after the beginning.
//!
//! `TESTS_SOAK_SECONDS` says how long. What the server was busy with is printed: see it with `--nocapture`.

mod actors;

use actors::Actors;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tests::honest::Honest;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::{number_from_environment, process};

const MIB: u64 = 1024 * 1024;
/// What memory may grow by whatever it was: the allocator keeps some, here and there.
const FLOOR: u64 = 2 * MIB;

/// Bounds so short that all of them are crossed again and again, and long enough for the honest on a busy machine.
const SETTINGS: &[&str] = &[
    "--idle-membership",
    "1",
    "--request-time",
    "10",
    "--body-time",
    "10",
    "--ping-interval",
    "5",
    "--pong-time",
    "10",
    "--close-time",
    "1",
    "--max-queue",
    "64KiB",
    "--max-queue-age",
    "2",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_is_flat() {
    let time = Duration::from_secs(number_from_environment("TESTS_SOAK_SECONDS", 20));
    process::raise_descriptor_limit();
    let server = Server::with(SETTINGS);
    let (address, id) = (server.address(), server.id());
    let start = Instant::now();
    // A quarter, so that everything that is kept once has been asked for.
    let warm_up = run(address, id, 1, time / 4, start).await;
    let after = run(address, id, 2, time - time / 4, start).await;
    let [was, is] = [warm_up, after].map(|bytes| bytes / 1024);
    let metrics = Metrics::of(address).await;
    for series in [
        r#"messenger_connections_opened_total{protocol="http"}"#,
        r#"messenger_connections_opened_total{protocol="websocket"}"#,
        r#"messenger_calls_total{callsign="Messenger",method="join",outcome="ok"}"#,
        r#"messenger_calls_total{callsign="Messenger",method="register",outcome="ok"}"#,
        "messenger_event_deliveries_total",
        "messenger_slow_consumers_closed_total",
    ] {
        println!("{series} {}", metrics.value(series));
    }
    for limit in [
        "idle_membership",
        "request_time",
        "body_time",
        "pong_time",
        "queue_size",
        "queue_age",
    ] {
        println!("limit {limit} hit {} times", metrics.hits(limit));
    }
    println!(
        "{:.0?} of soaking: memory {was} KiB after warming up, {is} KiB in the end",
        start.elapsed()
    );
    let most = warm_up + warm_up / 20 + FLOOR;
    assert!(after <= most, "memory has grown from {was} KiB to {is} KiB");
    assert_eq!(metrics.value("messenger_handler_panics_total"), 0.0);
}

/// Has everybody act for so long, and go; then the memory that is left in use.
async fn run(address: SocketAddr, id: u32, seed: u64, time: Duration, start: Instant) -> u64 {
    let honest = Honest::start(address, &format!("honest {seed}"));
    let actors = Actors::start(address, seed);
    let end = Instant::now() + time;
    while Instant::now() < end {
        let rest = end.duration_since(Instant::now());
        tokio::time::sleep(rest.min(Duration::from_secs(30))).await;
        let memory = process::resident(id) / 1024;
        let metrics = Metrics::of(address).await;
        let [http, websocket] = ["http", "websocket"].map(|protocol| {
            metrics.value(&format!("messenger_connections{{protocol=\"{protocol}\"}}"))
        });
        println!(
            "{:>5.0?}: {memory} KiB, connections: {http} HTTP, {websocket} WebSocket; {} rooms, {} processor seconds",
            start.elapsed(),
            metrics.value(r#"messenger_rooms{callsign="Messenger"}"#),
            metrics.value("process_cpu_seconds_total"),
        );
    }
    actors.stop().await;
    let rounds = honest.finish().await;
    println!("{rounds} rounds of honest talk");
    // All connections end by themselves, all rooms go, and nothing waits for anybody.
    Metrics::until(address, "all gone", |metrics| {
        metrics.value(r#"messenger_connections{protocol="websocket"}"#) == 0.0
            && metrics.value(r#"messenger_connections{protocol="http"}"#) == 1.0
            && metrics.value(r#"messenger_rooms{callsign="Messenger"}"#) == 0.0
            && metrics.value(r#"messenger_members{callsign="Messenger"}"#) == 0.0
            && metrics.value("messenger_queued_bytes") == 0.0
    })
    .await;
    process::resident(id)
}
