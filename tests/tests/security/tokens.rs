//! Tokens that are stolen, forged, expired, cut short or tricky, and those that are right.

use super::support::{CALL, Folder, Wish, issue, post, refusals, request, upgrade};
use serde_json::json;
use tests::http::Connection;
use tests::node::client;
use tests::server::{Server, Signal, command, run};

/// The statuses of a call and of upgrades with this token, by each way in which one is presented.
async fn statuses(server: &Server, token: &str) -> [u16; 3] {
    let bearer = format!("Authorization: Bearer {token}");
    let headers = ["Host: localhost", &bearer];
    let address = server.address();
    [
        post(address, &headers).await,
        upgrade(address, "/jsonrpc", &headers).await,
        upgrade(address, &format!("/jsonrpc?token={token}"), &headers[..1]).await,
    ]
}

const ADMITTED: [u16; 3] = [200, 101, 101];
const REFUSED: [u16; 3] = [401, 403, 403];

#[tokio::test]
async fn right_tokens_of_every_kind_are_admitted() {
    let folder = Folder::new("right-tokens");
    let (secret, ec, ed) = (
        folder.secret("secret"),
        folder.pair("ec", "EC"),
        folder.pair("ed", "ed25519"),
    );
    let now = seconds();
    let tokens = issue(&[
        Wish::new(
            "https://app.example",
            &secret.text,
            json!({"alg": "HS256", "typ": "JWT"}),
        ),
        Wish::new("https://app.example", &secret.text, json!({"alg": "HS256"})),
        Wish::new(
            &json!({"url": "https://app.example", "user": "u", "hash": "h"}).to_string(),
            &secret.text,
            json!({"alg": "HS256"}),
        ),
        Wish::new(
            &json!({"url": "https://app.example", "exp": now + 3600, "nbf": now - 1, "aud": "tv"})
                .to_string(),
            &secret.text,
            json!({"alg": "HS256"}),
        ),
        Wish::new("https://app.example", &ec.text, json!({"alg": "ES256"})),
        Wish::new(
            "https://app.example",
            &ed.text,
            json!({"alg": "EdDSA", "kid": "any"}),
        ),
    ]);
    let server = Server::with(&[
        "--token-key",
        &secret.path,
        "--token-key",
        &ec.public,
        "--token-key",
        &ed.public,
        "--token-audience",
        "tv",
    ]);
    for token in &tokens {
        assert_eq!(statuses(&server, token).await, ADMITTED, "{token}");
        // Again, from the memory.
        assert_eq!(statuses(&server, token).await, ADMITTED, "{token}");
    }
    let spelled = format!("Authorization: bearer  {}", tokens[0]);
    assert_eq!(
        post(server.address(), &["Host: localhost", &spelled]).await,
        200
    );
    let path = format!("/jsonrpc?a=b&Token={}&c", tokens[0]);
    assert_eq!(
        upgrade(server.address(), &path, &["Host: localhost"]).await,
        101
    );
}

#[tokio::test]
async fn who_has_no_token_does_not_get_in() {
    let folder = Folder::new("no-token");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let address = server.address();
    let response = request(address, "POST /jsonrpc", &["Host: localhost"], CALL).await;
    assert_eq!(
        (response.status, response.header("www-authenticate")),
        (401, Some("Bearer"))
    );
    assert_eq!(
        upgrade(address, "/jsonrpc", &["Host: localhost"]).await,
        403
    );
    let [token] = issue(&[Wish::new(
        "https://a.example",
        &secret.text,
        json!({"alg": "HS256"}),
    )]);
    // Where a token is not looked for.
    for headers in [
        format!("Authorization: Basic {token}"),
        format!("Authorization: {token}"),
        format!("Cookie: token={token}"),
        format!("Sec-WebSocket-Protocol: {token}"),
        "Authorization: Bearer ".to_owned(),
    ] {
        let headers = ["Host: localhost", &headers];
        assert_eq!(post(address, &headers).await, 401, "{headers:?}");
        assert_eq!(
            upgrade(address, "/jsonrpc", &headers).await,
            403,
            "{headers:?}"
        );
    }
    let in_url = request(
        address,
        &format!("POST /jsonrpc?token={token}"),
        &["Host: localhost"],
        CALL,
    )
    .await;
    assert_eq!(
        in_url.status, 401,
        "a token in the URL of a call would end in logs"
    );
    let bearer = format!("Authorization: Bearer {token}");
    assert_eq!(
        post(address, &["Host: localhost", &bearer, &bearer]).await,
        401
    );
    let twice = format!("/jsonrpc?token={token}&token={token}");
    assert_eq!(upgrade(address, &twice, &["Host: localhost"]).await, 403);
    assert_eq!(refusals(address, "no_token").await, 2 + 10 + 1);
}

