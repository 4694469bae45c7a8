//! What nobody is told: keys, tokens of callers and of rooms, messages, names.

use super::support::{CALL, Folder, Wish, issue, request, upgrade};
use http::header::AUTHORIZATION;
use serde_json::json;
use tests::server::{Server, Signal, command, run};
use tests::socket::Socket;

#[tokio::test]
async fn logs_errors_and_metrics_tell_no_secrets() {
    let folder = Folder::new("secrets");
    let (secret, other) = (folder.secret("secret"), folder.secret("other"));
    let rules = r#"{"assign": [{"url": "https://a.example", "role": "r"}], "roles": {"r": {"default": "allowed"}}}"#;
    let access = folder.write("access.json", rules);
    let mut command = command(&[
        "--listen",
        "127.0.0.1:0",
        "--log",
        "trace",
        "--token-key",
        &secret.path,
        "--token-key",
        "env:SECRET_OF_TESTS",
        "--access-file",
        &access,
    ]);
    command.env("SECRET_OF_TESTS", &other.text);
    let server = Server::spawn(command);
    let address = server.address();
    let header = json!({"alg": "HS256"});
    let claims = r#"{"url":"https://a.example","user":"hush-user","hash":"hush-hash"}"#;
    let [token, forged, roleless, expired] = issue(&[
        Wish::new(claims, &secret.text, header.clone()),
        Wish::new(
            claims,
            "not a secret of this server but another",
            header.clone(),
        ),
        Wish::new("https://hush-origin.example", &other.text, header.clone()),
        Wish::new(
            r#"{"url":"https://a.example","exp":5,"user":"hush-expired"}"#,
            &secret.text,
            header,
        ),
    ]);
    let mut answers = String::new();
    for token in [&token, &forged, &roleless, &expired, &token[1..].to_owned()] {
        let bearer = format!("Authorization: Bearer {token}");
        let answer = request(
            address,
            "POST /jsonrpc",
            &["Host: localhost", &bearer],
            CALL,
        )
        .await;
        answers += &format!("{answer:?}");
        upgrade(
            address,
            &format!("/jsonrpc?token={token}"),
            &["Host: localhost"],
        )
        .await;
        request(
            address,
            &format!("POST /jsonrpc?token={token}"),
            &["Host: localhost"],
            CALL,
        )
        .await;
        request(
            address,
            &format!("GET /nowhere?token={token}"),
            &["Host: evil.example"],
            "",
        )
        .await;
    }
    let (mut socket, _) = Socket::open_with(
        address,
        "/jsonrpc",
        [(AUTHORIZATION, format!("Bearer {token}"))],
    )
    .await;
    let room = socket.join("hush-room", "hush-name").await;
    socket
        .call(
            "Messenger.1.send",
            json!({"roomid": room, "message": "hush-message"}),
        )
        .await;
    let acl = ["https://hush-list.example"];
    socket
        .call(
            "Messenger.1.join",
            json!({"room": "hush-vault", "user": "u", "secure": "secure", "acl": acl}),
        )
        .await;
    let wrong = socket
        .call("Messenger.1.leave", json!({"roomid": &room[1..]}))
        .await;
    answers += &wrong.to_string();
    folder.write("access.json", "{\"hush-rules\": ");
    server.signal(Signal::HUP);
    let metrics = request(address, "GET /metrics", &["Host: localhost"], "").await;
    socket.close().await;
    server.signal(Signal::TERM);
    let ended = server.wait();
    assert!(
        ended.stderr.contains("refused"),
        "it says something: {}",
        ended.stderr
    );
    let secrets = [
        &secret.text,
        &other.text,
        &token,
        &forged,
        &roleless,
        &expired,
        &room,
    ];
    let parts = secrets
        .into_iter()
        .flat_map(|secret| [secret.clone(), secret[secret.len() - 16..].to_owned()]);
    for part in parts.chain(["hush-".to_owned()]) {
        for (what, text) in [
            ("log", &ended.stderr),
            ("output", &ended.stdout),
            ("metrics", &metrics.body),
            ("errors", &answers),
        ] {
            // What is wrong with a file is told with its line, to whoever may read that.
            let text = text.replace("hush-rules", "");
            assert!(!text.contains(&part), "{part} in the {what}: {text}");
        }
    }
}

/// Whatever is wrong with a token, a stranger is told the same.
#[tokio::test]
async fn errors_do_not_tell_what_is_wrong_with_a_token() {
    let folder = Folder::new("same-errors");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let header = json!({"alg": "HS256"});
    let tokens = issue(&[
        Wish::new(
            "https://a.example",
            "not the secret of the server at all",
            header.clone(),
        ),
        Wish::new(
            r#"{"url":"https://a.example","exp":5}"#,
            &secret.text,
            header.clone(),
        ),
        Wish::new("no URL", &secret.text, header),
        Wish::new("https://a.example", &secret.text, json!({"alg": "HS512"})),
    ]);
    let mut told = std::collections::BTreeSet::new();
    for token in &tokens {
        let bearer = format!("Authorization: Bearer {token}");
        let answer = request(
            server.address(),
            "POST /jsonrpc",
            &["Host: localhost", &bearer],
            CALL,
        )
        .await;
        let headers: Vec<_> = answer
            .headers
            .into_iter()
            .filter(|(name, _)| name != "date")
            .collect();
        told.insert((answer.status, headers, answer.body));
    }
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn the_settings_that_are_printed_hold_no_secrets() {
    let folder = Folder::new("printed");
    let secret = folder.secret("secret");
    let printed = run(&["config", "--token-key", &secret.path]);
    assert!(
        printed.status.success() && printed.stdout.contains(&secret.path),
        "{printed:?}"
    );
    assert!(!printed.stdout.contains(&secret.text), "{printed:?}");
    let damaged = folder.write(
        "damaged",
        &format!("-----BEGIN PRIVATE KEY-----\n{}", secret.text),
    );
    let json = folder.write("json", &format!(r#"{{"kty": "oct", "k": "{}"#, secret.text));
    for key in [&damaged, &json] {
        let refused = run(&["--listen", "127.0.0.1:0", "--token-key", key]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(!refused.stderr.contains(&secret.text[..16]), "{refused:?}");
    }
}
