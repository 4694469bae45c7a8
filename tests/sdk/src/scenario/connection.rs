//! The connection: how it begins, breaks, comes back and ends.

use super::basics::join;
use super::events::{barrier, message, subscribed};
use crate::bench::{Bench, kill, restart, url};
use crate::driver::{call, subscribe};
use crate::peer::{Peer, notification_name};
use crate::proxy::{Mode, Proxy};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::server::Server;

/// Options with which a client comes back soon.
pub(super) fn soon() -> Value {
    json!({ "reconnect_first": 20, "reconnect_most": 100 })
}

pub(super) async fn connect(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let address = peer.address()?;
    drop(peer);
    let mut driver = bench.messenger_with(&url(address), soon()).await?;
    let error = driver
        .fails("connect-failed", json!({ "do": "connect" }))
        .await?;
    ensure!(error["status"].is_null(), "{error}");
    // It can still be used: a call waits until there is a server.
    let begun = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    let server = restart(address);
    let error = driver.failed("method", begun).await?;
    ensure!(error["case"] == "unknown_key", "{error}");
    driver.ok(json!({ "do": "connect" })).await?;
    driver.finish().await?;
    drop(server);

    let mut driver = bench.driver()?;
    for url in ["ftp://127.0.0.1/jsonrpc", "127.0.0.1:8080", "ws://"] {
        let open = json!({ "do": "open", "url": url, "interface": "messenger", "options": {} });
        driver.fails("argument", open).await?;
    }
    driver.exit().await?;
    Ok(())
}

pub(super) async fn reconnect(bench: &Bench<'_>) -> Result<()> {
    // The order of things, as the peer sees it.
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger_with(&peer.url()?, soon()).await?;
    let rooms = driver
        .begin(subscribe("subscribe_room_update", None, json!({})))
        .await?;
    let mut conversation = peer.accept().await?;
    let (first, _) = conversation.registration().await?;
    ensure!(driver.answer(rooms).await?.is_ok(), "subscribing failed");
    let hold = json!({ "hold": true });
    let messages = driver
        .begin(subscribe("subscribe_message", Some("room"), hold))
        .await?;
    let (second, name) = conversation.registration().await?;
    ensure!(driver.answer(messages).await?.is_ok(), "subscribing failed");
    let flying = driver
        .begin(call("leave", json!({ "roomid": "flying" })))
        .await?;
    conversation.request("leave").await?;
    conversation.event(&name, message(1)).await?;
    conversation.cut();
    driver.failed("connection-lost", flying).await?;
    // Twice lost without an event between is one gap, as long as nobody has taken it.
    let broken = peer.accept().await?;
    broken.cut();
    let waiting = driver
        .begin(call("leave", json!({ "roomid": "waiting" })))
        .await?;
    let mut conversation = peer.accept().await?;
    for expected in [&first, &second] {
        let request = conversation.receive().await?;
        ensure!(
            request["method"] == expected["method"] && request["params"] == expected["params"],
            "{request} instead of {expected}"
        );
        let name = notification_name(&request)?;
        if expected == &second {
            conversation.event(&name, message(2)).await?;
        } else {
            let room = json!({ "room": "R", "action": "created", "secure": "insecure" });
            conversation.event(&name, room).await?;
        }
        ensure!(!driver.has_answered(waiting), "answered out of nothing");
        conversation.result(&request, Value::Null).await?;
    }
    let request = conversation.request("leave").await?;
    ensure!(request["params"]["roomid"] == "waiting", "{request}");
    conversation.result(&request, Value::Null).await?;
    ensure!(
        driver.answer(waiting).await?.is_ok(),
        "the call that waited failed"
    );
    driver
        .ok(json!({ "do": "resume", "subscription": messages }))
        .await?;
    ensure!(driver.event(messages).await? == message(1), "another event");
    let gap = driver.gap(messages, "reconnected").await?;
    ensure!(gap["snapshot"] == false && gap["missed"].is_null(), "{gap}");
    ensure!(driver.event(messages).await? == message(2), "another event");
    let mut gap = driver.gap(rooms, "reconnected").await?;
    ensure!(gap["snapshot"] == true, "{gap}");
    // This one was taken at once: the second loss may have given another.
    let mut item = driver.item(rooms).await?;
    if item.get("gap").is_some() {
        gap = item["gap"].take();
        item = driver.item(rooms).await?;
    }
    ensure!(gap["snapshot"] == true, "{gap}");
    ensure!(item["event"]["room"] == "R", "{item}");
    // What was done upon a gap that was taken may be out of date after the next loss.
    conversation.cut();
    let mut conversation = peer.accept().await?;
    for _ in 0..2 {
        conversation.registration().await?;
    }
    driver.gap(rooms, "reconnected").await?;
    driver.gap(messages, "reconnected").await?;
    conversation.cut();
    let mut conversation = peer.accept().await?;
    for _ in 0..2 {
        conversation.registration().await?;
    }
    driver.gap(rooms, "reconnected").await?;
    driver.gap(messages, "reconnected").await?;
    driver.finish().await?;

    // The same through a proxy in front of the real server.
    let server = Server::start();
    let proxy = Proxy::start(server.address()).await?;
    let mut driver = bench.messenger_with(&proxy.url(), soon()).await?;
    let rooms = driver.subscribe("subscribe_room_update", None).await?;
    let mut other = bench.messenger(&url(server.address())).await?;
    join(&mut other, "Lounge", "Ann").await?;
    ensure!(
        driver.event(rooms).await?["room"] == "Lounge",
        "another event"
    );
    for _ in 0..3 {
        proxy.cut();
        driver.gap(rooms, "reconnected").await?;
        // The snapshot: the room that is still there.
        let event = driver.event(rooms).await?;
        ensure!(
            event["room"] == "Lounge" && event["action"] == "created",
            "{event}"
        );
    }
    proxy.set(Mode::Refuse);
    proxy.cut();
    join(&mut other, "Den", "Ann").await?;
    proxy.set(Mode::Pass);
    driver.gap(rooms, "reconnected").await?;
    for room in ["Den", "Lounge"] {
        let event = driver.event(rooms).await?;
        ensure!(event["room"] == room, "{event} instead of {room}");
    }
    other.finish().await?;
    driver.finish().await?;
    Ok(())
}

