//! Behind a reverse proxy.

use super::support::{post, upgrade};
use http::header::HeaderName;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::socket::Socket;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

#[tokio::test]
async fn only_configured_proxies_say_whose_a_request_is() {
    let page = [
        "Host: tv.example",
        "Origin: https://tv.example",
        "X-Forwarded-Proto: https",
    ];
    let known = ["--host-name", "tv.example"];
    let alone = Server::with(&known);
    assert_eq!(
        post(alone.address(), &page).await,
        403,
        "anybody can say https"
    );
    for proxy in ["127.0.0.1", "127.0.0.0/8"] {
        let behind = Server::with(&[&known[..], &["--trusted-proxy", proxy]].concat());
        assert_eq!(post(behind.address(), &page).await, 200);
        assert_eq!(upgrade(behind.address(), "/jsonrpc", &page).await, 101);
        assert_eq!(
            post(behind.address(), &page[..2]).await,
            403,
            "the page is not of this origin"
        );
    }
    let other = Server::with(&[&known[..], &["--trusted-proxy", "10.0.0.0/8"]].concat());
    assert_eq!(post(other.address(), &page).await, 403);
}

#[tokio::test]
async fn clients_behind_a_proxy_are_counted_one_by_one() {
    let server = Server::with(&[
        "--trusted-proxy",
        "127.0.0.1",
        "--max-connections-per-address",
        "2",
    ]);
    let address = server.address();
    let open = async |client: &str| {
        Socket::open_with(address, "/jsonrpc", [(FOR, client)])
            .await
            .0
    };
    let mut ann = [open("192.0.2.1").await, open("6.6.6.6, 192.0.2.1").await];
    let headers = ["Host: localhost", "X-Forwarded-For: 192.0.2.1"];
    assert_eq!(upgrade(address, "/jsonrpc", &headers).await, 503);
    // Nobody gets a further place by making addresses up: what stands before the proxy's word does not count.
    let made_up = ["Host: localhost", "X-Forwarded-For: 7.7.7.7, 192.0.2.1"];
    assert_eq!(upgrade(address, "/jsonrpc", &made_up).await, 503);
    let mut others = [
        open("192.0.2.2").await,
        open("192.0.2.3").await,
        open("192.0.2.3").await,
    ];
    for socket in ann.iter_mut().chain(&mut others) {
        socket.join("R", &format!("{:p}", socket)).await;
    }
    Metrics::until(address, "hits", |metrics| {
        metrics.hits("connections_per_address") >= 2.0
    })
    .await;
    let [one, _two] = ann;
    one.close().await;
    // Its place comes free when the connection has ended for the server too.
    for _ in 0..1000 {
        if upgrade(address, "/jsonrpc", &headers).await == 101 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("its place does not come free");
}

#[tokio::test]
async fn without_a_proxy_the_peer_is_counted_whatever_it_says() {
    let server = Server::with(&["--max-connections-per-address", "2"]);
    let open = async |client: &str| {
        Socket::open_with(server.address(), "/jsonrpc", [(FOR, client)])
            .await
            .0
    };
    let _two = [open("192.0.2.1").await, open("192.0.2.2").await];
    let headers = ["Host: localhost", "X-Forwarded-For: 192.0.2.3"];
    assert_eq!(upgrade(server.address(), "/jsonrpc", &headers).await, 503);
}
