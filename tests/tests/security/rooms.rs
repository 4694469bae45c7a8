//! Secure rooms: who may create one, and who may enter, as a table with a row for each way that it can go; and the
//! ways around it.

use super::support::{Folder, Wish, issue};
use http::header::{AUTHORIZATION, ORIGIN};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tests::http::Connection;
use tests::server::Server;
use tests::socket::Socket;

/// Somebody who calls, by one wire or the other.
#[derive(Clone)]
struct Caller {
    address: SocketAddr,
    origin: Option<String>,
    token: Option<String>,
    web_socket: bool,
}

impl Caller {
    /// Calls; a membership that comes of it lasts as long as what is given back.
    async fn call(&self, method: &str, params: &Value) -> (Value, Option<Socket>) {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        if self.web_socket {
            let origin = self.origin.clone().map(|origin| (ORIGIN, origin));
            let headers = origin
                .into_iter()
                .chain(bearer.map(|bearer| (AUTHORIZATION, bearer)));
            let (mut socket, _) = Socket::open_with(self.address, "/jsonrpc", headers).await;
            let answer = socket.call(method, params.clone()).await;
            return (answer, Some(socket));
        }
        let mut headers = String::new();
        for (name, value) in [("Origin", &self.origin), ("Authorization", &bearer)] {
            if let Some(value) = value {
                headers += &format!("{name}: {value}\r\n");
            }
        }
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let mut connection = Connection::open(self.address).await;
        let response = connection
            .request("POST", "/jsonrpc", &headers, &body)
            .await;
        assert_eq!(response.status, 200, "{response:?}");
        (serde_json::from_str(&response.body).expect("is JSON"), None)
    }

    /// Enters a room; the code of the error, or 0.
    async fn join(&self, params: Value) -> (i64, Option<Socket>) {
        let (answer, socket) = self.call("Messenger.1.join", &params).await;
        let code = answer["error"]["code"].as_i64().unwrap_or_default();
        if code == -32604 {
            assert_eq!(answer["error"]["message"], "ERROR_PRIVILEGED_REQUEST");
            assert_eq!(answer["error"]["data"], "Room security errors");
        } else {
            assert_eq!(code == 0, answer["result"].is_string(), "{answer}");
        }
        (code, socket)
    }
}

const DENIED: i64 = -32604;
const BAD: i64 = -31030;

/// A room that there is, if any.
#[derive(Clone, Copy, Debug, PartialEq)]
enum There {
    Nothing,
    Insecure,
    /// Secure, without a list; only without an authority.
    Secure,
    /// Secure, and `https://*.app.example` may enter.
    Listed,
}

/// What somebody asks: who, `secure`, `acl`, and what comes of it.
type Row = (
    There,
    &'static str,
    Option<&'static str>,
    Option<&'static [&'static str]>,
    i64,
);

const LIST: Option<&[&str]> = Some(&["https://*.app.example"]);
const EMPTY: Option<&[&str]> = Some(&[]);
const SECURE: Option<&str> = Some("secure");
const INSECURE: Option<&str> = Some("insecure");

/// The callers: `a` has an origin that the list admits, `b` has another, `guest` has none, and `low` has one that
/// the list admits, and may create no secure room where somebody says who may.
const WITHOUT_AUTHORITY: &[Row] = &[
    (There::Nothing, "guest", None, None, 0),
    (There::Nothing, "b", SECURE, None, 0),
    (There::Nothing, "b", SECURE, EMPTY, 0),
    (There::Nothing, "b", SECURE, LIST, 0),
    (There::Nothing, "guest", SECURE, LIST, 0),
    (There::Nothing, "guest", INSECURE, LIST, 0),
    (There::Insecure, "guest", None, None, 0),
    (There::Insecure, "b", INSECURE, LIST, 0),
    (There::Insecure, "a", SECURE, None, DENIED),
    (There::Insecure, "a", SECURE, LIST, DENIED),
    (There::Secure, "a", None, None, DENIED),
    (There::Secure, "a", INSECURE, None, DENIED),
    (There::Secure, "guest", SECURE, None, 0),
    (There::Secure, "b", SECURE, None, 0),
    (There::Secure, "a", SECURE, EMPTY, DENIED),
    (There::Secure, "a", SECURE, LIST, DENIED),
    (There::Listed, "a", None, None, DENIED),
    (There::Listed, "a", INSECURE, None, DENIED),
    (There::Listed, "a", SECURE, None, 0),
    (There::Listed, "b", SECURE, None, DENIED),
    (There::Listed, "guest", SECURE, None, DENIED),
    (There::Listed, "a", SECURE, EMPTY, DENIED),
    (There::Listed, "a", SECURE, LIST, DENIED),
];

