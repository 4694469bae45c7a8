//! What callers may call, by their roles.

use super::support::{CALL, Folder, Key, Wish, issue, request, upgrade};
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use tests::http::Connection;
use tests::server::{Server, Signal, run};
use tests::socket::Socket;

/// A server with access rules, and what tokens for it are made with.
struct Ruled {
    server: Server,
    secret: Key,
    folder: Folder,
}

impl Ruled {
    fn new(name: &str, rules: &str, more: &[&str]) -> Self {
        let folder = Folder::new(name);
        let secret = folder.secret("secret");
        let access = folder.write("access.json", rules);
        let arguments = ["--token-key", &secret.path, "--access-file", &access];
        Self {
            server: Server::with(&[&arguments, more].concat()),
            secret,
            folder,
        }
    }

    fn bearer(&self, url: &str) -> String {
        let [token] = issue(&[Wish::new(url, &self.secret.text, json!({"alg": "HS256"}))]);
        format!("Bearer {token}")
    }

    async fn socket(&self, bearer: &str, path: &str) -> Socket {
        Socket::open_with(self.server.address(), path, [(AUTHORIZATION, bearer)])
            .await
            .0
    }

    /// The code of the answer to a call, over both wires, or 0.
    async fn code(&self, bearer: &str, path: &str, method: &str, params: Value) -> i64 {
        let call =
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let mut connection = Connection::open(self.server.address()).await;
        let header = format!("Authorization: {bearer}\r\n");
        let posted = connection.request("POST", path, &header, &call).await;
        assert_eq!(posted.status, 200, "{posted:?}");
        let told = self.socket(bearer, path).await.exchange(call).await;
        let code = |text: &str| {
            let answer: Value = serde_json::from_str(text).expect("is JSON");
            answer["error"]["code"].as_i64().unwrap_or_default()
        };
        assert_eq!(code(&posted.body), code(&told[0]), "{method} {params}");
        code(&posted.body)
    }
}

const DENIED: i64 = -32604;

