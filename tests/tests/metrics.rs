//! Metrics and logs over the life of a server: the format to the letter, every counter in motion, nothing told
//! that is private.

use std::collections::{BTreeMap, BTreeSet};
use tests::frames::RawSocket;
use tests::http::{Connection, post};
use tests::metrics::Metrics;
use tests::server::Server;
use tests::socket::Socket;

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;

/// Causes something of everything that is counted, but for panics and a want of file descriptors, which have
/// tests of their own.
async fn live(server: &Server) {
    let address = server.address();
    tests::honest::round(address, "room").await;
    // Every way for a WebSocket to end.
    let peer = Socket::open(address).await;
    peer.close().await;
    Socket::open(address).await.abort(true);
    let mut violation = RawSocket::open(address, true).await;
    violation.send(0xF1, b"reserved bits").await;
    assert_eq!(violation.receive().await.close_code(), Some(1002));
    let mut silent = RawSocket::open(address, true).await;
    while silent.try_receive().await.is_some() {}
    let mut refused = Connection::open(address).await;
    let answer = refused
        .request("POST", "/jsonrpc", "Origin: https://else.example\r\n", CALL)
        .await;
    assert_eq!(answer.status, 403);
    assert_eq!(post(address, "/jsonrpc", "[]").await.status, 200);
    Metrics::until(address, "all closed", |metrics| {
        metrics.value(r#"messenger_connections{protocol="websocket"}"#) == 0.0
    })
    .await;
}

const SETTINGS: [&str; 4] = ["--ping-interval", "1", "--pong-time", "1"];

#[tokio::test]
async fn every_counter_moves() {
    let server = Server::with(&SETTINGS);
    live(&server).await;
    slow_reader(&server).await;
    let metrics = Metrics::of(server.address()).await;
    let elsewhere = [
        "messenger_accept_failures_total",
        "messenger_handler_panics_total",
    ];
    for (name, family) in families(metrics.text()) {
        if family.kind != "counter" || elsewhere.contains(&&*name) {
            continue;
        }
        let sum: f64 = family.samples.iter().map(|sample| sample.value).sum();
        assert!(sum > 0.0, "{name} does not move:\n{}", metrics.text());
    }
    for reason in ["peer", "lost", "violation", "silent", "slow"] {
        let series = format!("messenger_websockets_closed_total{{reason=\"{reason}\"}}");
        assert!(metrics.value(&series) > 0.0, "nobody {reason}");
    }
    assert_eq!(
        metrics.value(r#"messenger_websockets_closed_total{reason="other"}"#),
        0.0
    );
}

/// Has a reader stop, until it is closed for it.
async fn slow_reader(server: &Server) {
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("room", "sender").await;
    let narrow = Connection::open_narrow(server.address()).await;
    let mut slow = RawSocket::over(narrow, true).await;
    // With the sender's token, which it has been told.
    slow.send_text(&format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.register","params":{{"event":"message","id":"{token}.m"}}}}"#
    ))
    .await;
    slow.receive_text().await;
    let closed = "messenger_slow_consumers_closed_total";
    while Metrics::of(server.address()).await.value(closed) == 0.0 {
        for _ in 0..10 {
            let params = serde_json::json!({"roomid": token, "message": "x".repeat(200_000)});
            socket.call("Messenger.1.send", params).await;
        }
    }
}

#[tokio::test]
async fn the_text_is_in_the_format_of_prometheus() {
    let server = Server::with(&["--callsign", "One", "--callsign", "Two"]);
    for _ in 0..5 {
        post(server.address(), "/jsonrpc", CALL).await;
        post(
            server.address(),
            "/jsonrpc/Two",
            r#"{"jsonrpc":"2.0","id":1,"method":"exists","params":"join"}"#,
        )
        .await;
    }
    let metrics = Metrics::of(server.address()).await;
    let families = families(metrics.text());
    let mut names = BTreeSet::new();
    for (name, family) in &families {
        assert!(
            name.starts_with("messenger_") || name.starts_with("process_"),
            "{name}"
        );
        assert_eq!(
            family.kind == "counter",
            name.ends_with("_total"),
            "{name} {}",
            family.kind
        );
        assert!(
            family.help.len() > 10 && family.help.ends_with('.'),
            "{name}: {}",
            family.help
        );
        // OpenMetrics leaves this out of the name of a counter; what is left must be unique still.
        let base = name.strip_suffix("_total").unwrap_or(name);
        assert!(names.insert(base.to_owned()), "{base} twice");
        let base_units = ["milli", "micro", "minutes", "kib", "mib", "percent"];
        assert!(
            !base_units.iter().any(|unit| name.contains(unit)),
            "{name} is not in a base unit"
        );
        match family.kind.as_str() {
            "histogram" => check_histogram(name, family),
            _ => assert!(
                family.samples.iter().all(|sample| sample.name == *name),
                "{name}"
            ),
        }
        let mut series = BTreeSet::new();
        for sample in &family.samples {
            assert!(sample.value.is_finite(), "{sample:?}");
            assert!(family.kind == "gauge" || sample.value >= 0.0, "{sample:?}");
            assert!(
                series.insert((&sample.name, &sample.labels)),
                "twice: {sample:?}"
            );
        }
    }
    // What every program tells is called as everywhere.
    for name in [
        "process_start_time_seconds",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_cpu_seconds_total",
    ] {
        assert!(families.contains_key(name), "{name}");
    }
}

/// Buckets in order, each with all below it; the last has all.
fn check_histogram(name: &str, family: &Family) {
    let mut by_labels: BTreeMap<Vec<&Label>, Vec<&Sample>> = BTreeMap::new();
    for sample in &family.samples {
        let labels = sample
            .labels
            .iter()
            .filter(|(label, _)| label != "le")
            .collect();
        by_labels.entry(labels).or_default().push(sample);
    }
    for (labels, samples) in by_labels {
        let (buckets, rest) = samples.split_at(samples.len() - 2);
        let (mut bound, mut count) = (f64::NEG_INFINITY, 0.0);
        for bucket in buckets {
            assert_eq!(bucket.name, format!("{name}_bucket"));
            let (label, value) = bucket.labels.last().expect("a bound");
            assert_eq!(label, "le");
            let next: f64 = value.parse().expect("a bound is a number");
            assert!(next > bound && bucket.value >= count, "{labels:?} {value}");
            (bound, count) = (next, bucket.value);
        }
        assert_eq!(bound, f64::INFINITY, "{labels:?}");
        assert_eq!(
            [&*rest[0].name, &*rest[1].name],
            [&*format!("{name}_sum"), &*format!("{name}_count")]
        );
        assert_eq!(rest[1].value, count, "{labels:?}");
        assert_eq!(rest[0].value > 0.0, count > 0.0, "{labels:?}");
    }
}

type Label = (String, String);

#[derive(Debug)]
struct Family {
    kind: String,
    help: String,
    samples: Vec<Sample>,
}

#[derive(Debug)]
struct Sample {
    name: String,
    labels: Vec<Label>,
    value: f64,
}

/// Reads the format strictly: each metric is announced once, by its help and its type, and its samples follow.
fn families(text: &str) -> BTreeMap<String, Family> {
    let mut families = BTreeMap::new();
    let mut lines = text
        .strip_suffix('\n')
        .expect("the last line ends")
        .split('\n')
        .peekable();
    while let Some(line) = lines.next() {
        let help = line
            .strip_prefix("# HELP ")
            .and_then(|line| line.split_once(' '));
        let (name, help) = help.unwrap_or_else(|| panic!("{line:?} announces no metric"));
        let mut characters = name.chars();
        assert!(
            characters
                .next()
                .is_some_and(|first| first.is_ascii_lowercase()),
            "{name}"
        );
        assert!(
            characters
                .all(|rest| rest.is_ascii_lowercase() || rest.is_ascii_digit() || rest == '_'),
            "{name}"
        );
        let kind = lines
            .next()
            .and_then(|line| line.strip_prefix(&format!("# TYPE {name} ")));
        let kind = kind.unwrap_or_else(|| panic!("{name} has no type"));
        assert!(
            ["counter", "gauge", "histogram"].contains(&kind),
            "{name} {kind}"
        );
        let mut samples = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            samples.push(sample(line));
        }
        assert!(!samples.is_empty(), "{name} has no sample");
        let family = Family {
            kind: kind.to_owned(),
            help: help.to_owned(),
            samples,
        };
        assert!(
            families.insert(name.to_owned(), family).is_none(),
            "{name} twice"
        );
    }
    families
}

