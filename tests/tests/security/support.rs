//! Requests with headers that a browser or an attacker would send.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tests::certificates::openssl;
use tests::http::{Connection, Response};
use tests::node::{client, run_with};

/// A call that anybody may make.
pub(crate) const CALL: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
/// Its answer.
pub(crate) const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;

/// What asks for a WebSocket, without `Host`.
const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A request whose headers, `Host` among them, are all given; each is a line.
pub(crate) async fn request(
    address: SocketAddr,
    target: &str,
    headers: &[&str],
    body: &str,
) -> Response {
    let mut connection = Connection::open(address).await;
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    let head = format!("{target} HTTP/1.1\r\n{lines}Content-Length: {length}\r\n\r\n");
    connection.write(head + body).await;
    connection.response().await
}

/// The status of a call by POST with these headers.
pub(crate) async fn post(address: SocketAddr, headers: &[&str]) -> u16 {
    let response = request(address, "POST /jsonrpc", headers, CALL).await;
    if response.status == 200 {
        assert_eq!(response.body, ANSWER);
    }
    response.status
}

/// The status of an upgrade with these headers.
pub(crate) async fn upgrade(address: SocketAddr, path: &str, headers: &[&str]) -> u16 {
    let mut connection = Connection::open(address).await;
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    connection
        .write(format!("GET {path} HTTP/1.1\r\n{lines}{UPGRADE}\r\n"))
        .await;
    connection.response().await.status
}

/// The number of refusals for this reason, as the metrics tell.
pub(crate) async fn refusals(address: SocketAddr, reason: &str) -> u64 {
    let metrics = request(address, "GET /metrics", &["Host: localhost"], "").await;
    let name = format!("messenger_refusals_total{{reason=\"{reason}\"}} ");
    let line = metrics
        .body
        .lines()
        .find_map(|line| line.strip_prefix(&name));
    line.and_then(|count| count.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {}", metrics.body))
}

/// A folder of its own for each test.
pub(crate) struct Folder(PathBuf);

/// A key, and the files that it is in.
pub(crate) struct Key {
    /// The secret, or the private half in PEM.
    pub(crate) text: String,
    pub(crate) path: String,
    /// The file with the public half.
    pub(crate) public: String,
}

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join("security")
            .join(name);
        std::fs::create_dir_all(&folder).expect("the folder of the tests can be written");
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("is text").to_owned()
    }

    /// Writes a file; gives back its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("the folder of the tests can be written");
        path
    }

    /// A secret like no other.
    pub(crate) fn secret(&self, name: &str) -> Key {
        let text = openssl(&["rand", "-hex", "32"]).trim().to_owned();
        let path = self.write(name, &format!("{text}\n"));
        Key {
            public: path.clone(),
            text,
            path,
        }
    }

    /// A pair of keys, of P-256 for `EC`.
    pub(crate) fn pair(&self, name: &str, algorithm: &str) -> Key {
        let mut arguments = vec!["genpkey", "-algorithm", algorithm];
        if algorithm == "EC" {
            arguments.extend(["-pkeyopt", "ec_paramgen_curve:P-256"]);
        }
        let text = openssl(&arguments);
        let path = self.write(name, &text);
        let public = openssl(&["pkey", "-in", &path, "-pubout"]);
        Key {
            public: self.write(&format!("{name}.pub"), &public),
            text,
            path,
        }
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

/// A token to be made by a library that is not the server's.
pub(crate) struct Wish {
    payload: String,
    key: String,
    header: Value,
}

impl Wish {
    pub(crate) fn new(payload: &str, key: &str, header: Value) -> Self {
        Self {
            payload: payload.to_owned(),
            key: key.to_owned(),
            header,
        }
    }
}

/// Makes tokens.
pub(crate) fn issue<const N: usize>(wishes: &[Wish; N]) -> [String; N] {
    let wishes = json!(
        wishes
            .iter()
            .map(
                |Wish {
                     payload,
                     key,
                     header,
                 }| json!({"payload": payload, "key": key, "header": header})
            )
            .collect::<Vec<_>>()
    );
    let made = run_with(
        &mut client("tokens.js", env!("CARGO_TARGET_TMPDIR")),
        &wishes.to_string(),
    );
    let tokens: Vec<String> = serde_json::from_str(&made).expect("is a list of texts");
    tokens.try_into().expect("one for each")
}
