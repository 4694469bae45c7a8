//! Pages in a real browser.

use super::support::{Folder, request};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tests::server::Server;
use tests::{within, workspace};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The browser, ended with the test.
struct Browser(Child);

impl Browser {
    /// Opens a page. Names below `.example` are this machine.
    fn open(url: &str, profile: &Path) -> Self {
        let _ = std::fs::remove_dir_all(profile);
        let child = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
            ])
            .arg("--host-resolver-rules=MAP *.example 127.0.0.1")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap_or_else(|error| {
            panic!("chromium: {error}; `tests/run` installs what is missing")
        }))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves the page until it reports.
async fn report(listener: TcpListener) -> Value {
    let page = std::fs::read_to_string(workspace().join("tests/clients/page.html"));
    let page = page.expect("the page is there");
    loop {
        let (mut stream, _) = listener.accept().await.expect("listens");
        let (head, body) = read(&mut stream).await;
        if head.starts_with("POST /report ") {
            return serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
        }
        let (status, body) = if head.starts_with("GET /page") {
            ("200 OK", &*page)
        } else {
            ("404 Not Found", "")
        };
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        // A browser opens more connections than it uses.
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

/// The head and the body of a request.
async fn read(stream: &mut TcpStream) -> (String, String) {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return (head.to_owned(), body.to_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return (text, String::new());
        }
    }
}

/// What a page that comes from this host can do, and how many rooms there are then.
async fn visit(name: &str, host: &str, server: SocketAddr) -> (Value, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("is bound").port();
    let profile = Folder::new("browser").path(name);
    let browser = Browser::open(
        &format!("http://{host}:{port}/page?server={server}"),
        Path::new(&profile),
    );
    let told = within("the page's report", report(listener)).await;
    drop(browser);
    let metrics = request(server, "GET /metrics", &["Host: localhost"], "").await;
    let rooms = metrics
        .body
        .lines()
        .find_map(|line| line.strip_prefix("messenger_rooms{callsign=\"Messenger\"} "));
    (told, rooms.expect("is told").to_owned())
}

#[tokio::test]
async fn a_browser_lets_a_foreign_page_do_nothing() {
    let server = Server::with(&["--allow-origin", "http://app.example:*"]);
    let (told, rooms) = visit("foreign", "evil.example", server.address()).await;
    // What it sends blindly, it sends; nothing comes of it.
    let expected =
        json!({"json": "refused", "text": "refused", "blind": "sent", "socket": "refused"});
    assert_eq!((told, &*rooms), (expected, "0"));
}

#[tokio::test]
async fn a_browser_lets_pages_of_known_origins_call() {
    let server = Server::with(&["--allow-origin", "http://app.example:*"]);
    let all = json!({"json": "joined", "text": "joined", "blind": "sent", "socket": "joined"});
    let (told, rooms) = visit("known", "app.example", server.address()).await;
    assert_eq!(
        (told, &*rooms),
        (all.clone(), "3"),
        "that by WebSocket has ended with the page"
    );
    let without_settings = Server::start();
    let (told, _) = visit("local", "localhost", without_settings.address()).await;
    assert_eq!(told, all);
}