const WITH_AUTHORITY: &[Row] = &[
    (There::Nothing, "guest", None, None, 0),
    (There::Nothing, "guest", SECURE, None, DENIED),
    (There::Nothing, "guest", SECURE, LIST, DENIED),
    (There::Nothing, "b", SECURE, None, DENIED),
    (There::Nothing, "b", SECURE, EMPTY, DENIED),
    (There::Nothing, "b", SECURE, LIST, 0),
    (There::Nothing, "low", SECURE, LIST, DENIED),
    (There::Nothing, "low", None, LIST, 0),
    (There::Insecure, "guest", None, None, 0),
    (There::Insecure, "low", INSECURE, LIST, 0),
    (There::Insecure, "a", SECURE, None, DENIED),
    (There::Insecure, "a", SECURE, LIST, DENIED),
    (There::Listed, "a", None, None, DENIED),
    (There::Listed, "a", INSECURE, None, DENIED),
    (There::Listed, "a", SECURE, None, 0),
    (There::Listed, "low", SECURE, None, 0),
    (There::Listed, "b", SECURE, None, DENIED),
    (There::Listed, "guest", SECURE, None, DENIED),
    (There::Listed, "a", SECURE, EMPTY, DENIED),
    (There::Listed, "a", SECURE, LIST, DENIED),
];

/// Tries each row over each wire, in a room of its own.
async fn try_all(rows: &[Row], founder: &Caller, caller: impl Fn(&str) -> Caller) {
    for web_socket in [true, false] {
        for (number, (there, who, secure, list, expected)) in rows.iter().enumerate() {
            let room = format!("{number} {web_socket}");
            let found = |more: Value| {
                let mut params = json!({"room": room, "user": "Founder"});
                params
                    .as_object_mut()
                    .expect("is one")
                    .extend(more.as_object().expect("is one").clone());
                founder.join(params)
            };
            let founded = match there {
                There::Nothing => None,
                There::Insecure => Some(found(json!({})).await),
                There::Secure => Some(found(json!({"secure": "secure"})).await),
                There::Listed => Some(found(json!({"secure": "secure", "acl": LIST})).await),
            };
            assert!(founded.as_ref().is_none_or(|(code, _)| *code == 0));
            let caller = Caller {
                web_socket,
                ..caller(who)
            };
            for (room, user, expected) in
                [(&*room, "", BAD), ("", "U", BAD), (&room, "U", *expected)]
            {
                let mut params = json!({"room": room, "user": user});
                if let Some(secure) = secure {
                    params["secure"] = json!(secure);
                }
                if let Some(list) = list {
                    params["acl"] = json!(list);
                }
                let (code, _) = caller.join(params).await;
                assert_eq!(
                    code, expected,
                    "{there:?}, {who}, {secure:?}, {list:?}, WebSocket {web_socket}"
                );
            }
        }
    }
}

/// Origins of the callers of the tables.
fn origin(who: &str) -> Option<String> {
    match who {
        "a" => Some("https://a.app.example".to_owned()),
        "b" => Some("https://b.example".to_owned()),
        "low" => Some("https://low.app.example".to_owned()),
        _ => None,
    }
}

#[tokio::test]
async fn the_table_of_decisions_without_authority() {
    let server = Server::with(&["--allow-origin", "https://*.app.example,https://b.example"]);
    let caller = |who: &str| Caller {
        address: server.address(),
        origin: origin(who),
        token: None,
        web_socket: true,
    };
    try_all(WITHOUT_AUTHORITY, &caller("guest"), caller).await;
}

/// An authority, and tokens of the callers of the tables.
struct Authority {
    server: Server,
    tokens: [String; 3],
}

