//! Rooms that are secure, and rooms that are not.

use super::support::{Wire, code, result};
use serde_json::json;
use tests::server::Server;
use tests::socket::Socket;

#[tokio::test]
async fn a_room_is_announced_as_it_was_created() {
    let server = Server::start();
    let mut observer = Socket::open(server.address()).await;
    observer.register("roomupdate", "o").await;
    let mut socket = Socket::open(server.address()).await;
    let join = json!({"room": "R", "user": "A", "secure": "secure"});
    let joined = socket.call("Messenger.1.join", join).await;
    let update = |action: &str| {
        let params = json!({"room": "R", "action": action, "secure": "secure"});
        json!({"jsonrpc": "2.0", "method": "o.roomupdate", "params": params}).to_string()
    };
    assert_eq!(observer.settle().await, [update("created")]);
    let mut late = Socket::open(server.address()).await;
    assert_eq!(
        late.register("roomupdate", "o").await,
        [serde_json::from_str::<serde_json::Value>(&update("created")).expect("is JSON")]
    );
    socket
        .call("Messenger.1.leave", json!({"roomid": result(&joined)}))
        .await;
    assert_eq!(observer.settle().await, [update("destroyed")]);
    socket.join("R", "A").await;
    assert!(
        observer.settle().await[0].contains(r#""secure":"insecure""#),
        "the room has no memory"
    );
}

#[tokio::test]
async fn who_asks_for_another_security_than_the_room_has_is_refused() {
    let server = Server::start();
    for wire in &mut Wire::both(&server).await {
        let name = wire.name();
        let mut join = async |room: &str, user: &str, more: &str| {
            let params = format!(r#"{{"room":"{name} {room}","user":"{user}"{more}}}"#);
            wire.call("Messenger.1.join", &params).await
        };
        assert!(result(&join("open", "A", "").await).is_string());
        let refused = join("open", "B", r#","secure":"secure""#).await;
        assert_eq!(
            (code(&refused), &refused["error"]["message"]),
            (-32604, &json!("ERROR_PRIVILEGED_REQUEST"))
        );
        assert_eq!(refused["error"]["data"], "Room security errors");
        assert!(result(&join("open", "B", r#","acl":["http://a"]"#).await).is_string());

        assert!(result(&join("closed", "A", r#","secure":"secure""#).await).is_string());
        assert_eq!(code(&join("closed", "B", "").await), -32604);
        assert_eq!(
            code(&join("closed", "B", r#","secure":"insecure""#).await),
            -32604
        );
        assert_eq!(
            code(&join("closed", "B", r#","secure":"secure","acl":["http://a"]"#).await),
            -32604
        );
        assert!(result(&join("closed", "B", r#","secure":"secure""#).await).is_string());
        assert_eq!(
            code(&join("closed", "B", r#","secure":"secure""#).await),
            -31005
        );
    }
}