pub(super) async fn restarted(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let proxy = Proxy::start(server.address()).await?;
    let mut driver = bench.messenger_with(&proxy.url(), soon()).await?;
    let rooms = driver.subscribe("subscribe_room_update", None).await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    let users = driver
        .subscribe("subscribe_user_update", Some(&token))
        .await?;
    let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
    ensure!(
        driver.event(rooms).await?["action"] == "created",
        "another event"
    );
    ensure!(driver.event(users).await?["user"] == "Bob", "another event");
    kill(server);
    let server = Server::start();
    proxy.lead_to(server.address());
    // The rooms are gone with the server, and so is what was heard of them.
    for subscription in [users, messages] {
        loop {
            let item = driver.item(subscription).await?;
            if item.get("gap").is_some() {
                continue;
            }
            let end = &item["end"];
            ensure!(end["kind"] == "rpc" && end["code"] == -31022, "{item}");
            break;
        }
    }
    driver.gap(rooms, "reconnected").await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    ensure!(
        driver.event(rooms).await?["action"] == "created",
        "another event"
    );
    let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
    driver
        .call("send", json!({ "roomid": token, "message": "back" }))
        .await?;
    ensure!(
        driver.event(messages).await?["message"] == "back",
        "another event"
    );
    driver.finish().await?;
    Ok(())
}

pub(super) async fn registration_refused(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger_with(&peer.url()?, soon()).await?;
    let begun = driver
        .begin(subscribe("subscribe_message", Some("room"), json!({})))
        .await?;
    let mut conversation = peer.accept().await?;
    let refusal = json!({ "code": -31022, "message": "ERROR_UNKNOWN_KEY" });
    let request = conversation.receive().await?;
    conversation.error(&request, refusal.clone()).await?;
    let error = driver.failed("rpc", begun).await?;
    ensure!(error["code"] == -31022, "{error}");
    let begun = driver
        .begin(subscribe("subscribe_message", Some("room"), json!({})))
        .await?;
    let (_, name) = conversation.registration().await?;
    ensure!(driver.answer(begun).await?.is_ok(), "subscribing failed");
    conversation.event(&name, message(1)).await?;
    ensure!(driver.event(begun).await? == message(1), "another event");
    conversation.cut();
    let mut conversation = peer.accept().await?;
    let request = conversation.receive().await?;
    conversation.error(&request, refusal).await?;
    driver.gap(begun, "reconnected").await?;
    let end = driver.end(begun).await?;
    ensure!(
        end["kind"] == "rpc" && end["message"] == "ERROR_UNKNOWN_KEY",
        "{end}"
    );
    // There is nothing to unregister, and the next connection knows nothing of it.
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": begun }))
        .await?;
    barrier(&mut driver, &mut conversation).await?;
    driver.finish().await?;
    Ok(())
}