impl Authority {
    fn new(name: &str, more: &[&str]) -> Self {
        let folder = Folder::new(name);
        let secret = folder.secret("secret");
        let access = folder.write(
            "access.json",
            r#"{
                "assign": [
                    {"url": "https://low.app.example", "role": "low"},
                    {"url": "*://*", "role": "all"}
                ],
                "anonymous": "low",
                "roles": {
                    "all": {"default": "allowed"},
                    "low": {"Messenger": {"default": "allowed", "methods": ["acl"]}}
                }
            }"#,
        );
        let tokens = issue(&["a", "b", "low"].map(|who| {
            let url = origin(who).expect("has one");
            Wish::new(
                &format!("{url}/page?x"),
                &secret.text,
                json!({"alg": "HS256"}),
            )
        }));
        let arguments = ["--token-key", &secret.path, "--access-file", &access];
        Self {
            server: Server::with(&[&arguments, more].concat()),
            tokens,
        }
    }

    fn caller(&self, who: &str) -> Caller {
        let place = ["a", "b", "low"].iter().position(|other| *other == who);
        Caller {
            address: self.server.address(),
            // That of the page does not count.
            origin: (who != "a").then(|| "http://localhost:3000".to_owned()),
            token: place.map(|place| self.tokens[place].clone()),
            web_socket: true,
        }
    }
}

#[tokio::test]
async fn the_table_of_decisions_with_an_authority() {
    let authority = Authority::new("table", &[]);
    try_all(WITH_AUTHORITY, &authority.caller("b"), |who| {
        authority.caller(who)
    })
    .await;
}

#[tokio::test]
async fn another_spelling_of_join_or_another_path_is_no_way_in() {
    let authority = Authority::new("spelling", &["--callsign", "Messenger,Other"]);
    let founder = authority.caller("a");
    let params = json!({"room": "S", "user": "A", "secure": "secure", "acl": LIST});
    let (code, _founder) = founder.join(params).await;
    assert_eq!(code, 0);
    let token = &authority.tokens[1];
    for (path, method, expected) in [
        ("/jsonrpc", "Messenger.1.join", DENIED),
        ("/jsonrpc", "Messenger.join", DENIED),
        ("/jsonrpc", "Messenger..join", DENIED),
        ("/jsonrpc", "Messenger.01.join", DENIED),
        ("/jsonrpc", "Messenger.1.join#x", DENIED),
        ("/jsonrpc", "Messenger.1.join@x", DENIED),
        ("/jsonrpc", "Messenger.1.join#x@y", DENIED),
        ("/jsonrpc", "Messenger.1.Join", -32601),
        ("/jsonrpc", "Messenger.1.x::join", -32601),
        ("/jsonrpc", "Messenger.2.join", -31038),
        ("/jsonrpc", "messenger.1.join", -31043),
        ("/jsonrpc/Messenger", "join", DENIED),
        ("/jsonrpc/Messenger", "1.join", DENIED),
        ("/jsonrpc/Messenger/any", "join#x", DENIED),
        ("/jsonrpc/Messenger", "Other.1.join", -31043),
        ("/jsonrpc/Other", "Messenger.1.join", -31043),
    ] {
        for secure in ["", r#","secure":"secure""#, r#","secure":"insecure""#] {
            let call = format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"room":"S","user":"B"{secure}}}}}"#
            );
            let bearer = format!("Authorization: Bearer {token}\r\n");
            let mut connection = Connection::open(authority.server.address()).await;
            let posted = connection.request("POST", path, &bearer, &call).await;
            let (mut socket, _) = Socket::open_with(
                authority.server.address(),
                path,
                [(AUTHORIZATION, format!("Bearer {token}"))],
            )
            .await;
            for answer in [posted.body, socket.exchange(call.clone()).await.remove(0)] {
                let answer: Value = serde_json::from_str(&answer).expect("is JSON");
                assert_eq!(
                    answer["error"]["code"], expected,
                    "{method} at {path}{secure}"
                );
            }
        }
    }
}

