//! Random streams, cut at random, from many connections at once.

use fastrand::Rng;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tests::frames::RawSocket;
use tests::garbage::garbage;
use tests::honest::Honest;
use tests::http::Connection;
use tests::metrics::Metrics;
use tests::server::Server;
use tests::{number_from_environment, streams, within};

const AT_ONCE: usize = 48;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_streams_harm_nobody() {
    let count = number_from_environment("TESTS_FUZZ_STREAMS", 20_000);
    let seed = number_from_environment("TESTS_FUZZ_SEED", 1);
    let server = Server::with(&["--idle-membership", "1", "--close-time", "100ms"]);
    let address = server.address();
    let honest = [
        Honest::start(address, "honest"),
        Honest::start(address, "likewise"),
    ];
    let next = Arc::new(AtomicU64::new(0));
    let senders: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let next = next.clone();
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    let mut rng = Rng::with_seed(seed.wrapping_mul(1 << 32) + number);
                    send(address, &mut rng).await;
                }
            })
        })
        .collect();
    let progress = {
        let next = next.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(30)).await;
                println!("{} streams", next.load(Ordering::Relaxed));
            }
        })
    };
    for sender in senders {
        sender.await.expect("every connection ends");
    }
    progress.abort();
    let mut rounds = 0;
    for honest in honest {
        rounds += honest.finish().await;
    }
    println!("{count} streams from seed {seed}; {rounds} rounds of honest talk beside them");
    // Nothing is left of them.
    let metrics = Metrics::until(address, "all gone", |metrics| {
        metrics.value(r#"messenger_connections{protocol="websocket"}"#) == 0.0
            && metrics.value(r#"messenger_connections{protocol="http"}"#) == 1.0
            && metrics.value(r#"messenger_rooms{callsign="Messenger"}"#) == 0.0
    })
    .await;
    assert_eq!(metrics.value("messenger_handler_panics_total"), 0.0);
    assert_eq!(
        metrics.value(r#"messenger_websockets_closed_total{reason="other"}"#),
        0.0
    );
}

/// Sends one stream, and goes in one of several ways.
async fn send(address: SocketAddr, rng: &mut Rng) {
    let garbage = garbage(rng);
    let mut connection = Connection::open(address).await;
    if garbage.upgraded {
        let mut socket = RawSocket::over(connection, true).await;
        let outcome = write(socket.connection(), &garbage.bytes, rng).await;
        if outcome == Going::Politely {
            end(socket.connection()).await;
        }
    } else if write(&mut connection, &garbage.bytes, rng).await == Going::Politely {
        end(&mut connection).await;
    }
}

#[derive(PartialEq, Eq)]
enum Going {
    Politely,
    AtOnce,
}

async fn write(connection: &mut Connection, bytes: &[u8], rng: &mut Rng) -> Going {
    for piece in streams::cut(bytes, rng) {
        if !connection.try_write(piece).await {
            break;
        }
        if rng.u8(..8) == 0 {
            tokio::task::yield_now().await;
        }
    }
    match rng.u8(..4) {
        0 => connection.reset_on_drop(),
        1 => {}
        _ => return Going::Politely,
    }
    Going::AtOnce
}

/// Says that nothing more comes; then the server must end too.
async fn end(connection: &mut Connection) {
    connection.try_finish_writing().await;
    within("the end of the connection", connection.skip()).await;
}