#[tokio::test]
async fn a_role_calls_what_it_may_and_nothing_else() {
    let rules = r#"{
        "assign": [{"url": "https://reader.example", "role": "reader"}, {"url": "https://*.example", "role": "most"}],
        "roles": {
            "reader": {"Messenger": {"methods": ["exists", "register"]}},
            "most": {"default": "allowed", "Messenger": {"default": "allowed", "methods": ["send", "nope"]}}
        }
    }"#;
    // A method that there is not, named by mistake.
    let refused = Folder::new("no-such-method").write("access.json", rules);
    let secret = Folder::new("no-such-method").secret("secret");
    let told = run(&[
        "--listen",
        "127.0.0.1:0",
        "--token-key",
        &secret.path,
        "--access-file",
        &refused,
    ]);
    assert_eq!(told.status.code(), Some(1));
    for part in [
        &*refused,
        "line 5, column 100",
        "Messenger has no method `nope`",
    ] {
        assert!(told.stderr.contains(part), "{part}: {}", told.stderr);
    }
    let ruled = Ruled::new(
        "roles",
        &rules.replace(r#", "nope""#, ""),
        &["--callsign", "Messenger,Other"],
    );
    let reader = ruled.bearer("https://reader.example");
    let most = ruled.bearer("https://a.example");
    for (who, path, method, expected) in [
        (&reader, "/jsonrpc", "Messenger.1.exists", 0),
        (&reader, "/jsonrpc", "Messenger.exists", 0),
        (&reader, "/jsonrpc/Messenger", "exists#x", 0),
        (&reader, "/jsonrpc", "Messenger.1.versions", DENIED),
        (&reader, "/jsonrpc", "Messenger.1.join", DENIED),
        (&reader, "/jsonrpc", "Messenger.1.join#exists", DENIED),
        (&reader, "/jsonrpc", "Messenger.1.join@exists", DENIED),
        (&reader, "/jsonrpc", "Messenger.1.exists::join", DENIED),
        (&reader, "/jsonrpc", "Messenger..join", DENIED),
        (&reader, "/jsonrpc/Messenger", "join", DENIED),
        (&reader, "/jsonrpc/Messenger", "1.join", DENIED),
        // What there is, is not for those who may not call it.
        (&reader, "/jsonrpc", "Messenger.1.nope", DENIED),
        (&reader, "/jsonrpc", "Messenger.2.join", DENIED),
        (&reader, "/jsonrpc", "Other.1.exists", DENIED),
        (&reader, "/jsonrpc/Other", "exists", DENIED),
        (&reader, "/jsonrpc/Other", "Messenger.1.exists", -31043),
        (&reader, "/jsonrpc/Messenger", "Other.1.exists", -31043),
        (&most, "/jsonrpc", "Messenger.1.exists", 0),
        (&most, "/jsonrpc", "Messenger.1.send", DENIED),
        (&most, "/jsonrpc/Messenger", "send#x", DENIED),
        (&most, "/jsonrpc", "Other.1.exists", 0),
        (&most, "/jsonrpc", "Other.1.send", -32602),
        (&most, "/jsonrpc", "Messenger.1.nope", -32601),
    ] {
        let code = ruled.code(who, path, method, json!("join")).await;
        assert_eq!(code, expected, "{method} at {path}");
    }

    // What is not answered is not run either, and each of a batch is judged by itself.
    let mut socket = ruled.socket(&reader, "/jsonrpc").await;
    socket.register("roomupdate", "o").await;
    let join = r#"{"jsonrpc":"2.0","method":"Messenger.1.join","params":{"room":"R","user":"A"}}"#;
    let with_id = join.replace(r#""method""#, r#""id":2,"method""#);
    assert_eq!(socket.exchange(join).await, [""; 0]);
    let answers = socket
        .exchange(format!("[{CALL},{with_id},{join},{CALL}]"))
        .await;
    let answers: Value = serde_json::from_str(&answers[0]).expect("is JSON");
    let codes: Vec<_> = answers
        .as_array()
        .expect("is a list")
        .iter()
        .map(|answer| answer["error"]["code"].as_i64())
        .collect();
    assert_eq!(codes, [None, Some(DENIED), None]);
    assert_eq!(answers[1]["error"]["message"], "ERROR_PRIVILEGED_REQUEST");
}

#[tokio::test]
async fn who_has_no_role_is_turned_away() {
    let rules = r#"{"assign": [{"url": "https://a.example", "role": "r"}], "roles": {"r": {"default": "allowed"}}}"#;
    let ruled = Ruled::new("no-role", rules, &[]);
    let stranger = format!("Authorization: {}", ruled.bearer("https://b.example"));
    let address = ruled.server.address();
    for header in [&*stranger, "X: no token"] {
        let headers = ["Host: localhost", header];
        let posted = request(address, "POST /jsonrpc", &headers, CALL).await;
        assert_eq!(posted.status, if header == stranger { 403 } else { 401 });
        assert_eq!(upgrade(address, "/jsonrpc", &headers).await, 403);
    }
}

#[tokio::test]
async fn callers_without_token_may_have_a_role() {
    let rules = r#"{"assign": [], "anonymous": "guest", "roles": {"guest": {"Messenger": {"methods": ["exists"]}}}}"#;
    let ruled = Ruled::new("anonymous", rules, &[]);
    for (method, expected) in [("exists", 0), ("join", DENIED)] {
        let code = ruled
            .code("none", "/jsonrpc/Messenger", method, json!("join"))
            .await;
        assert_eq!(code, expected, "{method}");
    }
    let bad = ["Host: localhost", "Authorization: Bearer a.b.c"];
    let posted = request(ruled.server.address(), "POST /jsonrpc", &bad, CALL).await;
    assert_eq!(posted.status, 401, "a bad token is not none");
}

#[tokio::test]
async fn documents_are_for_those_who_may_call_something() {
    let rules = r#"{
        "assign": [{"url": "https://one.example", "role": "one"}, {"url": "https://none.example", "role": "none"}],
        "roles": {"one": {"Messenger": {"methods": ["exists"]}}, "none": {"default": "blocked"}}
    }"#;
    let ruled = Ruled::new("documents", rules, &[]);
    let one = ruled.bearer("https://one.example");
    let none = ruled.bearer("https://none.example");
    let address = ruled.server.address();
    for path in [
        "/docs",
        "/docs/messenger.md",
        "/openrpc.json",
        "/asyncapi.json",
        "/schema.json",
    ] {
        for (header, status) in [
            (format!("Authorization: {one}"), 200),
            (format!("Authorization: {none}"), 403),
            ("Authorization: Bearer a.b.c".to_owned(), 401),
            ("X: no token".to_owned(), 401),
        ] {
            let headers = ["Host: localhost", &header];
            let response = request(address, &format!("GET {path}"), &headers, "").await;
            assert_eq!(response.status, status, "{path} {header}");
            assert_eq!(
                response.body.contains("Messenger API"),
                status == 200,
                "{path} {header}"
            );
        }
    }
    for (who, expected) in [(&one, 0), (&none, DENIED)] {
        let code = ruled.code(who, "/jsonrpc", "rpc.discover", json!({})).await;
        assert_eq!(code, expected);
        let code = ruled
            .code(who, "/jsonrpc/Messenger", "rpc.discover", json!({}))
            .await;
        assert_eq!(code, expected);
    }
}

