//! No file descriptors left: those who are there are served, those who come wait.

use std::time::Duration;
use tests::http::Connection;
use tests::server::{Server, command_with_descriptors};
use tests::socket::Socket;
use tests::{honest, process};

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"Messenger.1.exists","params":"join"}"#;
const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":0}"#;

#[tokio::test]
async fn those_who_are_there_are_served_and_the_others_later() {
    let server = Server::spawn(command_with_descriptors(40, &["--listen", "127.0.0.1:0"]));
    let mut socket = Socket::open(server.address()).await;
    let token = socket.join("room", "ann").await;
    socket.register("message", &format!("{token}.m")).await;
    let mut kept = Connection::open(server.address()).await;
    kept.request("POST", "/jsonrpc", "", CALL).await;

    let mut waiting = Vec::new();
    for _ in 0..60 {
        waiting.push(Connection::open(server.address()).await);
    }
    // Reading the metrics takes files too; what cannot be read is left out.
    let failures = async |kept: &mut Connection| {
        let page = kept.request("GET", "/metrics", "", "").await;
        let value = page
            .body
            .lines()
            .find_map(|line| line.strip_prefix("messenger_accept_failures_total "));
        value.expect("is told").parse::<f64>().expect("is a number")
    };
    tests::within("a failure", async {
        while failures(&mut kept).await == 0.0 {}
    })
    .await;
    let before = failures(&mut kept).await;
    for number in 0..100 {
        let send = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"Messenger.1.send","params":{{"roomid":"{token}","message":"{number}"}}}}"#
        );
        let came = socket.exchange(send).await;
        assert_eq!(came.len(), 2, "the event and the answer: {came:?}");
        assert_eq!(
            kept.request("POST", "/jsonrpc", "", CALL).await.body,
            ANSWER
        );
    }
    // It waits for descriptors without spinning: a processor's whole time would be two seconds.
    let used = process::processor(server.id());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let used = process::processor(server.id()) - used;
    assert!(
        used < Duration::from_secs(1),
        "{used:?} of processor time while nothing happens"
    );
    let more = failures(&mut kept).await - before;
    assert!((1.0..1000.0).contains(&more), "{more} further failures");

    // Those who were accepted are served, and when they have gone, the others.
    for mut connection in waiting {
        assert_eq!(
            connection.request("POST", "/jsonrpc", "", CALL).await.body,
            ANSWER
        );
    }
    honest::round(server.address(), "after").await;
    let log = server.log();
    let said = log
        .lines()
        .filter(|line| line.contains("cannot accept connections for now"));
    let said: Vec<_> = said.collect();
    assert!(
        said[0].contains("WARN") && said[0].contains("Too many open files"),
        "{log}"
    );
    assert!((said.len() as f64) < before + more, "not for each: {log}");
    assert!(
        log.contains("there may be fewer file descriptors than connections descriptors=40"),
        "{log}"
    );
}