pub(super) async fn upgrade_refused(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger_with(&peer.url()?, soon()).await?;
    let begun = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    peer.refuse(503).await?;
    let mut conversation = peer.accept().await?;
    let request = conversation.request("leave").await?;
    conversation.result(&request, Value::Null).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "503 was final");
    let begun = driver
        .begin(subscribe("subscribe_message", Some("room"), json!({})))
        .await?;
    conversation.registration().await?;
    ensure!(driver.answer(begun).await?.is_ok(), "subscribing failed");
    conversation.cut();
    let waiting = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    // The call may have been sent into the connection that was cut.
    peer.refuse(401).await?;
    match driver.answer(waiting).await? {
        Err(error) if error["kind"] == "connect-failed" => {
            ensure!(error["status"] == 401, "{error}");
        }
        Err(error) => ensure!(error["kind"] == "connection-lost", "{error}"),
        Ok(value) => anyhow::bail!("{value} from nobody"),
    }
    let end = driver.end(begun).await?;
    ensure!(
        end["kind"] == "connect-failed" && end["status"] == 401,
        "{end}"
    );
    let state = driver.ok(json!({ "do": "state" })).await?;
    ensure!(state == "closed", "{state}");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn silent(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let proxy = Proxy::start(server.address()).await?;
    let options = json!({ "heartbeat": 200, "reconnect_first": 20, "reconnect_most": 100 });
    let mut driver = bench.messenger_with(&proxy.url(), options).await?;
    let rooms = driver.subscribe("subscribe_room_update", None).await?;
    // Silence alone is no reason: several heartbeats pass and are answered.
    let mut hurried = call("leave", json!({ "roomid": "a" }));
    hurried["deadline"] = json!(60_000);
    let peer = Peer::listen().await?;
    let mut idle = bench
        .messenger_with(&peer.url()?, json!({ "heartbeat": 400 }))
        .await?;
    let begun = idle.begin(hurried.clone()).await?;
    let mut conversation = peer.accept().await?;
    let request = conversation.request("leave").await?;
    // A ping is answered by the library below; a request that asks for life needs an answer.
    let probe = tokio::time::timeout(std::time::Duration::from_secs(2), conversation.receive());
    if let Ok(probe) = probe.await {
        let probe = probe?;
        ensure!(
            probe["method"] == "exists" && probe["id"].is_number(),
            "{probe}"
        );
        conversation.result(&probe, json!(false)).await?;
    }
    conversation.result(&request, Value::Null).await?;
    ensure!(idle.answer(begun).await?.is_ok(), "the call failed");
    idle.finish().await?;

    proxy.set(Mode::Stall);
    let flying = driver.begin(hurried).await?;
    driver.failed("connection-lost", flying).await?;
    proxy.set(Mode::Pass);
    driver.gap(rooms, "reconnected").await?;
    driver.finish().await?;
    Ok(())
}

pub(super) async fn queue_full(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench
        .messenger_with(&peer.url()?, json!({ "queue": 3 }))
        .await?;
    let mut calls = Vec::new();
    for number in 0..3 {
        let params = json!({ "roomid": number.to_string() });
        calls.push(driver.begin(call("leave", params)).await?);
    }
    driver
        .fails("queue-full", call("leave", json!({ "roomid": "too many" })))
        .await?;
    let one = json!({ "operation": "leave", "params": { "roomid": "too many" } });
    driver
        .fails("queue-full", json!({ "do": "batch", "calls": [one] }))
        .await?;
    let mut conversation = peer.accept().await?;
    for (number, begun) in calls.into_iter().enumerate() {
        let request = conversation.request("leave").await?;
        ensure!(
            request["params"]["roomid"] == json!(number.to_string()),
            "{request}"
        );
        conversation.result(&request, Value::Null).await?;
        ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    }
    barrier(&mut driver, &mut conversation).await?;
    driver.finish().await?;
    Ok(())
}