#[tokio::test]
async fn forged_tokens_do_not_get_in() {
    let folder = Folder::new("forged");
    let (secret, other) = (folder.secret("secret"), folder.secret("other"));
    let (ec, ed) = (folder.pair("ec", "EC"), folder.pair("ed", "ed25519"));
    let (other_ec, other_ed) = (
        folder.pair("other-ec", "EC"),
        folder.pair("other-ed", "ed25519"),
    );
    let url = "https://app.example";
    let [right, stranger, stranger_ec, stranger_ed, as_secret] = issue(&[
        Wish::new(url, &secret.text, json!({"alg": "HS256"})),
        Wish::new(url, &other.text, json!({"alg": "HS256"})),
        Wish::new(url, &other_ec.text, json!({"alg": "ES256"})),
        Wish::new(url, &other_ed.text, json!({"alg": "EdDSA"})),
        // Signed with what everybody knows: the text of a public key as secret.
        Wish::new(
            url,
            &format!(
                " {}",
                std::fs::read_to_string(&ec.public).expect("is there")
            ),
            json!({"alg": "HS256"}),
        ),
    ]);
    let server = Server::with(&[
        "--token-key",
        &secret.path,
        "--token-key",
        &ec.public,
        "--token-key",
        &ed.public,
    ]);
    let mut forged = vec![stranger, stranger_ec, stranger_ed, as_secret];
    // Another payload under the old signature, and no signature.
    let parts: Vec<&str> = right.split('.').collect();
    let [admin] = issue(&[Wish::new(
        "https://admin.example",
        &other.text,
        json!({"alg": "HS256"}),
    )]);
    let admin: Vec<&str> = admin.split('.').collect();
    forged.push(format!("{}.{}.{}", parts[0], admin[1], parts[2]));
    forged.push(format!("{}.{}.", parts[0], parts[1]));
    for token in &forged {
        assert_eq!(statuses(&server, token).await, REFUSED, "{token}");
    }
    // One bit anywhere.
    for place in 0..right.len() {
        let mut bytes = right.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("is ASCII");
        let bearer = format!("Authorization: Bearer {changed}");
        assert_eq!(
            post(server.address(), &["Host: localhost", &bearer]).await,
            401,
            "{changed}"
        );
    }
    assert_eq!(statuses(&server, &right).await, ADMITTED);
}