#[tokio::test]
async fn nobody_races_the_first_joiner() {
    let authority = Authority::new("race", &[]);
    let founders = ["a", "b"].map(|who| authority.caller(who));
    let list = |who: &str| json!([origin(who)]);
    for round in 0..20 {
        let room = format!("R{round}");
        let wishes = [("a", &founders[0]), ("b", &founders[1])].map(|(who, caller)| {
            let params = json!({"room": room, "user": who, "secure": "secure", "acl": list(who)});
            let caller = caller.clone();
            tokio::spawn(async move { caller.join(params).await })
        });
        let [one, two] = wishes;
        let (one, two) = (one.await.expect("runs"), two.await.expect("runs"));
        let mut codes = [one.0, two.0];
        codes.sort_unstable();
        assert_eq!(
            codes,
            [DENIED, 0],
            "one founds it, and the other's list is refused"
        );
        // The list in force is the founder's.
        let loser = if one.0 == 0 {
            &founders[1]
        } else {
            &founders[0]
        };
        let enter = json!({"room": room, "user": "x", "secure": "secure"});
        assert_eq!(loser.join(enter).await.0, DENIED);
    }
}

#[tokio::test]
async fn a_name_is_not_squatted_on_with_a_list() {
    let authority = Authority::new("squat", &[]);
    let (eve, ann) = (authority.caller("b"), authority.caller("a"));
    let list = json!(["https://b.example"]);
    for params in [
        json!({"room": "S", "user": "", "secure": "secure", "acl": list}),
        json!({"room": "S", "user": "x".repeat(300), "secure": "secure", "acl": list}),
        json!({"room": "S", "user": 7, "secure": "secure", "acl": list}),
        json!({"room": "S", "secure": "secure", "acl": list}),
        json!({"room": "S", "user": "E", "secure": "secure", "acl": vec!["x"; 33]}),
    ] {
        let (answer, _) = eve.call("Messenger.1.join", &params).await;
        assert!(answer["error"].is_object(), "{answer}");
    }
    let (answer, _) = eve
        .call(
            "Messenger.2.join",
            &json!({"room": "S", "user": "E", "secure": "secure", "acl": list}),
        )
        .await;
    assert_eq!(answer["error"]["code"], -31038);
    let (code, _ann) = ann.join(json!({"room": "S", "user": "A"})).await;
    assert_eq!(code, 0, "nothing is left of any of them");
}

#[tokio::test]
async fn patterns_burn_no_processor() {
    let server = Server::with(&["--max-acl", "1024", "--allow-origin", "https://*.example"]);
    let mut socket = Socket::open(server.address()).await;
    let worst = [
        "*a".repeat(127),
        "*".repeat(255),
        "https://*".to_owned() + &"*b".repeat(120),
        "\\".repeat(255),
        "(((((a+)+)+)+)+)$".to_owned(),
    ];
    let list: Vec<_> = worst.iter().cycle().take(1024).collect();
    let answer = socket
        .call(
            "Messenger.1.join",
            json!({"room": "S", "user": "A", "secure": "secure", "acl": list}),
        )
        .await;
    assert!(answer["result"].is_string(), "{answer}");
    let visitor = Caller {
        address: server.address(),
        origin: Some(format!("https://{}.example", "a".repeat(63))),
        token: None,
        web_socket: false,
    };
    // What backtracks does not come to an end here.
    for _ in 0..10 {
        assert_eq!(
            visitor
                .join(json!({"room": "S", "user": "B", "secure": "secure"}))
                .await
                .0,
            DENIED
        );
    }
}

#[tokio::test]
async fn room_tokens_are_not_guessed() {
    let server = Server::start();
    let mut ann = Socket::open(server.address()).await;
    let mut tokens = std::collections::BTreeSet::new();
    for number in 0..400 {
        // Thunder made the same token of the same names in the same second, and of names that run together.
        let token = ann.join("R", "A").await;
        assert!(tokens.insert(token.clone()), "{number}");
        ann.call("Messenger.1.leave", json!({"roomid": token}))
            .await;
    }
    for place in 0..20 {
        let digits: std::collections::BTreeSet<_> =
            tokens.iter().map(|token| token.as_bytes()[place]).collect();
        assert!(digits.len() == 16, "all digits come at place {place}");
    }
    let alive = ann.join("R", "A").await;
    let mut eve = Socket::open(server.address()).await;
    let dead = tokens.first().expect("there are some").clone();
    let mut guesses = vec![
        dead,
        alive.to_uppercase(),
        format!("{alive} "),
        alive[1..].to_owned(),
        format!("{alive}0"),
        "0".repeat(20),
        String::new(),
    ];
    guesses.extend((0..20).map(|place| {
        let other = if &alive[place..=place] == "0" {
            "1"
        } else {
            "0"
        };
        format!("{}{other}{}", &alive[..place], &alive[place + 1..])
    }));
    for guess in guesses {
        for (method, params) in [
            ("leave", json!({"roomid": guess})),
            ("send", json!({"roomid": guess, "message": "m"})),
            (
                "register",
                json!({"event": "message", "id": format!("{guess}.x")}),
            ),
            (
                "register",
                json!({"event": "userupdate", "id": format!("{guess}.x")}),
            ),
        ] {
            let answer = eve.call(&format!("Messenger.1.{method}"), params).await;
            // A near guess is told nothing else than a wild one.
            assert_eq!(answer["error"]["code"], -31022, "{guess} {method}");
            assert_eq!(answer["error"]["message"], "ERROR_UNKNOWN_KEY");
            assert_eq!(answer["error"]["data"], "The room token is invalid");
        }
    }
}

