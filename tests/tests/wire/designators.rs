//! What the text in `method` means: callsign, version, prefix, name, index.

use super::support::{Wire, code, result};
use tests::server::Server;

/// These reach `exists`, which does no harm, on a path that names nobody.
const RUN: &[&str] = &[
    "Messenger.1.exists",
    "Messenger.exists",
    "Messenger.01.exists",
    "Messenger.001.exists",
    "Messenger..exists",
    "Messenger.1.exists@x",
    "Messenger.1.exists@",
    "Messenger.1.exists@a.b",
    "Messenger.1.exists#1",
    "Messenger.1.exists#",
];

const FAIL: &[(i64, &[&str])] = &[
    (
        -31038,
        &[
            "Messenger.0.exists",
            "Messenger.2.exists",
            "Messenger.9.exists",
            "Messenger.254.exists",
            "Messenger.255.exists",
            "Messenger.256.exists",
            "Messenger.1000.exists",
            "Messenger.4294967297.exists",
            "Messenger.18446744073709551617.exists",
            "Messenger.2.nope",
            "Messenger.2.join",
            "Messenger.2.register",
            "2.exists",
        ],
    ),
    (
        -32601,
        &[
            "Messenger.1.nope",
            "Messenger.1.",
            "Messenger.",
            "Messenger.1.Exists",
            "Messenger.1.message",
            "Messenger.1.exists ",
            "Messenger.1.exists@a@b",
            "Messenger.1.pre::exists",
            "Messenger.1.pre#1::exists",
            "Messenger.1.exists#1::x",
            "exists",
            "1.exists",
            ".exists",
            ".",
            " ",
            "",
            "@",
            "Messenger",
            "Messenger.1",
            "status",
        ],
    ),
    (
        -31043,
        &[
            "Nope.1.exists",
            "Nope.2.exists",
            "messenger.1.exists",
            "MESSENGER.1.exists",
            "..exists",
            "Messenger.x.exists",
            "Messenger.-1.exists",
            "Messenger.1.1.exists",
            "Messenger.1.exists.extra",
            " Messenger.1.exists",
            "/Messenger.1.exists",
            "Messenger.1/exists",
            "Controller.status",
            "Controller.1.status@Messenger",
        ],
    ),
];

#[tokio::test]
async fn designators_reach_whom_they_name() {
    let server = Server::start();
    let mut wrong = Vec::new();
    for wire in &mut Wire::both(&server).await {
        for method in RUN {
            let answer = wire.call(method, r#"{"method":"join"}"#).await;
            if answer.get("result") != Some(&true.into()) {
                wrong.push(format!("{method:?} over {}: {answer}", wire.name()));
            }
        }
        for (expected, methods) in FAIL {
            for method in *methods {
                let answer = wire.call(method, r#"{"method":"join"}"#).await;
                if answer["error"]["code"] != *expected {
                    wrong.push(format!("{method:?} over {}: {answer}", wire.name()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn decorated_methods_run_for_real() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        for (number, method) in ["Messenger.join@x", "Messenger.1.join#1", "Messenger..join"]
            .iter()
            .enumerate()
        {
            let params = format!(r#"{{"room":"{}","user":"user {number}"}}"#, wire.name());
            let answer = wire.call(method, &params).await;
            assert!(result(&answer).is_string(), "{answer}");
        }
    }
}

#[tokio::test]
async fn the_version_is_checked_before_the_method_and_the_params() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        assert_eq!(code(&wire.call("Messenger.2.join", "5").await), -31038);
        assert_eq!(code(&wire.call("Messenger.1.nope", "5").await), -32601);
    }
}
