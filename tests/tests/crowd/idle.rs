//! Thousands are joined and idle: they cost memory and no time, and when somebody speaks, all of them hear it.

use super::{Member, summary};
use std::time::{Duration, Instant};
use tests::http::Connection;
use tests::server::Server;
use tests::{number_from_environment, process, within};
use tokio::task::JoinSet;

/// So many join at the same time.
const AT_ONCE: usize = 64;
/// So long is looked at how much time they cost.
const WATCHED: Duration = Duration::from_secs(4);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_members_cost_no_time_and_hear_everything() {
    let count = number_from_environment("TESTS_IDLE_CONNECTIONS", 1000) as usize;
    let descriptors = process::raise_descriptor_limit();
    assert!(
        count as u64 + 200 < descriptors,
        "{count} connections need more than {descriptors} file descriptors"
    );
    let server = Server::with(&["--ping-interval", "1h"]);
    let address = server.address();
    let join = |number: usize| async move {
        let connection = Connection::open(address).await;
        Member::join(connection, "room", &format!("user {number}")).await
    };
    let mut sender = join(count).await;
    let before = process::resident(server.id());
    let start = Instant::now();
    let (mut joining, mut members) = (JoinSet::new(), Vec::new());
    for number in 0..count {
        if joining.len() == AT_ONCE {
            members.extend(joining.join_next().await);
        }
        joining.spawn(join(number));
    }
    while let Some(member) = joining.join_next().await {
        members.push(member);
    }
    let joined = start.elapsed();
    let each = process::resident(server.id()).saturating_sub(before) / count as u64;

    tokio::time::sleep(Duration::from_secs(1)).await;
    let used = process::processor(server.id());
    tokio::time::sleep(WATCHED).await;
    let used = process::processor(server.id()) - used;

    let mut hearing = JoinSet::new();
    for member in members {
        let mut member = member.expect("it has joined");
        hearing.spawn(async move {
            let text = member.socket.receive_text().await;
            let now = Instant::now();
            assert_eq!(text, member.event(&format!("user {count}"), "Hello!"));
            (now, member)
        });
    }
    // Until all of them wait, so that their beginning is not measured.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = Instant::now();
    sender.send("Hello!").await;
    let mut durations = Vec::new();
    // Kept to the end, so that nobody leaves meanwhile.
    let mut members = Vec::new();
    while let Some(heard) = within("a message", hearing.join_next()).await {
        let (when, member) = heard.expect("it was heard");
        durations.push(when.duration_since(start));
        members.push(member);
    }
    assert_eq!(durations.len(), count);
    println!("{count} joined in {joined:.1?}, {each} bytes of memory each");
    println!("idle, they cost {used:?} of processor time in {WATCHED:?}");
    println!("one message to all of them: {}", summary(durations));
    // A program that is built for tests takes no more memory than another.
    assert!(each < 4096, "{each} bytes of memory for each");
    // A twentieth of a processor would be 200 ms.
    assert!(
        used < WATCHED / 20,
        "{used:?} of processor time in {WATCHED:?}"
    );
}