#[tokio::test]
async fn messages_of_others_are_not_read() {
    let server = Server::start();
    let mut ann = Socket::open(server.address()).await;
    let mut eve = Socket::open(server.address()).await;
    let token = ann.join("R", "A").await;
    let own = eve.join("Other", "E").await;
    for (method, event, id) in [
        ("register", "message", "R.x"),
        ("register", "message", "*"),
        ("register", "message", ""),
        ("register@R", "message", "x"),
        ("register@*", "message", "x"),
        ("register", "all", "x"),
        ("register", "Messenger.message", "x"),
        ("register", "*", "x"),
    ] {
        let answer = eve
            .call(
                &format!("Messenger.1.{method}"),
                json!({"event": event, "id": id}),
            )
            .await;
        assert!(
            answer["error"]["code"].is_i64(),
            "{method} {event} {id}: {answer}"
        );
    }
    eve.register("message", &format!("{own}.x")).await;
    eve.register("roomupdate", "x").await;
    ann.call(
        "Messenger.1.send",
        json!({"roomid": token, "message": "for us"}),
    )
    .await;
    assert_eq!(eve.settle().await, [""; 0]);
}

/// Whether outsiders hear of a secure room is a setting; insiders always do.
#[tokio::test]
async fn names_of_secure_rooms_are_kept_from_outsiders_if_so_set() {
    for announced in [true, false] {
        let setting = format!("--announce-secure-rooms={announced}");
        let authority = Authority::new(&format!("announced-{announced}"), &[&setting]);
        let address = authority.server.address();
        let mut listeners = Vec::new();
        for (who, is_insider) in [("a", true), ("b", false), ("low", true), ("guest", false)] {
            let caller = authority.caller(who);
            let bearer = caller
                .token
                .map(|token| (AUTHORIZATION, format!("Bearer {token}")));
            let (mut socket, _) = Socket::open_with(address, "/jsonrpc", bearer).await;
            assert_eq!(socket.register("roomupdate", "o").await.len(), 0);
            listeners.push((socket, is_insider || announced, who));
        }
        let (code, founder) = authority
            .caller("a")
            .join(json!({"room": "S", "user": "A", "secure": "secure", "acl": LIST}))
            .await;
        assert_eq!(code, 0);
        let (_, open) = authority
            .caller("guest")
            .join(json!({"room": "R", "user": "A"}))
            .await;
        for (socket, hears, who) in &mut listeners {
            let heard = socket.settle().await.join(" ");
            assert!(
                heard.contains(r#"{"room":"R","action":"created","secure":"insecure"}"#),
                "{who}: {heard}"
            );
            let secure = r#"{"room":"S","action":"created","secure":"secure"}"#;
            assert_eq!(heard.contains(secure), *hears, "{who}: {heard}");
            // The initial state tells the same.
            let initial = socket.register("roomupdate", "again").await;
            assert_eq!(
                initial.len(),
                if *hears { 2 } else { 1 },
                "{who}: {initial:?}"
            );
        }
        founder.expect("is a WebSocket").close().await;
        open.expect("is a WebSocket").close().await;
        for (socket, hears, who) in &mut listeners {
            let mut heard = String::new();
            while !heard.contains(r#"o.roomupdate","params":{"room":"R","action":"destroyed""#) {
                heard += &socket.receive().await;
            }
            assert_eq!(heard.contains(r#""room":"S""#), *hears, "{who}: {heard}");
        }
    }
}