#[tokio::test]
async fn rules_are_reloaded_without_dropping_connections() {
    let rules = |methods: &str, url: &str| {
        format!(
            r#"{{"assign": [{{"url": "{url}", "role": "r"}}, {{"url": "https://other.example", "role": "r"}}], "roles": {{"r": {{"Messenger": {{"methods": [{methods}]}}}}}}}}"#
        )
    };
    let both = r#""exists", "versions""#;
    let ruled = Ruled::new("reload", &rules(both, "https://a.example"), &[]);
    let mut a = ruled
        .socket(&ruled.bearer("https://a.example"), "/jsonrpc")
        .await;
    let mut other = ruled
        .socket(&ruled.bearer("https://other.example"), "/jsonrpc")
        .await;
    let may_call = async |socket: &mut Socket, method: &str| {
        let answer = socket
            .call(&format!("Messenger.1.{method}"), json!("join"))
            .await;
        match answer["error"]["code"].as_i64() {
            None => true,
            Some(DENIED) => false,
            _ => panic!("{answer}"),
        }
    };
    assert!(may_call(&mut a, "versions").await);

    // What is wrong changes nothing.
    ruled.folder.write("access.json", "{");
    ruled.server.signal(Signal::HUP);
    ruled
        .folder
        .write("access.json", &rules(r#""exists""#, "https://a.example"));
    ruled.server.signal(Signal::HUP);
    for _ in 0..1000 {
        if !may_call(&mut a, "versions").await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(
        !may_call(&mut a, "versions").await,
        "judged by the new rules"
    );
    assert!(may_call(&mut a, "exists").await);
    assert!(may_call(&mut other, "exists").await);

    // Who has no role any more has to go, and nobody else.
    ruled
        .folder
        .write("access.json", &rules(both, "https://c.example"));
    ruled.server.signal(Signal::HUP);
    assert_eq!(
        a.try_receive().await,
        Err("close 1008 the token is no longer valid".to_owned())
    );
    assert!(may_call(&mut other, "versions").await);
}

#[test]
fn mistakes_in_the_rules_are_told_with_their_place() {
    let folder = Folder::new("mistakes");
    let secret = folder.secret("secret");
    let access = folder.write("access.json", "{\n  \"assign\": [\n    {\"url\": \"*\", \"role\": \"al\"}\n  ],\n  \"roles\": {\"all\": {\"default\": \"yes\"}}\n}\n");
    for more in [&["config"][..], &[]] {
        let arguments = [
            "--listen",
            "127.0.0.1:0",
            "--token-key",
            &secret.path,
            "--access-file",
            &access,
        ];
        let told = run(&[more, &arguments].concat());
        assert_eq!(told.status.code(), Some(1));
        for part in [
            "line 3, column 13: `*` stands for no origin",
            "line 3, column 26: there is no role `al`",
            "did you mean `all`?",
            "line 5, column 32: `yes` is neither `allowed` nor `blocked`",
        ] {
            assert!(told.stderr.contains(part), "{part}: {}", told.stderr);
        }
    }
    let alone = run(&["--listen", "127.0.0.1:0", "--access-file", &access]);
    assert!(alone.stderr.contains("token-key"), "{}", alone.stderr);
}

#[test]
fn rules_for_a_misspelled_callsign_are_warned_of() {
    let folder = Folder::new("misspelled");
    let secret = folder.secret("secret");
    let rules = json!({
        "assign": [],
        "roles": {"all": {"default": "allowed", "messenger": {}, "Mess*": {}, "Controller": {}}},
    });
    let access = folder.write("access.json", &rules.to_string());
    let server = Server::with(&["--token-key", &secret.path, "--access-file", &access]);
    server.signal(Signal::TERM);
    let log = server.wait().stderr;
    let warned: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(warned.len(), 1, "{log}");
    assert!(
        warned[0].contains(r#"callsign="messenger" mounted="Messenger""#),
        "{log}"
    );
}