pub(super) async fn close(bench: &Bench<'_>) -> Result<()> {
    let (mut driver, mut conversation, subscription, name) =
        subscribed(bench, json!({ "hold": true })).await?;
    conversation.event(&name, message(1)).await?;
    barrier(&mut driver, &mut conversation).await?;
    let flying = driver
        .begin(call("leave", json!({ "roomid": "flying" })))
        .await?;
    conversation.request("leave").await?;
    let closing = driver.begin(json!({ "do": "close" })).await?;
    driver.failed("closed", flying).await?;
    ensure!(conversation.text().await?.is_none(), "something was sent");
    conversation.cut();
    ensure!(driver.answer(closing).await?.is_ok(), "closing failed");
    // What is buffered is given, then the iteration ends without an error.
    driver
        .ok(json!({ "do": "resume", "subscription": subscription }))
        .await?;
    ensure!(
        driver.event(subscription).await? == message(1),
        "another event"
    );
    ensure!(
        driver.end(subscription).await?.is_null(),
        "it ended with an error"
    );
    driver
        .fails("closed", call("leave", json!({ "roomid": "late" })))
        .await?;
    driver
        .fails(
            "closed",
            subscribe("subscribe_room_update", None, json!({})),
        )
        .await?;
    let state = driver.ok(json!({ "do": "state" })).await?;
    ensure!(state == "closed", "{state}");
    driver.finish().await?;

    // Without a connection, in the middle of trying.
    let peer = Peer::listen().await?;
    let address = peer.address()?;
    drop(peer);
    let mut driver = bench.messenger(&url(address)).await?;
    let waiting = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    driver.ok(json!({ "do": "close" })).await?;
    driver.failed("closed", waiting).await?;
    driver.finish().await?;

    // A peer that does not answer the closing frame is not waited for.
    let server = Server::start();
    let proxy = Proxy::start(server.address()).await?;
    let mut driver = bench.messenger(&proxy.url()).await?;
    driver.ok(json!({ "do": "connect" })).await?;
    proxy.set(Mode::Stall);
    driver.finish().await?;
    Ok(())
}

pub(super) async fn token(bench: &Bench<'_>) -> Result<()> {
    const TOKEN: &str = "secret+/=&ä token";
    let peer = Peer::listen().await?;
    let options = json!({ "token": TOKEN, "reconnect_first": 20, "reconnect_most": 100 });
    let address = format!("{}?room=1", peer.url()?);
    let mut driver = bench.messenger_with(&address, options).await?;
    let begun = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    let mut conversation = peer.accept().await?;
    let query = "?room=1&token=secret%2B%2F%3D%26%C3%A4%20token";
    ensure!(
        conversation.uri.ends_with(query),
        "{} instead of {query}",
        conversation.uri
    );
    conversation.request("leave").await?;
    conversation.cut();
    driver.failed("connection-lost", begun).await?;
    driver.ok(json!({ "do": "text" })).await?;
    let mut hurried = call("leave", json!({ "roomid": "a" }));
    hurried["deadline"] = json!(300);
    // Nobody takes the connection.
    driver.fails("deadline", hurried).await?;
    drop(peer.accept_raw().await?);
    let waiting = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    peer.refuse(403).await?;
    driver.failed("connect-failed", waiting).await?;
    let written = driver.finish().await?;
    ensure!(
        !written.contains("secret"),
        "the token was written: {written}"
    );
    ensure!(
        !written.contains("room=1"),
        "the query was written: {written}"
    );
    Ok(())
}

pub(super) async fn two_clients(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    for client in ["main", "other"] {
        let open = json!({
            "do": "open", "client": client, "url": peer.url()?, "interface": "messenger", "options": {}
        });
        driver.ok(open).await?;
        let mut command = call("leave", json!({ "roomid": client }));
        command["client"] = json!(client);
        let begun = driver.begin(command).await?;
        let mut conversation = peer.accept().await?;
        let request = conversation.request("leave").await?;
        ensure!(
            request["id"] == 1 && request["params"]["roomid"] == client,
            "{request}"
        );
        conversation.result(&request, Value::Null).await?;
        ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
        // The first stays open while the second talks.
        tokio::spawn(async move { while let Ok(Some(_)) = conversation.text().await {} });
    }
    driver
        .ok(json!({ "do": "close", "client": "other" }))
        .await?;
    let state = driver.ok(json!({ "do": "state" })).await?;
    ensure!(state == "open", "closing one client made the other {state}");
    driver.finish().await?;
    Ok(())
}