/// Reads `name{label="value",…} value`.
fn sample(line: &str) -> Sample {
    let end = line
        .find(['{', ' '])
        .unwrap_or_else(|| panic!("{line:?} is no sample"));
    let (name, mut rest) = line.split_at(end);
    let mut labels = Vec::new();
    if let Some(mut list) = rest.strip_prefix('{') {
        loop {
            let (label, text) = list.split_once("=\"").unwrap_or_else(|| panic!("{line:?}"));
            let is_name = |character: char| character.is_ascii_lowercase() || character == '_';
            assert!(!label.is_empty() && label.chars().all(is_name), "{line:?}");
            let mut escaped = false;
            let end = text.find(|character| {
                let ends = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                ends
            });
            let (value, text) = text.split_at(end.unwrap_or_else(|| panic!("{line:?}")));
            labels.push((label.to_owned(), value.to_owned()));
            match text.strip_prefix("\",") {
                Some(more) => list = more,
                None => {
                    rest = text
                        .strip_prefix("\"}")
                        .unwrap_or_else(|| panic!("{line:?}"));
                    break;
                }
            }
        }
    }
    let value = rest.strip_prefix(' ').and_then(|value| value.parse().ok());
    Sample {
        name: name.to_owned(),
        labels,
        value: value.unwrap_or_else(|| panic!("{line:?} has no value")),
    }
}
