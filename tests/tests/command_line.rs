//! The program: its command line, its ready line, its end.

use std::net::TcpListener;
use std::path::PathBuf;
use tests::http::{Connection, post};
use tests::server::{Server, Signal, command, run};
use tests::socket::Socket;

#[tokio::test]
async fn a_signal_ends_it_well_with_a_socket_open() {
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::start();
        let address = server.address();
        let mut socket = Socket::open(address).await;
        socket.join("R", "A").await;
        let mut idle = Connection::open(address).await;
        server.signal(signal);
        let end = socket
            .try_receive()
            .await
            .expect_err("nothing but the end comes");
        assert!(end.starts_with("close 1001"), "{end}");
        drop(socket);
        assert!(idle.has_ended().await);
        let outcome = server.wait();
        assert_eq!(outcome.status.code(), Some(0), "{outcome:?}");
        assert_eq!(
            outcome.stdout,
            format!("listening on http://{address}\n"),
            "one line and no more"
        );
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    }
}

#[tokio::test]
async fn a_client_that_does_not_close_holds_nothing_up_for_ever() {
    let server = Server::with(&["--drain-time", "1"]);
    let mut socket = Socket::open(server.address()).await;
    socket.join("R", "A").await;
    server.signal(Signal::TERM);
    assert_eq!(server.wait().status.code(), Some(0));
    drop(socket);
}

#[test]
fn wrong_usage_is_explained() {
    for (arguments, named) in [
        (&["--no-such-flag"][..], "--no-such-flag"),
        (&["--listen", "nowhere"], "nowhere"),
        (&["--max-batch", "many"], "many"),
        (&["--drain-time", "-1"], "`-1` is not a time"),
        (&["--log", "verbose"], "`verbose` is no level of logs"),
        (
            &["--allow-origin", "https://*.example.com/"],
            "`https://*.example.com/` is no origin",
        ),
        (&["no-such-command"], "no-such-command"),
    ] {
        let outcome = run(arguments);
        assert_eq!(outcome.status.code(), Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(named), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = run(&["--help"]);
    assert_eq!((help.status.code(), &*help.stderr), (Some(0), ""));
    for flag in [
        "--listen",
        "--callsign",
        "--config",
        "--unmasked-frames",
        "--idle-membership",
    ] {
        assert!(
            help.stdout.contains(flag),
            "{flag} is missing in {}",
            help.stdout
        );
    }
    let version = run(&["--version"]);
    assert_eq!(
        (version.status.code(), &*version.stdout),
        (
            Some(0),
            concat!("messenger ", env!("CARGO_PKG_VERSION"), "\n")
        )
    );
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it is bound").to_string();
    for arguments in [
        &["--listen", &address][..],
        &["--listen", "127.0.0.1:0", "--metrics-listen", &address],
    ] {
        let outcome = run(arguments);
        assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
        assert!(
            outcome.stderr.contains(&address)
                && outcome.stderr.contains("in use")
                && outcome.stderr.contains("for metrics")
                    == arguments.contains(&"--metrics-listen"),
            "{}",
            outcome.stderr
        );
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn one_address_is_not_listened_on_twice() {
    let same = ["--listen", "127.0.0.1:8", "--metrics-listen", "127.0.0.1:8"];
    for arguments in [&same[..], &[&["config"], &same[..]].concat()] {
        let outcome = run(arguments);
        assert_eq!(outcome.status.code(), Some(2), "{outcome:?}");
        let told = "--metrics-listen: everything else is served on 127.0.0.1:8";
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
}

#[test]
fn callsigns_that_clash_or_cannot_be_are_refused() {
    for (arguments, named) in [
        (&["--callsign", "A", "--callsign", "A"][..], "A"),
        (&["--callsign", "1"], "\"1\""),
        (&["--callsign", "a/b"], "a/b"),
    ] {
        let outcome = run(&[&["--listen", "127.0.0.1:0"], arguments].concat());
        assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
        assert!(outcome.stderr.contains(named), "{}", outcome.stderr);
    }
}

/// A settings file of its own for each test.
fn settings(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    std::fs::write(&path, text).expect("the folder of the tests can be written");
    path
}

#[test]
fn a_settings_file_with_an_unknown_key_is_refused_with_the_place() {
    let file = settings("unknown-key", "max-batch = 5\nmax-nam = 6\n");
    let file = file.to_str().expect("is text");
    let outcome = run(&["--config", file]);
    assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
    for part in [file, "line 2", "column 1", "max-nam"] {
        assert!(
            outcome.stderr.contains(part),
            "{part:?} is missing in {}",
            outcome.stderr
        );
    }
    let outcome = run(&["--config", "/nowhere/settings.toml"]);
    assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
    assert!(
        outcome.stderr.contains("/nowhere/settings.toml"),
        "{}",
        outcome.stderr
    );
}

#[tokio::test]
async fn settings_come_from_flag_environment_and_file_in_this_order() {
    let file = settings(
        "order",
        "max-batch = 1\nmax-name = 1\ncallsign = [\"FromFile\"]\n",
    );
    let mut command = command(&["--listen", "127.0.0.1:0", "--max-batch", "3"]);
    command
        .env("MESSENGER_CONFIG", file)
        .env("MESSENGER_MAX_BATCH", "2")
        .env("MESSENGER_CALLSIGN", "FromEnvironment");
    let server = Server::spawn(command);
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"FromEnvironment.1.exists","params":"join"}"#;
    let batch = format!("[{call},{call},{call}]");
    let answer = post(server.address(), "/jsonrpc", &batch).await.body;
    assert_eq!(answer.matches(r#""result":0"#).count(), 3, "{answer}");
    let long = r#"{"jsonrpc":"2.0","id":1,"method":"FromEnvironment.1.join","params":{"room":"ab","user":"c"}}"#;
    assert!(
        post(server.address(), "/jsonrpc", long)
            .await
            .body
            .contains("-31030")
    );
}

#[tokio::test]
async fn serve_is_the_same_as_nothing() {
    let server = Server::spawn(command(&["serve", "--listen", "127.0.0.1:0"]));
    Socket::open(server.address()).await.join("R", "A").await;
}
