//! What can be seen of a running server: metrics, health, logs. Over real sockets, of the real program.

mod observe {
    pub(crate) mod program;
    mod services;
    pub(crate) mod socket;
}

use messenger::config::Settings;
use observe::program::{Program, Scrape, get, http, post};
use observe::socket::Socket;
use std::collections::BTreeSet;
use std::time::Duration;

const TEXT: &str = "a text that nobody else may read";

fn join(room: &str, user: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.join","params":{{"room":"{room}","user":"{user}"}}}}"#
    )
}

fn send(token: &str, text: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":2,"method":"Messenger.1.send","params":{{"roomid":"{token}","message":"{text}"}}}}"#
    )
}

fn result(answer: &str) -> String {
    let (_, rest) = answer.split_once(r#""result":""#).expect(answer);
    rest.split('"').next().expect("is a text").to_owned()
}

#[test]
fn connections_calls_and_rooms_are_counted() {
    let program = Program::start(&["--callsign", "Messenger", "--callsign", "Second"]);
    let before = program.scrape();
    assert_eq!(
        before.value("messenger_rooms", r#"{callsign="Second"}"#),
        0.0
    );
    let mut socket = Socket::open(program.address, "/jsonrpc");
    let token = result(&socket.call(&join("Lounge", "Ann")));
    socket.call(&format!(
        r#"{{"jsonrpc":"2.0","id":3,"method":"Messenger.1.register@{token}","params":{{"event":"message","id":"me"}}}}"#
    ));
    socket.send(&send(&token, TEXT));
    let both = [socket.read(), socket.read()];
    assert!(both.iter().any(|text| text.contains(TEXT)), "{both:?}");
    socket.call(&send("00000000000000000000", TEXT));
    socket.call(r#"{"jsonrpc":"2.0","id":4,"method":"Messenger.1.some-thing"}"#);
    socket.call(r#"{"jsonrpc":"2.0","id":4,"method":"Nobody.1.join"}"#);
    post(program.address, &join("Lounge", "Bob"));
    post(program.address, "no JSON");
    let now = program.scrape();
    let calls = |method: &str, outcome: &str| {
        now.value(
            "messenger_calls_total",
            &format!(r#"{{callsign="Messenger",method="{method}",outcome="{outcome}"}}"#),
        )
    };
    assert_eq!(calls("join", "ok"), 2.0);
    assert_eq!(calls("register", "ok"), 1.0);
    assert_eq!(calls("send", "ok"), 1.0);
    assert_eq!(calls("send", "-31022"), 1.0);
    assert_eq!(calls("other", "-32601"), 1.0);
    let nobody = |outcome: &str| {
        let labels = format!(r#"{{callsign="",method="other",outcome="{outcome}"}}"#);
        now.value("messenger_calls_total", &labels)
    };
    assert_eq!(nobody("-31043"), 1.0);
    assert_eq!(nobody("-32700"), 1.0);
    let joins = r#"{callsign="Messenger",method="join"}"#;
    assert_eq!(
        now.value("messenger_call_duration_seconds_count", joins),
        2.0
    );
    assert!(now.value("messenger_call_duration_seconds_sum", joins) > 0.0);
    let of = r#"{callsign="Messenger"}"#;
    assert_eq!(now.value("messenger_rooms", of), 1.0);
    assert_eq!(now.value("messenger_members", of), 2.0);
    assert_eq!(now.value("messenger_event_deliveries_total", ""), 1.0);
    let websocket = r#"{protocol="websocket"}"#;
    assert_eq!(now.value("messenger_connections", websocket), 1.0);
    assert_eq!(
        now.value("messenger_received_messages_total", websocket),
        6.0
    );
    assert_eq!(now.value("messenger_sent_messages_total", websocket), 7.0);
    let bytes = now.value("messenger_received_bytes_total", websocket);
    assert_eq!(bytes, socket.sent as f64);
    let bytes = now.value("messenger_sent_bytes_total", websocket);
    assert_eq!(bytes, socket.received as f64);
    let http = r#"{protocol="http"}"#;
    assert_eq!(now.value("messenger_received_messages_total", http), 2.0);
    assert_eq!(now.value("messenger_sent_messages_total", http), 2.0);
    assert_eq!(now.value("messenger_queued_bytes", ""), 0.0);
    assert!(now.value("process_resident_memory_bytes", "") > 1e6);
    assert!(now.value("process_open_fds", "") > 3.0);
    socket.close();
    program.eventually(|now| {
        now.value("messenger_connections", websocket) == 0.0
            && now.value("messenger_websockets_closed_total", r#"{reason="peer"}"#) == 1.0
            && now.value("messenger_members", of) == 1.0
    });
}

#[test]
fn the_metrics_are_what_the_documentation_lists() {
    let program = Program::start(&[]);
    post(program.address, &join("Lounge", "Ann"));
    let scrape = program.scrape();
    let document = include_str!("../metrics.md");
    let mut expected = String::new();
    for (name, kind, help) in scrape.families() {
        let row = document
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` | {kind} |")));
        let row =
            row.unwrap_or_else(|| panic!("metrics.md lacks | `{name}` | {kind} | … | {help} |"));
        assert!(
            row.ends_with(&format!("| {help} |")),
            "{row}\nshould end with {help}"
        );
        let labels = scrape.labels(&name);
        let labels = labels.iter().map(|label| format!("`{label}`"));
        let labels = labels.collect::<Vec<_>>().join(", ");
        assert!(
            row.contains(&format!("| {labels} |").replace("|  |", "| |")),
            "{row}\nlacks {labels}"
        );
        expected.push_str(row);
        expected.push('\n');
    }
    let listed = document
        .lines()
        .filter(|line| line.starts_with("| `messenger_") || line.starts_with("| `process_"));
    let listed: String = listed.flat_map(|line| [line, "\n"]).collect();
    assert_eq!(
        listed, expected,
        "metrics.md lists others, or in another order"
    );
}

#[test]
fn the_limits_are_what_the_documentation_lists() {
    let program = Program::start(&[]);
    let counted: BTreeSet<_> = program
        .scrape()
        .values_of("messenger_limit_hits_total", "limit");
    let mut listed = BTreeSet::new();
    for row in include_str!("../limits.md").lines() {
        let Some(row) = row.strip_prefix("| `") else {
            continue;
        };
        let cells: Vec<_> = row.split(" | ").map(|cell| cell.replace('`', "")).collect();
        let [limit, flag, default, outcome] = &cells[..] else {
            panic!("{row}");
        };
        let setting = Settings::all()
            .iter()
            .find(|setting| flag.strip_prefix("--") == Some(setting.key()));
        let setting = setting.unwrap_or_else(|| panic!("{flag} is no setting"));
        assert_eq!(setting.default().as_ref(), Some(default), "{flag}");
        assert!(outcome.len() > 4, "{row}");
        assert!(listed.insert(limit.clone()), "{limit} twice");
    }
    assert_eq!(listed, counted);
}

#[test]
fn every_bound_among_the_settings_is_a_limit_with_its_outcome() {
    let listed = include_str!("../limits.md");
    for setting in Settings::all() {
        if setting.group().starts_with("Limits") {
            let flag = format!("`--{}`", setting.key());
            assert!(listed.contains(&flag), "limits.md lacks {flag}");
        }
    }
}

#[test]
fn limits_that_are_hit_are_counted_and_logged_once_a_second() {
    let program = Program::start(&[
        "--max-batch",
        "2",
        "--max-message",
        "1KiB",
        "--max-rooms",
        "1",
        "--max-memberships",
        "2",
        "--max-subscriptions",
        "1",
        "--max-id",
        "8",
        "--max-name",
        "8",
        "--max-text",
        "8",
    ]);
    let mut socket = Socket::open(program.address, "/jsonrpc");
    let token = result(&socket.call(&join("Lounge", "Ann")));
    socket.call("[1,2,3]");
    socket.call(&"[".repeat(200));
    socket.call(&join("Other", "Ann"));
    socket.call(&join("Lounge", "Bob"));
    socket.call(&join("Lounge", "Eve"));
    socket.call(&join("a name too long", "Eve"));
    socket.call(&send(&token, TEXT));
    let register = |id: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":3,"method":"Messenger.1.register","params":{{"event":"roomupdate","id":"{id}"}}}}"#
        )
    };
    // The answer, and the room that there is.
    socket.call(&register("a"));
    socket.read();
    socket.call(&register("b"));
    socket.call(&register("an id too long"));
    for _ in 0..300 {
        socket.call("[1,2,3]");
    }
    let mut large = Socket::open(program.address, "/jsonrpc");
    large.send(&"x".repeat(2000));
    let (status, _) = http(program.address, "POST", "/jsonrpc", &"x".repeat(2000));
    assert_eq!(status, 413);
    let scrape = program.scrape();
    for (limit, hits) in [
        ("batch", 301.0),
        ("depth", 1.0),
        ("rooms", 1.0),
        ("memberships", 1.0),
        ("name_length", 1.0),
        ("text_length", 1.0),
        ("subscriptions", 1.0),
        ("id_length", 1.0),
        ("message_size", 2.0),
        ("queue_size", 0.0),
    ] {
        let labels = format!(r#"{{limit="{limit}"}}"#);
        assert_eq!(
            scrape.value("messenger_limit_hits_total", &labels),
            hits,
            "{limit}"
        );
    }
    let log = program.stop();
    let lines = log.lines().filter(|line| line.contains("limit=batch"));
    assert!((1..20).contains(&lines.count()), "{log}");
}

#[test]
fn connections_beyond_the_limit_are_counted() {
    let program = Program::start(&["--max-connections", "2", "--metrics-listen", "127.0.0.1:0"]);
    let _first = Socket::open(program.address, "/jsonrpc");
    let _second = Socket::open(program.address, "/jsonrpc");
    assert_eq!(get(program.address, "/jsonrpc").0, 503);
    let hits = program
        .scrape()
        .value("messenger_limit_hits_total", r#"{limit="connections"}"#);
    assert_eq!(hits, 1.0);
}

#[test]
fn want_of_file_descriptors_is_told_and_survived() {
    let program = Program::start_with(32, &[]);
    let connect = |_| std::net::TcpStream::connect(program.address).expect("the system accepts");
    let sockets: Vec<_> = (0..40).map(connect).collect();
    std::thread::sleep(Duration::from_millis(500));
    drop(sockets);
    program.eventually(|now| {
        now.value("messenger_accept_failures_total", "") > 0.0
            && now.value("messenger_connections", r#"{protocol="http"}"#) == 1.0
    });
    let log = program.stop();
    let lines = log
        .lines()
        .filter(|line| line.contains("cannot accept connections"));
    assert!((1..4).contains(&lines.count()), "{log}");
}

#[test]
fn a_slow_reader_is_counted() {
    let program = Program::start(&["--max-queue", "16KiB"]);
    let mut slow = Socket::open(program.address, "/jsonrpc");
    let token = result(&slow.call(&join("Lounge", "Slow")));
    slow.call(&format!(
        r#"{{"jsonrpc":"2.0","id":3,"method":"Messenger.1.register@{token}","params":{{"event":"message","id":"me"}}}}"#
    ));
    let mut fast = Socket::open(program.address, "/jsonrpc");
    let token = result(&fast.call(&join("Lounge", "Fast")));
    let text = send(&token, &"x".repeat(60_000));
    for _ in 0..400 {
        fast.call(&text);
    }
    program.eventually(|now| {
        now.value("messenger_slow_consumers_closed_total", "") == 1.0
            && now.value("messenger_websockets_closed_total", r#"{reason="slow"}"#) == 1.0
            && now.value("messenger_limit_hits_total", r#"{limit="queue_size"}"#) == 1.0
            && now.value("messenger_members", r#"{callsign="Messenger"}"#) == 1.0
    });
}

#[test]
fn the_pages_are_served_beside_json_rpc() {
    let program = Program::start(&[]);
    assert_eq!(get(program.address, "/healthz"), (200, "ok\n".into()));
    assert_eq!(get(program.address, "/readyz"), (200, "ok\n".into()));
    assert_eq!(http(program.address, "POST", "/metrics", "{}").0, 405);
    assert_eq!(get(program.address, "/metrics/").0, 404);
    assert_eq!(get(program.address, "/jsonrpc").0, 405);
    let answer = post(program.address, &join("Lounge", "Ann"));
    assert!(answer.contains("result"), "{answer}");
}

#[test]
fn the_pages_move_to_an_address_of_their_own_and_tell_of_the_end() {
    let program = Program::start(&["--metrics-listen", "127.0.0.1:0", "--drain-time", "3"]);
    let apart = program.told_on();
    for page in ["/metrics", "/healthz", "/readyz"] {
        assert_eq!(get(program.address, page).0, 404, "{page}");
        assert_eq!(get(apart, page).0, 200, "{page}");
    }
    assert_eq!(http(apart, "POST", "/jsonrpc", "{}").0, 404);
    // It never answers the close, which takes the server a while to give up.
    let _socket = Socket::open(program.address, "/jsonrpc");
    program.terminate();
    let mut statuses = Vec::new();
    for _ in 0..100 {
        match observe::program::try_get(apart, "/readyz") {
            Some((status, _)) => statuses.push(status),
            None => break,
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(statuses.contains(&503), "{statuses:?}");
    let log = program.stop();
    assert!(log.contains("stopping"), "{log}");
    assert!(log.contains("stopped"), "{log}");
}

#[test]
fn the_log_is_json_line_by_line() {
    let program = Program::start(&["--log-format", "json", "--log", "debug"]);
    let mut socket = Socket::open(program.address, "/jsonrpc");
    socket.call("[]");
    socket.close();
    post(program.address, "no JSON");
    program.eventually(|now| {
        now.value("messenger_websockets_closed_total", r#"{reason="peer"}"#) == 1.0
    });
    let log = program.stop();
    let events: Vec<jsonrpc_runtime::serde_json::Value> = log
        .lines()
        .map(|line| jsonrpc_runtime::serde_json::from_str(line).expect(line))
        .collect();
    let event = |message: &str| events.iter().find(|event| event["message"] == message);
    assert!(
        event("listening").is_some_and(|event| event["level"] == "INFO"),
        "{log}"
    );
    assert!(
        event("opened").is_some_and(|event| event["connection"].is_u64()),
        "{log}"
    );
    assert!(
        event("closed").is_some_and(|event| event["reason"] == "peer"),
        "{log}"
    );
    assert!(
        event("stopped").is_some_and(|event| event["cut_off"] == 0),
        "{log}"
    );
}

#[test]
fn levels_are_set_by_target() {
    let program = Program::start(&["--log", "warn,messenger::transport=info"]);
    post(program.address, "[1,2]");
    let log = program.stop();
    assert!(log.contains("listening"), "{log}");
    assert!(log.contains("INFO messenger::transport"), "{log}");
}

#[test]
fn what_is_secret_is_never_told() {
    let program = Program::start(&["--log", "trace", "--max-text", "40", "--max-members", "2"]);
    let mut socket = Socket::open(program.address, "/jsonrpc?token=secret-in-a-query");
    let token = result(&socket.call(&join("SecretRoom", "SecretUser")));
    socket.call(&format!(
        r#"{{"jsonrpc":"2.0","id":3,"method":"Messenger.1.register@{token}","params":{{"event":"message","id":"secret-id"}}}}"#
    ));
    socket.send(&send(&token, TEXT));
    let _ = [socket.read(), socket.read()];
    socket.call(&send(&token, &TEXT.repeat(2)));
    socket.call(&join("SecretRoom", "SecretUser"));
    socket.call(&send("secret-token", TEXT));
    socket.call(r#"{"jsonrpc":"2.0","id":3,"method":"Messenger.1.secret-method@secret-index"}"#);
    post(program.address, &join("SecretRoom", "SecretFriend"));
    post(program.address, &join("SecretRoom", "SecretThird"));
    http(
        program.address,
        "POST",
        "/jsonrpc?token=secret-in-a-query",
        "secret-garbage",
    );
    http(
        program.address,
        "GET",
        "/secret-path?token=secret-in-a-query",
        "",
    );
    let mut other = Socket::open(program.address, "/jsonrpc");
    other.send_raw(b"\x81\x05secret-without-mask");
    let metrics = program.text();
    let log = program.stop();
    assert!(log.contains("became a WebSocket"), "{log}");
    for told in [metrics, log] {
        let lower = told.to_lowercase();
        for secret in ["secret", &*token, TEXT, "nobody else"] {
            assert!(
                !lower.contains(&secret.to_lowercase()),
                "{secret} is told:\n{told}"
            );
        }
    }
}

#[test]
fn the_text_is_in_the_format_of_prometheus() {
    let program = Program::start(&[]);
    post(program.address, &join("Lounge", "Ann"));
    Scrape::read(&program.text()).check();
}