#[tokio::test]
async fn tricks_with_alg_do_not_get_in() {
    let folder = Folder::new("alg");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let url = "https://app.example";
    let tricky = issue(&[
        Wish::new(url, &secret.text, json!({"alg": "HS384"})),
        Wish::new(url, &secret.text, json!({"alg": "HS512"})),
        Wish::new(url, &secret.text, json!({"alg": "HS256", "typ": "at+jwt"})),
        Wish::new(
            url,
            &format!("{}0", secret.text),
            json!({"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}, "kid": "../../etc/passwd"}),
        ),
    ]);
    let [right] = issue(&[Wish::new(url, &secret.text, json!({"alg": "HS256"}))]);
    let rest = right.split_once('.').expect("has parts").1;
    let payload = rest.split_once('.').expect("has parts").0;
    // {"alg":"none"}, {"alg":"None"}, {"alg":"NONE"}, {"alg":""}, {}
    let none = [
        "eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJOb25lIn0",
        "eyJhbGciOiJOT05FIn0",
        "eyJhbGciOiIifQ",
        "e30",
    ];
    let unsigned = none.iter().flat_map(|head| {
        [
            format!("{head}.{payload}."),
            format!("{head}.{rest}"),
            format!("{head}.{payload}"),
        ]
    });
    for token in tricky.into_iter().chain(unsigned) {
        assert_eq!(statuses(&server, &token).await, REFUSED, "{token}");
    }
}

#[tokio::test]
async fn truncated_tokens_do_not_get_in() {
    let folder = Folder::new("truncated");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let [right] = issue(&[Wish::new(
        "https://app.example",
        &secret.text,
        json!({"alg": "HS256"}),
    )]);
    let mut connection = Connection::open(server.address()).await;
    for length in 1..right.len() {
        let bearer = format!("Authorization: Bearer {}\r\n", &right[..length]);
        let refused = connection.request("POST", "/jsonrpc", &bearer, CALL).await;
        assert_eq!(refused.status, 401, "{length}");
    }
    let huge = format!("Authorization: Bearer {}", "a".repeat(20_000));
    assert_eq!(
        post(server.address(), &["Host: localhost", &huge]).await,
        401
    );
}

#[tokio::test]
async fn expired_and_early_tokens_do_not_get_in() {
    let folder = Folder::new("expired");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let now = seconds();
    let wish = |claims: &str| {
        let payload = format!(r#"{{"url":"https://app.example",{claims}}}"#);
        Wish::new(&payload, &secret.text, json!({"alg": "HS256"}))
    };
    let tokens = issue(&[
        wish(&format!(r#""exp":{}"#, now - 1)),
        wish(r#""exp":0"#),
        wish(r#""exp":"2099-01-01""#),
        wish(&format!(r#""nbf":{}"#, now + 3600)),
        wish(r#""aud":"another""#),
    ]);
    for token in tokens {
        assert_eq!(statuses(&server, &token).await, REFUSED, "{token}");
    }
    assert_eq!(refusals(server.address(), "expired").await, 6);
}

/// A stolen token is of use until it expires, on connections that it has opened too.
#[tokio::test]
async fn a_connection_ends_with_its_token() {
    let folder = Folder::new("ends");
    let secret = folder.secret("secret");
    let server = Server::with(&["--token-key", &secret.path]);
    let payload = json!({"url": "https://app.example", "exp": seconds() + 8}).to_string();
    let [token] = issue(&[Wish::new(&payload, &secret.text, json!({"alg": "HS256"}))]);
    let path = format!("/jsonrpc?token={token}");
    let mut socket = tests::socket::Socket::open_at(server.address(), &path).await;
    socket.join("R", "A").await;
    let end = socket.try_receive().await.expect_err("it ends");
    assert_eq!(end, "close 1008 the token is no longer valid");
    assert_eq!(statuses(&server, &token).await, REFUSED);
}

#[tokio::test]
async fn keys_are_rotated_without_a_restart() {
    let folder = Folder::new("rotation");
    let (first, second) = (folder.secret("first"), folder.secret("second"));
    let url = "https://app.example";
    let [old, new] = issue(&[
        Wish::new(url, &first.text, json!({"alg": "HS256"})),
        Wish::new(url, &second.text, json!({"alg": "HS256"})),
    ]);
    let jwk = |text: &str| json!({"kty": "oct", "k": base64url(text)});
    let set = |secrets: &[&str]| {
        let keys: Vec<_> = secrets.iter().map(|text| jwk(text)).collect();
        folder.write("keys.json", &json!({"keys": keys}).to_string())
    };
    let path = set(&[&first.text]);
    let server = Server::with(&["--token-key", &path]);
    assert_eq!(statuses(&server, &old).await, ADMITTED);
    assert_eq!(statuses(&server, &new).await, REFUSED);
    let mut socket =
        tests::socket::Socket::open_at(server.address(), &format!("/jsonrpc?token={old}")).await;

    set(&[&first.text, &second.text]);
    reload(&server, &new, ADMITTED).await;
    assert_eq!(statuses(&server, &old).await, ADMITTED);
    set(&[&second.text]);
    reload(&server, &old, REFUSED).await;
    assert_eq!(statuses(&server, &new).await, ADMITTED);
    socket.join("R", "A").await;

    folder.write("keys.json", "{");
    server.signal(Signal::HUP);
    assert_eq!(
        statuses(&server, &new).await,
        ADMITTED,
        "what cannot be read changes nothing"
    );
    socket.join("S", "A").await;
}

/// Has the server read its files again, and waits until it has.
async fn reload(server: &Server, token: &str, until: [u16; 3]) {
    server.signal(Signal::HUP);
    let mut now = statuses(server, token).await;
    for _ in 0..1000 {
        if now == until {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        now = statuses(server, token).await;
    }
    assert_eq!(now, until);
}

#[test]
fn a_network_is_not_served_without_tokens_unless_somebody_means_it() {
    let folder = Folder::new("exposure");
    let secret = folder.secret("secret");
    for address in ["0.0.0.0:0", "[::]:0"] {
        let refused = run(&["--listen", address]);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        for part in [address, "token-key", "allow-unauthenticated", "127.0.0.1"] {
            assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
        }
        let told = run(&["config", "--listen", address]);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
    }
    for more in [
        &["--allow-unauthenticated"][..],
        &["--token-key", &secret.path],
    ] {
        drop(Server::spawn(command(
            &[&["--listen", "0.0.0.0:0"], more].concat(),
        )));
    }
    drop(Server::spawn(command(&["--listen", "127.3.2.1:0"])));
}

#[test]
fn keys_of_no_use_are_refused_at_the_start() {
    let folder = Folder::new("useless");
    let short = folder.write("short", "0123456789\n");
    let absent = folder.path("absent");
    for (key, reason) in [
        (&*short, "at least 32 bytes, and this has 10"),
        (&absent, "No such file"),
        ("env:NO_SUCH_VARIABLE", "the variable is not set"),
    ] {
        let refused = run(&["--listen", "127.0.0.1:0", "--token-key", key]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(
            refused.stderr.contains(reason) && refused.stderr.contains(key),
            "{}",
            refused.stderr
        );
        assert!(!refused.stderr.contains("0123456789"), "{}", refused.stderr);
    }
}

#[tokio::test]
async fn a_secret_may_come_from_the_environment() {
    let folder = Folder::new("environment");
    let secret = folder.secret("secret");
    let mut command = command(&[
        "--listen",
        "127.0.0.1:0",
        "--token-key",
        "env:SECRET_OF_TESTS",
    ]);
    command.env("SECRET_OF_TESTS", &secret.text);
    let server = Server::spawn(command);
    let [token] = issue(&[Wish::new(
        "https://app.example",
        &secret.text,
        json!({"alg": "HS256"}),
    )]);
    assert_eq!(statuses(&server, &token).await, ADMITTED);
}

#[tokio::test]
async fn the_program_issues_what_it_accepts_and_says_what_is_in_it() {
    let folder = Folder::new("command");
    let (secret, ec) = (folder.secret("secret"), folder.pair("ec", "EC"));
    let server = Server::with(&[
        "--token-key",
        &secret.path,
        "--token-key",
        &ec.public,
        "--token-audience",
        "tv",
    ]);
    for (key, check, more) in [
        (
            &secret.path,
            &secret.path,
            &["--user", "u", "--audience", "tv"][..],
        ),
        (&secret.path, &secret.path, &["--bare"]),
        (&ec.path, &ec.public, &["--lifetime", "10s"]),
    ] {
        let issued = run(&[
            &[
                "token",
                "issue",
                "--key",
                key,
                "--url",
                "https://app.example/x",
            ],
            more,
        ]
        .concat());
        let token = issued.stdout.trim();
        assert_eq!(statuses(&server, token).await, ADMITTED, "{issued:?}");
        let inspect = [
            "token",
            "inspect",
            "--audience",
            "tv",
            "--key",
            check,
            token,
        ];
        let inspected = run(&inspect);
        assert!(inspected.status.success(), "{inspected:?}");
        for part in ["origin     https://app.example\n", "verdict    valid\n"] {
            assert!(inspected.stdout.contains(part), "{inspected:?}");
        }
        let cut = &token[..token.len() - 1];
        let inspected = run(&["token", "inspect", "--audience", "tv", "--key", check, cut]);
        assert_eq!(inspected.status.code(), Some(1), "{inspected:?}");
    }
    let public = run(&[
        "token",
        "issue",
        "--key",
        &ec.public,
        "--url",
        "https://a.example",
    ]);
    assert!(public.stderr.contains("private half"), "{public:?}");
}

fn seconds() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("is after 1970").as_secs()
}

fn base64url(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = text.as_bytes().chunks(3).flat_map(|three| {
        let bits = three
            .iter()
            .fold(0, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        (0..=three.len()).map(move |digit| char::from(DIGITS[bits >> (18 - 6 * digit) & 63]))
    });
    digits.collect()
}

/// Clients with Thunder's manners: a token lets them into a secure room, and without one they get the documented
/// error: no WebSocket at all, or, where callers without token have a role, that of the call.
#[test]
fn a_client_with_the_manners_of_thunders_enters_a_secure_room_with_a_token() {
    let folder = Folder::new("thunder");
    let secret = folder.secret("secret");
    let rules = r#"{
        "assign": [{"url": "https://*.app.example", "role": "app"}],
        "anonymous": "guest",
        "roles": {"app": {"default": "allowed"}, "guest": {"Messenger": {"default": "allowed"}}}
    }"#;
    let access = folder.write("access.json", rules);
    let tokens = issue(
        &["https://a.app.example", "https://b.app.example/page"]
            .map(|url| Wish::new(url, &secret.text, json!({"alg": "HS256", "typ": "JWT"}))),
    );
    for (more, without) in [
        (
            &["--access-file", &access][..],
            json!({"code": -32604, "message": "ERROR_PRIVILEGED_REQUEST"}),
        ),
        (&[], json!({"refused": "the connection has closed"})),
    ] {
        let server = Server::with(&[&["--token-key", &secret.path], more].concat());
        let (host, port) = (
            server.address().ip().to_string(),
            server.address().port().to_string(),
        );
        let mut client = client("secure.js", env!("CARGO_TARGET_TMPDIR"));
        let told = tests::node::run(client.args([&host, &port, &tokens[0], &tokens[1]]));
        let told: serde_json::Value = serde_json::from_str(&told).expect("is JSON");
        assert_eq!(
            told["heard"],
            json!([{"user": "Ann", "message": "behind the door"}])
        );
        assert_eq!(told["without"], without);
    }
}
